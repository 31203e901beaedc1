"""A store by its address: the path of a SQLite file, or ``postgresql://user@host:5432/database``.

>>> is_database("postgresql://comity@db.example/office"), is_database("comity.db")
(True, False)
>>> shown("postgresql://comity:secret@db.example:5432/office?sslmode=require")
'postgresql://comity@db.example:5432/office'
"""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from comity.errors import BadInput

if TYPE_CHECKING:
    from comity.store.moving import Movable

Address: TypeAlias = str | PathLike[str]
SCHEMES = ("postgresql://", "postgres://")


def is_database(address: Address) -> bool:
    """Whether the address is that of a PostgreSQL database, and not of a file."""
    return fspath(address).startswith(SCHEMES)


def shown(address: Address) -> str:
    """The address as it may be told to anybody: without a password and without settings."""
    if not is_database(address):
        return fspath(address)
    parts = urlsplit(fspath(address))
    if "@" in parts.path:  # a password with a stroke in it, which is no address
        return f"{parts.scheme}://..."
    return f"{parts.scheme}://{_bare(parts.netloc)}{parts.path}"


def without_password(address: str) -> tuple[str, str]:
    """The address of a database without its password, for programs that get it otherwise; and the password.

    >>> without_password("postgresql://ada:a%2Fb@db.example/office?sslmode=require")
    ('postgresql://ada@db.example/office?sslmode=require', 'a/b')
    """
    parts = urlsplit(address)
    settings = dict(parse_qsl(parts.query, keep_blank_values=True))
    password = settings.pop("password", "") or unquote(parts.password or "")
    bare = parts._replace(netloc=_bare(parts.netloc), query=urlencode(settings))
    return bare.geturl(), password


def _bare(netloc: str) -> str:
    user, at, host = netloc.rpartition("@")
    return f"{user.partition(':')[0]}{at}{host}"


def open_address(
    address: Address, create: bool = False, *, patience: float = 5, older: bool = False
) -> Movable:
    """The store at that address; with ``create``, a new one where there is none yet; with ``older``, one of an older layout
    as well, to be read and no more.

    ``patience`` is how many seconds to wait for another writer. StoreFailed, with what to do, where it cannot be opened;
    BadInput (``postgres.missing``) where PostgreSQL is wanted and its client is not installed.
    """
    if not is_database(address):
        from comity.store.sqlite import open_store

        return open_store(address, create=create, patience=patience, older=older)
    _require_client()
    from comity.store.postgres import open_postgres

    return open_postgres(fspath(address), create=create, patience=patience, older=older)


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
        from comity.store import sqlite_file

        return sqlite_file.facts(Path(address))
    _require_client()
    from comity.store import postgres_database

    return postgres_database.facts(fspath(address))


def has_table(address: str, table: str) -> bool:
    """Whether the database has that table, whoever it belongs to."""
    _require_client()
    from comity.store import postgres_database

    with postgres_database.connect(address, patience=5) as connection:
        row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone()
    return row == (True,)


def _require_client() -> None:
    try:
        import psycopg  # noqa: F401 - whether it is there
    except ImportError:
        raise BadInput(
            "postgres.missing",
            "The client of PostgreSQL is not installed.",
            remedy="Install it: pip install 'comity[postgres]'.",
        ) from None
