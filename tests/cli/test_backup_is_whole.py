"""A backup has everything, or is refused, or says what it has not. Nobody calls a part of a place a whole backup."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.cli.test_read_only import become_nobody, in_another_process

PAPER = b"%PDF-1.7 a note"
DIGEST = sha256(PAPER).hexdigest()
ROOT_ALONE = pytest.mark.skipif(
    os.geteuid() != 0, reason="NOT TRIED: only root can become somebody else"
)


def words(done: Any) -> str:
    return " ".join(done.output.split())


@pytest.fixture
def office(league: Path) -> Path:
    """The League with accounts that know one paper, and the paper."""
    paper = Path("files", DIGEST[:2], DIGEST)
    paper.parent.mkdir(parents=True)
    paper.write_bytes(PAPER)
    with closing(sqlite3.connect("office.db")) as accounts, accounts:
        accounts.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
        accounts.execute("CREATE TABLE web_paper (sha256 TEXT)")
        accounts.execute("INSERT INTO web_paper VALUES (?)", [DIGEST])
    return league.parent


def the_folder_of_papers() -> Path:
    return Path("files")


def a_paper() -> Path:
    return Path("files", DIGEST[:2], DIGEST)


def the_accounts() -> Path:
    return Path("office.db")


@ROOT_ALONE
@pytest.mark.parametrize("closed", [the_folder_of_papers, a_paper, the_accounts])
def test_what_may_not_be_read_is_named_and_no_backup_is_made(
    closed: Callable[[], Path], office: Path, cli: Any
) -> None:
    open_to_all(office)
    closed().chmod(0o700 if closed().is_dir() else 0o600)
    cli("backup", "before.zip")  # so that what the verb imports is there
    Path("backups").mkdir()
    Path("backups").chmod(0o777)

    def attempt() -> None:
        done = cli("backup", "backups/kept.zip")
        assert done.exit_code == 6, done.output
        assert f"{closed().absolute()} belongs to root" in words(done)
        assert "may not read it" in words(done)
        assert "Run the command as root" in words(done)
        assert list(Path("backups").iterdir()) == []

    in_another_process(become_nobody, attempt)


def open_to_all(home: Path) -> None:
    for path in (home, *home.parents[:4]):
        path.chmod(0o755)
    for path in home.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


@ROOT_ALONE
def test_keys_that_may_not_be_read_are_named(office: Path, cli: Any) -> None:
    open_to_all(office)
    Path("comity.db.key").chmod(0o600)
    cli("backup", "before.zip", "--keys")
    Path("backups").mkdir()
    Path("backups").chmod(0o777)

    def attempt() -> None:
        assert cli("backup", "backups/without.zip").exit_code == 0
        done = cli("backup", "backups/kept.zip", "--keys")
        assert done.exit_code == 6, done.output
        assert "comity.db.key belongs to root" in words(done)

    in_another_process(become_nobody, attempt)


def test_keys_that_were_asked_for_and_are_not_there_are_not_said_to_be_in_it(
    office: Path, cli: Any
) -> None:
    Path("comity.db.key").unlink()
    done = cli("backup", "kept.zip", "--keys")
    assert (done.exit_code, Path("kept.zip").exists()) == (4, False)
    assert "The key that signs for league is not in" in words(done)


def lost() -> None:
    a_paper().unlink()


def changed() -> None:
    a_paper().write_bytes(PAPER + b"!")


def folder_lost() -> None:
    shutil.rmtree("files")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(lost, "not in the folder"), (folder_lost, "not in the folder"), (changed, "not as it was")],
)
def test_a_paper_that_is_lost_or_damaged_is_named_and_the_rest_is_saved(
    spoil: Callable[[], None], said: str, office: Path, cli: Any
) -> None:
    spoil()
    done = cli("backup", "kept.zip")
    assert done.exit_code == 1, done.output
    assert "whole backup" not in done.output
    assert f"paper {DIGEST[:16]}" in words(done)
    assert said in words(done)
    assert "office.db" in zipfile.ZipFile("kept.zip").namelist()
    assert cli("restore", "kept.zip", "--to", "again").exit_code == 0


def test_with_every_paper_it_is_whole(office: Path, cli: Any) -> None:
    told = cli.json("backup", "kept.zip")
    assert (told["papers"], told["papers_missing"], told["papers_changed"]) == (1, [], [])


def test_papers_on_a_disk_that_a_link_leads_to_are_in_it(office: Path, cli: Any) -> None:
    Path("files", DIGEST[:2]).rename("elsewhere")
    Path("files", DIGEST[:2]).symlink_to(Path("elsewhere").absolute())
    assert cli.json("backup", "kept.zip")["papers"] == 1


def test_what_is_no_file_among_the_papers_is_refused(office: Path, cli: Any) -> None:
    os.mkfifo("files/pipe")
    done = cli("backup", "kept.zip")
    assert (done.exit_code, Path("kept.zip").exists()) == (4, False)
    assert "files/pipe is not a file that a backup can hold" in words(done)


def test_damaged_accounts_are_no_backup(office: Path, cli: Any) -> None:
    with closing(sqlite3.connect("office.db")) as accounts:
        accounts.execute("CREATE TABLE many (text TEXT)")
        accounts.executemany("INSERT INTO many VALUES (?)", [("x" * 500,)] * 1000)
        accounts.commit()
    data = bytearray(Path("office.db").read_bytes())
    data[40 * 4096 : 50 * 4096] = b"\xff" * (10 * 4096)
    Path("office.db").write_bytes(data)
    done = cli("backup", "kept.zip")
    assert (done.exit_code, Path("kept.zip").exists()) == (6, False)
    assert "office.db is damaged" in words(done)


def test_accounts_in_a_schema_of_the_user_are_in_it(
    league: Path, cli: Any, postgres_databases: Callable[[], str]
) -> None:
    """PostgreSQL makes tables in a schema of the user's name where there is one."""
    address = postgres_databases()
    assert cli("move", "--from", "comity.db", "--to", address).exit_code == 0
    with psycopg.connect(address) as office:
        user = office.execute("SELECT quote_ident(current_user)").fetchone()
        assert user is not None
        office.execute(f"CREATE SCHEMA {user[0]}")
        office.execute("CREATE TABLE django_migrations (name text)")
    told = json.loads(cli("doctor", "--register", address, "--json").stdout)
    found = {one["what"]: one["found"] for one in told["findings"]}
    assert found["accounts"] == "with drafts"


@ROOT_ALONE
def test_a_disk_that_may_only_be_read_is_named_as_it_was_given(office: Path, cli: Any) -> None:
    mount = shutil.which("mount")
    Path("backups").mkdir()
    if (
        not mount
        or subprocess.run([mount, "-t", "tmpfs", "-o", "ro", "none", "backups"]).returncode
    ):
        pytest.skip("NOT TRIED: a file system may not be mounted here")
    try:
        done = cli("backup", "backups/kept.zip")
        assert done.exit_code == 6
        assert f"No backup could be written into {Path('backups').absolute()}" in words(done)
        assert ".comity-" not in done.output
    finally:
        subprocess.run(["umount", "backups"], check=True)


def test_a_folder_that_is_not_there_is_named(office: Path, cli: Any) -> None:
    done = cli("backup", "nowhere/kept.zip")
    assert done.exit_code == 6
    assert "nowhere: there is no such folder" in words(done)
    assert ".comity-" not in done.output


def test_its_size_is_in_a_unit_that_says_something(office: Path, cli: Any) -> None:
    assert " kB" in cli("backup", "kept.zip").output
