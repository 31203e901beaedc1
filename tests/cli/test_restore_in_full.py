"""A restore that fails leaves nothing, also in a database; one that goes well says a next command that works."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.cli.test_operations import programs

COMITY = Path(sys.executable).with_name("comity")
OLD = """#!/bin/sh
case "$*" in *--version*) echo "{name} (PostgreSQL) 9.6.24"; exit 0;; esac
echo "{name}: error: unsupported version" >&2
exit 1
"""


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def served(
    league: Path, cli: Any, postgres_databases: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> str:
    """A database with the League and accounts, and the programs of its server."""
    if "COMITY_TEST_POSTGRES" not in os.environ:
        monkeypatch.setenv("PATH", f"{programs()}{os.pathsep}{os.environ['PATH']}")
    address = postgres_databases()
    assert cli("move", "--from", "comity.db", "--to", address).exit_code == 0
    with psycopg.connect(address) as office:
        office.execute("CREATE TABLE django_migrations (name text)")
    return address


def old(name: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of PostgreSQL that is too old, where it is found first."""
    path = Path("old", name).absolute()
    path.parent.mkdir()
    path.write_text(OLD.format(name=name))
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    return path


def schemas(address: str) -> list[str]:
    with psycopg.connect(address) as connection:
        rows = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'")
        return sorted(row[0] for row in rows)


def version(address: str) -> str:
    with psycopg.connect(address) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    assert row is not None
    return str(row[0])


def test_an_old_pg_restore_is_named_with_both_versions_and_nothing_is_left(
    served: str, cli: Any, postgres_databases: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("backup", "kept.zip", "--register", served).exit_code == 0
    program, target = old("pg_restore", monkeypatch), postgres_databases()
    before = schemas(target)
    done = cli("restore", "kept.zip", "--to", "again", "--database", target)
    assert done.exit_code == 6
    said = f"The server is PostgreSQL {version(target)}, and {program} is of version 9.6.24."
    assert said in words(done.output)
    assert (schemas(target), Path("again").exists()) == (before, False)


def test_an_old_pg_dump_is_named_with_both_versions(
    served: str, cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = old("pg_dump", monkeypatch)
    done = cli("backup", "kept.zip", "--register", served)
    assert (done.exit_code, Path("kept.zip").exists()) == (6, False)
    said = f"The server is PostgreSQL {version(served)}, and {program} is of version 9.6.24."
    assert said in words(done.output)


def test_a_register_that_was_there_before_a_restore_failed_is_still_there(
    served: str, cli: Any
) -> None:
    assert cli("backup", "kept.zip", "--register", served).exit_code == 0
    assert cli("restore", "kept.zip", "--to", "again", "--database", served).exit_code == 5
    assert cli("verify", "--register", served).exit_code == 0


def copied(output: str) -> list[str]:
    """The command that the restore says comes next, as a reader copies it."""
    return shlex.split(words(output).partition("Then: comity ")[2])


@pytest.mark.parametrize("database", [False, True])
def test_what_to_do_next_works_as_it_is_said(
    database: bool, served: str, cli: Any, postgres_databases: Callable[[], str]
) -> None:
    into: tuple[str, ...] = ("--database", postgres_databases())
    if not database:
        assert cli("move", "--from", served, "--to", "comity.db").exit_code == 0
        into = ()
    words_of_backup = () if not database else ("--register", served)
    assert cli("backup", "kept.zip", "--keys", *words_of_backup).exit_code == 0
    done = cli("restore", "kept.zip", "--to", "a folder", *into)
    assert done.exit_code == 0, done.output
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
    line = [COMITY, *copied(done.output)]
    told = subprocess.run(line, cwd="/", env=bare, capture_output=True, text=True, check=False)
    assert "a folder/comity.db.key" in words(told.stdout)
    failed = [row for row in told.stdout.splitlines() if "FAIL" in row and "durability" not in row]
    assert failed == [], told.stdout
