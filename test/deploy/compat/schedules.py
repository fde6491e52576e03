"""EventBridge: rules on a schedule fire at each of their times while the clock is moved, and at no other time."""

import clock
from ministack.services import eventbridge


def mend() -> None:
    eventbridge._scheduler_loop = lambda: None


def tick() -> None:
    eventbridge._tick_scheduled_rules()


def next_due() -> float:
    """When the next rule is due; never, where none is."""
    return min((_due(key, rule) for key, rule in eventbridge._rules._data.items()), default=float("inf"))


def _due(key, rule) -> float:
    fields = eventbridge._parse_cron_fields(rule.get("ScheduleExpression", ""))
    fired = eventbridge._rule_last_fired.get(key)
    if fields is None or fired is None or rule.get("State") != "ENABLED":
        return float("inf")
    due = eventbridge._cron_next_fire(fields, clock.MovedDatetime.fromtimestamp(fired, clock.UTC))
    return due.timestamp() if due else float("inf")
