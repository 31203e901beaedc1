"""A store in a PostgreSQL database: any number of workers on any number of hosts.

An append is one statement and so one transaction: it moves the head ``WHERE size = expected``, which locks the head's row,
and inserts the rest only if the head moved. Whoever comes second waits for the row, sees another size, and is told. The
same transaction notifies the channel ``comity`` with the body's number and new size; ``listen`` tells whoever waits.

Readers never hold a transaction open: a stream is read in slices by key, and entries never change. Each thread has a
connection of its own. Where one broke, what only reads is asked once more on a new one; what writes is refused with
``store.lost``, since it may have been committed, and the next call connects anew.

The layout is in ``postgres_database``; why it is so, in ``docs/decisions/postgresql.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import psycopg
from psycopg import Connection
from psycopg.errors import UniqueViolation

from comity.errors import StoreFailed, Untrustworthy
from comity.register.tree import Block, Frontier, Growth
from comity.register.verification import Row
from comity.store import postgres_database as database
from comity.store.address import shown
from comity.store.moving import Whole, copy
from comity.store.per_thread import PerThread
from comity.store.postgres_index import PostgresIndex
from comity.store.postgres_moving import adopted, forgotten
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
from comity.store.sqlite import open_store

SLICE: Final = 1024
IDLE: Final = psycopg.pq.TransactionStatus.IDLE
NO_TRANSACTION: Final = (IDLE, psycopg.pq.TransactionStatus.UNKNOWN)
LARGEST: Final = (1 << 63) - 1
LISTENING: Final = 0.5  # seconds between two looks at whether anybody still wants to listen


def open_postgres(
    address: str,
    *,
    create: bool = False,
    patience: float = 5,
    older: bool = False,
    write: bool = True,
) -> PostgresStore:
    """The store in that database; with ``create``, its tables are made where there are none yet; with ``older``, one of an
    older layout as well, to be read and no more. Without ``write`` the server refuses whatever would change something, so
    that a standby will do.

    ``patience`` is how many seconds to wait for another writer. StoreFailed, with what to do, where the database cannot be
    reached, holds no register, or holds one of another layout.
    """
    with database.connect(address, patience=patience, write=write) as connection:
        try:
            database.prepare(connection, address, create=create, older=older)
        except psycopg.Error as error:
            raise database.failed(address, error, lost=connection.closed) from None
        finally:
            connection.close()
    return PostgresStore(address, patience, write)


class PostgresStore(PostgresIndex):
    """A ``Store`` in one database. It may be used from several threads."""

    def __init__(self, address: str, patience: float, write: bool = True) -> None:
        self._address = address
        self._patience = patience
        self._write = write
        self._connections = PerThread(self._connect)
        self._numbers: dict[str, int] = {}

    def found(self, body: KeptBody, checkpoint: str) -> None:
        empty = Frontier().to_bytes()
        if not self._rows(database.FOUND, body.name, body.origin, body.key, empty, checkpoint):
            raise body_exists(body.name)

    def bodies(self) -> tuple[KeptBody, ...]:
        rows = self._read("SELECT name, origin, key FROM comity_register.body ORDER BY number")
        return tuple(KeptBody(*row) for row in rows)

    def body(self, name: str) -> KeptBody:
        query = "SELECT name, origin, key FROM comity_register.body WHERE name = %s"
        for row in self._read(query, name):
            return KeptBody(*row)
        raise unknown_body(name, self.bodies())

    def sizes(self) -> dict[str, int]:
        query = "SELECT name, size FROM comity_register.body JOIN comity_register.head ON body = number ORDER BY number"
        return dict(self._read(query))

    def head(self, body: str) -> Head:
        query = "SELECT size, frontier, checkpoint FROM comity_register.head WHERE body = %s"
        return self._head(body, self._read(query, self._number(body)))

    @contextmanager
    def turn(self, body: str) -> Iterator[Head]:
        number = self._number(body)
        try:
            rows = self._begun(number)
        except StoreFailed as failure:
            if failure.code != "store.lost":
                raise
            rows = self._begun(number)  # nothing had been begun on the connection that was lost
        connection = self._connections.get()
        try:
            yield self._head(body, rows)
        finally:
            self._roll_back(connection)

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
        number = self._number(body)
        given = {
            "body": number,
            "expected": expected,
            "size": after.size,
            "frontier": after.to_bytes(),
            "checkpoint": checkpoint,
            "leaves": list(growth.leaves),
            "entries": list(entries),
            "request": request,
            "levels": [block.level for block in growth.blocks],
            "numbers": [block.number for block in growth.blocks],
            "hashes": [block.hash for block in growth.blocks],
            "digests": [content.digest for content in sealed],
            "contents": [content.content for content in sealed],
        }
        if not self._moved(given):
            raise size_differs(expected, self.head(body).size)

    def stored(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        number = self._number(body)
        return self._stored(number, start, LARGEST if stop is None else min(stop, LARGEST))

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
        query = (
            "SELECT leaf FROM comity_register.entry"
            " WHERE body = %s AND number >= %s AND number < %s ORDER BY number"
        )
        return [leaf for (leaf,) in self._read(query, self._number(body), start, stop)]

    def blocks(self, body: str, level: int, start: int, stop: int) -> list[Block]:
        query = (
            "SELECT level, number, hash FROM comity_register.block"
            " WHERE body = %s AND level = %s AND number >= %s AND number < %s ORDER BY number"
        )
        rows = self._read(query, self._number(body), level, start, stop)
        return [Block(*row) for row in rows]

    def request(self, body: str, request: str) -> Span | None:
        query = "SELECT first, count FROM comity_register.request WHERE body = %s AND id = %s"
        rows = self._read(query, self._number(body), request)
        return Span(*rows[0]) if rows else None

    def sealed(self, body: str, digest: bytes) -> bytes | None:
        query = "SELECT content FROM comity_register.sealed WHERE body = %s AND digest = %s"
        rows = self._read(query, self._number(body), digest)
        content: bytes | None = rows[0][0] if rows else None
        return content

    def all_sealed(self, body: str) -> Iterator[SealedContent]:
        for digest, content in self.all_digests(body):
            if content is not None:
                yield SealedContent(digest, content)

    def erase(self, body: str, digest: bytes) -> bool:
        query = (
            "UPDATE comity_register.sealed SET content = NULL"
            " WHERE body = %s AND digest = %s AND content IS NOT NULL RETURNING 1"
        )
        erased = self._rows(query, self._number(body), digest)
        # The bytes still lie in the table's file until it is written anew.
        self._done("VACUUM (FULL) comity_register.sealed")
        return bool(erased)

    def snapshots(self, body: str, engine: str) -> dict[int, int]:
        query = (
            "SELECT size, octet_length(data) FROM comity_register.snapshot"
            " WHERE body = %s AND engine = %s ORDER BY size"
        )
        return dict(self._read(query, self._number(body), engine))

    def snapshot(self, body: str, engine: str, size: int) -> Snapshot | None:
        query = (
            "SELECT data, digest FROM comity_register.snapshot"
            " WHERE body = %s AND engine = %s AND size = %s"
        )
        for data, digest in self._read(query, self._number(body), engine, size):
            if sha256(data).digest() == digest:
                return Snapshot(size, engine, data)
        return None

    def put_snapshot(self, body: str, snapshot: Snapshot) -> None:
        digest = sha256(snapshot.data).digest()
        query = (
            "INSERT INTO comity_register.snapshot VALUES (%s, %s, %s, %s, %s) ON CONFLICT (body, size) DO UPDATE"
            " SET engine = excluded.engine, data = excluded.data, digest = excluded.digest"
        )
        self._done(query, self._number(body), snapshot.size, snapshot.engine, snapshot.data, digest)

    def drop_snapshots(self, body: str, keep: Collection[int] = ()) -> None:
        query = "DELETE FROM comity_register.snapshot WHERE body = %s AND size <> ALL(%s::bigint[])"
        self._done(query, self._number(body), list(keep))

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

    # --- waiting ------------------------------------------------------------------------------------------------------

    def listen(
        self, bodies: Collection[str] = (), *, until: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[str, int]]:
        """First where each of the bodies stands (all of them, and those founded later, unless some are named), then each
        growth as it is committed: name and size. Ends when ``until`` says so, which is asked twice a second.

        It has a connection of its own. StoreFailed (``store.lost``) where that breaks; begun again, it says first where
        each body stands now, so that nothing is missed."""
        names: dict[int, str] = {}
        with suppress(GeneratorExit), self._alone() as connection:
            connection.execute("LISTEN comity")
            yield from (one for one in self.sizes().items() if not bodies or one[0] in bodies)
            while not until():
                for notice in connection.notifies(timeout=LISTENING):
                    number, size = map(int, notice.payload.split())
                    if number not in names:
                        names |= self._read("SELECT number, name FROM comity_register.body")
                    if number in names and (not bodies or names[number] in bodies):
                        yield names[number], size

    # --- moving -------------------------------------------------------------------------------------------------------

    def all_requests(self, body: str) -> Iterator[tuple[str, Span]]:
        number, last = self._number(body), ""
        query = (
            "SELECT id, first, count FROM comity_register.request"
            " WHERE body = %s AND id > %s ORDER BY id LIMIT %s"
        )
        while rows := self._read(query, number, last, SLICE):
            for last, first, width in rows:
                yield last, Span(first, width)

    def all_digests(self, body: str) -> Iterator[tuple[bytes, bytes | None]]:
        number, last = self._number(body), b""
        query = (
            "SELECT digest, content FROM comity_register.sealed"
            " WHERE body = %s AND digest > %s ORDER BY digest LIMIT %s"
        )
        while rows := self._read(query, number, last, SLICE):
            yield from rows
            last = rows[-1][0]

    def all_snapshots(self, body: str) -> Iterator[Snapshot]:
        query = "SELECT size, engine FROM comity_register.snapshot WHERE body = %s ORDER BY size"
        for size, engine in self._read(query, self._number(body)):
            if (kept := self.snapshot(body, engine, size)) is not None:
                yield kept

    def save(self, path: Path) -> None:
        with self._still() as still, open_store(path, create=True) as target:
            for body in still.bodies():
                copy(still, target, body.name)

    @contextmanager
    def _still(self) -> Iterator[PostgresStore]:
        """This store as it is now, whatever is written meanwhile."""
        with self._alone() as connection, PostgresStore(self._address, self._patience) as still:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            still._connections = PerThread(lambda: connection)
            yield still

    def adopt(self, whole: Whole) -> None:
        with self._alone() as connection, connection.transaction():
            adopted(connection, whole)

    @contextmanager
    def held(self, body: str) -> Iterator[Callable[[], None]]:
        number = self._number(body)
        with self._alone() as connection, connection.transaction():
            connection.execute(
                "SELECT 1 FROM comity_register.head WHERE body = %s FOR UPDATE", [number]
            )
            yield lambda: forgotten(connection, number)
        self._numbers.clear()

    # --- statements ---------------------------------------------------------------------------------------------------

    def _connect(self) -> Connection[Any]:
        return database.connect(self._address, patience=self._patience, write=self._write)

    @contextmanager
    def _alone(self) -> Iterator[Connection[Any]]:
        """A connection for this alone, closed afterwards."""
        connection = self._connect()
        try:
            yield connection
        except (psycopg.Error, UnicodeEncodeError) as error:
            raise database.failed(self._address, error, lost=connection.closed) from None
        finally:
            connection.close()

    @contextmanager
    def _statement(self) -> Iterator[Connection[Any]]:
        connection = self._connections.get()
        try:
            yield connection
        except psycopg.ProgrammingError as error:
            if error.sqlstate is None:  # our own mistake, not the database's
                raise
            raise database.failed(self._address, error) from None
        except (psycopg.Error, UnicodeEncodeError) as error:
            lost = connection.closed or _is_of_the_client(error)
            if lost:
                self._connections.renew()
            raise database.failed(self._address, error, lost=lost) from None

    def _begun(self, number: int) -> list[Any]:
        """A transaction is begun that locks the head of that body, whose row is given."""
        with self._statement() as connection:
            try:
                with connection.pipeline():
                    connection.execute("BEGIN")
                    found = connection.execute(database.TURN, [number], prepare=True, binary=True)
                return found.fetchall()
            except BaseException:
                self._roll_back(connection)
                raise

    def _read(self, query: str, *values: object) -> list[Any]:
        """The rows of a query that changes nothing: asked once more, on a new connection, where the old one was lost and no
        transaction with it."""
        alone = self._connections.get().info.transaction_status in NO_TRANSACTION
        try:
            return self._rows(query, *values)
        except StoreFailed as failure:
            if failure.code != "store.lost" or not alone:
                raise
            return self._rows(query, *values)

    def _rows(self, query: str, *values: object) -> list[Any]:
        with self._statement() as connection:
            return connection.execute(query, values, prepare=True, binary=True).fetchall()

    def _done(self, query: str, *values: object) -> None:
        with self._statement() as connection:
            connection.execute(query, values)

    def _moved(self, given: dict[str, Any]) -> bool:
        """Whether the head moved, and all with it. If it was in a turn, that is over."""
        with self._statement() as connection:
            in_turn = connection.info.transaction_status != IDLE
            try:
                with connection.pipeline():
                    moved = connection.execute(database.APPEND, given, prepare=True, binary=True)
                    if in_turn:
                        connection.execute("COMMIT")
            except UniqueViolation as error:
                self._roll_back(connection)
                if error.diag.table_name == "request":
                    raise request_used(given["request"]) from None
                raise self._damaged("something lies where the next entry belongs") from None
            return moved.rowcount == 1

    def _roll_back(self, connection: Connection[Any]) -> None:
        if not connection.closed and connection.info.transaction_status != IDLE:
            with suppress(psycopg.Error):
                connection.execute("ROLLBACK")

    def _stored(self, body: int, number: int, stop: int) -> Iterator[Row]:
        query = (
            "SELECT number, leaf, data FROM comity_register.entry"
            " WHERE body = %s AND number >= %s AND number < %s ORDER BY number LIMIT %s"
        )
        while rows := self._read(query, body, number, stop, SLICE):
            yield from rows
            number = rows[-1][0] + 1

    def _number(self, name: str) -> int:
        """The number under which a body is kept. No other body ever gets it, though this one be moved away."""
        if name not in self._numbers:
            rows = self._read("SELECT number FROM comity_register.body WHERE name = %s", name)
            if not rows:
                raise unknown_body(name, self.bodies())
            self._numbers[name] = rows[0][0]
        return self._numbers[name]

    def _head(self, name: str, rows: Sequence[tuple[int, bytes, str]]) -> Head:
        for size, data, checkpoint in rows:
            frontier = Frontier.from_bytes(data)
            if frontier.size == size:
                return Head(frontier, checkpoint)
        raise self._headless(name)

    def _headless(self, name: str) -> StoreFailed:
        """Why there is no head. BadInput, raised, if the body was moved away since its number was looked up."""
        self._numbers.pop(name, None)
        self._number(name)
        return self._damaged(f"the head of {name!r} is not what was written")

    def _damaged(self, what: str) -> StoreFailed:
        return StoreFailed(
            "store.damaged",
            f"{shown(self._address)}: It is damaged ({what}).",
            remedy="Restore it from a copy that verifies.",
        )


def _is_of_the_client(error: Exception) -> bool:
    """Whether no server said it: the connection is in no state to go on with (cut off in the middle of a pipeline)."""
    return isinstance(error, psycopg.OperationalError) and error.sqlstate is None
