"""What a place needs before its pages can be served: the tables of accounts, and the static files under hashed names.

Both are made again where they are lost or damaged. A process of its own (``python -m comity.web.preparing``), so that
whoever starts the server need not load Django. It costs a second or two and is needed once for each version: ``mark`` tells
which version prepared a place, and what its static files looked like then.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

from comity import __version__
from comity.place import Place, place_of
from comity.rights import may_be_read
from comity.web.accounts_file import has_tables
from comity.web.small_files import text_in

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
    """Whether this version has prepared the place, and the accounts and static files that it prepared are still there."""
    return has_static_files(place) and has_tables(place)


def has_static_files(place: Place) -> bool:
    """Whether the static files are those that this version made, each still as it was made."""
    return text_in(mark(place)) == _said_of(place)


def _said_of(place: Place) -> str:
    """What the mark of a place says: the version, and what its static files look like."""
    digest = sha256()
    for path in sorted((place.home / "static").rglob("*")):
        found = path.lstat()
        size = (found.st_size, found.st_mtime_ns) if not path.is_dir() else ()
        digest.update(repr((str(path.relative_to(place.home)), size, may_be_read(path))).encode())
    return f"{version()} {digest.hexdigest()}"


def main() -> None:
    """Prepares the place that the environment names."""
    import django
    from django.core.management import call_command

    place = place_of(os.environ)
    django.setup()
    with _all_or_nothing(place):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    _clear(
        place.home / "static"
    )  # all of it: a damaged manifest would be read before it is replaced
    call_command("collectstatic", verbosity=0, interactive=False)
    mark(place).write_text(_said_of(place))


def _clear(folder: Path) -> None:
    """Nothing is in the folder any more."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


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
