"""Takes schemathesis past 404 and 412 into the rules, and names the refusals that no JSON Schema can foretell."""

import os
import random
import re
from itertools import count

import requests
import schemathesis
from schemathesis.openapi.checks import RejectedPositiveData

# Faults of a single value that its schema cannot spell out, and of values that do not go together.
BEYOND_SCHEMA = {
    "unknown_time_zone": "the names change with the time zone database",
    "not_registrable": "the public suffix list changes",
    "wrong_duration": "a range, which a pattern cannot hold",
    "before_start": "two dates",
    "repeated": "entries told apart by one of their fields",
    "wrong_currency": "two amounts",
    "outside_window": "an instant and two dates",
    "same_member": "two members",
    "after_deadline": "two durations",
    "too_long": "a sum of durations",
    "wrong_extension": "a file's name and its type",
    "goes_together": "two fields, both or neither",
    "decided_by_people": "a field, and the kind in the path",
    "nobody_named": "two lists, not both empty",
}

# Values that their schema can only name.
NAMES = {
    "timeZone": ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+12", "Asia/Kathmandu"],
    "domain": ["contoso.com", "https://shop.contoso.co.uk/", "xn--mnchen-3ya.de", "münchen.de", "a.b.contoso.example"],
    "deadline": ["P30D", "P2W", "PT26H30M"],
    "escalateAfter": ["P1D", "PT1H"],
}

ID = re.compile(r"\b[a-z]{3}_[0-7][0-9A-HJKMNP-TV-Z]{25}\b")
CLIENT = re.compile(r'"id":"([a-z0-9]+)","organizationId":"(org_\w+)"')
REVISION = re.compile(r'"\d{1,15}"')
KEY = re.compile(r"[!-~]{1,255}")

# Ids by their kind, API clients with their organisation, and the partnership that nothing would be left without.
known: dict[str, list[str]] = {}
clients: list[dict[str, str]] = []
kept = os.environ["COSELL_FUZZ_KEEP"]
keys = count(1)
session = requests.Session()
chance = random.Random(20261123)


def learn(text: str) -> None:
    """Remembers every id that the API tells."""
    for found in ID.findall(text):
        kind = known.setdefault(found[:3], [])
        if found not in kind:
            kind.append(found)
    for client, organization in CLIENT.findall(text):
        pair = {"id": organization, "clientId": client}
        if pair not in clients:
            clients.append(pair)


with open(os.environ["COSELL_FUZZ_KNOWN"], encoding="utf-8") as answers:
    learn(answers.read())


def left_alone() -> bool:
    """One value in eight is sent as it was made: the others reach records that are there."""
    return chance.random() < 1 / 8


def real(value, well_formed: bool):
    """The same value with ids of real records in place of well-formed ones and, in a good request, real names of things."""
    if isinstance(value, list):
        return [real(inner, well_formed) for inner in value]
    if isinstance(value, dict):
        return {
            name: chance.choice(NAMES[name])
            if well_formed and name in NAMES and isinstance(inner, str) and not left_alone()
            else real(inner, well_formed)
            for name, inner in value.items()
        }
    if not isinstance(value, str) or not ID.fullmatch(value) or left_alone():
        return value
    kind = known.get(value[:3], [])
    # A step of a sequence goes on with the record that the step before it made.
    return chance.choice(kind) if kind and value not in kind else value


def real_path(case) -> dict:
    made = case.path_parameters
    path = real(made, False)
    if "clientId" in made and path["id"] != made["id"]:
        return chance.choice(clients)
    if path.get("id") == kept and case.path.endswith(("/end", "/suspend")):
        return {"id": chance.choice([each for each in known["prt"] if each != kept])}
    return path


def etag_of(case) -> str | None:
    """The revision that stands now, read as the caller of this case."""
    path = re.match(r"/v1/[^/]+/[^/]+(?:/private$)?", case.formatted_path)
    if not path:
        return None
    token = {"Authorization": os.environ["COSELL_FUZZ_AUTHORIZATION"]}
    address = case.operation.base_url.rstrip("/") + path[0]
    return session.get(address, headers=token, timeout=30).headers.get("ETag")


def replaced(case, place: str, value) -> None:
    """Only a real change is written: schemathesis judges a part of the request anew that was written."""
    if value != getattr(case, place):
        setattr(case, place, value)


@schemathesis.hook
def before_call(context, case, kwargs):
    well_formed = case.meta is not None and case.meta.generation.mode.is_positive
    if isinstance(case.path_parameters, dict):
        replaced(case, "path_parameters", real_path(case))
    if isinstance(case.query, dict):
        query = real(case.query, well_formed)
        if well_formed and not left_alone():
            query.pop("cursor", None)
        replaced(case, "query", query)
    replaced(case, "body", real(case.body, well_formed))

    key = case.headers.get("Idempotency-Key")
    if isinstance(key, str) and KEY.fullmatch(key) and not left_alone():
        case.headers["Idempotency-Key"] = f"fuzz-{os.getpid()}-{next(keys)}"
    revision = case.headers.get("If-Match")
    if isinstance(revision, str) and REVISION.fullmatch(revision) and not left_alone():
        case.headers["If-Match"] = etag_of(case) or revision
    elif revision and well_formed:
        # Where the header may be left out, its coverage phase takes a bare 0 for a good value.
        case.headers["If-Match"] = etag_of(case) or '"0"'


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code < 300:
        learn(response.text)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Drops the failure of a request that only its schema calls good."""
    if not isinstance(failure, RejectedPositiveData) or response.status_code != 400:
        return True
    problem = response.json()
    if problem["code"] == "invalid_cursor":
        return False  # signed by the server: none can be made up
    return not {fault["code"] for fault in problem.get("errors", [{"code": ""}])} <= BEYOND_SCHEMA.keys()
