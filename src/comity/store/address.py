"""The address of a store: the path of a SQLite file, or ``postgresql://user@host:5432/database``; and how it is told.

>>> is_database("postgresql://comity@db.example/office"), is_database("comity.db")
(True, False)
>>> shown("postgresql://comity:secret@db.example:5432/office?sslmode=require")
'postgresql://comity@db.example:5432/office'
"""

from __future__ import annotations

from os import PathLike, fspath
from typing import TypeAlias
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

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
