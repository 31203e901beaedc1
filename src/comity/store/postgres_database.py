"""The database under the PostgreSQL store: its layout, what is written to it, how it is opened, what its failures mean.

All tables are in the schema ``comity_register``, beside whatever else the database holds (and not in one called ``comity``:
a user of that name would make all its other tables there). Every key begins with the number of the body.

``comity_register.layout`` has one row, the number of the layout: how many of ``LAYOUTS`` have been carried out, in order.
A new layout is a further group of statements at the end, and leaves alone what verification reads; what stands here is
never changed. ``upgrade`` carries out those that are lacking in one transaction: all or none.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg import Connection, conninfo

from comity.errors import BadInput, ComityError, StoreFailed
from comity.store import postgres_index
from comity.store.address import FORM, MISSING, shown

FIRST: Final = (
    "CREATE TABLE comity_register.body (number int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    ' name text COLLATE "C" NOT NULL UNIQUE, origin text NOT NULL, key text NOT NULL)',
    # Half of each page is left empty, so that a head that moves stays on its page and needs no work on the index.
    "CREATE TABLE comity_register.head (body int PRIMARY KEY REFERENCES comity_register.body, size bigint NOT NULL,"
    " frontier bytea NOT NULL, checkpoint text NOT NULL) WITH (fillfactor = 50)",
    "CREATE TABLE comity_register.entry (body int NOT NULL, number bigint NOT NULL,"
    " leaf bytea NOT NULL, data bytea NOT NULL, PRIMARY KEY (body, number))",
    "CREATE TABLE comity_register.block (body int NOT NULL, level int NOT NULL, number bigint NOT NULL,"
    " hash bytea NOT NULL, PRIMARY KEY (body, level, number))",
    'CREATE TABLE comity_register.request (body int NOT NULL, id text COLLATE "C" NOT NULL,'
    " first bigint NOT NULL, count bigint NOT NULL, PRIMARY KEY (body, id))",
    "CREATE TABLE comity_register.sealed (body int NOT NULL, digest bytea NOT NULL, content bytea,"
    " PRIMARY KEY (body, digest))",
    "CREATE TABLE comity_register.snapshot (body int NOT NULL REFERENCES comity_register.body,"
    " size bigint NOT NULL, engine text NOT NULL, data bytea NOT NULL, digest bytea NOT NULL,"
    " PRIMARY KEY (body, size))",
    *postgres_index.LAYOUT,
)
LAYOUTS: Final = [FIRST]

# One statement each, so that each is one transaction and one way there and back.
FOUND: Final = """
WITH kept AS (
    INSERT INTO comity_register.body (name, origin, key) VALUES (%s, %s, %s)
    ON CONFLICT (name) DO NOTHING RETURNING number
), head AS (
    INSERT INTO comity_register.head SELECT number, 0, %s, %s FROM kept
)
SELECT pg_notify('comity', number || ' 0') FROM kept
"""
APPEND: Final = """
WITH moved AS (
    UPDATE comity_register.head SET size = %(size)s, frontier = %(frontier)s, checkpoint = %(checkpoint)s
    WHERE body = %(body)s AND size = %(expected)s RETURNING body
), entries AS (
    INSERT INTO comity_register.entry
    SELECT body, %(expected)s + place - 1, leaf, data
    FROM moved, unnest(%(leaves)s::bytea[], %(entries)s::bytea[])
    WITH ORDINALITY AS given (leaf, data, place)
), request AS (
    INSERT INTO comity_register.request
    SELECT body, %(request)s::text, %(expected)s, %(size)s - %(expected)s FROM moved
    WHERE %(request)s::text IS NOT NULL
), blocks AS (
    INSERT INTO comity_register.block
    SELECT body, level, number, hash
    FROM moved, unnest(%(levels)s::int[], %(numbers)s::bigint[], %(hashes)s::bytea[])
    AS given (level, number, hash)
), sealed AS (
    INSERT INTO comity_register.sealed
    SELECT body, digest, content
    FROM moved, unnest(%(digests)s::bytea[], %(contents)s::bytea[]) AS given (digest, content)
    ON CONFLICT DO NOTHING
)
SELECT pg_notify('comity', body || ' ' || %(size)s::bigint) FROM moved
"""
TURN: Final = (
    "SELECT size, frontier, checkpoint FROM comity_register.head WHERE body = %s FOR UPDATE"
)

LAYING_OUT: Final = 0x434F4D59  # "COMY": the advisory lock of whoever makes or changes the tables

# What the address may say otherwise: a server that went away without a word is noticed within a minute.
DEFAULTS: Final[Mapping[str, str]] = {
    "application_name": "comity",
    "connect_timeout": "10",
    "keepalives_idle": "20",
    "keepalives_interval": "5",
    "keepalives_count": "4",
    "tcp_user_timeout": "30000",
}

# Durable whatever the server's default says, yet no less than it says; and each statement sees what is committed.
SESSION: Final = (
    "SELECT set_config('default_transaction_isolation', 'read committed', false),"
    " set_config('lock_timeout', %s, false), set_config('synchronous_commit', CASE"
    " current_setting('synchronous_commit') WHEN 'off' THEN 'on'"
    " ELSE current_setting('synchronous_commit') END, false)"
)

EXISTING: Final = (
    "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'comity_register'),"
    " EXISTS (SELECT FROM pg_catalog.pg_tables"
    " WHERE schemaname = 'comity_register' AND tablename = 'layout')"
)

_AGAIN: Final = (
    "Repeat the act with the same request id: what was kept is answered, not done twice."
)
_RIGHTS: Final = "Give its user the right to use and to change the schema comity_register."

_MEANINGS: Final[Mapping[str, tuple[str, str, str]]] = {
    "42501": ("store.read-only", "Its user may not do this", _RIGHTS),
    "25006": (
        "store.read-only",
        "It may not be written",
        "Give the address of the primary server.",
    ),
    "3D000": (
        "store.missing",
        "There is no such database",
        "If the name is right, have the database made: createdb. If not, name another with COMITY_REGISTER or --register.",
    ),
    "53100": ("store.full", "There is no space left", "Make space, then repeat the act."),
    "53300": (
        "store.unreached",
        "It has no connection left",
        "Raise max_connections, or run fewer workers.",
    ),
    "55P03": ("store.locked", "Another writer holds it", "Wait, then repeat the act."),
    "57014": ("store.locked", "It took too long and was stopped", "Wait, then repeat the act."),
    "3F000": ("store.missing", "It holds no register of Comity", MISSING),
    "42P01": ("store.damaged", "A table is not there", "Restore it from a copy that verifies."),
    "42703": ("store.damaged", "A column is not there", "Restore it from a copy that verifies."),
    "XX001": ("store.damaged", "It is damaged", "Restore it from a copy that verifies."),
    "XX002": (
        "store.damaged",
        "An index is damaged",
        "Rebuild the index (REINDEX), then verify the register.",
    ),
}

_UNFIT: Final = re.compile(
    r"invalid (?:[\w-]+ )+value: \S+|invalid (?:port number|integer value)[^)]*"
)
"""What the client of PostgreSQL says of a setting in the address that it cannot use, before it asks any server."""


def connect(address: str, *, patience: float, write: bool = True) -> Connection[Any]:
    """A connection to the database, every statement its own transaction unless one is begun.

    ``patience`` is how many seconds to wait for another writer; without ``write`` the server refuses whatever would change
    something. StoreFailed where it cannot be reached, BadInput
    (``postgres.address``) where the address cannot be read."""
    try:
        given = conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        why = (
            str(error).partition('"')[0].strip(" :")
        )  # what is quoted behind may hold the password
        raise BadInput(
            "postgres.address",
            f"This is no address of a PostgreSQL database: {why}.",
            remedy="Write it as postgresql://user@host:5432/database.",
        ) from None
    try:
        full = conninfo.make_conninfo("", **{**DEFAULTS, **given, "client_encoding": "UTF8"})
        opened = psycopg.connect(full, autocommit=True)
        opened.execute(SESSION, [f"{round(patience * 1000)}ms"])
        if not write:
            opened.execute("SET default_transaction_read_only = on")
    except psycopg.Error as error:
        raise _unreached(address, error) from None
    return opened


def failed(address: str, error: Exception, *, lost: bool = False) -> ComityError:
    """What a failure means to the user, with what to do. ``lost``: the connection broke."""
    state = getattr(error, "sqlstate", None) or ""
    told = " ".join(str(error).split())
    if isinstance(error, UnicodeEncodeError) or (
        isinstance(error, psycopg.DataError) and not state
    ):
        return BadInput(
            "store.text",
            f"A name or an id holds a character that cannot be kept ({told}).",
            remedy="Write it without control characters.",
        )
    if lost:
        return StoreFailed(
            "store.lost",
            f"{shown(address)}: The connection was lost ({told}).",
            remedy=f"The next call connects anew. {_AGAIN}",
        )
    code, sentence, remedy = _MEANINGS.get(
        state, ("store.unwritten", "The database failed", "See the log of the database server.")
    )
    return StoreFailed(code, f"{shown(address)}: {sentence} ({told}).", remedy=remedy)


def _unreached(address: str, error: psycopg.Error) -> ComityError:
    known = failed(address, error)
    if error.sqlstate in _MEANINGS or isinstance(known, BadInput):
        return known
    # A refusal while connecting bears no code of its own; the server's words say which.
    if "does not exist" in str(error) and "database" in str(error):
        return failed(address, psycopg.errors.InvalidCatalogName(str(error).strip()))
    told = " ".join(str(error).split())
    if unfit := _UNFIT.search(told):
        return BadInput(
            "store.address",
            f"The address {shown(address)} cannot be used: {unfit[0]}.",
            remedy=f"Write {FORM}; where a port is given, from 1 to 65535.",
        )
    return StoreFailed(
        "store.unreached",
        f"{shown(address)}: The database cannot be reached ({told}).",
        remedy="Check the address, that the server runs, and that its user may connect.",
    )


# --- the layout -------------------------------------------------------------------------------------------------------


def prepare(
    connection: Connection[Any], address: str, *, create: bool, older: bool = False
) -> None:
    """The layout is the one that this Comity reads, or, with ``create``, is made, or, with ``older``, an older one.
    StoreFailed where it is none such."""
    found = layout(connection, address)
    if found == 0 and create:
        require_utf8(address, encoding(connection))
        upgrade(connection, address)
    elif found == 0:
        raise StoreFailed(
            "store.missing",
            f"{shown(address)}: It holds no register of Comity.",
            remedy=MISSING,
        )
    elif found > len(LAYOUTS) or (found < len(LAYOUTS) and not older):
        raise _other_layout(address, found)


def encoding(connection: Connection[Any]) -> str:
    """How the database keeps text, as its server calls it."""
    return connection.info.parameter_status("server_encoding") or "?"


def require_utf8(address: str, found: str) -> None:
    """Returns where the database keeps every letter. ``StoreFailed`` (``store.encoding``), with the commands that make one
    that does, where its encoding is another."""
    if found == "UTF8":
        return
    said = conninfo.conninfo_to_dict(address)
    server = {"-h": said.get("host"), "-p": said.get("port"), "-U": said.get("user")}
    words = [f"{name} {shlex.quote(str(value))}" for name, value in server.items() if value]
    made = shlex.quote(f"{said.get('dbname') or 'office'}_utf8")
    raise StoreFailed(
        "store.encoding",
        "{database}: It keeps text as {found}, and not as UTF8: names in other letters could not be recorded.",
        remedy="Make another database: createdb {words} -T template0 -E UTF8 -l C.UTF-8 {made}."
        " Then name that one. Bodies that are in this one are taken over by comity move.",
        database=shown(address),
        found=found,
        words=" ".join(words),
        made=made,
    )


def layout(connection: Connection[Any], address: str) -> int:
    """The number of the layout; 0 where there is none. StoreFailed where the schema is somebody else's."""
    # The catalogues themselves: what to_regclass answers may be what this connection knew before another made it.
    schema, table = connection.execute(EXISTING).fetchone() or (False, False)
    rows = (
        connection.execute("SELECT number FROM comity_register.layout").fetchall() if table else []
    )
    if len(rows) == 1:
        return int(rows[0][0])
    if not schema:
        return 0
    raise StoreFailed(
        "store.foreign",
        f"{shown(address)}: Its schema comity_register is no register of Comity.",
        remedy="Give another database, or move that schema out of the way.",
    )


def upgrade(connection: Connection[Any], address: str) -> tuple[int, int]:
    """Carry out the layouts that are lacking, all or none; says which layout there was, and which there is."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LAYING_OUT])
        before = layout(connection, address)
        if before > len(LAYOUTS):
            raise _other_layout(address, before)
        if before == 0:
            connection.execute("CREATE SCHEMA comity_register")
            connection.execute("CREATE TABLE comity_register.layout (number int NOT NULL)")
            connection.execute("INSERT INTO comity_register.layout VALUES (0)")
        for statement in (each for group in LAYOUTS[before:] for each in group):
            connection.execute(statement)
        connection.execute("UPDATE comity_register.layout SET number = %s", [len(LAYOUTS)])
    return before, len(LAYOUTS)


def upgraded(address: str, *, patience: float) -> tuple[int, int]:
    """``upgrade``, over a connection of its own."""
    with connect(address, patience=patience) as connection:
        try:
            return upgrade(connection, address)
        except psycopg.Error as error:
            raise failed(address, error, lost=connection.closed) from None


def _other_layout(address: str, found: int) -> StoreFailed:
    newer = "Use the version of Comity that wrote it, or a newer one."
    return StoreFailed(
        "store.layout",
        f"{shown(address)}: It has layout {found}; this Comity reads layout {len(LAYOUTS)}.",
        remedy=newer if found > len(LAYOUTS) else "Make a backup, then: comity upgrade.",
    )


FACTS: Final = (
    "SELECT current_setting('server_version'), current_setting('fsync'),"
    " current_setting('full_page_writes'), pg_is_in_recovery()::text,"
    " extract(epoch FROM clock_timestamp())::text"
)


def facts(address: str) -> dict[str, str]:
    """What the server says of itself: ``version``, ``fsync``, ``full_page_writes``, ``standby``; ``clock`` in seconds of
    Unix time; how the database keeps text, ``encoding``; and the ``layout``."""
    with connect(address, patience=5) as connection:
        try:
            row = connection.execute(FACTS).fetchone() or ()
            names = ("version", "fsync", "full_page_writes", "standby", "clock")
            told = dict(zip(names, row, strict=True))
            told["encoding"] = encoding(connection)
            return told | {"layout": str(layout(connection, address))}
        except psycopg.Error as error:
            raise failed(address, error, lost=connection.closed) from None


def has_table(address: str, table: str) -> bool:
    """Whether the database has that table on the search path of its user."""
    with connect(address, patience=5) as connection:
        try:
            row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone()
        except psycopg.Error as error:
            raise failed(address, error, lost=connection.closed) from None
    return row == (True,)


def has_register(address: str) -> bool:
    """Whether there are tables of a register, of whatever layout."""
    with connect(address, patience=5) as connection:
        try:
            return layout(connection, address) > 0
        except psycopg.Error as error:
            raise failed(address, error, lost=connection.closed) from None


def remove(address: str) -> None:
    """Removes the schema of the register if it keeps no body. StoreFailed where the server refuses."""
    with connect(address, patience=5) as connection:
        try:
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [LAYING_OUT])
                if not layout(connection, address):
                    return
                kept = connection.execute("SELECT 1 FROM comity_register.body LIMIT 1").fetchone()
                if kept is None:
                    connection.execute("DROP SCHEMA comity_register CASCADE")
        except psycopg.Error as error:
            raise failed(address, error, lost=connection.closed) from None
