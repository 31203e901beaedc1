"""A SQLite file opened only to be read: nothing is written to it or beside it, and it may be on a read-only medium.

In WAL mode SQLite makes two files beside the database even to read it, and leaves them there if it may not write. So what
lies beside the file decides how it is opened:

=================================  =================================================================================
no log, or an empty one            nobody has written since the file was last complete: it is read by itself, as
                                   ``immutable``
a log (``-wal``) and its index     somebody has the register open, or was killed: it is read as SQLite does, ``mode=ro``,
(``-shm``)                         and gives what is committed
a log without its index            somebody was killed, or the two were copied so: read as SQLite does where the index can
                                   be made, else from a private copy of both files in a temporary folder
=================================  =================================================================================

What an immutable file gives is good only while nobody writes. So each answer is checked: if the file or its log has changed
since it was opened, the answer is thrown away, the file is opened anew, and the question is asked again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar

from comity.errors import StoreFailed
from comity.store.sqlite_file import FAILURES, connect, failed, layout

T = TypeVar("T")
Look = Callable[[Path], object]
ATTEMPTS: Final = 5
_LEFT_OPEN: Final[list[sqlite3.Connection]] = []


@dataclass
class Opened:
    """A connection, and what the file looked like to ``look`` just before it was opened."""

    connection: sqlite3.Connection
    path: Path
    look: Look
    seen: object
    copy: TemporaryDirectory[str] | None = None

    def is_current(self) -> bool:
        """Whether the file still looks so."""
        return self.look(self.path) == self.seen

    def close(self) -> None:
        """Close the connection, and delete the copy, if there is one.

        The last connection deletes the log under its name. Where another file lies under the name by now, that would be the
        log of the other one, so the connection is left to the end of the process."""
        if self.look is identity and not self.is_current():
            _LEFT_OPEN.append(self.connection)
            return
        self.connection.close()
        if self.copy is not None:
            self.copy.cleanup()


def open_to_write(path: Path, *, patience: float) -> Opened:
    """A connection for a store that writes. It is current while that very file is there."""
    seen = identity(path)
    return Opened(connect(path, mode="rw", patience=patience), path, identity, seen)


def open_to_read(path: Path, *, patience: float, older: bool = False) -> Opened:
    """A connection to a store that writes nothing, opened as the module says. StoreFailed where it cannot be read."""
    return _opened(
        path, lambda at, mode: connect(at, mode=mode, patience=patience, older=older, shown=path)
    )


def rows_of(path: Path, query: str) -> list[Any]:
    """The rows of a query of any SQLite file, which is not written. ``sqlite3.Error`` where SQLite refuses."""
    return _asked_of(path, lambda connection: connection.execute(query).fetchall())


def copied(path: Path, target: sqlite3.Connection) -> None:
    """All that is committed in any SQLite file is in the target; the file is not written. ``sqlite3.Error`` as above."""
    _asked_of(path, lambda connection: connection.backup(target))


def _asked_of(path: Path, ask: Callable[[sqlite3.Connection], T]) -> T:
    current: list[Opened] = []

    def renew() -> None:
        while current:
            current.pop().close()
        current.append(_opened(path, _any_file))

    renew()
    try:
        return asked(lambda: current[0], renew, lambda: ask(current[0].connection))
    finally:
        current[0].close()


def _any_file(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)


def _opened(path: Path, connecting: Callable[[Path, str], sqlite3.Connection]) -> Opened:
    seen = content(path)
    if _is_complete(path):
        return Opened(connecting(path, "ro&immutable=1"), path, content, seen)
    if beside(path, "-shm").exists() or os.access(path.absolute().parent, os.W_OK):
        seen = identity(path)
        return Opened(connecting(path, "ro"), path, identity, seen)
    return _opened_copy(path, connecting)


def asked(get: Callable[[], Opened], renew: Callable[[], None], ask: Callable[[], T]) -> T:
    """What ``ask`` gives, asked until the file is after it what it was before it."""
    for left in range(ATTEMPTS, -1, -1):
        opened = get()
        try:
            answer = ask()
        except (StoreFailed, *FAILURES):
            if opened.is_current() or not left:
                raise
        else:
            if opened.is_current():
                return answer
        renew()
    raise StoreFailed(
        "store.locked",
        f"{get().path}: It is written all the time, and could not be read in peace.",
        remedy="Repeat the command, or run it as a user who may write to the folder.",
    )


def beside(path: Path, tail: str) -> Path:
    """The file of that name's ending that SQLite keeps beside the database."""
    return path.with_name(f"{path.name}{tail}")


def identity(path: Path) -> object:
    """Which file is there: another one under the same name is not the same; None where there is none."""
    found = _stat(path)
    return (found.st_dev, found.st_ino) if found is not None else None


def content(path: Path) -> object:
    """What changes when something is written to the file, to its log, or to the journal that is used without a log."""
    return tuple(map(_content, (path, beside(path, "-wal"), beside(path, "-journal"))))


def is_in_wal_mode(path: Path) -> bool:
    """Whether the file says that it is written through a log: byte 18 of the header of the file format of SQLite."""
    with path.open("rb") as file:
        return file.read(19)[18:] == b"\x02"


def _is_complete(path: Path) -> bool:
    log, journal = _stat(beside(path, "-wal")), _stat(beside(path, "-journal"))
    return (log is None or not log.st_size) and journal is None


def _opened_copy(path: Path, connecting: Callable[[Path, str], sqlite3.Connection]) -> Opened:
    folder = TemporaryDirectory(prefix="comity-")
    copy = Path(folder.name, "copy.db")
    try:
        seen = content(path)
        for tail in ("", "-wal"):
            shutil.copyfile(beside(path, tail), beside(copy, tail))
        connection = connecting(copy, "rw")
    except OSError as error:
        folder.cleanup()
        raise StoreFailed(
            "store.unopened",
            f"{path}: The last acts are still in its log ({beside(path, '-wal').name}), and no copy of both could be made"
            f" in {Path(folder.name).parent} to read them ({error.strerror or error}).",
            remedy="Name a folder with enough space in TMPDIR, or run the command as a user who may write to the folder.",
        ) from None
    except BaseException:
        folder.cleanup()
        raise
    return Opened(connection, path, content, seen, folder)


def _content(path: Path) -> tuple[int, ...] | None:
    found = _stat(path)
    if found is None or (not found.st_size and path.name.endswith("-wal")):
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _stat(path: Path) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreFailed(
            "store.unopened",
            f"{path}: It cannot be looked at ({error.strerror}).",
            remedy="Check the disk, and that you may enter the folder.",
        ) from None


def facts(path: Path) -> dict[str, str]:
    """What SQLite says of itself and of the file: ``version``; ``journal``, "wal" if it is written through a log;
    ``damage``, "ok" if a quick check finds none; and the ``layout``."""
    opened = open_to_read(path, patience=5, older=True)
    try:
        damage = str(opened.connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        number = str(layout(opened.connection))
    except FAILURES as error:
        raise failed(path, error) from None
    finally:
        opened.close()
    journal = "wal" if is_in_wal_mode(path) else "delete"
    return {
        "version": sqlite3.sqlite_version,
        "journal": journal,
        "damage": damage,
        "layout": number,
    }
