"""The address of a store: the path of a SQLite file, or ``postgresql://user@host:5432/database``; and how it is told.

>>> is_database("postgresql://comity@db.example/office"), is_database("comity.db")
(True, False)
>>> shown("postgresql://comity:secret@db.example:5432/office?sslmode=require")
'postgresql://comity@db.example:5432/office'
"""

from __future__ import annotations

import re
from os import PathLike, fspath
from typing import TypeAlias
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from comity.errors import BadInput

Address: TypeAlias = str | PathLike[str]
SCHEMES = ("postgresql://", "postgres://")


def is_database(address: Address) -> bool:
    """Whether the address is that of a PostgreSQL database, and not of a file."""
    return fspath(address).startswith(SCHEMES)


OTHER_SCHEME = re.compile(r"[A-Za-z][\w+.-]+:/|postgres\w*:|.*\bdbname=")
"""What is neither the path of a file nor an address of ours, but looks like the address of a database."""
FORM = "postgresql://user@host/database"

MISSING = (
    "If there is one, say where: with COMITY_HOME, COMITY_REGISTER or --register."
    " To begin a new one: comity found, or comity serve."
)
"""What helps where there is no register at an address. To found a body there would be wrong where the address is."""


def check_address(said: str, name: str = "The address of the register") -> None:
    """Returns where the text is the path of a file or the address of a database. ``BadInput`` (``store.address``) where it
    has another scheme, or is the address of a server without the name of a database. ``name`` is who says it.

    >>> check_address("comity.db"), check_address("postgresql://comity@db.example/office")
    (None, None)
    >>> check_address("sqlite:///srv/comity.db")  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    comity.errors.BadInput: The address of the register is “sqlite:///srv/comity.db”, which is neither a file nor a
    PostgreSQL database. Write a path, such as /srv/office/comity.db, or postgresql://user@host/database.
    """
    if is_database(said):
        why = _unfit(said)
        helps = f"Write {FORM}."
    else:
        why = "which is neither a file nor a PostgreSQL database"
        why = why if OTHER_SCHEME.match(said) else ""
        helps = f"Write a path, such as /srv/office/comity.db, or {FORM}."
    if why:
        raise BadInput("store.address", f"{name} is “{_masked(said)}”, {why}.", remedy=helps)


def _unfit(said: str) -> str:
    """What is wrong with the address of a server; empty where nothing is. PostgreSQL's own client reads the rest."""
    try:
        parts = urlsplit(said)
    except ValueError:
        return "which cannot be read"
    named = dict(parse_qsl(parts.query)).get("dbname", "") or unquote(parts.path).strip("/")
    if "@" in parts.path:
        return "which cannot be read: a stroke in a password is written %2F"
    return "" if named else "which names no database"


def _masked(said: str) -> str:
    """The address without what may be a password."""
    return re.sub(r"password=\S+", "password=...", re.sub(r"//[^@]*@", "//...@", said))


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
