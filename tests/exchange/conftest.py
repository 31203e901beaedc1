"""A council of five, one of whose votes is set apart, with tables of its votes that a test may spoil."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.body.acts import FoundBody
from comity.register.keys import SigningKey
from comity.registrar import Registrar, found
from comity.store.memory import MemoryStore

CHARTER = """
comity: 1
body: five
title: The Five
statuses: [{status: member, rights: [attend, vote], cites: Pact 2}]
members:
  - {member: AN, name: {en: Anse, ru: Анс}}
  - {member: BR, name: Brim}
  - {member: CO, name: Cove}
  - {member: DO, name: Dock, status: [{from: 1990-01-01, is: member, until: 1990-12-31}]}
  - {member: EL, name: Elm, status: [{from: 1990-01-01, is: member, until: 1990-12-31}]}
groups: {permanent: [AN]}
organs: [{organ: desk, powers: [record]}]
rules:
  - rule: three
    versions:
      - from: 1900-01-01
        cites: Pact 3
        adopted when: {all of: [{in favour: at least 3}, {against among permanent: none}]}
      - from: 1991-01-01
        cites: Pact 3 bis
        adopted when: {all of: [{in favour: at least 4}, {against among permanent: none}]}
  - {rule: plain, cites: Pact 4, adopted when: {in favour: at least 3}}
procedures:
  - procedure: notice
    opened by: any member
    steps: [{step: notice, asks for: text, from: any member}]
  - procedure: draft
    opened by: any member
    steps:
      - {step: tabling, asks for: text, from: any member}
      - {step: vote, question: adopt the draft, put to: each member, rule: three, at: session}
"""
COLUMNS = "id,symbol,resolution,date,outcome,yes,no,abstain,non_voting,seats,title"
NAMES = ("ANSE", "BRIM", "COVE", "DOCK", "ELM")


@dataclass
class Tables:
    """The two tables in a folder, line by line; ``write`` puts them there."""

    folder: Path
    events: list[str]
    votes: list[str]

    def event(
        self, key: str, outcome: str, letters: str, day: str = "1990-06-01", **said: str
    ) -> None:
        """An event and its votes: a letter for each of the five in order, ``-`` for no row, ``n`` for NV."""
        seats = said.pop("seats", "5")
        totals = said.pop("totals", ",".join(str(letters.count(each)) for each in "YNAn"))
        number = said.pop("resolution", "-")
        symbol = said.pop("symbol", f"S/{key}")
        self.events.append(f"{key},{symbol},{number},{day},{outcome},{totals},{seats},Draft {key}")
        names = said.pop("names", ",".join(NAMES)).split(",")
        permanent = said.pop("permanent", "ANSE")
        for name, letter in zip(names, letters, strict=True):
            if letter != "-":
                vote = {"n": "NV"}.get(letter, letter)
                self.votes.append(_row(key, name, vote, str(int(name == permanent))))

    def write(self) -> Path:
        (self.folder / "events.csv").write_text("\n".join([COLUMNS, *self.events, ""]))
        (self.folder / "votes.csv").write_text(
            "\n".join(["id,member,vote,permanent", *self.votes, ""])
        )
        return self.folder


def _row(*fields: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(fields)
    return out.getvalue()


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    return Tables(tmp_path, [], [])


@pytest.fixture
def charter() -> str:
    return CHARTER


@pytest.fixture
def found_under() -> Callable[[str], Registrar]:
    """Founds the five under the charter in a text."""

    def under(charter: str) -> Registrar:
        founding = FoundBody(charter=charter, clerk="p1", clerk_name="Ada", organ="desk")
        key = SigningKey("example.org/five", bytes(32))
        clock = datetime(2026, 3, 1, tzinfo=UTC)
        return found(MemoryStore(), "five", founding, key, clock=lambda: clock)

    return under


@pytest.fixture
def registrar(charter: str, found_under: Callable[[str], Registrar]) -> Registrar:
    return found_under(charter)
