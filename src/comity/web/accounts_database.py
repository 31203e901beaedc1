"""The database of accounts, asked without Django: by who starts a server, and by ``comity doctor``."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from comity.errors import StoreFailed
from comity.place import Place
from comity.store.sqlite_reading import rows_of

SALT = "django.contrib.sessions.SessionStore"
"""Under which Django seals what a session keeps: the name of our class of sessions."""
SIGN_INS = "SELECT 1 FROM django_session"
SIGNED_IN = ("usersessions_usersession", "django_session")
"""What keeps the sign-ins: allauth's list for their owners, and Django's sessions."""
PATIENCE = 10
"""Seconds to wait for another process that writes to the file."""
LATEST_SIGN_IN = "SELECT session_data FROM django_session ORDER BY expire_date DESC LIMIT 1"


def is_sealed_with(session: str, secret: str) -> bool:
    """Whether the data of a session was sealed with the secret, and not with another host's."""
    from django.core import signing

    try:
        signing.TimestampSigner(key=secret, salt=SALT, fallback_keys=[]).unsign(session)
    except signing.BadSignature:
        return False
    return True


def end_sign_ins(place: Place) -> int:
    """Ends every sign-in of the place: everybody signs in again. How many there were. StoreFailed where it is refused."""
    number = len(rows(place, SIGN_INS))
    if not place.embedded:
        for table in SIGNED_IN:
            rows(place, f"DELETE FROM {table} RETURNING 1")  # noqa: S608 - names of our own tables
    elif number:
        _end_in_file(place)
    return number


def _end_in_file(place: Place) -> None:
    try:
        with closing(sqlite3.connect(place.accounts, timeout=PATIENCE)) as accounts, accounts:
            there = {name for (name,) in accounts.execute("SELECT name FROM sqlite_master")}
            for table in SIGNED_IN:
                if table in there:
                    accounts.execute(f"DELETE FROM {table}")  # noqa: S608
    except sqlite3.Error as error:
        raise StoreFailed(
            "store.unwritten",
            "The sign-ins in {file} could not be ended: {why}.",
            remedy="See that the file may be written and that no other process holds it, then repeat.",
            file=str(place.accounts),
            why=str(error),
        ) from None


def rows(place: Place, query: str) -> list[tuple[Any, ...]]:
    """What the query finds; nothing where there is no such database or table yet. StoreFailed where a server refuses."""
    if place.embedded:
        return _of_file(place, query)
    import psycopg

    from comity.store.postgres_database import connect, failed

    with connect(place.register, patience=5) as connection:
        try:
            return connection.execute(query.encode()).fetchall()
        except psycopg.errors.UndefinedTable:
            return []
        except psycopg.Error as error:
            raise failed(place.register, error, lost=connection.closed) from None


def _of_file(place: Place, query: str) -> list[tuple[Any, ...]]:
    if not place.accounts.exists():
        return []
    try:
        return rows_of(place.accounts, query)
    except sqlite3.DatabaseError:  # doctor says what is wrong with the file
        return []
