"""A secret of sign-ins that is lost: a restore without it, a place where it was deleted, and what doctor says of each."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.signing import TimestampSigner
from running import started

from comity.web.accounts_database import SALT

TABLES = (
    "CREATE TABLE django_migrations (app TEXT, name TEXT)",
    "CREATE TABLE django_session (session_data TEXT, expire_date TEXT)",
    "CREATE TABLE usersessions_usersession (ip TEXT)",
)


def words(text: str) -> str:
    return " ".join(text.split())


def sealed(secret: str) -> str:
    return TimestampSigner(key=secret, salt=SALT).sign("somebody")


@pytest.fixture
def office(league: Path) -> Path:
    """The League, with accounts of which one has signed in."""
    Path("secret").write_text("of sign-ins")
    for path in (Path("secret"), Path("office.db")):
        path.touch(0o600)
        path.chmod(0o600)
    with closing(sqlite3.connect("office.db")) as accounts, accounts:
        for table in TABLES:
            accounts.execute(table)
        accounts.execute("INSERT INTO django_session VALUES (?, '2026')", [sealed("of sign-ins")])
        accounts.execute("INSERT INTO usersessions_usersession VALUES ('192.0.2.1')")
    return league


def sign_ins(home: str = ".") -> list[int]:
    with closing(sqlite3.connect(f"{home}/office.db")) as accounts:
        tables = ("django_session", "usersessions_usersession")
        return [accounts.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in tables]


def failed(cli: Any, *line: str, code: int) -> dict[str, str]:
    found = cli.json("doctor", *line, code=code)["findings"]
    return {
        one["what"]: one["found"] + " " + one["helps"] for one in found if one["state"] == "fail"
    }


def test_a_restore_as_documented_leads_to_all_is_well(office: Path, cli: Any) -> None:
    assert cli("backup", "kept.zip").exit_code == 0
    done = cli("restore", "kept.zip", "--to", "again")
    assert done.exit_code == 0
    assert "everybody signs in again" in words(done.stdout)
    assert sign_ins("again") == [0, 0]
    assert [*failed(cli, "--home", "again", code=1)] == ["league: key"]
    shutil.copy("comity.db.key", "again/comity.db.key")
    assert "All is well" in cli("doctor", "--home", "again").stdout


def test_a_restore_with_the_secret_keeps_the_sign_ins(office: Path, cli: Any) -> None:
    assert cli("backup", "kept.zip", "--keys").exit_code == 0
    done = cli("restore", "kept.zip", "--to", "again")
    assert "signs in again" not in words(done.stdout)
    assert sign_ins("again") == [1, 1]
    assert "All is well" in cli("doctor", "--home", "again").stdout


def test_the_sign_ins_of_a_database_are_ended_by_the_command_that_doctor_names(
    office: Path, cli: Any, postgres_databases: Callable[[], str]
) -> None:
    address = postgres_databases()
    with psycopg.connect(address) as accounts:
        for table in TABLES:
            accounts.execute(table.encode())
        accounts.execute("INSERT INTO django_session VALUES (%s, '2026')", [sealed("lost")])
        accounts.execute("INSERT INTO usersessions_usersession VALUES ('192.0.2.1')")
    assert cli("move", "--from", "comity.db", "--to", address).exit_code == 0
    said = failed(cli, "--home", ".", "--register", address, code=1)["sign-ins"]
    assert "with another secret" in said
    assert "comity account end-sign-ins" in said
    done = cli("account", "end-sign-ins", "--home", ".", "--register", address)
    assert "1 sign-in ended" in done.stdout
    assert "sign-ins" not in failed(
        cli, "--home", ".", "--register", address, code=1
    )  # fsync is off here


@pytest.mark.parametrize("secret", [None, "another"])
def test_doctor_names_the_command_that_mends_a_lost_secret(
    secret: str | None, office: Path, cli: Any
) -> None:
    Path("secret").unlink()
    if secret:
        Path("secret").write_text(secret)
        Path("secret").chmod(0o600)
    said = failed(cli, code=1)["sign-ins"]
    assert "comity account end-sign-ins" in said
    assert "Several hosts" in said
    assert "1 sign-in ended. Everybody signs in again." in cli.page("account", "end-sign-ins")
    assert sign_ins() == [0, 0]
    assert failed(cli, code=0) == {}


def test_where_there_are_no_accounts_none_is_ended(league: Path, cli: Any) -> None:
    done = cli("account", "end-sign-ins")
    assert done.exit_code == 4
    assert "There are no accounts in" in words(done.output)


@pytest.mark.slow
def test_a_start_that_makes_a_new_secret_ends_the_sign_ins_of_the_old(
    tmp_path: Path, cli: Any
) -> None:
    home = tmp_path / "home"
    with started(home, "--workers", "1"):
        pass
    with closing(sqlite3.connect(home / "office.db")) as accounts, accounts:
        secret = (home / "secret").read_text()
        row = ["key", sealed(secret), "2999-01-01"]
        accounts.execute(
            "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)",
            row,
        )
    (home / "secret").unlink()
    with started(home, "--workers", "1"):
        assert sign_ins(str(home)) == [0, 0]
    assert "sign-ins" not in failed(cli, "--home", str(home), code=0)
