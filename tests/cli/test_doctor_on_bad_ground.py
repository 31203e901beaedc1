"""``comity doctor`` finds what keeps ``comity serve`` from starting at a place, and says the limits in force."""

from __future__ import annotations

import json
import os
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
from tests.cli.conftest import LEAGUE
from tests.cli.test_read_only import become_nobody, in_another_process


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


def test_the_keys_of_several_bodies_lie_in_one_file(league: Path, cli: Any) -> None:
    Path("second.yaml").write_text(LEAGUE.replace("body: league", "body: second"), encoding="utf-8")
    cli("found", "second.yaml", "--clerk", "Bea", "--organ", "bureau")
    assert len(Path("comity.db.key").read_text().split()) == 2
    assert {one["state"] for one in cli.json("doctor")["findings"]} == {"ok"}


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


@pytest.fixture
def served(league: Path, cli: Any) -> Path:
    """The League as a server leaves it: accounts, a secret and papers, for their owner alone."""
    home = Path("office").absolute()
    home.mkdir()
    for name in ("comity.db", "comity.db.key"):
        shutil.copy(name, home)
    with closing(sqlite3.connect(home / "office.db")) as accounts, accounts:
        accounts.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
    (home / "secret").write_text("of sign-ins")
    (home / "files").mkdir()
    for path in home.iterdir():
        path.chmod(0o700 if path.is_dir() else 0o600)
    for path in (home, *league.parents[:5]):
        path.chmod(0o755)
    cli("doctor", "--home", home)  # so that what the verb imports is there
    return home


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT TRIED: only root can become somebody else")
@pytest.mark.parametrize("record", [True, False])
def test_who_may_only_read_is_told_once_what_was_not_looked_at(
    record: bool, served: Path, cli: Any
) -> None:
    (served / "comity.db").chmod(0o644 if record else 0o600)

    def look() -> None:
        told = cli.json("doctor", "--home", served)["findings"]
        of_rights = [one for one in told if "nobody may not read" in one["found"]]
        assert [(one["what"], one["state"]) for one in of_rights] == [("rights", "warn")]
        assert str(served / "comity.db.key") in of_rights[0]["found"]
        assert of_rights[0]["helps"] == "Run it as root, whose place it is."
        assert [one for one in told if one["state"] == "fail"] == []
        assert any(one["what"] == "league: record" for one in told) is record

    in_another_process(become_nobody, look)


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT TRIED: only root can become somebody else")
def test_a_home_that_may_not_be_entered_is_told_in_one_line(served: Path, cli: Any) -> None:
    served.chmod(0o700)

    def look() -> None:
        told = cli.json("doctor", "--home", served)["findings"]
        assert [one["what"] for one in told if one["state"] != "ok"] == ["rights"]

    in_another_process(become_nobody, look)


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT TRIED: only root can become somebody else")
def test_a_key_that_the_owner_of_the_place_may_not_read_fails_with_a_remedy_of_rights(
    served: Path, cli: Any
) -> None:
    for path in (served, *served.rglob("*")):
        os.chown(path, 65_534, 65_534)
    os.chown(served / "comity.db.key", 0, 0)

    def look() -> None:
        told = cli.json("doctor", "--home", served, code=1)["findings"]
        failed = [one for one in told if one["state"] == "fail"]
        assert [one["what"] for one in failed] == ["rights"]
        assert "backup" not in failed[0]["helps"]
        assert "have root give nobody the right to read it" in failed[0]["helps"]

    in_another_process(become_nobody, look)
