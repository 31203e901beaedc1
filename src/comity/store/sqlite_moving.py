"""How a register comes into a SQLite file whole, and how it leaves it: inside a transaction of the caller's."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from typing import Final

from comity.register.tree import Frontier
from comity.store.moving import Whole, grown
from comity.store.protocol import body_exists
from comity.store.sqlite_index import TABLES

ENTRIES_AT_MOST: Final = 1 << 40
KEPT: Final = ("block", "request", "sealed", "snapshot", *TABLES, "head")


def adopted(connection: sqlite3.Connection, whole: Whole) -> None:
    """Takes the register over. Conflict if the body is kept already."""
    execute, many = connection.execute, connection.executemany
    number = execute("SELECT coalesce(max(number) + 1, 0) FROM body").fetchone()[0]
    body, frontier = whole.body, Frontier()
    try:
        execute("INSERT INTO body VALUES (?, ?, ?, ?)", (number, body.name, body.origin, body.key))
    except sqlite3.IntegrityError:
        raise body_exists(body.name) from None
    base = number * ENTRIES_AT_MOST
    for rows, growth in grown(whole.rows):
        entries = ((base + key, leaf, data) for key, leaf, data in rows)
        many("INSERT INTO entry VALUES (?, ?, ?)", entries)
        blocks = ((number, block.level, block.number, block.hash) for block in growth.blocks)
        many("INSERT INTO block VALUES (?, ?, ?, ?)", blocks)
        frontier = growth.after
    spans = ((number, name, span.first, span.count) for name, span in whole.requests)
    many("INSERT INTO request VALUES (?, ?, ?, ?)", spans)
    many("INSERT INTO sealed VALUES (?, ?, ?)", ((number, *pair) for pair in whole.sealed))
    for one in whole.snapshots:
        snapshot = (number, one.size, one.engine, one.data, sha256(one.data).digest())
        execute("INSERT INTO snapshot VALUES (?, ?, ?, ?, ?)", snapshot)
    row = (number, frontier.size, frontier.to_bytes(), whole.checkpoint)
    execute("INSERT INTO head VALUES (?, ?, ?, ?)", row)


def forgotten(connection: sqlite3.Connection, number: int) -> None:
    """Forgets the body of that number, with all that is kept of it."""
    span = (number * ENTRIES_AT_MOST, (number + 1) * ENTRIES_AT_MOST)
    connection.execute("DELETE FROM entry WHERE key >= ? AND key < ?", span)
    for table in KEPT:
        connection.execute(f"DELETE FROM {table} WHERE body = ?", (number,))  # noqa: S608
    connection.execute("DELETE FROM body WHERE number = ?", (number,))
