"""Rulings that were reversed with something standing on them, as a reader is shown them: what stands, by which record the
ruling was reversed, and what the reader may do about it."""

from __future__ import annotations

from dataclasses import dataclass

from comity.body.acts import LeaveOffice
from comity.body.entry import Entry
from comity.body.state import Matter, Question, State
from comity.web.acting import made, refusal
from comity.web.readmodel.asking import asking
from comity.web.readmodel.standing import Sort, Stands, reversed_in, settled, stand_on
from comity.web.readmodel.waiting import index_of, touched_by
from comity.web.told import names, words
from comity.web.told.names import Names, Worded
from comity.web.visibility import visible_matter
from comity.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Standing:
    """``about`` is what an irregularity would be flagged about; ``ends``: the office on whose page the reader may end the
    tenure, empty where he or she may not."""

    sort: Sort
    told: Worded
    record: int
    settled: bool
    about: str
    decision: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Reversal:
    """``by`` is the record that reversed the ruling, ``seen`` whether the reader may read it; ``article`` that of the
    ruling as it is; ``open``: somebody must act."""

    matter: str
    question: str
    title: Worded
    by: int
    seen: bool
    was: str
    now: str
    article: str
    standing: tuple[Standing, ...]

    @property
    def open(self) -> bool:
        return any(not one.settled for one in self.standing)


def reversals(visit: Visit, matter: Matter) -> tuple[Reversal, ...]:
    """The rulings of the matter that were reversed with something standing on them. The matter is one that the reader may
    know of."""
    found = (_told(visit, matter, one) for one in reversed_in(matter))
    return tuple(one for one in found if one.standing)


def behind(visit: Visit, entry: Entry) -> tuple[Reversal, ...]:
    """The reversals that concern what the entry brought, or that it made, of matters that the reader may know of."""
    named = [name for name in touched_by(visit.state, entry) if name in index_of(visit).again]
    matters = (
        visible_matter(visit.state, visit.reader, one, visit.day) for one in dict.fromkeys(named)
    )
    return tuple(
        one
        for matter in filter(None, matters)
        for one in reversals(visit, matter)
        if entry.n in (one.by, *(thing.record for thing in one.standing))
    )


def _told(visit: Visit, matter: Matter, question: Question) -> Reversal:
    at = visit.names()
    found = stand_on(visit.state, matter, question, visit.day)
    asked = asking(visit, matter, question)
    return Reversal(
        matter=matter.matter,
        question=question.question,
        title=names.question(at, question.question),
        by=question.ruled_by or question.entry,
        seen=asked is None or asked.seen or not asked.puts.confidential,
        was=words.outcome(question.rulings[0][1]),
        now=words.outcome(question.outcome),
        article=question.article,
        standing=tuple(_standing(visit, at, matter, question, one) for one in found),
    )


def _standing(visit: Visit, at: Names, matter: Matter, question: Question, one: Stands) -> Standing:
    known = one.sort in ("decision", "tenure", "measures", "step", "missed")
    return Standing(
        sort=one.sort,
        told=_name(visit.state, at, matter, one),
        record=one.record,
        settled=settled(visit.state, matter, question, one, visit.day),
        about=one.id if known else str(one.record),
        decision=one.id if one.sort == "decision" else "",
        ends=_ends(visit, one),
    )


def _name(state: State, at: Names, matter: Matter, one: Stands) -> Worded:
    match one.sort:
        case "effect":
            return names.step(at, matter.procedure, one.id)
        case "step":
            return names.step(at, matter.procedure, matter.step)
        case "charter":
            return names.text(at, at.law.charter.title)
        case "status" | "right":
            return names.party(at, one.id)
        case "turn":
            return names.rota(at, one.id)
        case _:
            return names.anything(at, one.id)


def _ends(visit: Visit, one: Stands) -> str:
    if one.sort != "tenure" or visit.reader.capacity is None:
        return ""
    act = made(visit, LeaveOffice, tenure=one.id, reason="recall")
    return visit.state.tenures[one.id].office if refusal(visit, act) is None else ""
