"""The command line under test: in this process for speed, with the clock of a rehearsal; golden pages."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from comity.cli.main import comity

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
NOW = "2026-01-05T09:00:00Z"
LEAGUE = """
comity: 1
body: league
title: {en: The League}
seat: {place: Vienna, zone: Europe/Vienna}
statuses:
  - {status: member, title: {en: member}, rights: [attend, speak, propose, circulate, vote, chair, ask], cites: Pact 2}
members:
  - {member: AN, name: {en: Anse}}
  - {member: BR, name: {en: Brim}}
  - {member: CO, name: {en: Cove}}
credentials: {cites: Pact 9}
organs:
  - {organ: bureau, powers: [record, convene], cites: Pact 5}
rules:
  - {rule: agreed, cites: Pact 7, adopted when: {all of: [{objections: none}, {absent: none}]}}
procedures:
  - procedure: motion
    title: {en: motion}
    about: decision
    opened by: any member
    cites: Pact 8
    steps:
      - step: question
        title: {en: the question}
        question: adopt the motion
        put to: each member
        rule: agreed
        closes: {when: all have answered, after: 10 days}
        if not adopted: end
      - step: issue
        takes effect: {issues: decision}
  - procedure: errand
    opened by: any member
    cites: Pact 10
    steps:
      - {step: reply, asks for: reply, from: the bureau, within: 3 days, cites: Pact 10(1)}
"""


class CommandLine:
    """``comity``, typed in this process; no bar, no colour, as in a pipe."""

    now = NOW
    clerk = ("--by", "p0", "--for", "bureau", "--at", NOW)

    def __call__(self, *words: object, **options: Any) -> Result:
        return CliRunner().invoke(
            comity, [str(word) for word in words], prog_name="comity", **options
        )

    def json(self, *words: object, code: int = 0) -> Any:
        """What is printed with ``--json``, the command ending with that code."""
        done = self(*words, "--json")
        assert done.exit_code == code, done.output
        return json.loads(done.stdout)

    def page(self, *words: object) -> str:
        """What is printed, if all goes well and every line fits into eighty columns."""
        done = self(*words)
        assert done.exit_code == 0, done.output
        assert self.narrow(done.stdout)
        return done.stdout

    def golden(self, name: str, *words: object) -> None:
        """The page is what is kept under that name; COMITY_RECORD=1 keeps it anew."""
        page, path = self.page(*words), GOLDEN / f"{name}.txt"
        if os.environ.get("COMITY_RECORD"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page, encoding="utf-8")
        assert page == path.read_text(encoding="utf-8"), "read it; COMITY_RECORD=1 keeps it anew"

    @staticmethod
    def narrow(page: str) -> bool:
        """Whether every line fits into eighty columns."""
        return all(len(click.unstyle(line)) <= 80 for line in page.splitlines())


run = CommandLine()


@pytest.fixture
def cli() -> CommandLine:
    return run


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of its own, with nothing of the user's environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("COMITY_HOME", "COMITY_REGISTER", "COMITY_KEY", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def league(tmp_path: Path) -> Path:
    """The register of the League, in the working folder. Its clerk is p0, for the bureau; each member has a delegate."""
    (tmp_path / "charter.yaml").write_text(LEAGUE, encoding="utf-8")
    words = ("found", "charter.yaml", "--clerk", "Ada", "--organ", "bureau", "--at", NOW)
    assert run(*words).exit_code == 0
    for member in ("an", "br", "co"):
        accredited = [
            {"kind": "person.enter/1", "person": member, "name": member.title()},
            {
                "kind": "credential.issue/1",
                "person": member,
                "party": member.upper(),
                "powers": ["all"],
            },
        ]
        assert run("act", json.dumps(accredited), *run.clerk).exit_code == 0
    return tmp_path / "comity.db"


@pytest.fixture(params=["sqlite", "postgres"])
def register(request: pytest.FixtureRequest, league: Path, cli: CommandLine) -> str:
    """The address of the League's register, in a file or in a database; the working folder is its home."""
    if request.param == "sqlite":
        return "comity.db"
    address: str = request.getfixturevalue("postgres")
    Path("comity.db.key").unlink()
    league.unlink()
    words = ("found", "charter.yaml", "--clerk", "Ada", "--organ", "bureau", "--at", cli.now)
    assert cli(*words, "--register", address).exit_code == 0
    person = json.dumps({"kind": "person.enter/1", "name": "Dana"})
    assert cli("act", person, *cli.clerk, "--register", address).exit_code == 0
    return address


@pytest.fixture(scope="session")
def csto(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register into which the record of the CSTO has been replayed. Only to be read."""
    register = tmp_path_factory.mktemp("csto") / "csto.db"
    done = run("replay", ROOT / "records" / "csto", "--register", register, "--at", NOW)
    assert done.exit_code == 0, done.output
    return register
