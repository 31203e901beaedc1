"""Work that is done after the answer: nobody waits for it, and its length tells nobody anything.

Each process has one thread for it, which does one thing after another; when the process ends in order, what was left to do
is done first. Used where the answer must be the same whether or not there is something to do (an address that has an
account or has none), and for notices whose result nobody waits for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

log = logging.getLogger(__name__)
_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="afterwards")


def do(work: Callable[[], object]) -> None:
    """The work is done soon; a failure is written to the log."""
    _worker.submit(_done, work)


def _done(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        log.exception("Work after an answer failed")
    finally:
        connections.close_all()
