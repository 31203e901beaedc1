"""granian, with the pages read in before it makes its workers: they are read once, and what was read is shared.

Run by ``comity.web.serving`` as granian itself is run: ``python -m comity.web.loaded --interface wsgi ...``.
"""

from __future__ import annotations

import gc

from django.urls import get_resolver
from granian.cli import entrypoint

import comity.web.wsgi  # noqa: F401 - reads in the settings and the applications


def main() -> None:
    """Reads in every page, and serves until it is ended."""
    _ = get_resolver().url_patterns
    gc.freeze()  # the collector leaves alone what the workers share
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
