"""A register that is lost is never taken for a new one: not by the server, its workers and probes, doctor or backup."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg
import pytest
from running import awaited, command, plain_environment, started, two_free_ports

from comity.body.acts import FoundBody
from comity.place import keep_key
from comity.register.keys import SigningKey
from comity.registrar import EXAMPLE, found
from comity.store.opening import open_address

KEY = SigningKey("league", bytes(32))
FOUNDING = FoundBody(charter=EXAMPLE, clerk="p1", clerk_name="Ada", organ="bureau")
BELONGING = "INSERT INTO web_hostedbody ({}) VALUES ({})"
STORE_FAILED = 6


def found_league(register: object, home: Path) -> None:
    with open_address(str(register), create=True) as store:
        found(store, "league", FOUNDING, KEY)
    keep_key(home / "comity.db.key", KEY)


def removed(register: Path) -> None:
    register.unlink()


def emptied(register: Path) -> None:
    register.write_bytes(b"")


def made_anew(register: Path) -> None:
    register.unlink()
    open_address(register, create=True).close()


def typed(*words: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "comity", *map(str, words)],
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    said = " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in said, said
    return done.returncode, said


def refused_everywhere(home: Path, register: object, *said: str) -> None:
    """Server, doctor and backup each name what is known here, and nothing is made."""
    there = ("--home", home, "--register", register)
    before = {path.name: path.stat().st_size for path in home.iterdir()}
    code, told = typed("backup", home.parent / "b.zip", *there)
    assert code == STORE_FAILED, told
    assert not (home.parent / "b.zip").exists()
    doctor = typed("doctor", *there)
    assert doctor[0] == 1
    assert "FAIL register" in doctor[1]
    done = subprocess.run(
        [*command(home, two_free_ports()), "--register", str(register)],
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == STORE_FAILED, done.stderr
    for each in (told, doctor[1], " ".join(done.stderr.split())):
        for words in ("this home has had one", "comity restore", "begin anew on purpose", *said):
            assert words in each, each
    assert {path.name: path.stat().st_size for path in home.iterdir()} == before


@pytest.mark.parametrize("lose", [removed, emptied, made_anew])
def test_a_register_lost_beside_the_key_of_its_body_is_named(
    lose: Callable[[Path], None], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    found_league(home / "comity.db", home)
    lose(home / "comity.db")
    state = {removed: "is not there", emptied: "is empty", made_anew: "keeps no body"}[lose]
    said = f"{home}/comity.db {state}"
    refused_everywhere(home, home / "comity.db", said, "comity.db.key has the key of league")


def test_an_empty_database_in_a_home_that_has_the_key_of_a_body_is_named(
    postgres: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    keep_key(home / "comity.db.key", KEY)
    for _ in range(2):
        refused_everywhere(home, postgres, "keeps no body", "has the key of league")
        open_address(postgres, create=True).close()  # with tables, and no body in them


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a body that its accounts name, after its server has ended."""
    home = tmp_path_factory.mktemp("lost") / "home"
    home.mkdir(mode=0o700)
    found_league(home / "comity.db", home)
    with started(home, "--workers", "1"):
        pass
    with closing(sqlite3.connect(home / "office.db")) as accounts, accounts:
        columns = list(accounts.execute("PRAGMA table_info(web_hostedbody)"))
        given: dict[str, Any] = {column[1]: "" for column in columns if column[3]}
        given |= {column[1]: 0 for column in columns if column[2] == "bool"} | {"body": "league"}
        names, holes = ", ".join(given), ", ".join("?" * len(given))
        accounts.execute(BELONGING.format(names, holes), list(given.values()))
    return home


@pytest.fixture
def home(served: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(served, tmp_path / "home"))


@pytest.mark.slow
@pytest.mark.parametrize("lose", [removed, emptied, made_anew])
def test_a_register_lost_beside_accounts_is_named_and_served_again_when_it_is_back(
    lose: Callable[[Path], None], home: Path
) -> None:
    (home / "comity.db.key").unlink()
    shutil.copy(home / "comity.db", home.parent / "kept.db")
    lose(home / "comity.db")
    refused_everywhere(home, home / "comity.db", "its accounts name league")
    shutil.copy(home.parent / "kept.db", home / "comity.db")
    with started(home, "--workers", "1") as server:
        assert ready(server.pages)["register"] == {"ok": True, "bodies": 1, "entries": 1}


@pytest.mark.slow
@pytest.mark.parametrize("lose", [removed, emptied, made_anew])
def test_a_register_lost_while_it_is_served_is_not_made_anew_and_the_probe_says_so(
    lose: Callable[[Path], None], home: Path
) -> None:
    with started(home, "--workers", "1") as server:
        assert ready(server.pages)["ok"]
        lose(home / "comity.db")
        awaited(lambda: not ready(server.pages)["register"]["ok"], server)
        if lose is removed:
            assert not (home / "comity.db").exists()
        assert "Traceback" not in server.log.read_text()


@pytest.mark.slow
def test_a_backup_without_a_body_that_the_accounts_name_says_so(home: Path) -> None:
    made_anew(home / "comity.db")
    with open_address(home / "comity.db") as store:
        found(store, "council", FOUNDING, SigningKey("council", bytes(32)))
    code, said = typed("backup", home.parent / "b.zip", "--home", home)
    assert code == 1
    assert "is a backup without some bodies" in said
    assert "The accounts name league" in said
    code, said = typed("doctor", "--home", home)
    assert code == 1
    assert "FAIL bodies the accounts name league" in said


@pytest.mark.slow
def test_begun_anew_on_purpose_it_is_a_new_office(home: Path) -> None:
    for name in ("comity.db", "office.db", "comity.db.key"):
        (home / name).unlink()
    with started(home, "--workers", "1") as server:
        assert ready(server.pages)["register"] == {"ok": True, "bodies": 0, "entries": 0}


def ready(pages: str) -> Any:
    try:
        with urlopen(f"{pages}/readyz", timeout=60) as answer:
            return json.load(answer)
    except HTTPError as answer:
        return json.load(answer)


# --- a database that does not keep every letter -----------------------------------------------------------------------


@pytest.fixture(params=["LATIN1", "SQL_ASCII"])
def narrow(request: pytest.FixtureRequest, postgres: str) -> str:
    """The address of a database in another encoding than UTF-8."""
    name = postgres.rpartition("/")[2].partition("?")[0]
    server = postgres.replace(f"/{name}", "/postgres", 1)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{request.param}' LOCALE 'C'"
        )
    return postgres


def test_a_database_that_is_not_in_utf8_is_refused_with_the_command_that_makes_another(
    narrow: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "charter.yaml").write_text(EXAMPLE)
    name = narrow.rpartition("/")[2].partition("?")[0]
    helps = f"-T template0 -E UTF8 -l C.UTF-8 {name}_utf8"
    words = ("found", home / "charter.yaml", "--clerk", "Ada", "--organ", "bureau")
    code, said = typed(*words, "--register", narrow, "--key", home / "comity.db.key")
    assert (code, helps in said, "not as UTF8" in said) == (STORE_FAILED, True, True), said
    code, said = typed("serve", "--home", home, "--register", narrow, "--port", two_free_ports())
    assert (code, helps in said) == (STORE_FAILED, True), said
    with psycopg.connect(narrow) as connection:
        made = "SELECT count(*) FROM pg_namespace WHERE nspname = 'comity_register'"
        assert connection.execute(made).fetchone() == (0,)
    code, said = typed("doctor", "--home", home, "--register", narrow)
    assert code == 1
    assert "FAIL encoding" in said
    assert helps in said
