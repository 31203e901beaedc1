"""``comity doctor`` finds what keeps ``comity serve`` from starting at a place, and says the limits in force."""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest


def finding(cli: Any, what: str, code: int) -> dict[str, str]:
    told = cli.json("doctor", code=code)
    return next(one for one in told["findings"] if one["what"] == what and one["state"] != "ok")


def empty_secret() -> None:
    Path("secret").write_text("")
    Path("secret").chmod(0o600)


def no_keys() -> None:
    Path("comity.db.key").write_text("\n")


def newer_accounts() -> None:
    with closing(sqlite3.connect("office.db")) as accounts, accounts:
        accounts.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
        accounts.execute("INSERT INTO django_migrations VALUES ('web', '9999_later')")


def foreign_accounts() -> None:
    with closing(sqlite3.connect("office.db")) as accounts, accounts:
        accounts.execute("CREATE TABLE song (title TEXT)")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (empty_secret, "secret is empty"),
        (no_keys, "comity.db.key is empty"),
        (newer_accounts, "was made by a newer Comity (9999_later)"),
        (foreign_accounts, "is no file of accounts"),
    ],
)
def test_a_fault_of_the_place_fails(
    league: Path, cli: Any, spoil: Callable[[], None], said: str
) -> None:
    spoil()
    found = finding(cli, "place", 1)
    assert found["state"] == "fail"
    assert said in found["found"]
    assert found["helps"]


def test_a_secret_that_others_may_read_fails(league: Path, cli: Any) -> None:
    Path("secret").write_text("of sign-ins")
    Path("secret").chmod(0o644)
    assert "may be read by others" in finding(cli, "secrets", 1)["found"]


def test_a_folder_that_may_only_be_read_is_a_warning_until_pages_were_served(
    league: Path, cli: Any
) -> None:
    home = Path.cwd()
    mount = shutil.which("mount")
    bound = mount and not subprocess.run([mount, "--bind", home, home], check=False).returncode
    if not bound:
        pytest.skip("NOT TRIED: a file system may not be mounted here; run this as root")
    try:
        subprocess.run([mount, "-o", "remount,ro,bind", home], check=True)
        words = [sys.executable, "-m", "comity", "doctor", "--json"]
        done = subprocess.run(words, cwd=home, capture_output=True, text=True, check=False)
        found = [one for one in json.loads(done.stdout)["findings"] if one["what"] == "place"]
        assert [one["state"] for one in found] == ["warn"]
        assert "may only be read" in found[0]["found"]
    finally:
        subprocess.run(["umount", home], check=True)


@pytest.mark.parametrize(
    ("files", "state", "said"),
    [
        (512, "fail", "may open 512 files"),
        (1_024, "warn", "512 connections for each process of the pages, 448 live streams"),
        (10_000, "ok", "8,192 connections for each process of the pages, 8,192 live streams"),
    ],
)
def test_the_limits_in_force_are_told(league: Path, files: int, state: str, said: str) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, files))

    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < files:
        pytest.skip(f"NOT TRIED: {files} files may not be opened here")
    done = subprocess.run(
        [sys.executable, "-m", "comity", "doctor", "--json"],
        capture_output=True, text=True, check=False, preexec_fn=limited,
    )  # fmt: skip
    found = {one["what"]: one for one in json.loads(done.stdout)["findings"]}["limits"]
    assert found["state"] == state
    assert said in found["found"]
    assert bool(found["helps"]) == (state != "ok")
