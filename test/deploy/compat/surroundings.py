"""What scenarios ask of a deployment's surroundings, answered under `/_local/` as `npm start` answers it."""

import asyncio
import json
import re

import activity
import clock
from functions import stream_pending
from ministack import app as ministack
from ministack.services import eventbridge, ses, stepfunctions

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def mend() -> None:
    inner = ministack.app

    async def app(scope, receive, send):
        if scope["type"] != "http" or not scope["path"].startswith("/_local/"):
            return await inner(scope, receive, send)
        name = f"{scope['method']} {scope['path'][len('/_local/'):]}"
        body = json.loads(await ministack._read_request_body(receive, scope["method"], {}) or b"{}")
        status, answer = await asyncio.to_thread(_answer, name, body)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    ministack.app = app


def _answer(name: str, body: dict) -> tuple[int, object]:
    answers = {
        "GET mail": _mail,
        "GET events": _events,
        "GET executions": _executions,
        "POST idle": _rest,
        "POST clock": lambda: clock.advance(_seconds(body["advance"]), _rest),
    }
    if name not in answers:
        return 404, {"error": f"there is no {name}"}
    try:
        return 200, answers[name]()
    except Exception as thrown:
        return 500, {"error": f"{type(thrown).__name__}: {thrown}"}


def _rest() -> None:
    activity.rest(stream_pending)


def _seconds(duration: str) -> int:
    match = _DURATION.fullmatch(duration)
    if not match:
        raise ValueError(f"{duration} is no duration")
    return sum(int(part or 0) * unit for part, unit in zip(match.groups(), (86400, 3600, 60, 1), strict=True))


def _all(scoped) -> list:
    """Everything that a store of MiniStack holds, whatever account and region."""
    return [value for values in scoped._data.values() for value in values]


def _mail() -> list:
    return [
        {
            "id": mail["MessageId"],
            "to": mail["To"],
            "subject": mail["Subject"],
            "text": mail["BodyText"],
            "html": mail["BodyHtml"],
            "sentAt": clock.MovedDatetime.fromtimestamp(mail["Timestamp"]).isoformat(),
        }
        for mail in _all(ses._sent_emails)
    ]


def _events() -> list:
    return [
        {
            "sequence": sequence,
            "source": event["Source"],
            "detailType": event["DetailType"],
            "detail": json.loads(event["Detail"]),
        }
        for sequence, event in enumerate(_all(eventbridge._events_log), 1)
    ]


def _executions() -> list:
    """The last started first, as `npm start` lists them."""
    return [
        {
            "id": execution["executionArn"],
            "machine": execution["executionArn"].split(":")[6],
            "name": execution["name"],
            "status": execution["status"],
            "startedAt": execution["startDate"],
            "history": execution["events"],
        }
        for execution in reversed(list(stepfunctions._executions._data.values()))
    ]
