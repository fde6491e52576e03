"""MiniStack with what it lacks for this stack: `python test/deploy/compat`. Ends when its standard input closes."""

import os
import shutil
import signal
import sys
import threading

import clock

clock.install()  # Before anything of MiniStack is imported: it must read the movable clock.

import api
import buckets
import cloudformation
import functions
import identity
import schedules
import states
import surroundings


def end_with_parent() -> None:
    """Whatever becomes of the script that started this, nothing of it stays behind."""
    sys.stdin.read()
    shutil.rmtree(os.path.dirname(os.environ["COSELL_CLOCK_FILE"]), ignore_errors=True)
    os.killpg(os.getpgid(0), signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()
for part in (api, buckets, cloudformation, functions, identity, schedules, states, surroundings):
    part.mend()

from ministack.app import main

sys.argv = sys.argv[:1]
main()
