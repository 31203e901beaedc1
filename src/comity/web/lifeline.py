"""A process that ends with the one that started it, however that ends: nothing of a killed server is left on its ports.

On Linux the kernel does it (``PR_SET_PDEATHSIG``): it needs no thread, and holds for a process that hangs. Elsewhere a
thread looks every half second whether the parent is still the same.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
LOOK = 0.5
"""Seconds between two looks, where the kernel does not tell."""


def end_with(parent: int) -> None:
    """From now on this process is killed once ``parent``, the process that started it, has ended. Nothing is lost by it: an
    act is recorded before it is answered."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it ended before the kernel was asked
        os.kill(os.getpid(), signal.SIGKILL)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os.kill(os.getpid(), signal.SIGKILL)
