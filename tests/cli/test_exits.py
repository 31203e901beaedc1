"""How verbs end: exit codes, and errors that say what helps."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from comity.cli.exits import CODES, as_json, code_of, in_words
from comity.errors import (
    BadInput,
    ComityError,
    Conflict,
    Fault,
    Faulty,
    Refused,
    StoreFailed,
    Untrustworthy,
)
from comity.registrar import Registrar

COMITY = [str(Path(sys.executable).with_name("comity"))]
ERRORS: list[tuple[ComityError, int, list[str]]] = [
    (Refused("a.b", "No.", article="Rules 12", remedy="Wait."), 3, ["No.", "Rules 12", "Wait."]),
    (BadInput("a.b", "No.", where="row 7", remedy="Fix it."), 4, ["row 7", "Fix it."]),
    (Faulty([Fault("a.b", "c.yaml", 3, 5, "No key.", "rules")]), 4, ["c.yaml:3:5:", "rules"]),
    (Untrustworthy("a.b", "Entry 3: changed.", entry=3), 1, ["Does not verify: Entry 3"]),
    (Conflict("a.b", "Too late.", remedy="Again."), 5, ["Conflict: Too late.", "Again."]),
    (StoreFailed("a.b", "Full.", remedy="Make space."), 6, ["Full.", "Make space."]),
]


def test_every_kind_of_error_has_its_exit_code() -> None:
    assert set(CODES) == set(ComityError.__subclasses__())


@pytest.mark.parametrize(("error", "code", "told"), ERRORS, ids=lambda e: type(e).__name__)
def test_an_error_is_told_with_what_helps(error: ComityError, code: int, told: list[str]) -> None:
    assert code_of(error) == code
    page = click.unstyle("\n".join(in_words(error)))
    assert [each for each in told if each not in page] == []


def test_an_error_for_programs_carries_everything() -> None:
    refused = Refused("position.late", "Too late.", article="Rules 12", remedy="Ask.")
    assert as_json(refused) == {
        "kind": "Refused",
        "code": "position.late",
        "sentence": "Too late.",
        "article": "Rules 12",
        "remedy": "Ask.",
    }
    (fault,) = as_json(Faulty([Fault("a.b", "c.yaml", 3, 5, "No key.", "rules")]))["faults"]
    assert (fault["file"], fault["line"], fault["column"]) == ("c.yaml", 3, 5)


# --- each code, from a real command -----------------------------------------------------------------------------------


def motion(by: str = "an", **more: str) -> str:
    return json.dumps(
        {"kind": "matter.open/1", "by": by, "for": by.upper(), "procedure": "motion", "title": "T"}
        | more
    )


def test_done_is_zero_and_usage_is_two(league: Path, cli: Any) -> None:
    assert cli("act", motion(), "--at", cli.now).exit_code == 0
    assert cli("act", "--at", "yesterday", motion()).exit_code == 2
    assert cli("show", "body", "--on", "2023-13-01").exit_code == 2
    assert cli("prove").exit_code == 2
    assert cli("prove", "--check", league).exit_code == 2


def test_a_refusal_is_three_with_the_article_and_nothing_is_written(league: Path, cli: Any) -> None:
    before = cli("log").stdout
    done = cli("act", motion("zed"), "--at", cli.now)
    assert done.exit_code == 3
    assert done.stderr.startswith("Refused: ")
    assert "Article: Pact 9." in done.stderr
    assert "What helps: " in done.stderr
    assert cli("log").stdout == before
    error = cli.json("act", motion("zed"), "--at", cli.now, code=3)["error"]
    assert (error["code"], error["article"]) == ("person.unknown", "Pact 9")


@pytest.mark.parametrize(
    "words",
    [
        ("act", "{"),
        ("act", '{"kind": "nonsense/1"}'),
        ("act", '[{"kind": "session.close/1", "sesion": "s1"}]'),
        ("show", "matter", "nothing"),
        ("show", "body", "--body", "nobody"),
        ("prove", "99999"),
    ],
)
def test_what_cannot_be_read_is_four(words: tuple[str, ...], league: Path, cli: Any) -> None:
    done = cli(*words)
    assert done.exit_code == 4
    assert "What helps: " in done.stderr
    assert done.stdout == ""


def test_a_request_repeated_with_other_acts_is_five(league: Path, cli: Any) -> None:
    first = cli.json("act", motion(), "--request", "r1", "--at", cli.now)
    again = cli.json("act", motion(), "--request", "r1", "--at", cli.now)
    assert again["entries"] == first["entries"]
    other = cli("act", motion(title="Other"), "--request", "r1", "--at", cli.now)
    assert other.exit_code == 5
    assert "Use a new request id." in other.stderr


@pytest.mark.parametrize("content", [None, b"", b"no register", b"\x00" * 9000])
def test_no_register_is_six_and_none_is_made(content: bytes | None, cli: Any) -> None:
    path = Path("other.db")
    if content is not None:
        path.write_bytes(content)
    for words in (("show", "body"), ("log",), ("verify",), ("audit",), ("act", motion())):
        assert cli(*words, "--register", path).exit_code == 6
    assert sorted(os.listdir()) == (["other.db"] if content is not None else [])
    assert content is None or path.read_bytes() == content


@pytest.mark.slow
def test_a_locked_register_is_six(league: Path, cli: Any) -> None:
    holder = sqlite3.connect(league, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    done = cli("act", motion(), "--at", cli.now)
    holder.close()
    assert done.exit_code == 6
    assert "Another writer holds it" in " ".join(done.stderr.split())


def test_a_register_that_does_not_verify_is_one(league: Path, cli: Any) -> None:
    with sqlite3.connect(league) as broken:
        (data,) = broken.execute("SELECT data FROM entry WHERE key = 1").fetchone()
        broken.execute("UPDATE entry SET data = ? WHERE key = 1", (data.replace(b"An", b"Bn", 1),))
    broken.close()
    done = cli("verify")
    assert done.exit_code == 1
    assert "Does not verify: Entry 1" in done.stderr
    assert cli.json("verify", code=1)["error"]["entry"] == 1


# --- the ends that a shell sees ---------------------------------------------------------------------------------------


def test_a_reader_that_goes_away_is_no_error(csto: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{COMITY[0]} log --json --register {csto} | head -1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["n"] == 0


def test_an_interrupt_is_told_in_a_line_and_ends_with_130(
    league: Path, cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Registrar, "submit", interrupted)
    done = cli("act", motion(), "--at", cli.now)
    assert done.exit_code == 130
    assert done.stderr.strip() == "Stopped. What was recorded stands whole."
