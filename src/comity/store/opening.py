"""A store by its address, opened or made, with what belongs to an address of its kind loaded only then."""

from __future__ import annotations

from os import fspath
from pathlib import Path
from typing import TYPE_CHECKING

from comity.errors import BadInput
from comity.store.address import Address, is_database

if TYPE_CHECKING:
    from comity.store.moving import Movable


def open_address(
    address: Address,
    create: bool = False,
    *,
    patience: float = 5,
    older: bool = False,
    write: bool = True,
) -> Movable:
    """The store at that address; with ``create``, a new one where there is none yet; with ``older``, one of an older layout
    as well, to be read and no more. Without ``write`` nothing is written, neither to it nor beside it, and it may be where
    nothing can be written.

    ``patience`` is how many seconds to wait for another writer. StoreFailed, with what to do, where it cannot be opened;
    BadInput (``postgres.missing``) where PostgreSQL is wanted and its client is not installed.
    """
    if not is_database(address):
        from comity.store.sqlite import open_store

        return open_store(address, create=create, patience=patience, older=older, write=write)
    _require_client()
    from comity.store.postgres import open_postgres

    return open_postgres(
        fspath(address), create=create, patience=patience, older=older, write=write
    )


def upgrade(address: Address, *, patience: float = 5) -> tuple[int, int]:
    """The layout of the store at that address becomes the one that this Comity reads, all of it or nothing; says which
    there was, and which there is."""
    if not is_database(address):
        from comity.store import sqlite_file

        return sqlite_file.upgrade(Path(address), patience=patience)
    _require_client()
    from comity.store import postgres_database

    return postgres_database.upgraded(fspath(address), patience=patience)


def facts(address: Address) -> dict[str, str]:
    """What the database under the store says of itself and of its state, by name; see the modules of the two."""
    if not is_database(address):
        from comity.store import sqlite_reading

        return sqlite_reading.facts(Path(address))
    _require_client()
    from comity.store import postgres_database

    return postgres_database.facts(fspath(address))


def require_usable(database: str) -> None:
    """Returns where pages can be served from the database. StoreFailed where it does not answer, or keeps no UTF-8."""
    require_utf8(database, facts(database)["encoding"])


def require_utf8(database: str, encoding: str) -> None:
    """Returns where a database that keeps text so keeps every letter. StoreFailed, with what to do, where not."""
    from comity.store import postgres_database

    postgres_database.require_utf8(database, encoding)


def has_table(address: str, table: str) -> bool:
    """Whether the database has that table where its user looks for tables, whoever it belongs to."""
    _require_client()
    from comity.store import postgres_database

    return postgres_database.has_table(address, table)


def has_register(database: str) -> bool:
    """Whether the database has the tables of a register."""
    _require_client()
    from comity.store import postgres_database

    return postgres_database.has_register(database)


def remove_register(database: str) -> None:
    """Removes the tables of a register from the database, where it keeps no body. Nothing where it keeps one."""
    _require_client()
    from comity.store import postgres_database

    postgres_database.remove(database)


def _require_client() -> None:
    try:
        import psycopg  # noqa: F401 - whether it is there
    except ImportError:
        raise BadInput(
            "postgres.missing",
            "The client of PostgreSQL is not installed.",
            remedy="Install it: pip install 'comity[postgres]'.",
        ) from None
