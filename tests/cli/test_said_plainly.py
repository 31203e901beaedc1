"""What an administrator reads: in plain words, with a unit, and nothing left unsaid."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.cli.body_checks import span
from comity.place import Place
from comity.web import listening
from comity.web.listening import Address
from comity.web.logs import Redacted
from comity.web.serving import LOG

PERSON = json.dumps({"kind": "person.enter/1", "name": "Dana"})


def words(text: str) -> str:
    return " ".join(text.split())


def found(cli: Any, what: str, *more: object, code: int = 0) -> dict[str, str]:
    told = cli.json("doctor", *more, code=code)["findings"]
    return next(one for one in told if one["what"] == what)


def test_an_act_that_is_dated_before_the_last_entry_says_so(league: Path, cli: Any) -> None:
    done = cli("act", PERSON, *cli.clerk[:4], "--at", "2020-01-01T09:00:00Z")
    assert done.exit_code == 0
    assert "--at said 2020-01-01 09:00:00 UTC, which is before the last entry" in words(done.stdout)
    assert "2026-01-05 09:00:00 UTC" in words(done.stdout)
    assert "--at said" not in cli("act", PERSON, *cli.clerk).stdout


def test_how_far_a_clock_is_behind_is_said_in_days(league: Path, cli: Any) -> None:
    told = found(cli, "league: clock", "--at", "2019-01-05T09:00:00Z", code=1)
    assert told["found"] == "the last entry is 2,557 days ahead of this machine's clock"
    assert [span(timedelta(seconds=s)) for s in (61, 7200)] == ["1 minute", "2 hours"]


def test_doctor_says_that_no_server_has_said_that_it_runs(league: Path, cli: Any) -> None:
    told = found(cli, "pages")
    assert (told["state"], told["found"]) == ("ok", "No server of this home has said that it runs")


def test_a_secret_that_another_host_has_is_missed(league: Path, cli: Any) -> None:
    with closing(sqlite3.connect("office.db")) as accounts, accounts:
        accounts.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
        accounts.execute("CREATE TABLE django_session (session_data TEXT, expire_date TEXT)")
        accounts.execute("INSERT INTO django_session VALUES ('x', '2026')")
    told = found(cli, "sign-ins", code=1)
    assert "there is no secret" in told["found"]
    assert "Several hosts" in told["helps"]


def test_a_file_of_identity_providers_that_is_not_there_is_said_so(
    league: Path, cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_OIDC", "/nowhere/oidc.json")
    told = found(cli, "settings", code=1)
    assert (
        "/nowhere/oidc.json, which COMITY_OIDC names, cannot be used: no such file" in told["found"]
    )
    Path("oidc.json").write_text("{}")
    Path("oidc.json").chmod(0o600)
    monkeypatch.setenv("COMITY_OIDC", "oidc.json")
    assert "openid_connect is missing" in found(cli, "settings", code=1)["found"]


def test_nothing_is_upgraded_while_a_server_runs(
    league: Path, cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening.leave_note(Place(Path(), "comity.db"), Address("127.0.0.1", 1))
    assert cli("upgrade").exit_code == 0  # a note alone is no server
    monkeypatch.setattr("comity.cli.upgrade.answers", lambda address, path: "ok")
    done = cli("upgrade")
    assert done.exit_code == 4
    assert "A server of" in words(done.output)
    assert "Stop it first" in words(done.output)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    mount = shutil.which("mount")
    folder.mkdir(exist_ok=True)
    line = [str(mount), "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    if not mount or subprocess.run(line, check=False, capture_output=True).returncode:
        pytest.skip("NOT TRIED: a file system may not be mounted here; run this as root")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_to_be_full(league: Path, cli: Any) -> None:
    with small_disk(Path("disk"), "4m"):
        for path in (league, league.with_name("comity.db.key")):
            shutil.copy(path, "disk")
        with Path("disk/filler").open("wb") as filler:
            left = shutil.disk_usage("disk").free
            filler.write(b"x" * left)
        line = [sys.executable, "-m", "comity", "act", PERSON, *cli.clerk, "--json"]
        done = subprocess.run(
            [*line, "--register", "disk/comity.db"], capture_output=True, text=True, check=False
        )
        assert json.loads(done.stdout)["error"]["code"] == "store.full"
        assert done.returncode == 6


def test_the_free_space_is_said_with_its_unit(league: Path, cli: Any) -> None:
    with small_disk(Path("disk"), "2m"):
        line = [sys.executable, "-m", "comity", "serve", "--home", "disk", "--port", "47310"]
        done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=120)
        assert "There is no space left in" in words(done.stderr)
        assert "MB free." in words(done.stderr)
        assert "files." not in done.stderr


def test_each_line_of_the_log_has_a_time() -> None:
    import logging

    form = json.loads(LOG.read_text())["formatters"]["redacted"]["fmt"]
    line = logging.LogRecord("x", logging.WARNING, "", 0, "said", (), None)
    assert Redacted(form).format(line)[:2] == "20"


def test_a_charter_under_which_no_body_can_be_founded_has_a_finding(cli: Any) -> None:
    Path("charter.yaml").write_text(
        "comity: 1\nbody: league\ntitle: {en: The League}\nseat: {place: Vienna, zone: Europe/Vienna}\n"
        "statuses:\n  - {status: member, title: {en: member}, rights: [vote], cites: Pact 2}\n"
        "members:\n  - {member: AN, name: {en: Anse}}\n"
    )
    done = cli.json("charter", "check", "charter.yaml")
    told = {one["code"]: one["sentence"] for one in done[0]["findings"]}
    assert "powers: [record]" in told["organ.no-record"]
    assert "nothing can be proposed" in told["procedure.none"]


@pytest.mark.parametrize("strange", ["\x00", "\x1b[31m", "\u202e"])
def test_an_error_repeats_what_was_written_without_what_a_terminal_would_obey(
    league: Path, cli: Any, strange: str
) -> None:
    done = cli("act", "-", *cli.clerk, input=json.dumps({"kind": f"x{strange}"}))
    assert done.exit_code != 0
    assert strange[0] not in done.output
    assert f"\\u{ord(strange[0]):04x}" in done.output


@pytest.mark.parametrize("day", ["2026-W49", "2026-W49-1", "20261201", "2026-12", "2026-335"])
def test_a_week_or_a_number_is_no_day(league: Path, cli: Any, day: str) -> None:
    done = cli("show", "body", "--on", day)
    assert (done.exit_code, "write it as" in done.output) == (2, True)
