"""The tables of accounts: whether they are there, are whole and are this Comity's. Nothing is changed by looking."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from comity.errors import ComityError, StoreFailed
from comity.place import Place
from comity.store.sqlite_reading import rows_of
from comity.web.accounts_database import rows

QUICK = 20_000_000
"""Bytes of a file of accounts up to which it is looked through at each start (within some 50 ms)."""
MIGRATED = "SELECT name FROM django_migrations WHERE app = 'web'"
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
RESTORE = "Restore it from a backup, or move it away: then people are invited again. The record is not in it."


def known_migrations() -> frozenset[str]:
    """The steps in which this Comity makes the tables of accounts."""
    return frozenset(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


def done_migrations(path: Path) -> frozenset[str]:
    """The steps that the file of accounts has been through. ``sqlite3.Error`` where it cannot be read."""
    if not rows_of(path, "SELECT name FROM sqlite_master"):
        return frozenset()  # an empty file: its tables are made
    return frozenset(name for (name,) in rows_of(path, MIGRATED))


def has_tables(place: Place) -> bool:
    """Whether the accounts have all the tables of this Comity."""
    if not place.embedded:
        return known_migrations() <= {str(name) for (name,) in rows(place, MIGRATED)}
    if not place.accounts.exists():
        return False
    return known_migrations() <= done_migrations(place.accounts)


def faults_of_accounts(path: Path) -> Iterator[ComityError]:
    """What is wrong with the file of accounts (``accounts.foreign``, ``accounts.damaged``, ``accounts.newer``)."""
    if not path.exists() or not os.access(path, os.R_OK):
        return
    try:
        newer = done_migrations(path) - known_migrations()
        damage = _damage(path)
    except sqlite3.Error as error:
        yield _unreadable(path, error)
        return
    if damage:
        yield StoreFailed("accounts.damaged", f"{path} is damaged: {damage}.", remedy=RESTORE)
    elif newer:
        yield StoreFailed(
            "accounts.newer",
            f"{path} was made by a newer Comity ({', '.join(sorted(newer))}).",
            remedy="Install that version, or restore a backup from before the upgrade. The file was not changed.",
        )


def _damage(path: Path) -> str:
    if path.stat().st_size > QUICK:
        return ""
    found = str(rows_of(path, "PRAGMA quick_check(1)")[0][0])
    return "" if found == "ok" else found


def _unreadable(path: Path, error: sqlite3.Error) -> StoreFailed:
    foreign = getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_ERROR,
    )
    if foreign:
        return StoreFailed(
            "accounts.foreign",
            f"{path} is no file of accounts of Comity ({error}).",
            remedy=RESTORE,
        )
    return StoreFailed("accounts.damaged", f"{path} cannot be read: {error}.", remedy=RESTORE)
