"""granian, with the pages read in before it makes its workers: they are read once, and what was read is shared.

Run by ``comity.web.serving``: ``python -m comity.web.loaded PARENT --interface rsgi ...``, where ``PARENT`` is the id of
the process that starts it, and the rest is granian's own. It ends with that process, and its workers end with it. The live
process (``--interface asgi``) has one worker, which reads in what it needs by itself.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any

from granian.cli import entrypoint
from granian.server.mp import WorkerProcess

from comity.web.lifeline import end_with


def main() -> None:
    """Serves until it is ended."""
    own = os.getpid()
    end_with(int(sys.argv.pop(1)))
    multiprocessing.set_start_method("fork")  # what was read in is shared
    os.register_at_fork(after_in_child=lambda: end_with(own))
    WorkerProcess.is_alive = _is_alive  # type: ignore[method-assign]
    if "rsgi" in sys.argv:
        _read_in_pages()
    entrypoint()  # type: ignore[no-untyped-call]


def is_alive(worker: BaseProcess) -> bool:
    """Whether the worker has not ended. ``multiprocessing`` says so of one that has, while another thread collects it, and
    granian has such a thread: it reported a worker that had stopped in time as one that refused to."""
    return worker.is_alive() and not wait([worker.sentinel], 0)


def _is_alive(worker: Any) -> bool:
    return is_alive(worker.inner)


def _read_in_pages() -> None:
    from django.urls import get_resolver

    import comity.web.wsgi  # noqa: F401 - reads in the settings and the applications

    _ = get_resolver().url_patterns
    gc.freeze()  # the collector leaves alone what the workers share


if __name__ == "__main__":
    main()
