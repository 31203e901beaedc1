"""A file of keys that cannot be used is named, with the line, before anything is made with it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import LEAGUE
from tests.cli.test_read_only import become_nobody, in_another_process

PERSON = json.dumps({"kind": "person.enter/1", "name": "Dana"})
FOUND = ("found", "charter.yaml", "--clerk", "Ada", "--organ", "bureau")


def words(done: Any) -> str:
    return " ".join(done.output.split())


@pytest.mark.parametrize("after", ["", "\n"])
def test_founding_beside_a_damaged_key_is_refused_and_leaves_nothing(cli: Any, after: str) -> None:
    Path("charter.yaml").write_text(LEAGUE)
    Path("comity.db.key").write_text(f"\ngarbage{after}")
    done = cli(*FOUND)
    assert done.exit_code == 4
    assert f"{Path('comity.db.key').absolute()}, line 2: " in words(done)
    assert Path("comity.db.key").read_text() == f"\ngarbage{after}"
    assert not Path("comity.db").exists()


def test_an_act_with_a_damaged_key_names_the_file_and_the_line(league: Path, cli: Any) -> None:
    with Path("comity.db.key").open("a") as keys:
        keys.write("PRIVATE+KEY+league+00000000+AAAA\n")
    other = Path("other.key")
    other.write_text("x\n")
    done = cli("act", PERSON, *cli.clerk, "--key", other)
    assert done.exit_code == 4
    assert f"{other.absolute()}, line 1: This signing key cannot be used" in words(done)


def test_a_second_body_keeps_the_first_key_though_its_line_has_no_end(
    league: Path, cli: Any
) -> None:
    keys = Path("comity.db.key")
    keys.write_text(keys.read_text().rstrip("\n"))
    assert cli(*FOUND, "--name", "second").exit_code == 0
    for body in ("league", "second"):
        assert cli("act", PERSON, *cli.clerk[:4], "--body", body).exit_code == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT TRIED: only root can become somebody else")
def test_a_key_that_may_not_be_read_is_a_question_of_rights(league: Path, cli: Any) -> None:
    for path in (league.parent, *league.parents[:4]):
        path.chmod(0o755)
    league.parent.chmod(0o777)
    league.chmod(0o666)
    cli("act", PERSON, *cli.clerk)

    def attempt() -> None:
        done = cli("act", PERSON, *cli.clerk)
        assert done.exit_code == 6, done.output
        assert ":1:1" not in done.output
        assert "comity.db.key belongs to root, and nobody may not read it." in words(done)
        assert "What helps: Run the command as root" in words(done)

    in_another_process(become_nobody, attempt)
