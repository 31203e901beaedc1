"""The index of entries in a SQLite file: what each thing's entries are, a chunk at a time. See ``store.entry_index``."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Final

LAYOUT: Final = (
    "CREATE TABLE indexed (body INTEGER PRIMARY KEY REFERENCES body, form INTEGER NOT NULL,"
    " chunks INTEGER NOT NULL) STRICT",
    "CREATE TABLE entry_index (body INTEGER NOT NULL REFERENCES body, thing BLOB NOT NULL,"
    " chunk INTEGER NOT NULL, numbers BLOB NOT NULL,"
    " PRIMARY KEY (body, thing, chunk)) STRICT, WITHOUT ROWID",
)
TABLES: Final = ("indexed", "entry_index")
NEWEST: Final = (
    "SELECT chunk, numbers FROM entry_index WHERE body = ? AND thing = ? AND chunk < ?"
    " ORDER BY chunk DESC LIMIT ?"
)


class SqliteIndex:
    """The part of a ``SqliteStore`` that keeps the index."""

    _number: Callable[[str], int]
    _rows: Callable[..., list[Any]]
    _transaction: Callable[[], AbstractContextManager[Callable[..., sqlite3.Cursor]]]

    @property
    def _connection(self) -> sqlite3.Connection:
        """The connection of this thread."""
        raise NotImplementedError

    def indexed(self, body: str, form: int) -> int:
        query = "SELECT chunks FROM indexed WHERE body = ? AND form = ?"
        return next((int(n) for (n,) in self._rows(query, self._number(body), form)), 0)

    def put_index(self, body: str, form: int, chunk: int, numbers: Mapping[bytes, bytes]) -> int:
        with self._transaction() as execute:
            number = self._number(body)
            query = "SELECT form, chunks FROM indexed WHERE body = ?"
            kept, chunks = execute(query, (number,)).fetchone() or (form, 0)
            if kept < form:
                execute("DELETE FROM entry_index WHERE body = ?", (number,))
                chunks = 0
            if kept > form or chunks != chunk:
                return int(chunks) if kept <= form else 0
            rows = [(number, thing, chunk, packed) for thing, packed in sorted(numbers.items())]
            self._connection.executemany(
                "INSERT OR REPLACE INTO entry_index VALUES (?, ?, ?, ?)", rows
            )
            execute("INSERT OR REPLACE INTO indexed VALUES (?, ?, ?)", (number, form, chunk + 1))
            return chunk + 1

    def newest_indexed(
        self, body: str, thing: bytes, before: int, most: int
    ) -> list[tuple[int, bytes]]:
        return self._rows(NEWEST, self._number(body), thing, before, most)

    def indexed_rows(self, body: str) -> int:
        query = "SELECT count(*) FROM entry_index WHERE body = ?"
        return int(self._rows(query, self._number(body))[0][0])

    def drop_index(self, body: str) -> None:
        with self._transaction() as execute:
            for table in TABLES:
                execute(f"DELETE FROM {table} WHERE body = ?", (self._number(body),))  # noqa: S608
