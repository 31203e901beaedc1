"""The file under the SQLite store: its layout, how it is opened, and what its failures mean.

``application_id`` is the ASCII of "COMY"; ``user_version`` is the number of the layout: how many of ``LAYOUTS`` have been
carried out, in order. A new layout is a further group of statements at the end, and leaves alone what verification reads;
what stands here is never changed. ``upgrade`` carries out those that are lacking, all or none.

All tables are STRICT, and each carries the number of the body to which a row belongs. ``entry.key`` is that number times
2**40, plus the number of the entry.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Final

from comity.errors import StoreFailed
from comity.store import sqlite_index
from comity.store.address import MISSING

APPLICATION_ID: Final = int.from_bytes(b"COMY", "big")

# At 8 KiB a page wastes little of its end on entries of some hundred bytes; the figures are in
# docs/decisions/tree-storage.md.
PAGE_SIZE: Final = 8192

FIRST: Final = (
    "CREATE TABLE body (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " origin TEXT NOT NULL, key TEXT NOT NULL) STRICT",
    "CREATE TABLE head (body INTEGER PRIMARY KEY REFERENCES body, size INTEGER NOT NULL,"
    " frontier BLOB NOT NULL, checkpoint TEXT NOT NULL) STRICT",
    "CREATE TABLE entry (key INTEGER PRIMARY KEY, leaf BLOB NOT NULL, data BLOB NOT NULL) STRICT",
    "CREATE TABLE block (body INTEGER NOT NULL REFERENCES body, level INTEGER NOT NULL,"
    " number INTEGER NOT NULL, hash BLOB NOT NULL,"
    " PRIMARY KEY (body, level, number)) STRICT, WITHOUT ROWID",
    "CREATE TABLE request (body INTEGER NOT NULL REFERENCES body, id TEXT NOT NULL,"
    " first INTEGER NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (body, id)) STRICT, WITHOUT ROWID",
    "CREATE TABLE sealed (body INTEGER NOT NULL REFERENCES body, digest BLOB NOT NULL,"
    " content BLOB, PRIMARY KEY (body, digest)) STRICT",
    "CREATE TABLE snapshot (body INTEGER NOT NULL REFERENCES body, size INTEGER NOT NULL,"
    " engine TEXT NOT NULL, data BLOB NOT NULL, digest BLOB NOT NULL,"
    " PRIMARY KEY (body, size)) STRICT",
    *sqlite_index.LAYOUT,
)

LAYOUTS: Final = [FIRST]
ENOUGH: Final = 1_000_000  # bytes: an act, its index and the log of both
STEP: Final = 0.0002  # seconds: one act takes its turn in less than half a thousandth
LONG_STEP: Final = 0.003
A_LONG_TURN: Final = 0.02  # seconds: what takes longer is no single act

_MEANINGS: Final = {
    sqlite3.SQLITE_FULL: (
        "store.full",
        "There is no space left",
        "Make space, then repeat the act.",
    ),
    sqlite3.SQLITE_BUSY: ("store.locked", "Another writer holds it", "Wait, then repeat the act."),
    sqlite3.SQLITE_LOCKED: (
        "store.locked",
        "Another writer holds it",
        "Wait, then repeat the act.",
    ),
    sqlite3.SQLITE_READONLY: (
        "store.read-only",
        "It may not be written",
        "Give yourself the right to write to the file and its folder, or work on a copy.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "store.unopened",
        "It cannot be opened",
        "Check that the folder exists and that you may write to it.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "store.foreign",
        "It is no register of Comity",
        "Give the path of a register, or found a new one elsewhere.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "store.damaged",
        "It is damaged",
        "Restore it from a copy that verifies.",
    ),
    sqlite3.SQLITE_IOERR: (
        "store.unwritten",
        "The medium failed, or a limit on the size of files was reached",
        "Check the disk and its limits, then repeat the act.",
    ),
}


FAILURES: Final = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises where the medium fails. It quotes damaged names in its messages, which may be no UTF-8."""


def failed(path: Path, error: Exception) -> StoreFailed:
    """What a failure of SQLite means to the user, with what to do."""
    kind = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if kind == sqlite3.SQLITE_IOERR and _is_full(path):
        # The files beside it are mapped, where a full disk is another error.
        kind = sqlite3.SQLITE_FULL
    code, sentence, remedy = _MEANINGS.get(kind, _MEANINGS[sqlite3.SQLITE_CORRUPT])
    return StoreFailed(code, f"{path}: {sentence} ({error}).", remedy=remedy)


def _is_full(path: Path) -> bool:
    """Whether the disk has no room for a few pages more."""
    try:
        disk = os.statvfs(path.absolute().parent)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < ENOUGH


def locked(path: Path, told: str) -> StoreFailed:
    """Another writer would not give way."""
    code, sentence, remedy = _MEANINGS[sqlite3.SQLITE_BUSY]
    return StoreFailed(code, f"{path}: {sentence} ({told}).", remedy=remedy)


def connect(
    path: Path, *, mode: str, patience: float, older: bool = False, shown: Path | None = None
) -> sqlite3.Connection:
    """A connection to the store in that file, its layout checked.

    ``mode`` is SQLite's: ``rw``; ``rwc``, which makes the store where the file is new; ``ro``. With ``older``, an older
    layout will do as well. Errors name the file ``shown``, where ``path`` is a copy of it."""
    named = shown or path
    if mode != "rwc" and not path.exists():
        raise StoreFailed(
            "store.missing", f"{named.absolute()}: There is no such file.", remedy=MISSING
        )
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=patience,
            isolation_level=None,
            check_same_thread=False,  # one thread uses it, but another may close it
        )
    except FAILURES as error:
        raise failed(named, error) from None
    try:
        _prepare(connection, named, create=mode == "rwc", older=older)
    except FAILURES as error:
        connection.close()
        raise failed(named, error) from None
    except BaseException:
        connection.close()
        raise
    return connection


def begin(connection: sqlite3.Connection, path: Path, patience: float) -> None:
    """Begin to write, waiting for other writers in short steps: SQLite by itself sleeps a millisecond and then ever longer,
    several times what another's turn takes, and who came first starves. StoreFailed (``store.locked``) when patience is at
    its end."""
    connection.execute("PRAGMA busy_timeout = 0")
    came = time.monotonic()
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except FAILURES as error:
                code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
                waited = time.monotonic() - came
                if waited >= patience or code != sqlite3.SQLITE_BUSY:
                    raise failed(path, error) from None
            time.sleep(STEP if waited < A_LONG_TURN else LONG_STEP)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")


def upgrade(path: Path, *, patience: float) -> tuple[int, int]:
    """Carry out the layouts that are lacking, all or none; says which layout there was, and which there is."""
    connection = connect(path, mode="rw", patience=patience, older=True)
    try:
        return layout(connection), _lay_out(connection)
    except FAILURES as error:
        raise failed(path, error) from None
    finally:
        connection.close()


def layout(connection: sqlite3.Connection) -> int:
    """The number of the layout."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _prepare(connection: sqlite3.Connection, path: Path, *, create: bool, older: bool) -> None:
    if create and _is_blank(connection):
        connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        connection.execute("PRAGMA journal_mode = WAL")
        _lay_out(connection)
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    found = layout(connection)
    if application != APPLICATION_ID:
        raise StoreFailed(
            "store.foreign",
            f"{path}: It is no register of Comity.",
            remedy="Give the path of a register, or found a new one elsewhere.",
        )
    if found > len(LAYOUTS) or (found < len(LAYOUTS) and not older):
        newer = "Use the version of Comity that wrote it, or a newer one."
        raise StoreFailed(
            "store.layout",
            f"{path}: It has layout {found}; this Comity reads layout {len(LAYOUTS)}.",
            remedy=newer if found > len(LAYOUTS) else "Make a backup, then: comity upgrade.",
        )
    connection.execute("PRAGMA synchronous = FULL")


def _is_blank(connection: sqlite3.Connection) -> bool:
    """Whether the file holds nothing yet, as one whose maker was killed before the first table."""
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    marked = connection.execute("PRAGMA application_id").fetchone()[0]
    return (tables, marked) == (0, 0)


def _lay_out(connection: sqlite3.Connection) -> int:
    """Carry out the layouts that are lacking, all or none; another process may be doing the same, and then none is. Says
    which layout there is."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for statement in (each for group in LAYOUTS[layout(connection) :] for each in group):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(LAYOUTS)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return len(LAYOUTS)
