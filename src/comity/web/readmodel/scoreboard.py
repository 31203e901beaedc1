"""Who stands where: paragraph by paragraph and member by member, round against round, and who has not answered.

A round is what is said on one version of the text: remarks on its paragraphs, and positions on the question about it. What
is asked in confidence shows nobody's answer but to those who put the question or keep the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import pgettext

from comity.body.ballots import step_of
from comity.body.standing import counted_members
from comity.body.state import Matter, Question
from comity.web.models.marks import Reminder
from comity.web.readmodel import remarks as reading
from comity.web.readmodel.remarks import RemarkRead, VersionRead
from comity.web.told import names, words
from comity.web.told.versions import revision
from comity.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a member stands on a paragraph: a letter, a colour (a class of the position grid) and a word. ``gone``: what it
    said before and took back, or what was settled."""

    letter: str
    colour: str
    word: str
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph with a cell for each member, and whether anything on it is open."""

    id: str
    number: str
    cells: tuple[Cell, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Round:
    """What was said on one version: ``choices`` by member, on the last question about it."""

    read: VersionRead
    name: str
    question: Question | None
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Board:
    """The grid of a round, for all of its members or for some of them."""

    round: Round
    members: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A member that answers otherwise in the later round; empty where it did not answer."""

    member: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Two rounds: who moved, which remarks were closed since the earlier one, which were opened, which still stand."""

    earlier: Round
    later: Round
    moved: tuple[Moved, ...]
    stayed: tuple[str, ...]
    closed: tuple[RemarkRead, ...]
    opened: tuple[RemarkRead, ...]
    stand: tuple[RemarkRead, ...]

    @property
    def members(self) -> tuple[Moved, ...]:
        """Everybody: those who moved, then those who answer as before."""
        said = self.later.choices
        stayed = (Moved(one, said.get(one, ""), said.get(one, "")) for one in self.stayed)
        return (*self.moved, *stayed)


@dataclass(frozen=True, slots=True)
class Chased:
    """A member that has not answered: how often it was reminded, and when last."""

    member: str
    times: int
    last: datetime | None


# --- rounds -----------------------------------------------------------------------------------------------------------


def rounds(visit: Visit, matter: Matter) -> tuple[Round, ...]:
    """The rounds of the matter, the first first."""
    return tuple(_round(visit, matter, one) for one in reading.versions(visit.body, matter))


def _round(visit: Visit, matter: Matter, read: VersionRead) -> Round:
    about = [one for one in matter.questions if one.text == read.digest and _put_after(one, read)]
    # Later steps may ask on the same words: the chair, the Council. The round is that of the step that asked first.
    question = [one for one in about if one.step == about[0].step][-1] if about else None
    open_to_reader = question is not None and sees_answers(visit, matter, question)
    choices = dict(question.choices) if question is not None and open_to_reader else {}
    return Round(read, revision(read.version), question, choices)


def _put_after(question: Question, read: VersionRead) -> bool:
    # Two versions may have the same words: then the question belongs to the one before it.
    return question.entry >= read.entry


def sees_answers(visit: Visit, matter: Matter, question: Question) -> bool:
    """Whether the reader may know who has answered, and what."""
    puts = step_of(visit.state, matter, question).puts
    return puts is None or not puts.confidential or visit.reader.keeps_record


def compared(visit: Visit, matter: Matter, earlier: Round, later: Round) -> Compared:
    """What changed from one round to another."""
    population = later.question.population if later.question is not None else list(earlier.choices)
    members = dict.fromkeys([*population, *earlier.choices, *later.choices])
    in_order = [one.id for one in names.parties(visit.names(), members)]
    moved = [
        Moved(one, earlier.choices.get(one, ""), later.choices.get(one, "")) for one in in_order
    ]
    first, last = earlier.read.version, later.read.version
    known = reading.remarks(visit.body, matter)
    return Compared(
        earlier=earlier,
        later=later,
        moved=tuple(one for one in moved if one.before != one.after),
        stayed=tuple(one.member for one in moved if one.before == one.after),
        closed=tuple(
            r for r in known if r.settled_in is not None and first <= r.settled_in <= last
        ),
        opened=tuple(r for r in known if first < r.version <= last),
        stand=tuple(r for r in known if r.version <= last and not r.settled_by(last)),
    )


# --- paragraph by member ----------------------------------------------------------------------------------------------


def members_in(visit: Visit, matter: Matter, of: Round) -> tuple[str, ...]:
    """The members of the round's grid, in alphabetical order: those asked, or all while nothing was asked, and whoever has
    made a remark on it."""
    known = [r for r in reading.remarks(visit.body, matter) if of.read.version in r.on]
    asked = of.question.population if of.question is not None else members_of(visit)
    members = dict.fromkeys([*asked, *(r.by for r in known)])
    return tuple(one.id for one in names.parties(visit.names(), members))


def board(visit: Visit, matter: Matter, of: Round, members: Sequence[str] | None = None) -> Board:
    """The grid of one round, for ``members``; for all of them where none are given."""
    known = [r for r in reading.remarks(visit.body, matter) if of.read.version in r.on]
    in_order = tuple(members) if members is not None else members_in(visit, matter, of)
    rows = []
    for paragraph in of.read.paragraphs:
        here = [r for r in known if paragraph.id in r.on[of.read.version]]
        cells = tuple(_cell(visit, of, m, paragraph.id, here) for m in in_order)
        is_open = any(not r.settled_by(of.read.version) for r in here)
        rows.append(Row(paragraph.id, paragraph.number, cells, is_open))
    return Board(of, in_order, tuple(rows))


def members_of(visit: Visit) -> tuple[str, ...]:
    """The members of the body today."""
    return counted_members(visit.state, visit.law, visit.day)


def _cell(visit: Visit, of: Round, member: str, paragraph: str, here: Sequence[RemarkRead]) -> Cell:
    own = [r for r in here if r.by == member]
    version = of.read.version
    gone = tuple(words.nature(r.nature) for r in own if r.settled_by(version))
    standing = [r for r in own if not r.settled_by(version)]
    for nature in ("reservation", "bracket", "proposal", "comment", "statement"):
        found = next((r for r in standing if r.nature == nature), None)
        if found is not None:
            return Cell(*_remarked(visit, found), gone)
    return Cell(*_answered(of, member, paragraph), gone)


def _remarked(visit: Visit, remark: RemarkRead) -> tuple[str, str, str]:
    match remark.nature:
        case "reservation":
            declared = visit.law.reservations.get(remark.type)
            if declared is not None and declared.blocks:
                return pgettext("letter", "R"), "against", pgettext("standing", "reserves, blocks")
            return pgettext("letter", "R"), "care", pgettext("standing", "reserves, does not block")
        case "bracket":
            return pgettext("letter", "B"), "care", pgettext("standing", "keeps it open")
        case "proposal":
            return pgettext("letter", "P"), "care", pgettext("standing", "proposes words")
        case "comment":
            return pgettext("letter", "C"), "care", pgettext("standing", "comments")
        case _:
            return pgettext("letter", "S"), "quiet", pgettext("standing", "states")


def _answered(of: Round, member: str, paragraph: str) -> tuple[str, str, str]:
    """Without a remark of its own on the paragraph: what the member says of the whole."""
    question = of.question
    if question is None:
        return "–", "quiet", pgettext("standing", "no remark")
    choice = of.choices.get(member, "")
    stated = question.stated.get(member, [])
    if choice and stated and paragraph in stated[-1].refrains:
        return pgettext("letter", "X"), "quiet", pgettext("standing", "takes no part in it")
    match choice:
        case "":
            if member not in question.population:
                return "–", "quiet", pgettext("standing", "is not asked")
            return "–", "waiting", pgettext("standing", "has not answered")
        case "in favour":
            return pgettext("letter", "A"), "for", pgettext("standing", "accepts")
        case "against":
            return pgettext("letter", "O"), "against", pgettext("standing", "objects to the whole")
        case _:
            return pgettext("letter", "N"), "quiet", words.choice(choice)


# --- who has not answered ---------------------------------------------------------------------------------------------


def chased(visit: Visit, question: Question) -> tuple[Chased, ...]:
    """The members that have not answered the question, in alphabetical order."""
    silent = [one for one in question.population if one not in question.choices]
    sent: dict[str, list[datetime]] = {}
    known = Reminder.objects.filter(body=visit.name, question=question.question).order_by("sent")
    for party, when in known.values_list("party", "sent"):
        sent.setdefault(party, []).append(when)
    at = visit.names()
    return tuple(
        Chased(one.id, len(sent.get(one.id, [])), sent.get(one.id, [None])[-1])
        for one in names.parties(at, silent)
    )
