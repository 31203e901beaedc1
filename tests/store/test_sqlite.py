"""What the SQLite store does beyond the contract: files that are none of ours, full disks, races, damage."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from comity.errors import ComityError, StoreFailed
from comity.register import checkpoint
from comity.register.keys import SigningKey
from comity.register.tree import EMPTY_ROOT, grow, leaf_hashes
from comity.store import evidence
from comity.store.protocol import KeptBody, SealedContent, Snapshot, Store
from comity.store.sqlite import SqliteStore, open_store

KEY = SigningKey("example.org/council", bytes(32))
COUNCIL = KeptBody("council", KEY.name, KEY.verifying.text())
SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "register.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with open_store(path, create=True) as store:
        store.found(COUNCIL, checkpoint.sign(KEY.name, 0, EMPTY_ROOT, KEY))
        yield store


def append(store: Store, entries: Sequence[bytes], **more: object) -> None:
    head = store.head("council")
    growth = grow(head.frontier, leaf_hashes(entries))
    text = checkpoint.sign(KEY.name, growth.after.size, growth.after.root(), KEY)
    store.append("council", head.size, entries, growth, text, **more)  # type: ignore[arg-type]


def run(program: str, *arguments: object) -> str:
    """What a program of its own process prints; it has this module's names."""
    prelude = f"import sys; sys.path[:0] = [{str(SOURCE)!r}, {str(Path(__file__).parent)!r}]\n"
    done = subprocess.run(
        [sys.executable, "-c", prelude + program, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestOpenedToRead:
    """What a store gives that writes nothing, while another writes."""

    def test_it_never_gives_less_than_is_committed(self, store: SqliteStore, path: Path) -> None:
        append(store, [b"first"])
        store.close()
        with open_store(path, write=False) as reading:
            assert reading.head("council").size == 1
            with open_store(path) as writing:
                for number in range(2, 30):
                    append(writing, [b"x" * 4000])
                    assert reading.head("council").size == number
                    assert len(list(reading.read("council"))) == number
            assert reading.head("council").size == 29  # folded back into the file, the log deleted
            assert evidence.verify(reading, "council", KEY.verifying).size == 29

    def test_a_reading_begun_before_somebody_writes_goes_on(
        self, store: SqliteStore, path: Path
    ) -> None:
        entries = [b"%d" % number for number in range(2000)]
        append(store, entries)
        store.close()
        with open_store(path, write=False) as reading:
            stream = reading.read("council")
            seen = [next(stream)]
            with open_store(path) as writing:
                append(writing, [b"later"] * 1000)
            assert seen + list(stream) == [*entries, *[b"later"] * 1000]

    def test_it_refuses_to_write_and_leaves_no_file(self, store: SqliteStore, path: Path) -> None:
        store.close()
        with open_store(path, write=False) as reading:
            with pytest.raises(StoreFailed) as refusal:
                append(reading, [b"entry"])
            assert refusal.value.code == "store.read-only"
        assert [one.name for one in path.parent.iterdir()] == [path.name]


class TestAFileThatVanishes:
    def test_nothing_is_recorded_in_a_file_that_was_moved_away_until_it_is_back(
        self, store: SqliteStore, path: Path
    ) -> None:
        append(store, [b"before"])
        path.rename(path.with_name("elsewhere"))
        for ask in (lambda: append(store, [b"lost"]), lambda: store.head("council"), store.sizes):
            with pytest.raises(StoreFailed) as refusal:
                ask()
            assert refusal.value.code == "store.vanished"
        path.with_name("elsewhere").rename(path)
        append(store, [b"after"])
        store.close()
        with open_store(path) as again:
            assert list(again.read("council")) == [b"before", b"after"]

    def test_another_file_under_its_name_is_opened_and_keeps_its_log(
        self, store: SqliteStore, path: Path
    ) -> None:
        append(store, [b"before"])
        other = path.with_name("other.db")
        with open_store(other, create=True) as made:
            made.found(COUNCIL, checkpoint.sign(KEY.name, 0, EMPTY_ROOT, KEY))
            append(made, [b"a", b"b"])
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink()
        other.rename(path)
        with open_store(path) as elsewhere:
            append(elsewhere, [b"c"])  # in its log, which the store closes the old file beside
            assert store.head("council").size == 3
            append(store, [b"d"])
        store.close()
        with open_store(path) as again:
            assert list(again.read("council")) == [b"a", b"b", b"c", b"d"]

    def test_a_store_that_only_reads_says_so_as_well(self, store: SqliteStore, path: Path) -> None:
        store.close()
        with open_store(path, write=False) as reading:
            path.unlink()
            with pytest.raises(StoreFailed) as refusal:
                reading.head("council")
        assert refusal.value.code in ("store.vanished", "store.missing")


class TestFilesThatAreNoStore:
    def refusal(self, path: Path, *, create: bool = False) -> StoreFailed:
        with pytest.raises(StoreFailed) as refusal:
            open_store(path, create=create)
        assert str(path) in refusal.value.sentence
        assert refusal.value.remedy
        return refusal.value

    def test_a_missing_file_is_not_made_unasked(self, path: Path) -> None:
        assert self.refusal(path).code == "store.missing"
        assert not path.exists()

    def test_an_empty_file_is_no_register(self, path: Path) -> None:
        path.touch()
        assert self.refusal(path).code == "store.foreign"

    @pytest.mark.parametrize(
        "content", [b"a text\n" * 200, b"\xff\xfe" * 300, b"SQLite format 3\x00"], ids=range(3)
    )
    @pytest.mark.parametrize("create", [True, False])
    def test_a_file_of_something_else_is_refused_and_left_alone(
        self, path: Path, content: bytes, create: bool
    ) -> None:
        path.write_bytes(content)
        assert self.refusal(path, create=create).code == "store.foreign"
        assert path.read_bytes() == content

    def test_the_database_of_another_program_is_refused_and_left_alone(self, path: Path) -> None:
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE entry (key, data)")
        other.close()
        before = path.read_bytes()
        assert self.refusal(path, create=True).code == "store.foreign"
        assert path.read_bytes() == before

    def test_a_file_of_a_later_layout_is_refused(self, store: SqliteStore, path: Path) -> None:
        store.close()
        other = sqlite3.connect(path)
        other.execute("PRAGMA user_version = 2")
        other.close()
        refusal = self.refusal(path)
        assert refusal.code == "store.layout"
        assert "layout 2" in refusal.sentence

    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        assert self.refusal(tmp_path).code == "store.unopened"

    def test_a_path_through_nothing_is_refused(self, tmp_path: Path) -> None:
        assert self.refusal(tmp_path / "no" / "where.db", create=True).code == "store.unopened"

    def test_a_file_cut_short_is_refused_when_it_is_read(
        self, store: SqliteStore, path: Path
    ) -> None:
        append(store, [os.urandom(3000) for _ in range(100)])
        store.close()
        os.truncate(path, path.stat().st_size // 2)
        with pytest.raises(StoreFailed) as refusal, open_store(path) as cut:
            evidence.verify(cut, "council", KEY.verifying)
        assert refusal.value.code == "store.damaged"

    @pytest.mark.parametrize("rights", [0o666, 0o444])
    def test_what_may_not_be_written_is_refused_with_the_remedy(self, rights: int) -> None:
        program = """
import os
from comity.errors import StoreFailed
from comity.store.sqlite import open_store
from comity.store.protocol import KeptBody
if os.getuid() == 0:
    os.setuid(65534)
try:
    with open_store(sys.argv[1]) as store:
        store.found(KeptBody("league", "o", "k"), "")
except StoreFailed as refusal:
    print(refusal.code, refusal.remedy)
"""
        with TemporaryDirectory() as folder:
            path = Path(folder, "register.db")
            with open_store(path, create=True) as made:
                made.found(COUNCIL, "")
            path.chmod(rights)
            Path(folder).chmod(0o555)
            answer = run(program, path)
            Path(folder).chmod(0o755)
        assert answer.split()[0] in {"store.read-only", "store.unopened"}
        assert "write" in answer


class TestDurability:
    def test_what_is_acknowledged_is_handed_to_the_disk(self, store: SqliteStore) -> None:
        connection = store._connection
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)

    def test_two_may_make_the_same_store_at_once(self, path: Path) -> None:
        program = "from comity.store.sqlite import open_store; open_store(sys.argv[1], create=True).close()"
        prelude = f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n"
        makers = [
            subprocess.Popen([sys.executable, "-c", prelude + program, str(path)], stderr=-1)
            for _ in range(4)
        ]
        assert [maker.communicate(timeout=300)[1] for maker in makers] == [b""] * 4
        with open_store(path) as store:
            assert store.bodies() == ()

    def test_a_failure_in_the_middle_of_an_append_leaves_nothing(self, store: SqliteStore) -> None:
        append(store, [b"before"])
        impossible = SealedContent(b"d" * 32, object())  # type: ignore[arg-type]
        with pytest.raises(sqlite3.ProgrammingError):
            append(store, [b"entry"], request="r", sealed=[impossible])
        assert list(store.read("council")) == [b"before"]
        assert store.request("council", "r") is None
        append(store, [b"after"])
        assert evidence.verify(store, "council", KEY.verifying).size == 2


class TestFullDisk:
    def test_no_more_pages_is_told_and_the_register_is_intact(self, store: SqliteStore) -> None:
        entries = [os.urandom(500) for _ in range(50)]
        append(store, entries)
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(StoreFailed) as refusal:
            append(store, entries, request="too much")
        assert refusal.value.code == "store.full"
        assert "space" in refusal.value.sentence
        assert list(store.read("council")) == entries
        assert store.request("council", "too much") is None
        assert evidence.verify(store, "council", KEY.verifying).size == 50
        store._connection.execute("PRAGMA max_page_count = 1000000")
        append(store, entries, request="too much")
        assert evidence.verify(store, "council", KEY.verifying).size == 100

    def test_a_limit_on_the_size_of_files_is_told_and_the_register_is_intact(
        self, store: SqliteStore, path: Path
    ) -> None:
        store.close()
        program = """
import resource
from test_sqlite import append, open_store
from comity.errors import StoreFailed
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
with open_store(sys.argv[1]) as store:
    try:
        while True:
            append(store, [b"x" * 700] * 5)
            print(store.head("council").size, flush=True)
    except StoreFailed as refusal:
        print(refusal.code)
"""
        *acknowledged, code = run(program, path).split()
        assert code in {"store.unwritten", "store.full"}
        with open_store(path) as again:
            assert evidence.verify(again, "council", KEY.verifying).size == int(acknowledged[-1])
            append(again, [b"x" * 700] * 500)
            assert evidence.verify(again, "council", KEY.verifying)


class TestSeveralWriters:
    def test_writers_in_two_processes_both_get_everything_in_and_nothing_twice(
        self, store: SqliteStore, path: Path
    ) -> None:
        store.close()
        program = f"""
from test_sqlite import append, open_store
from comity.errors import Conflict
lost = 0
with open_store({str(path)!r}, patience=30) as store:
    for number in range(100):
        while True:
            try:
                append(store, [b"%s %d" % (sys.argv[1].encode(), number)], request=f"{{sys.argv[1]}} {{number}}")
                break
            except Conflict as conflict:
                assert conflict.code == "store.size", conflict
                lost += 1
print(lost)
"""
        prelude = f"import sys; sys.path[:0] = [{str(SOURCE)!r}, {str(Path(__file__).parent)!r}]\n"
        writers = [
            subprocess.Popen([sys.executable, "-c", prelude + program, name], stderr=-1, stdout=-1)
            for name in ("first", "second")
        ]
        assert [writer.communicate(timeout=300)[1] for writer in writers] == [b"", b""]
        with open_store(path) as again:
            entries = list(again.read("council"))
            assert sorted(entries) == sorted(
                b"%s %d" % (name, number) for name in (b"first", b"second") for number in range(100)
            )
            for name in (b"first", b"second"):
                mine = [entry for entry in entries if entry.startswith(name)]
                assert mine == [b"%s %d" % (name, number) for number in range(100)]
            assert evidence.verify(again, "council", KEY.verifying).size == 200

    def test_a_writer_waits_only_as_long_as_it_was_told(
        self, store: SqliteStore, path: Path
    ) -> None:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with open_store(path, patience=0.05) as impatient, pytest.raises(StoreFailed) as refusal:
            append(impatient, [b"entry"])
        assert refusal.value.code == "store.locked"
        other.execute("ROLLBACK")
        other.close()

    def test_a_reader_sees_what_another_connection_appended(
        self, store: SqliteStore, path: Path
    ) -> None:
        with open_store(path) as reader:
            assert reader.head("council").size == 0
            append(store, [b"entry"])
            assert list(reader.read("council")) == [b"entry"]


class TestDamage:
    def test_erased_content_is_nowhere_in_the_files(self, store: SqliteStore, path: Path) -> None:
        secret = b"the name of the candidate " * 40
        append(store, [b"entry"], sealed=[SealedContent(b"d" * 32, secret)])
        files = [path, path.with_name(path.name + "-wal")]
        assert any(b"candidate" in file.read_bytes() for file in files)
        store.erase("council", b"d" * 32)
        assert not any(b"candidate" in file.read_bytes() for file in files)

    def test_a_damaged_snapshot_is_no_snapshot(self, store: SqliteStore) -> None:
        store.put_snapshot("council", Snapshot(3, "1", b"state"))
        store._connection.execute("UPDATE snapshot SET data = ?", (b"stake",))
        assert store.snapshot("council", "1", 3) is None

    def test_a_missing_row_is_named_when_it_is_read(self, store: SqliteStore) -> None:
        append(store, [b"%d" % number for number in range(10)])
        store._connection.execute("DELETE FROM entry WHERE key = 4")
        with pytest.raises(ComityError, match="Entry 4 is missing"):
            list(store.read("council"))
        with pytest.raises(ComityError, match="Entry 4: it is missing"):
            evidence.verify(store, "council", KEY.verifying)

    @pytest.mark.parametrize(
        "damage",
        [
            "UPDATE head SET size = 11",
            "UPDATE head SET frontier = zeroblob(72)",
            "UPDATE head SET frontier = x'00'",
            "UPDATE head SET checkpoint = ''",
            "DELETE FROM head",
            "UPDATE block SET hash = zeroblob(32) WHERE number = 1",
            "DELETE FROM block WHERE number = 0",
            "UPDATE entry SET data = x'00' WHERE key = 5",
            "UPDATE entry SET leaf = x'00' WHERE key = 5",
            "UPDATE entry SET key = 700 WHERE key = 5",
            "INSERT INTO entry VALUES (600, zeroblob(32), x'00')",
            "DELETE FROM entry WHERE key >= 590",
            "UPDATE body SET origin = 'example.org/league'",
            "UPDATE sealed SET content = x'00'",
            "UPDATE sealed SET digest = zeroblob(32)",
        ],
    )
    def test_whatever_is_changed_in_the_tables_is_found(
        self, store: SqliteStore, damage: str
    ) -> None:
        sealed = SealedContent(sha256(b"salted").digest(), b"salted")
        append(store, [b"%d" % number for number in range(600)], sealed=[sealed])
        assert evidence.verify(store, "council", KEY.verifying).size == 600
        assert store._connection.execute(damage).rowcount > 0
        with pytest.raises(ComityError):
            evidence.verify(store, "council", KEY.verifying)

    @pytest.mark.slow
    def test_no_changed_bit_of_what_was_kept_goes_unnoticed_in_the_file(
        self, store: SqliteStore, path: Path
    ) -> None:
        """Other bits may carry nothing (free space); of those that do, the change is told in Comity's own words."""
        entries = [b"entry %d %s" % (number, b"x" * 60) for number in range(300)]
        secret = b"salted " * 30
        sealed = SealedContent(sha256(secret).digest(), secret)
        append(store, entries, sealed=[sealed])
        store.close()
        good = path.read_bytes()
        starts = [
            good.index(leaf + entry)
            for leaf, entry in zip(leaf_hashes(entries), entries, strict=True)
        ]
        starts += range(good.index(secret), good.index(secret) + len(secret) - 90, 30)
        told = set()
        for place in {*range(0, len(good), 97), *(start + start % 90 for start in starts)}:
            damaged = bytearray(good)
            damaged[place] ^= 1 << place % 8
            path.write_bytes(damaged)
            if self.is_told(path, entries):
                told.add(place)
        assert told >= {start + start % 90 for start in starts}

    def is_told(self, path: Path, expected: list[bytes]) -> bool:
        """Whether the store refuses; if it does not, it must give back what was put in."""
        try:
            with open_store(path) as damaged:
                evidence.verify(damaged, "council", KEY.verifying)
                assert list(damaged.read("council")) == expected
        except ComityError:
            return True
        return False
