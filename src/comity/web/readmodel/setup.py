"""A charter before its body is founded: what it says in words, what it leaves open, and its faults with their lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from comity.body.occasion import day_at, law_on
from comity.body.state import State
from comity.charter.law import law
from comity.charter.model import Charter
from comity.errors import Fault
from comity.web.bodies import bodies
from comity.web.readers import Reader, capacities
from comity.web.readmodel.findings import FindingTold, findings
from comity.web.told import names
from comity.web.told.names import Names, Worded, worded
from comity.web.told.refusals import FaultTold, fault

SURROUNDING = 1


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class FaultShown:
    """A fault, and the lines of the text around it."""

    fault: FaultTold
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class OrganShown:
    id: str
    title: Worded
    keeps: bool


@dataclass(frozen=True, slots=True)
class CharterShown:
    """The charter as whoever sets up reads it."""

    body: str
    title: Worded
    seat: str
    zone: str
    members: tuple[Worded, ...]
    organs: tuple[OrganShown, ...]
    offices: tuple[Worded, ...]
    procedures: tuple[Worded, ...]
    certified: bool
    findings: tuple[FindingTold, ...]


@dataclass(frozen=True, slots=True)
class RecordKeeper:
    """A person who keeps the record of a body, as both are called there."""

    body: str
    person: str
    name: str
    title: str


def record_keepers() -> Iterator[RecordKeeper]:
    """Everybody in the register who keeps the record of a body today."""
    for body in bodies().names():
        running = bodies().find(body)
        assert running is not None, "the register has just named it"
        with running.reading() as state:
            yield from _of_the_body(body, state, day_at(state, state.at))


def _of_the_body(body: str, state: State, day: str) -> Iterator[RecordKeeper]:
    at = names.Names(state, law_on(state, day), on=day)
    title = str(names.text(at, at.law.charter.title))
    for person in state.persons:
        held = (Reader(person=person, capacity=one) for one in capacities(state, person, day))
        if any(one.keeps_record for one in held):
            yield RecordKeeper(body, person, str(names.person(at, person)), title)


def faults_shown(text: str, faults: Sequence[Fault]) -> list[FaultShown]:
    """Each fault with its line, the one before and the one after."""
    lines = text.splitlines()
    return [FaultShown(fault(one), tuple(_around(lines, one.line))) for one in faults]


def _around(lines: Sequence[str], wrong: int) -> list[Line]:
    numbers = range(max(1, wrong - SURROUNDING), min(len(lines), wrong + SURROUNDING) + 1)
    return [Line(n, lines[n - 1], n == wrong) for n in numbers]


def charter_shown(charter: Charter) -> CharterShown:
    """What the charter says, in words, as it stands last."""
    latest = law(charter, date.max)
    said, keeping = charter.languages, charter.keeping_organs
    return CharterShown(
        body=charter.body,
        title=worded(charter.title, said),
        seat=str(worded(charter.seat.place)),
        zone=charter.seat.zone,
        members=tuple(
            worded(latest.parties[one].name, said) or Worded(one) for one in latest.parties
        ),
        organs=tuple(
            OrganShown(one, worded(organ.title, said) or Worded(one), one in keeping)
            for one, organ in latest.organs.items()
        ),
        offices=tuple(
            worded(one.title, said) or Worded(name) for name, one in latest.offices.items()
        ),
        procedures=tuple(
            worded(one.title, said) or Worded(name) for name, one in latest.procedures.items()
        ),
        certified=charter.certified,
        findings=tuple(findings(Names(State(), latest))),
    )
