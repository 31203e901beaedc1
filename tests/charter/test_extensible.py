"""``charter check`` names, in one finding, every step whose deadline may be extended without limit."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.cli.main import comity

CHARTER = """comity: 1
body: duo
title: Duo
members: [{member: A}, {member: B}]
rules: [{rule: half, cites: Pact 3, adopted when: {in favour: more than 1/2 of voting}, tie: rejected}]
procedures:
  - procedure: p
    opened by: any member
    steps:
      - {step: v, question: agree, put to: each member, rule: half, closes: {after: 3 days ONE}}
      - {step: w, question: agree, put to: each member, rule: half, closes: {set by: opener TWO}}
      - {step: x, question: agree, put to: each member, rule: half, closes: {when: all have answered}}
  - procedure: q
    opened by: any member
    steps:
      - {step: y, question: agree, put to: each member, rule: half, closes: {after: 3 days THREE}}
"""
NO, OFTEN, LONG = ", extended: no", ", extended: {times: 1}", ", extended: {by at most: 3 days}"


@pytest.mark.parametrize(
    ("clauses", "named"),
    [
        (("", "", ""), "v of p, w of p, y of q."),
        ((NO, "", ""), "w of p, y of q."),
        (("", OFTEN, LONG), "v of p."),
        ((LONG, NO, OFTEN), ""),
    ],
)
def test_one_finding_names_the_steps(
    tmp_path: Path, clauses: tuple[str, str, str], named: str
) -> None:
    text = CHARTER
    for word, clause in zip((" ONE", " TWO", " THREE"), clauses, strict=True):
        text = text.replace(word, clause)
    file = tmp_path / "charter.yaml"
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(comity, ["charter", "check", str(file)])
    assert done.exit_code == 0, done.output
    told = " ".join(done.output.split())
    assert told.count("Nothing limits how often") == (1 if named else 0)
    assert f"the deadline may be extended of: {named}" in told or not named
