"""Replaying roll calls: each draft of two tables (``votes``) enters a body's register, and the body's own rule rules on it.

The rule in force on the day of the vote is applied to the positions alone, and the outcome that the source reports is set
beside the ruling. Nothing here knows the body or any event of it: the procedure, the rule and the members are the
charter's, and a member whom the charter does not name for that year is attested from the same source before its first vote.

What the source and the charter say differently (who has a permanent seat, who is a member, totals that are not the sum of
the votes) is told as a problem and decides nothing. A row that is wrong stops the replay, and everything before it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from comity.body.acts import AnyAct, FileSource, PassDeadline
from comity.body.ballots import law_of, positions, ruling
from comity.body.effects import OutcomeReported
from comity.body.entry import Entry
from comity.body.occasion import charter_of
from comity.body.state import State, find_matter, find_question
from comity.errors import BadInput, ComityError, Refused
from comity.exchange.annotations import Annotation
from comity.exchange.differences import explanation
from comity.exchange.drafts import (
    Clerk,
    Course,
    attested,
    course_of,
    facts_of,
    matter_of,
    question_of,
)
from comity.exchange.placing import placed
from comity.exchange.seats import ReadAs, Seats
from comity.exchange.tables import digest_of, table_in
from comity.exchange.votes import Event, RollCall, read_votes, single_table
from comity.exchange.wide import read_wide
from comity.registrar import Registrar

GROUP = 100
TABLES = ("events", "votes")

Progress = Callable[[int], None]
"""Told how many drafts have been read so far."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A draft on which the ruling and the source do not agree, or nothing can be ruled. ``explanation`` is the engine's,
    ``annotation`` what the record adds; ``entry`` is where it stands in the register."""

    event: str
    symbol: str
    date: str
    title: str
    reported: str
    ruled: str
    explanation: str
    annotation: str
    entry: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in which the source is at odds with the charter or itself, and that decided nothing."""

    event: str
    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a replay came to. ``drafts`` is ``agreed`` and both lists together; ``entries`` is how many were added;
    ``columns`` says what each column of a wide table was taken for."""

    drafts: int
    agreed: int
    disagreements: tuple[Difference, ...]
    undetermined: tuple[Difference, ...]
    problems: tuple[Problem, ...]
    entries: int
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """Where roll calls lie: the ``folder`` of the two tables; annotations by event; how the tables are described when
    they are filed as sources, each by the SHA-256 of its file. Both fit one source only, and are not used on another.
    ``read_as``: the names that are read as another party's, on some days."""

    folder: Path
    annotations: Mapping[str, Annotation] = field(default_factory=dict)
    sources: Sequence[FileSource] = ()
    read_as: Sequence[ReadAs] = ()


def files_of(folder: Path) -> dict[str, Path]:
    """The files of the two tables in the folder, which are one where it holds a wide table. ``BadInput`` for none."""
    single = single_table(folder)
    return {name: single or table_in(folder, name) for name in TABLES}


def replay_rollcalls(
    tables: Tables, registrar: Registrar, progress: Progress = lambda drafts: None
) -> Report:
    """The roll calls of the tables, recorded by the clerk whom the body was founded with; and what they came to.

    Raises ``BadInput`` for a row that is wrong or recorded already, ``Refused`` where the body's rules do not permit the
    recording; everything before it stands."""
    replay = _begun(tables, registrar.state)
    first = registrar.state.size
    try:
        for _ in registrar.submit_many(_placed(replay), GROUP):
            progress(len(replay.events))
    except (Refused, BadInput) as error:
        raise _at_row(replay, registrar, first, error) from error
    if replay.fault is not None:
        raise replay.fault
    return _report(replay, registrar, first)


@dataclass(slots=True)
class _Replay:
    """What one replay works with, and what it has met: the events read, the problems found, the place of each act, the row
    that ended it."""

    tables: Tables
    files: Mapping[str, Path]
    rolls: Iterator[RollCall]
    columns: tuple[str, ...]
    state: State
    clerk: Clerk
    course: Course
    seats: Seats
    sources: dict[str, str] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    now_at: str = ""
    fault: BadInput | None = None

    def where(self, event: Event) -> str:
        """The place of the event in its table."""
        return f"{self.files['events']}:{event.line}"


def _begun(tables: Tables, state: State) -> _Replay:
    founding = next(held for held in state.credentials.values() if held.entry == 0)
    governing = state.charters[0]
    charter = charter_of(governing.text)
    single = single_table(tables.folder)
    wide = read_wide(single) if single is not None else None
    return _Replay(
        tables=tables,
        files=files_of(tables.folder),
        rolls=read_votes(tables.folder) if wide is None else wide.rolls,
        columns=() if wide is None else wide.columns,
        state=state,
        clerk=Clerk(founding.person, founding.party),
        course=course_of(charter, governing.entry),
        seats=Seats(state, charter, tables.read_as),
    )


# --- the acts -----------------------------------------------------------------------------------------------------------


def _acts(replay: _Replay) -> Iterator[AnyAct]:
    """The tables are filed; then comes each draft, and before it the members that are new.

    A row that is wrong ends the acts, and is kept: to raise it here would lose what waits to be recorded with it."""
    try:
        for name in TABLES:
            yield from _filed(replay, name)
        for roll in replay.rolls:
            yield from _of_roll(replay, roll)
    except BadInput as fault:
        replay.fault = fault


def _placed(replay: _Replay) -> Iterator[AnyAct]:
    """The acts, the place of each remembered."""
    for act in _acts(replay):
        replay.places.append(replay.now_at)
        yield act


def _of_roll(replay: _Replay, roll: RollCall) -> Iterator[AnyAct]:
    event = roll.event
    _refuse_recorded(replay, event)
    sitting = replay.seats.sitting(roll, replay.where(event))
    replay.problems += [Problem(event.id, replay.where(event), odd) for odd in sitting.odds]
    replay.events[event.id] = event
    replay.now_at = f"{replay.where(event)}: event {event.id}"
    if sitting.new:
        yield attested(replay.clerk, replay.sources, roll, sitting.new)
    facts = facts_of(event, sitting.positions, replay.course)
    outcomes = {question_of(event.id): event.reported}
    yield attested(replay.clerk, replay.sources, roll, facts, outcomes, _note(replay, roll))


def _filed(replay: _Replay, name: str) -> Iterator[AnyAct]:
    """The act that files the table as it is described, unless the same bytes are filed already."""
    path = replay.files[name]
    before = [other for other in replay.sources if replay.files[other] == path]
    if before:  # one wide table holds both
        replay.sources[name] = replay.sources[before[0]]
        return
    digest = digest_of(path)
    same = next((s.source for s in replay.state.sources.values() if s.sha256 == digest), "")
    plain = FileSource(source=f"{name}-{digest[:12]}", title=path.name, sha256=digest)
    described = next((act for act in replay.tables.sources if act.sha256 == digest), plain)
    replay.sources[name] = same or described.source
    replay.now_at = str(path)
    if not same:
        by, organ = replay.clerk.person, replay.clerk.organ
        yield msgspec.structs.replace(described, by=by, for_=organ, file=path.name)


def _note(replay: _Replay, roll: RollCall) -> str:
    """The annotation of the event, if it is of this one and not of another source's with the same id."""
    event = roll.event
    note = replay.tables.annotations.get(event.id)
    if note is None or note.symbol == event.symbol:
        return note.sentence if note is not None else ""
    sentence = f"An annotation is of {note.symbol}, and this event is {event.symbol}: not used."
    replay.problems.append(Problem(event.id, replay.where(event), sentence))
    return ""


def _refuse_recorded(replay: _Replay, event: Event) -> None:
    if find_matter(replay.state, matter_of(event.id)) is not None:
        raise BadInput(
            "rollcalls.recorded",
            f"Event {event.id} is in this register already.",
            where=f"{replay.where(event)}: id",
            remedy="Replay into a new register.",
        )


def _at_row(
    replay: _Replay, registrar: Registrar, first: int, error: Refused | BadInput
) -> ComityError:
    """The error with the place of the act that does not stand: the first one that is not recorded."""
    size = registrar.store.head(registrar.body).size
    entries = registrar.entries(first, size)
    recorded = sum(not isinstance(entry.act, PassDeadline) for entry in entries)
    return placed(replay.places[recorded], error)


# --- the report ---------------------------------------------------------------------------------------------------------


def _report(replay: _Replay, registrar: Registrar, first: int) -> Report:
    """Read back from the register: what it holds is what is reported."""
    agreed = 0
    differences: list[Difference] = []
    for entry in registrar.entries(first):
        for effect in entry.effects:
            if isinstance(effect, OutcomeReported) and effect.agrees:
                agreed += 1
            elif isinstance(effect, OutcomeReported):
                differences.append(_difference(replay, registrar.state, entry, effect))
    open_ones = tuple(d for d in differences if d.ruled == "undetermined")
    return Report(
        drafts=len(replay.events),
        agreed=agreed,
        disagreements=tuple(d for d in differences if d.ruled != "undetermined"),
        undetermined=open_ones,
        problems=tuple(replay.problems),
        entries=registrar.state.size - first,
        columns=replay.columns,
    )


def _difference(replay: _Replay, state: State, entry: Entry, effect: OutcomeReported) -> Difference:
    found = find_question(state, effect.question)
    assert found is not None
    matter, question = found
    event = replay.events[matter.matter.removeprefix(matter_of(""))]
    counted = positions(state, matter, question)
    ruled = ruling(state, matter, question)
    return Difference(
        event=event.id,
        symbol=event.symbol,
        date=event.date,
        title=event.title,
        reported=effect.reported,
        ruled=effect.ruled,
        explanation=explanation(ruled, law_of(state, question), counted, event.reported),
        annotation=effect.annotation,
        entry=entry.n,
    )
