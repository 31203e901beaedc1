"""The index of entries in a PostgreSQL database: what each thing's entries are, a chunk at a time. See
``store.entry_index``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Final

from psycopg import Connection

LAYOUT: Final = (
    "CREATE TABLE comity_register.indexed (body int PRIMARY KEY REFERENCES comity_register.body,"
    " form int NOT NULL, chunks bigint NOT NULL)",
    "CREATE TABLE comity_register.entry_index (body int NOT NULL, thing bytea NOT NULL,"
    " chunk bigint NOT NULL, numbers bytea NOT NULL, PRIMARY KEY (body, thing, chunk))",
)
TABLES: Final = ("indexed", "entry_index")
NEWEST: Final = (
    "SELECT chunk, numbers FROM comity_register.entry_index"
    " WHERE body = %s AND thing = %s AND chunk < %s ORDER BY chunk DESC LIMIT %s"
)
NEXT: Final = (
    "INSERT INTO comity_register.indexed VALUES (%s, %s, 0) ON CONFLICT (body) DO UPDATE"
    " SET form = greatest(comity_register.indexed.form, excluded.form),"
    " chunks = CASE WHEN comity_register.indexed.form < excluded.form THEN 0"
    " ELSE comity_register.indexed.chunks END RETURNING form, chunks"
)
KEEP: Final = (
    "INSERT INTO comity_register.entry_index SELECT %s, thing, %s, numbers"
    " FROM unnest(%s::bytea[], %s::bytea[]) AS given (thing, numbers)"
)


class PostgresIndex:
    """The part of a ``PostgresStore`` that keeps the index."""

    _number: Callable[[str], int]
    _rows: Callable[..., list[Any]]
    _statement: Callable[[], AbstractContextManager[Connection[Any]]]

    def indexed(self, body: str, form: int) -> int:
        query = "SELECT chunks FROM comity_register.indexed WHERE body = %s AND form = %s"
        return next((int(n) for (n,) in self._rows(query, self._number(body), form)), 0)

    def put_index(self, body: str, form: int, chunk: int, numbers: Mapping[bytes, bytes]) -> int:
        number = self._number(body)
        with self._statement() as connection, connection.transaction():
            kept, chunks = connection.execute(NEXT, [number, form]).fetchone() or (form, 0)
            if kept > form or chunks != chunk:
                return int(chunks) if kept == form else 0
            execute = connection.execute
            # What another form left, from here on.
            query = "DELETE FROM comity_register.entry_index WHERE body = %s AND chunk >= %s"
            execute(query, [number, chunk])
            things = sorted(numbers)
            execute(KEEP, [number, chunk, things, [numbers[thing] for thing in things]])
            execute(
                "UPDATE comity_register.indexed SET chunks = %s WHERE body = %s",
                [chunk + 1, number],
            )
            return chunk + 1

    def newest_indexed(
        self, body: str, thing: bytes, before: int, most: int
    ) -> list[tuple[int, bytes]]:
        return self._rows(NEWEST, self._number(body), thing, before, most)

    def indexed_rows(self, body: str) -> int:
        query = "SELECT count(*) FROM comity_register.entry_index WHERE body = %s"
        return int(self._rows(query, self._number(body))[0][0])

    def drop_index(self, body: str) -> None:
        number = self._number(body)
        with self._statement() as connection, connection.transaction():
            for table in TABLES:
                connection.execute(f"DELETE FROM comity_register.{table} WHERE body = %s", [number])  # noqa: S608
