"""How a register comes into a PostgreSQL database whole, and how it leaves it: inside a transaction of the caller's.

Entries go in by ``COPY``, so that a million of them need no memory. The head goes in last, worked out from the leaves on
the way, so that what does not fit the signed checkpoint is found when the copy is verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from psycopg import Connection
from psycopg.errors import UniqueViolation

from comity.register.tree import Block, Frontier
from comity.store.moving import Whole, grown
from comity.store.postgres_index import TABLES
from comity.store.protocol import KeptBody, body_exists

Table = tuple[str, Mapping[str, str]]
"""A table and its columns behind the body's number, each with its type."""

ENTRIES: Table = ("entry", {"number": "int8", "leaf": "bytea", "data": "bytea"})
BLOCKS: Table = ("block", {"level": "int4", "number": "int8", "hash": "bytea"})
REQUESTS: Table = ("request", {"id": "text", "first": "int8", "count": "int8"})
SEALED: Table = ("sealed", {"digest": "bytea", "content": "bytea"})
SNAPSHOTS: Table = (
    "snapshot",
    {"size": "int8", "engine": "text", "data": "bytea", "digest": "bytea"},
)
KEPT = ("entry", "block", "request", "sealed", "snapshot", *TABLES, "head")


def adopted(connection: Connection[Any], whole: Whole) -> None:
    """Takes the register over. Conflict if the body is kept already."""
    number = _entered(connection, whole.body)
    frontier, blocks = Frontier(), list[Block]()

    def entries() -> Iterator[tuple[object, ...]]:
        nonlocal frontier
        for rows, growth in grown(whole.rows):
            yield from rows
            frontier = growth.after
            blocks.extend(growth.blocks)

    _copied(connection, number, ENTRIES, entries())
    rows = ((block.level, block.number, block.hash) for block in blocks)
    _copied(connection, number, BLOCKS, rows)
    spans = ((name, span.first, span.count) for name, span in whole.requests)
    _copied(connection, number, REQUESTS, spans)
    _copied(connection, number, SEALED, whole.sealed)
    snapshots = ((s.size, s.engine, s.data, sha256(s.data).digest()) for s in whole.snapshots)
    _copied(connection, number, SNAPSHOTS, snapshots)
    connection.execute(
        "INSERT INTO comity_register.head VALUES (%s, %s, %s, %s)",
        [number, frontier.size, frontier.to_bytes(), whole.checkpoint],
    )
    connection.execute("SELECT pg_notify('comity', %s)", [f"{number} {frontier.size}"])


def forgotten(connection: Connection[Any], number: int) -> None:
    """Forgets the body of that number, with all that is kept of it."""
    for table in KEPT:
        connection.execute(f"DELETE FROM comity_register.{table} WHERE body = %s", [number])  # noqa: S608
    connection.execute("DELETE FROM comity_register.body WHERE number = %s", [number])


def _entered(connection: Connection[Any], body: KeptBody) -> int:
    query = (
        "INSERT INTO comity_register.body (name, origin, key) VALUES (%s, %s, %s) RETURNING number"
    )
    try:
        row = connection.execute(query, [body.name, body.origin, body.key]).fetchone()
    except UniqueViolation:
        raise body_exists(body.name) from None
    assert row is not None
    return int(row[0])


def _copied(
    connection: Connection[Any], number: int, table: Table, rows: Iterable[tuple[object, ...]]
) -> None:
    name, columns = table
    into = f"COPY comity_register.{name} (body, {', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.set_types(["int4", *columns.values()])
        for row in rows:
            copy.write_row((number, *row))
