"""What a place needs before its pages can be served: the tables of accounts, and the static files under hashed names.

A process of its own (``python -m comity.web.preparing``), so that whoever starts the server need not load Django. It costs
a second or two and is needed once for each version: ``mark`` tells which version prepared a place.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from comity import __version__
from comity.place import Place, place_of
from comity.web.ground import has_tables

HERE = Path(__file__).resolve().parent
OF_THE_VERSION = ("migrations", "static", "settings.py")


def mark(place: Place) -> Path:
    """The file that says which version prepared the place."""
    return place.home / "prepared"


def version() -> str:
    """What a place is prepared for: this version, and the newest of its migrations and static files."""
    parts = [HERE / part for part in OF_THE_VERSION]
    files = (path for part in parts for path in (part, *part.rglob("*")) if path.is_file())
    return f"{__version__} {max((path.stat().st_mtime_ns for path in files), default=0)}"


def is_prepared(place: Place) -> bool:
    """Whether this version has prepared the place, and the accounts that it prepared are still there."""
    found = mark(place)
    return found.exists() and found.read_text() == version() and has_tables(place)


def main() -> None:
    """Prepares the place that the environment names."""
    import django
    from django.core.management import call_command

    place = place_of(os.environ)
    django.setup()
    with _all_or_nothing(place):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark(place).write_text(version())


@contextmanager
def _all_or_nothing(place: Place) -> Iterator[None]:
    """Where the work fails, the file of accounts has again what it had before. PostgreSQL's own tables are changed step by
    step, each step whole."""
    if not (place.embedded and place.accounts.exists()):
        yield
        return
    with (
        closing(sqlite3.connect(place.accounts)) as accounts,
        closing(sqlite3.connect("")) as before,
    ):
        accounts.backup(before)
        try:
            yield
        except BaseException:
            _close_connections()
            before.backup(accounts)
            raise


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    main()
