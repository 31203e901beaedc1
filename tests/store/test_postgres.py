"""What the PostgreSQL store does beyond the contract: other databases, layouts, lost connections, waiting, damage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from comity.errors import BadInput, ComityError, StoreFailed
from comity.register import checkpoint
from comity.register.keys import SigningKey
from comity.register.tree import EMPTY_ROOT, grow, leaf_hashes
from comity.store import evidence, postgres_database
from comity.store.postgres import PostgresStore, open_postgres
from comity.store.protocol import KeptBody, SealedContent, Snapshot, Store

KEY = SigningKey("example.org/council", bytes(32))
COUNCIL = KeptBody("council", KEY.name, KEY.verifying.text())
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'comity'"
Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def store(postgres: str) -> Iterator[PostgresStore]:
    with open_postgres(postgres, create=True) as store:
        store.found(COUNCIL, checkpoint.sign(KEY.name, 0, EMPTY_ROOT, KEY))
        yield store


@pytest.fixture
def sql(postgres: str) -> Iterator[Sql]:
    """Carries out a statement beside the store."""
    with psycopg.connect(postgres, autocommit=True) as connection:

        def run(statement: str, *values: object) -> list[tuple[Any, ...]]:
            done = connection.execute(statement, values or None)
            return done.fetchall() if done.description else [(done.rowcount,)]

        yield run


def append(store: Store, entries: Sequence[bytes], **more: object) -> None:
    head = store.head("council")
    growth = grow(head.frontier, leaf_hashes(entries))
    text = checkpoint.sign(KEY.name, growth.after.size, growth.after.root(), KEY)
    store.append("council", head.size, entries, growth, text, **more)  # type: ignore[arg-type]


def refusal(address: str, *, create: bool = False) -> ComityError:
    with pytest.raises(ComityError) as refused:
        open_postgres(address, create=create)
    assert refused.value.remedy
    return refused.value


class TestDatabasesThatAreNoStore:
    def test_an_address_that_cannot_be_read_is_bad_input(self) -> None:
        refused = refusal("postgresql://localhost/office?nonsense=1")
        assert isinstance(refused, BadInput)
        assert refused.code == "postgres.address"

    @pytest.mark.parametrize(
        "address",
        [
            "postgresql://comity:ge/heim@localhost/office",
            "postgresql://comity:geheim@localhost:port:port/office?x",
            "postgresql://localhost/office?password=geheim&nonsense",
        ],
    )
    def test_no_refusal_tells_the_password(self, address: str) -> None:
        told = str(refusal(address))
        assert "heim" not in told

    def test_a_server_that_does_not_answer_is_named_without_its_password(self) -> None:
        refused = refusal("postgresql://comity:geheim@127.0.0.1:1/office")
        assert refused.code == "store.unreached"
        assert "postgresql://comity@127.0.0.1:1/office" in refused.sentence
        assert "geheim" not in str(refused)

    def test_a_database_that_is_not_there_is_missing(self, postgres: str) -> None:
        other = urlsplit(postgres)._replace(path="/nowhere").geturl()
        assert refusal(other, create=True).code == "store.missing"

    def test_tables_are_not_made_unasked(self, postgres: str, sql: Sql) -> None:
        assert refusal(postgres).code == "store.missing"
        assert sql("SELECT to_regnamespace('comity_register')") == [(None,)]

    def test_the_schema_of_another_program_is_refused_and_left_alone(
        self, postgres: str, sql: Sql
    ) -> None:
        sql("CREATE SCHEMA comity_register")
        sql("CREATE TABLE comity_register.entry (theirs text)")
        assert refusal(postgres, create=True).code == "store.foreign"
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'comity_register'"
        assert sql(query) == [("entry",)]

    def test_whatever_else_is_in_the_database_is_left_alone(self, postgres: str, sql: Sql) -> None:
        sql("CREATE TABLE entry (theirs text)")
        with open_postgres(postgres, create=True) as store:
            store.found(COUNCIL, "empty")
            append(store, [b"ours"])
        assert sql("SELECT * FROM public.entry") == []

    def test_a_user_without_the_rights_is_told_so(
        self, store: PostgresStore, postgres: str, sql: Sql
    ) -> None:
        sql("DROP ROLE IF EXISTS comity_reader")
        sql("CREATE ROLE comity_reader LOGIN")
        sql("GRANT USAGE ON SCHEMA comity_register TO comity_reader")
        sql("GRANT SELECT ON ALL TABLES IN SCHEMA comity_register TO comity_reader")
        parts = urlsplit(postgres)
        reader = parts._replace(netloc=f"comity_reader@{parts.netloc.rpartition('@')[2]}").geturl()
        with open_postgres(reader) as reading:
            assert reading.sizes() == {"council": 0}
            with pytest.raises(StoreFailed) as refused:
                append(reading, [b"entry"])
        assert refused.value.code == "store.read-only"
        sql("DROP OWNED BY comity_reader")
        sql("DROP ROLE comity_reader")

    def test_several_may_make_the_same_store_at_once(self, postgres: str) -> None:
        def make(_: int) -> None:
            open_postgres(postgres, create=True).close()

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(make, range(4)))
        with open_postgres(postgres) as store:
            assert store.bodies() == ()


class TestLayouts:
    LATER = ("CREATE TABLE comity_register.later (body int PRIMARY KEY)",)

    def test_a_newer_layout_is_refused(self, store: PostgresStore, postgres: str, sql: Sql) -> None:
        sql("UPDATE comity_register.layout SET number = number + 1")
        refused = refusal(postgres, create=True)
        assert refused.code == "store.layout"
        assert "newer" in refused.remedy
        with pytest.raises(StoreFailed), psycopg.connect(postgres, autocommit=True) as connection:
            postgres_database.upgrade(connection, postgres)

    def test_an_older_layout_is_refused_until_it_is_upgraded_and_loses_nothing(
        self, store: PostgresStore, postgres: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        append(store, [b"entry"])
        monkeypatch.setattr(postgres_database, "LAYOUTS", [postgres_database.FIRST, self.LATER])
        assert "comity upgrade" in refusal(postgres).remedy
        with psycopg.connect(postgres, autocommit=True) as connection:
            assert postgres_database.upgrade(connection, postgres) == (1, 2)
            assert postgres_database.upgrade(connection, postgres) == (2, 2)
        with open_postgres(postgres) as upgraded:
            assert evidence.verify(upgraded, "council", KEY.verifying).size == 1

    def test_an_upgrade_that_fails_leaves_the_layout_that_there_was(
        self,
        store: PostgresStore,
        postgres: str,
        sql: Sql,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        broken = (*self.LATER, "CREATE TABLE comity_register.entry (twice int)")
        monkeypatch.setattr(postgres_database, "LAYOUTS", [postgres_database.FIRST, broken])
        with (
            psycopg.connect(postgres, autocommit=True) as connection,
            pytest.raises(psycopg.errors.DuplicateTable),
        ):
            postgres_database.upgrade(connection, postgres)
        assert sql(
            "SELECT number, to_regclass('comity_register.later') FROM comity_register.layout"
        ) == [(1, None)]


class TestLostConnections:
    def test_an_append_on_a_lost_connection_is_refused_and_the_next_call_works(
        self, store: PostgresStore, sql: Sql
    ) -> None:
        append(store, [b"before"])
        growth = grow(store.head("council").frontier, leaf_hashes([b"after"]))
        sql(OTHERS)
        with pytest.raises(StoreFailed, match="lost") as refused:
            store.append("council", 1, [b"after"], growth, "checkpoint")
        assert refused.value.code == "store.lost"
        assert "request id" in refused.value.remedy
        append(store, [b"after"])
        assert list(store.read("council")) == [b"before", b"after"]

    def test_what_only_reads_is_asked_again_where_the_connection_was_lost(
        self, store: PostgresStore, sql: Sql
    ) -> None:
        append(store, [b"entry"], request="r", sealed=[SealedContent(b"d" * 32, b"secret")])
        store.put_snapshot("council", Snapshot(1, "1", b"state"))
        for ask in (
            lambda: store.head("council").size,
            lambda: len(store.sizes()),
            lambda: len(store.bodies()),
            lambda: len(list(store.read("council"))),
            lambda: len(list(store.all_requests("council"))),
            lambda: len(list(store.all_sealed("council"))),
            lambda: len(store.snapshots("council", "1")),
        ):
            sql(OTHERS)
            assert ask() == 1

    def test_a_turn_is_begun_again_where_the_connection_was_lost_before_it(
        self, store: PostgresStore, sql: Sql
    ) -> None:
        append(store, [b"before"])
        sql(OTHERS)
        with store.turn("council") as head:
            assert head.size == 1
            append(store, [b"after"])
        assert list(store.read("council")) == [b"before", b"after"]

    def test_nothing_is_asked_again_in_a_turn_whose_connection_was_lost(
        self, store: PostgresStore, sql: Sql
    ) -> None:
        with store.turn("council"):
            sql(OTHERS)
            with pytest.raises(StoreFailed) as refused:  # a new connection has no lock on the head
                store.head("council")
        assert refused.value.code == "store.lost"
        append(store, [b"after"])

    def test_every_thread_connects_anew(self, store: PostgresStore, sql: Sql) -> None:
        with ThreadPoolExecutor(1) as other:
            assert other.submit(store.sizes).result() == {"council": 0}
            sql(OTHERS)
            assert store.sizes() == {"council": 0}
            assert other.submit(store.sizes).result() == {"council": 0}

    def test_a_server_that_is_started_again_is_found_again(
        self, request: pytest.FixtureRequest, store: PostgresStore, postgres: str
    ) -> None:
        server = request.getfixturevalue("postgres_server")
        if urlsplit(server.address).netloc != urlsplit(postgres).netloc:
            pytest.skip("the server is not ours to stop")
        append(store, [b"before"])
        server.stop()
        try:
            for _ in range(2):
                with pytest.raises(StoreFailed) as refused:
                    store.head("council")
                assert refused.value.code == "store.unreached"
        finally:
            server.start()
        append(store, [b"after"])
        assert evidence.verify(store, "council", KEY.verifying).size == 2

    def test_a_server_that_was_restarted_in_between_is_not_noticed(
        self, request: pytest.FixtureRequest, store: PostgresStore, postgres: str
    ) -> None:
        server = request.getfixturevalue("postgres_server")
        if urlsplit(server.address).netloc != urlsplit(postgres).netloc:
            pytest.skip("the server is not ours to stop")
        append(store, [b"before"])
        server.stop()
        server.start()
        assert store.head("council").size == 1

    def test_a_store_opened_to_read_writes_nothing(
        self, store: PostgresStore, postgres: str
    ) -> None:
        append(store, [b"entry"])
        with open_postgres(postgres, write=False) as reading:
            assert list(reading.read("council")) == [b"entry"]
            with pytest.raises(StoreFailed) as refused:
                append(reading, [b"another"])
        assert refused.value.code == "store.read-only"

    def test_a_connection_lost_in_an_append_leaves_all_of_it_or_nothing(
        self, store: PostgresStore, sql: Sql
    ) -> None:
        acknowledged = []
        for number in range(120):
            entries = [b"%d %d" % (number, part) for part in range(3)]
            with ThreadPoolExecutor(1) as other:
                killing = other.submit(sql, OTHERS) if number % 3 == 0 else None
                with suppress(StoreFailed):
                    append(store, entries, request=str(number))
                    acknowledged.append(number)
                if killing is not None:
                    killing.result()
        kept = list(store.read("council"))
        groups = [kept[start : start + 3] for start in range(0, len(kept), 3)]
        numbers = [int(group[0].split()[0]) for group in groups]
        assert groups == [[b"%d %d" % (n, part) for part in range(3)] for n in numbers]
        assert set(acknowledged) <= set(numbers)
        assert len(acknowledged) < 120
        assert evidence.verify(store, "council", KEY.verifying).size == len(kept)


class TestSeveralWriters:
    def test_a_writer_waits_only_as_long_as_it_was_told(
        self, store: PostgresStore, postgres: str
    ) -> None:
        with (
            psycopg.connect(postgres) as holder,
            open_postgres(postgres, patience=0.05) as impatient,
        ):
            holder.execute("SELECT 1 FROM comity_register.head FOR UPDATE")
            with pytest.raises(StoreFailed) as refused:
                append(impatient, [b"entry"])
        assert refused.value.code == "store.locked"
        append(store, [b"entry"])

    def test_what_is_acknowledged_is_handed_to_the_disk_whatever_the_server_says(
        self, postgres: str, sql: Sql
    ) -> None:
        [(name,)] = sql("SELECT current_database()")
        for said, meant in (("off", "on"), ("local", "local"), ("remote_apply", "remote_apply")):
            sql(f"ALTER DATABASE {name} SET synchronous_commit = '{said}'")
            with postgres_database.connect(postgres, patience=1) as connection:
                assert connection.execute("SHOW synchronous_commit").fetchone() == (meant,)

    def test_an_id_with_a_character_that_cannot_be_kept_is_bad_input(
        self, store: PostgresStore
    ) -> None:
        for request in ("a\0b", "a\ud800b"):
            with pytest.raises(BadInput) as refused:
                append(store, [b"entry"], request=request)
            assert refused.value.code == "store.text"
        assert store.sizes() == {"council": 0}


class TestListening:
    def test_who_listens_hears_where_each_stands_then_each_growth(
        self, store: PostgresStore, postgres: str
    ) -> None:
        append(store, [b"before"])
        heard = store.listen()
        assert next(heard) == ("council", 1)
        with open_postgres(postgres) as elsewhere:
            append(elsewhere, [b"a", b"b"])
            elsewhere.found(KeptBody("league", "o", "k"), "empty")
        assert list(islice(heard, 2)) == [("council", 3), ("league", 0)]
        heard.close()

    def test_only_what_is_asked_for_is_heard(self, store: PostgresStore) -> None:
        store.found(KeptBody("league", "o", "k"), "empty")
        heard = store.listen({"league"})
        assert next(heard) == ("league", 0)
        append(store, [b"entry"])
        store.append("league", 0, [b"x"], grow(store.head("league").frontier, [bytes(32)]), "c")
        assert next(heard) == ("league", 1)
        heard.close()

    def test_what_was_refused_is_not_heard(self, store: PostgresStore) -> None:
        append(store, [b"entry"], request="once")
        heard = store.listen()
        assert next(heard) == ("council", 1)
        with pytest.raises(ComityError):
            append(store, [b"again"], request="once")
        append(store, [b"next"])
        assert next(heard) == ("council", 2)
        heard.close()

    def test_listening_ends_when_it_is_told_to(self, store: PostgresStore) -> None:
        asked = count()
        assert list(store.listen(until=lambda: next(asked) > 0)) == [("council", 0)]

    def test_a_listener_that_lost_the_connection_is_told(
        self, store: PostgresStore, sql: Sql
    ) -> None:
        heard = store.listen()
        next(heard)
        sql(OTHERS)
        with pytest.raises(StoreFailed) as refused:
            next(heard)
        assert refused.value.code == "store.lost"


class TestDamage:
    def test_erased_content_is_nowhere_in_the_file_of_the_table(
        self, request: pytest.FixtureRequest, store: PostgresStore, sql: Sql, postgres: str
    ) -> None:
        server = request.getfixturevalue("postgres_server")
        if urlsplit(server.address).netloc != urlsplit(postgres).netloc:
            pytest.skip("the files of the server are not ours to read")

        def is_in_the_file() -> bool:
            sql("CHECKPOINT")
            [(path,)] = sql("SELECT pg_relation_filepath('comity_register.sealed')")
            return b"candidate" in Path(server.folder, "data", path).read_bytes()

        append(store, [b"entry"], sealed=[SealedContent(b"d" * 32, b"the name of the candidate")])
        assert is_in_the_file()
        store.erase("council", b"d" * 32)
        assert not is_in_the_file()

    def test_a_damaged_snapshot_is_no_snapshot(self, store: PostgresStore, sql: Sql) -> None:
        store.put_snapshot("council", Snapshot(3, "1", b"state"))
        sql("UPDATE comity_register.snapshot SET data = %s", b"stake")
        assert store.snapshot("council", "1", 3) is None

    @pytest.mark.parametrize(
        "damage",
        [
            "UPDATE comity_register.head SET size = 11",
            r"UPDATE comity_register.head SET frontier = '\x00'",
            "UPDATE comity_register.head SET checkpoint = ''",
            "DELETE FROM comity_register.head",
            r"UPDATE comity_register.block SET hash = '\x00' WHERE number = 1",
            "DELETE FROM comity_register.block WHERE number = 0",
            r"UPDATE comity_register.entry SET data = '\x00' WHERE number = 5",
            r"UPDATE comity_register.entry SET leaf = '\x00' WHERE number = 5",
            "UPDATE comity_register.entry SET number = 700 WHERE number = 5",
            r"INSERT INTO comity_register.entry SELECT number, 600, '\x00', '\x00' FROM comity_register.body",
            "DELETE FROM comity_register.entry WHERE number >= 590",
            "UPDATE comity_register.body SET origin = 'example.org/league'",
            r"UPDATE comity_register.sealed SET content = '\x00'",
            r"UPDATE comity_register.sealed SET digest = '\x00'",
        ],
    )
    def test_whatever_is_changed_in_the_tables_is_found(
        self, store: PostgresStore, sql: Sql, damage: str
    ) -> None:
        sealed = SealedContent(sha256(b"salted").digest(), b"salted")
        append(store, [b"%d" % number for number in range(600)], sealed=[sealed])
        assert evidence.verify(store, "council", KEY.verifying).size == 600
        assert sql(damage)[0][0] > 0
        with pytest.raises(ComityError):
            evidence.verify(store, "council", KEY.verifying)

    def test_an_entry_where_the_next_belongs_is_damage_and_nothing_is_written(
        self, store: PostgresStore, sql: Sql
    ) -> None:
        sql(
            r"INSERT INTO comity_register.entry SELECT number, 0, '\x00', '\x00' FROM comity_register.body"
        )
        with pytest.raises(StoreFailed) as refused:
            append(store, [b"entry"], request="r")
        assert refused.value.code == "store.damaged"
        assert (store.sizes(), store.request("council", "r")) == ({"council": 0}, None)

    def test_a_table_that_is_not_there_is_damage(self, store: PostgresStore, sql: Sql) -> None:
        sql("DROP TABLE comity_register.sealed")
        with pytest.raises(StoreFailed) as refused:
            store.sealed("council", b"d" * 32)
        assert refused.value.code == "store.damaged"
