"""What is under way: a test waits for rest, never for time."""

import threading
import time

_lock = threading.Condition()
_count = 0


def add(change: int) -> None:
    global _count
    with _lock:
        _count += change
        _lock.notify_all()


def rest(pending, seconds: float = 60.0) -> None:
    """Comes back when nothing runs and `pending` says that nothing is about to. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while True:
        with _lock:
            if not _lock.wait_for(lambda: _count == 0, max(end - time.monotonic(), 0)):
                raise TimeoutError(f"{_count} things are still under way")
        if not pending():
            with _lock:
                if _count == 0:
                    return
        elif time.monotonic() > end:
            raise TimeoutError("the table's stream is not read to its end")
        time.sleep(0.005)
