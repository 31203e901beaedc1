"""A store in one SQLite file: WAL, synchronous FULL. What it acknowledges has been handed to the disk.

The file bears Comity's ``application_id`` and the version of this layout in ``user_version``; anything else is
refused. Entries lie in the order of their key, ``body number * 2**40 + entry number``, so that an append writes at
the right edge of one page and a reading runs straight through. One append is one ``BEGIN IMMEDIATE`` transaction of
two statements (head, entries), and of one more for each of blocks, request and sealed content that it has.

Readers never hold a transaction open: a stream is read in slices by key. Entries never change, so the slices fit
together, and a long reading does not keep the write-ahead log from being folded back.

One store may be used from any number of threads: each has a connection of its own, and reads without waiting for anybody.
Writers of one process take their turn at a lock of the store before they go to the file, where SQLite would have them sleep
and try again; writers of other processes wait there, as long as their patience lasts.

>>> import tempfile, pathlib
>>> from comity.register.tree import grow, leaf_hashes
>>> with tempfile.TemporaryDirectory() as folder:
...     path = pathlib.Path(folder, "council.db")
...     with open_store(path, create=True) as store:
...         store.found(KeptBody("council", "example.org/council", "the key"), "checkpoint of nothing")
...         growth = grow(store.head("council").frontier, leaf_hashes([b"convened"]))
...         store.append("council", 0, [b"convened"], growth, "checkpoint of one")
...     with open_store(path) as store:
...         list(store.read("council")), store.head("council").checkpoint
([b'convened'], 'checkpoint of one')
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from hashlib import sha256
from itertools import count
from os import PathLike
from pathlib import Path
from threading import Lock, get_ident
from types import TracebackType
from typing import Any, Final, Self

from comity.errors import StoreFailed, Untrustworthy
from comity.register.tree import Block, Frontier, Growth
from comity.register.verification import Row
from comity.store.moving import Whole
from comity.store.per_thread import PerThread
from comity.store.protocol import (
    Head,
    KeptBody,
    SealedContent,
    Snapshot,
    Span,
    body_exists,
    request_used,
    size_differs,
    unknown_body,
)
from comity.store.sqlite_file import FAILURES, begin, connect, failed, locked
from comity.store.sqlite_index import SqliteIndex
from comity.store.sqlite_moving import ENTRIES_AT_MOST, adopted, forgotten
from comity.store.sqlite_reading import asked, identity, open_to_read, open_to_write

SLICE: Final = 512

Execute = Callable[..., sqlite3.Cursor]


def open_store(
    path: str | PathLike[str],
    *,
    create: bool = False,
    patience: float = 5,
    older: bool = False,
    write: bool = True,
) -> SqliteStore:
    """The store in that file; with ``create``, a new one where there is no file yet; with ``older``, one of an older layout
    as well, to be read and no more. Without ``write`` nothing is written to the file or beside it (``sqlite_reading``).

    ``patience`` is how many seconds to wait for another writer. StoreFailed, with what to do, where the file is
    missing, is no store of Comity, was written by a newer Comity, is damaged, or cannot be written.
    """
    if create:
        connect(Path(path), mode="rwc", patience=patience).close()
    store = SqliteStore(Path(path), patience, write=write and not older, older=older)
    store.bodies()  # it can be opened
    return store


class SqliteStore(SqliteIndex):
    """A ``Store`` in one file. It may be used from several threads; every process opens its own."""

    def __init__(
        self, path: Path, patience: float, *, write: bool = True, older: bool = False
    ) -> None:
        self._path = path
        self._patience = patience
        self._write = write
        opening = open_to_write if write else partial(open_to_read, older=older)
        self._connections = PerThread(partial(opening, path, patience=patience))
        self._writing = Lock()
        self._writer: int | None = None  # the thread whose turn it is

    @property
    def _connection(self) -> sqlite3.Connection:
        """The connection of this thread."""
        return self._connections.get().connection

    def _require_file(self) -> None:
        """The file that this thread has open is there: what is recorded in one that was deleted or moved would be lost."""
        opened = self._connections.get()
        if opened.is_current():
            return
        if identity(self._path) is not None and not opened.connection.in_transaction:
            self._connections.renew()  # another file took its place, and is opened
            return
        raise StoreFailed(
            "store.vanished",
            "{path}: The file was deleted or moved while it was in use.",
            remedy="Put it back, or restore a backup; then repeat the act.",
            path=self._path,
        )

    def found(self, body: KeptBody, checkpoint: str) -> None:
        with self._transaction() as execute:
            number = execute("SELECT coalesce(max(number) + 1, 0) FROM body").fetchone()[0]
            row = (number, body.name, body.origin, body.key)
            try:
                execute("INSERT INTO body VALUES (?, ?, ?, ?)", row)
            except sqlite3.IntegrityError:
                raise body_exists(body.name) from None
            empty = Frontier().to_bytes()
            execute("INSERT INTO head VALUES (?, 0, ?, ?)", (number, empty, checkpoint))

    def bodies(self) -> tuple[KeptBody, ...]:
        rows = self._rows("SELECT name, origin, key FROM body ORDER BY number")
        return tuple(map(self._kept, rows))

    def body(self, name: str) -> KeptBody:
        query = "SELECT name, origin, key FROM body WHERE number = ?"
        return self._kept(self._rows(query, self._number(name))[0])

    def sizes(self) -> dict[str, int]:
        self._require_file()
        query = "SELECT name, size FROM body JOIN head ON body = number ORDER BY number"
        return dict(self._rows(query))

    def head(self, body: str) -> Head:
        self._require_file()
        query = "SELECT size, frontier, checkpoint FROM head WHERE body = ?"
        rows = self._rows(query, self._number(body))
        match rows:
            case [(int(size), bytes(data), str(checkpoint))]:
                frontier = Frontier.from_bytes(data)
                if frontier.size == size:
                    return Head(frontier, checkpoint)
            case _:
                pass
        raise self._damaged(f"the head of {body!r} is not what was written")

    @contextmanager
    def turn(self, body: str) -> Iterator[Head]:
        with self._first_in_process():
            self._require_file()
            begin(self._connection, self._path, self._patience)
            try:
                yield self.head(body)
            finally:
                self._roll_back()

    def append(
        self,
        body: str,
        expected: int,
        entries: Sequence[bytes],
        growth: Growth,
        checkpoint: str,
        *,
        request: str | None = None,
        sealed: Sequence[SealedContent] = (),
    ) -> None:
        after = growth.after
        assert len(entries) == len(growth.leaves) == after.size - expected
        with self._transaction() as execute:
            number = self._number(body)
            keys = range(number * ENTRIES_AT_MOST + expected, number * ENTRIES_AT_MOST + after.size)
            moved = execute(
                "UPDATE head SET size = ?, frontier = ?, checkpoint = ? WHERE body = ? AND size = ?",
                (after.size, after.to_bytes(), checkpoint, number, expected),
            )
            if moved.rowcount != 1:
                raise size_differs(expected, self.head(body).size)
            rows = zip(keys, growth.leaves, entries, strict=True)
            self._connection.executemany("INSERT INTO entry VALUES (?, ?, ?)", rows)
            if request is not None:
                self._keep_request(number, request, Span(expected, len(entries)))
            self._keep_beside(number, growth.blocks, sealed)

    def stored(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        number = self._number(body)
        return self._stored(number, start, ENTRIES_AT_MOST if stop is None else stop)

    def read(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        for wanted, row in zip(count(start), self.stored(body, start, stop), strict=False):
            if row[0] != wanted:
                raise Untrustworthy(
                    "store.missing",
                    "Entry {wanted} is missing from the store.",
                    entry=wanted,
                    wanted=wanted,
                )
            yield row[2]

    def leaves(self, body: str, start: int, stop: int) -> list[bytes]:
        base = self._number(body) * ENTRIES_AT_MOST
        query = "SELECT leaf FROM entry WHERE key >= ? AND key < ? ORDER BY key"
        return [leaf for (leaf,) in self._rows(query, base + start, base + stop)]

    def blocks(self, body: str, level: int, start: int, stop: int) -> list[Block]:
        query = (
            "SELECT level, number, hash FROM block"
            " WHERE body = ? AND level = ? AND number >= ? AND number < ? ORDER BY number"
        )
        rows = self._rows(query, self._number(body), level, start, stop)
        return [Block(*row) for row in rows]

    def request(self, body: str, request: str) -> Span | None:
        query = "SELECT first, count FROM request WHERE body = ? AND id = ?"
        rows = self._rows(query, self._number(body), request)
        return Span(*rows[0]) if rows else None

    def sealed(self, body: str, digest: bytes) -> bytes | None:
        query = "SELECT content FROM sealed WHERE body = ? AND digest = ?"
        rows = self._rows(query, self._number(body), digest)
        content: bytes | None = rows[0][0] if rows else None
        return content

    def all_sealed(self, body: str) -> Iterator[SealedContent]:
        for digest, content in self.all_digests(body):
            if content is not None:
                yield SealedContent(digest, content)

    def erase(self, body: str, digest: bytes) -> bool:
        self._rows("PRAGMA secure_delete = ON")
        with self._transaction() as execute:
            erased = execute(
                "UPDATE sealed SET content = NULL"
                " WHERE body = ? AND digest = ? AND content IS NOT NULL",
                (self._number(body), digest),
            )
        self._fold_back()
        return erased.rowcount == 1

    def snapshots(self, body: str, engine: str) -> dict[int, int]:
        query = (
            "SELECT size, length(data) FROM snapshot WHERE body = ? AND engine = ? ORDER BY size"
        )
        return dict(self._rows(query, self._number(body), engine))

    def snapshot(self, body: str, engine: str, size: int) -> Snapshot | None:
        query = "SELECT data, digest FROM snapshot WHERE body = ? AND engine = ? AND size = ?"
        match self._rows(query, self._number(body), engine, size):
            case [(bytes(data), bytes(digest))] if sha256(data).digest() == digest:
                return Snapshot(size, engine, data)
            case _:
                return None

    def put_snapshot(self, body: str, snapshot: Snapshot) -> None:
        digest = sha256(snapshot.data).digest()
        with self._transaction() as execute:
            row = (self._number(body), snapshot.size, snapshot.engine, snapshot.data, digest)
            execute("INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?)", row)

    def drop_snapshots(self, body: str, keep: Collection[int] = ()) -> None:
        but = f" AND size NOT IN ({', '.join('?' * len(keep))})" if keep else ""
        with self._transaction() as execute:
            execute(f"DELETE FROM snapshot WHERE body = ?{but}", (self._number(body), *keep))  # noqa: S608

    def close(self) -> None:
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- moving -------------------------------------------------------------------------------------------------------

    def all_requests(self, body: str) -> Iterator[tuple[str, Span]]:
        number, last = self._number(body), ""
        query = "SELECT id, first, count FROM request WHERE body = ? AND id > ? ORDER BY id LIMIT ?"
        while rows := self._rows(query, number, last, SLICE):
            for last, first, width in rows:
                yield last, Span(first, width)

    def all_digests(self, body: str) -> Iterator[tuple[bytes, bytes | None]]:
        number, last = self._number(body), b""
        query = "SELECT digest, content FROM sealed WHERE body = ? AND digest > ? ORDER BY digest LIMIT ?"
        while rows := self._rows(query, number, last, SLICE):
            for last, content in rows:
                if not (isinstance(last, bytes) and isinstance(content, bytes | None)):
                    raise self._damaged("sealed content is not what was written")
                yield last, content

    def all_snapshots(self, body: str) -> Iterator[Snapshot]:
        query = "SELECT size, engine FROM snapshot WHERE body = ? ORDER BY size"
        for size, engine in self._rows(query, self._number(body)):
            if (kept := self.snapshot(body, engine, size)) is not None:
                yield kept

    def save(self, path: Path) -> None:
        asked(self._connections.get, self._connections.renew, partial(self._save, path))

    def _save(self, path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as copy:
            try:
                self._connection.backup(copy)
                copy.execute("PRAGMA journal_mode = WAL")  # a copy comes without
            except FAILURES as error:
                raise failed(self._path, error) from None

    def adopt(self, whole: Whole) -> None:
        with self._transaction():
            adopted(self._connection, whole)

    @contextmanager
    def held(self, body: str) -> Iterator[Callable[[], None]]:
        self._rows("PRAGMA secure_delete = ON")
        with self._transaction():
            number = self._number(body)
            yield lambda: forgotten(self._connection, number)
        self._fold_back()

    # --- statements ---------------------------------------------------------------------------------------------------

    def _number(self, name: str) -> int:
        """The number under which a body is kept now: when it is moved away, another may come to bear its number."""
        rows = self._rows("SELECT number FROM body WHERE name = ?", name)
        if not rows:
            raise unknown_body(name, self.bodies())
        return int(rows[0][0])

    def _kept(self, row: tuple[object, ...]) -> KeptBody:
        match row:
            case (str(name), str(origin), str(key)):
                return KeptBody(name, origin, key)
            case _:
                raise self._damaged("the name, origin or key of a body is not what was written")

    def _damaged(self, what: str) -> StoreFailed:
        return StoreFailed(
            "store.damaged",
            f"{self._path}: It is damaged ({what}).",
            remedy="Restore it from a copy that verifies.",
        )

    def _keep_request(self, number: int, request: str, span: Span) -> None:
        row = (number, request, span.first, span.count)
        try:
            self._connection.execute("INSERT INTO request VALUES (?, ?, ?, ?)", row)
        except sqlite3.IntegrityError:
            raise request_used(request) from None

    def _keep_beside(
        self, number: int, blocks: Sequence[Block], sealed: Sequence[SealedContent]
    ) -> None:
        if blocks:
            self._connection.executemany(
                "INSERT INTO block VALUES (?, ?, ?, ?)",
                [(number, block.level, block.number, block.hash) for block in blocks],
            )
        if sealed:
            self._connection.executemany(
                "INSERT INTO sealed VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(number, content.digest, content.content) for content in sealed],
            )

    def _stored(self, number: int, start: int, stop: int) -> Iterator[Row]:
        base = number * ENTRIES_AT_MOST
        key, end = base + start, base + min(stop, ENTRIES_AT_MOST)
        query = (
            "SELECT key - ?, leaf, data FROM entry WHERE key >= ? AND key < ? ORDER BY key LIMIT ?"
        )
        while rows := self._rows(query, base, key, end, SLICE):
            yield from rows
            key = base + rows[-1][0] + 1

    def _fold_back(self) -> None:
        # What was erased still lies in the write-ahead log until it is folded back and cut to nothing.
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def _rows(self, query: str, *values: object) -> list[Any]:
        if self._write:
            return self._fetched(query, values)
        get, renew = self._connections.get, self._connections.renew
        return asked(get, renew, lambda: self._fetched(query, values))

    def _fetched(self, query: str, values: Sequence[object]) -> list[Any]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.ProgrammingError:  # our own mistake, not the medium's
            raise
        except FAILURES as error:
            raise failed(self._path, error) from None

    @contextmanager
    def _transaction(self) -> Iterator[Execute]:
        """One transaction: the statements run in it stand together, or, at any exception, none of them does."""
        with self._first_in_process():
            self._require_file()
            connection = self._connection
            if not connection.in_transaction:
                begin(connection, self._path, self._patience)
            try:
                yield connection.execute
                connection.execute("COMMIT")
            except sqlite3.ProgrammingError:
                raise
            except FAILURES as error:
                raise failed(self._path, error) from None
            finally:
                self._roll_back()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")

    @contextmanager
    def _first_in_process(self) -> Iterator[None]:
        """This thread is the only writer of the process. StoreFailed (``store.locked``) when patience is at its end."""
        if self._writer == get_ident():
            yield
            return
        if not self._writing.acquire(timeout=self._patience):
            raise locked(self._path, "in this process")
        self._writer = get_ident()
        try:
            yield
        finally:
            self._writer = None
            self._writing.release()
