"""Several requests to one function run beside each other, as on AWS; MiniStack gives each function one process."""

import threading

from ministack.core import lambda_runtime

MOST = 3
_Worker = lambda_runtime.Worker


class Pool:
    """In place of one Worker: as many as are needed at once, up to MOST."""

    def __init__(self, func_name, config, code_zip):
        self._make = lambda: _Worker(func_name, config, code_zip)
        self._lock = threading.Condition()
        self._idle = []
        self._all = []

    def invoke(self, event, request_id):
        worker = self._take()
        try:
            return worker.invoke(event, request_id)
        finally:
            with self._lock:
                self._idle.append(worker)
                self._lock.notify()

    def _take(self):
        with self._lock:
            while not self._idle:
                if len(self._all) < MOST:
                    self._all.append(self._make())
                    return self._all[-1]
                self._lock.wait()
            return self._idle.pop()

    def kill(self):
        with self._lock:
            for worker in self._all:
                worker.kill()


def mend() -> None:
    lambda_runtime.Worker = Pool
