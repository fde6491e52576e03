"""A clock that a test can move: MiniStack and the functions read it, and what waits in a workflow waits by it."""

import datetime
import itertools
import os
import threading
import time
from collections.abc import Callable

import activity

UTC = datetime.timezone.utc
_real_time = time.time
_offset = 0.0
_lock = threading.Condition(threading.RLock())
_order = itertools.count()
_waiting: list[tuple[float, int, "Waiting"]] = []


def now() -> float:
    return _real_time() + _offset


class MovedDatetime(datetime.datetime):
    """`datetime` as modules import it, on the moved clock."""

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(now(), tz)

    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(now(), UTC).replace(tzinfo=None)


def install() -> None:
    time.time = now
    datetime.datetime = MovedDatetime
    _tell_functions()


def _tell_functions() -> None:
    """Functions read the offset from this file: functions-prelude.cjs."""
    path = os.environ["COSELL_CLOCK_FILE"]
    with open(f"{path}.part", "w") as file:
        file.write(str(round(_offset * 1000)))
    os.replace(f"{path}.part", path)


class Waiting:
    """One state that waits: until it is called back, or its time comes. While it does, it is not under way."""

    def __init__(self) -> None:
        self.called = False
        self._parked = False

    def call(self) -> None:
        with _lock:
            self.called = True
            self.wake()

    def wait(self, seconds: float) -> bool:
        """Whether it was called back in time."""
        with _lock:
            if self.called:
                return True
            self._parked, due = True, now() + seconds
            entry = (due, next(_order), self)
            _waiting.append(entry)
            activity.add(-1)
            while self._parked and (left := due - now()) > 0:
                _lock.wait(min(left, 3600))
            self.wake()
            _waiting.remove(entry)
            return self.called

    def wake(self) -> None:
        """Under way from now on, even before its thread runs again. Called with the lock held."""
        if self._parked:
            self._parked = False
            activity.add(+1)
            _lock.notify_all()


def advance(seconds: float, rest: Callable[[], None], schedules) -> None:
    """Moves the clock from one due time to the next, and lets all come to rest at each."""
    global _offset
    rest()
    schedules.tick()
    with _lock:
        target = now() + seconds
    while True:
        with _lock:
            due = sorted(entry for entry in _waiting if entry[0] <= target)
            moment = min(due[0][0] if due else target, max(schedules.next_due(), now()))
            _offset += max(moment - now(), 0)
            _tell_functions()
            for at, _, waiting in due:
                if at <= moment:
                    waiting.wake()
        schedules.tick()
        rest()
        if moment >= target:
            return
