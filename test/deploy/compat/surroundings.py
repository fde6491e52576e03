"""What scenarios ask of a deployment's surroundings, answered under `/_local/`, beside the API, as `npm start` answers it."""

import asyncio
import json
import os
import re
from urllib.parse import parse_qs

import activity
import clock
import schedules
from functions import stream_pending
from ministack import app as ministack
from ministack.services import dynamodb, eventbridge, ses, stepfunctions

_PATH = re.compile(r"(?:/_aws/execute-api/[^/]+)?/_local/(.*)")
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def mend() -> None:
    inner = ministack.app

    async def app(scope, receive, send):
        asked = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if not asked:
            return await inner(scope, receive, send)
        query = parse_qs(scope["query_string"].decode())
        body = json.loads(await ministack._read_request_body(receive, scope["method"], {}) or b"{}")
        name, _, rest = asked[1].partition("/")
        status, answer = await asyncio.to_thread(_answer, f"{scope['method']} {name}", rest, query, body)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    ministack.app = app


def _answer(name: str, rest: str, query: dict, body: dict) -> tuple[int, object]:
    answers = {
        "GET health": _health,
        "GET mail": _mail,
        "GET events": lambda: _events(int(query.get("after", ["0"])[0])),
        "GET executions": lambda: _execution(rest) if rest else _executions(),
        "POST idle": _rest,
        "GET clock": _now,
        "POST clock": lambda: clock.advance(_seconds(body["advance"]), _rest, schedules),
    }
    if name not in answers:
        return 404, {"error": f"there is no {name}"}
    try:
        return 200, answers[name]()
    except Exception as thrown:
        return 500, {"error": f"{type(thrown).__name__}: {thrown}"}


def _health() -> dict:
    return {
        "databaseUrl": f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}",
        "tables": [key[-1] for key in dynamodb._tables._data],
    }


def _now() -> dict:
    now = clock.MovedDatetime.fromtimestamp(clock.now(), clock.UTC)
    return {"now": now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"}


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


def _events(after: int) -> list:
    return [
        {
            "sequence": sequence,
            "source": event["Source"],
            "detailType": event["DetailType"],
            "detail": json.loads(event["Detail"]),
        }
        for sequence, event in enumerate(_all(eventbridge._events_log), 1)
        if sequence > after
    ]


def _executions() -> list:
    """The last started first, as `npm start` lists them."""
    return [_shown(execution) for execution in reversed(list(stepfunctions._executions._data.values()))]


def _execution(arn: str) -> dict:
    return next(execution for execution in _executions() if execution["id"] == arn)


def _shown(execution: dict) -> dict:
    return {
        "id": execution["executionArn"],
        "machine": execution["executionArn"].split(":")[6],
        "name": execution["name"],
        "status": execution["status"],
        "startedAt": execution["startDate"],
        "history": execution["events"],
        "error": execution.get("error"),
        "cause": execution.get("cause"),
    }
