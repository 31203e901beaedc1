"""Who keeps the record once the charter gives it to nobody, or to a vacant office: what the doctor prints works."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.cli.main import comity

CHARTER = """comity: 1
body: league
title: League
members: [{member: A}, {member: B}]
organs:
  - organ: desk
    versions: [{from: 2020-01-01, powers: [record, propose]}, {from: 2026-04-01, powers: [propose]}]
MORE
"""
OFFICE = (
    "offices: [{office: sec, versions: [{from: 2026-04-01, powers: [record], holds over: yes}]}]"
)
ORGAN = "  - {organ: bureau, versions: [{from: 2026-04-01, powers: [record]}]}"


def run(*words: str, code: int = 0) -> str:
    answer = CliRunner().invoke(comity, list(words))
    assert answer.exit_code == code, answer.output
    return answer.output


def founded(folder: Path, more: str) -> list[str]:
    """A body founded before the day on which its organ keeps the record no more; where its register is."""
    charter = folder / "league.yaml"
    charter.write_text(CHARTER.replace("MORE", more))
    register = ["--register", str(folder / "r.db")]
    given = ["--clerk", "Clerk", "--organ", "desk", "--at", "2026-03-02T09:00:00Z"]
    run("found", str(charter), *given, *register)
    return register


def keeper(register: list[str]) -> dict[str, str]:
    done = CliRunner().invoke(comity, ["doctor", *register, "--json"])
    findings = json.loads(done.stdout)["findings"]
    (found,) = [one for one in findings if one["what"] == "league: keeper"]
    return dict(found)


@pytest.mark.parametrize(("more", "name"), [(OFFICE, "sec"), (ORGAN, "bureau")])
def test_the_way_out_that_the_doctor_prints_is_typed_and_works(
    tmp_path: Path, more: str, name: str
) -> None:
    register = founded(tmp_path, more)
    told = keeper(register)
    assert told["found"] == f"nobody has the power to record for {name}; p0 had it last"
    (acts,) = re.findall(r"comity act with ([\[{].*[\]}])\.$", told["helps"])
    run("act", acts, *register)
    assert keeper(register)["found"] == f"the record is kept by {name}"


def test_where_the_charter_gives_the_record_to_nobody_who_kept_it_last_goes_on(
    tmp_path: Path,
) -> None:
    register = founded(tmp_path, "")
    assert keeper(register)["found"] == (
        "the record is kept by desk, which had the power last: the charter gives it to nobody any more"
    )
    act = {"kind": "person.enter/1", "by": "p0", "for": "desk", "person": "z", "name": "Z"}
    run("act", json.dumps(act), *register)
    told = " ".join(run("charter", "check", str(tmp_path / "league.yaml")).split())
    assert "From 2026-04-01 on: The power to record is given to nobody" in told
