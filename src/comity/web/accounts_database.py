"""The database of accounts, asked without Django: by who starts a server, and by ``comity doctor``."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from comity.place import Place
from comity.store.sqlite_reading import rows_of

SALT = "django.contrib.sessions.SessionStore"
"""Under which Django seals what a session keeps: the name of our class of sessions."""
LATEST_SIGN_IN = "SELECT session_data FROM django_session ORDER BY expire_date DESC LIMIT 1"


def is_sealed_with(session: str, secret: str) -> bool:
    """Whether the data of a session was sealed with the secret, and not with another host's."""
    from django.core import signing

    try:
        signing.TimestampSigner(key=secret, salt=SALT, fallback_keys=[]).unsign(session)
    except signing.BadSignature:
        return False
    return True


def rows(place: Place, query: str) -> list[tuple[Any, ...]]:
    """What the query finds; nothing where there is no such database or table yet. StoreFailed where a server refuses."""
    if place.embedded:
        return rows_of_file(place.accounts, query)
    import psycopg

    from comity.store.postgres_database import connect, failed

    with connect(place.register, patience=5) as connection:
        try:
            return connection.execute(query.encode()).fetchall()
        except psycopg.errors.UndefinedTable:
            return []
        except psycopg.Error as error:
            raise failed(place.register, error, lost=connection.closed) from None


def rows_of_file(path: Path, query: str) -> list[tuple[Any, ...]]:
    """The same of a file of accounts."""
    if not path.exists():
        return []
    try:
        return rows_of(path, query)
    except sqlite3.DatabaseError:  # doctor says what is wrong with the file
        return []
