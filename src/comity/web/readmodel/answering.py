"""What the reader may answer to a question now, and why not the rest.

Every button is asked of the kernel. Whoever decides for a member that is asked states its position; an expert of it
proposes one to those who do; who keeps the record records what came otherwise. A reader who may do none of it is told by
which rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from comity.body.acts import (
    AnyAct,
    AssociateWithBreak,
    BreakSilence,
    ContestPosition,
    Speak,
    StatePosition,
    WithdrawBreak,
)
from comity.body.contesting import is_contested, recorded_for
from comity.charter.model import Reservation
from comity.errors import ComityError
from comity.rules.terms import Position
from comity.web.acting import SIGNING, TYPED_LATER, made
from comity.web.acting import refusal as refused
from comity.web.delegation import refused_to_all
from comity.web.readmodel.asking import Asking, version_asked
from comity.web.readmodel.consequences import Choice, choices
from comity.web.readmodel.entries import paragraph_numbers
from comity.web.told import names, words
from comity.web.told.names import Names
from comity.web.visits import Visit

USUAL: tuple[Position, ...] = ("in favour", "does not object", "abstaining", "against")
"""What is offered where the charter does not say what may be stated."""
Mode = Literal["decide", "propose", "record", "read"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of reservation: its title, whether it blocks, and what becomes of it at the deadline."""

    type: str
    title: str
    blocks: bool
    at_deadline: str


@dataclass(frozen=True, slots=True)
class Stating:
    """What the reader may state on the question, and with what. ``mode``: decides for a member, proposes inside a
    delegation, keeps the record, or reads; ``offered``: the positions that may be stated, or proposed; ``why``: the refusal
    to show where there is none. ``version``: of the text answered to."""

    mode: Mode
    offered: tuple[Position, ...]
    why: ComityError | None
    signs: bool
    version: int | None
    kinds: tuple[Kind, ...]
    paragraphs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answering:
    """What the reader may do about the question: state a position, each with what it would bring, or act otherwise.
    ``standing_word``: the choice that the member stands on."""

    stating: Stating
    choices: tuple[Choice, ...]
    standing_word: str
    can_break: bool
    can_amend: bool
    can_associate: bool
    can_withdraw: bool
    can_join: bool
    can_contest: bool
    can_ask: bool

    @property
    def can_record(self) -> bool:
        """Whether the reader records what came otherwise."""
        return self.stating.mode == "record"

    @property
    def anything(self) -> bool:
        """Whether there is anything that the reader may do, or is to be told why not."""
        may = (self.can_break, self.can_associate, self.can_withdraw, self.can_join)
        besides = (self.can_contest, self.can_ask, self.can_record, self.standing_word)
        return bool(self.choices or self.stating.why) or any(may) or any(besides)


def stating(visit: Visit, one: Asking, at: Names) -> Stating:
    """What the reader may state on a question that is put."""
    offered = _offered(one)
    states = {c: refused(visit, _position(visit, one, c)) for c in offered} if one.running else {}
    permitted = tuple(c for c, why in states.items() if why is None or why.code in SIGNING)
    mode = _mode(visit, one, states, bool(permitted))
    open_to = permitted if mode == "decide" else ()
    if mode == "propose":
        open_to = tuple(c for c in offered if not refused_to_all(visit, _position(visit, one, c)))
    twice = any(why is not None and why.code == "position.twice" for why in states.values())
    why = None if open_to or twice else next(iter(states.values()), None)
    return replace(untried(visit, one, at), mode=mode, offered=open_to, why=why)


def untried(visit: Visit, one: Asking, at: Names) -> Stating:
    """The same where the kernel is not asked: as if the reader decided, and could state any position."""
    return Stating(
        mode="decide",
        offered=_offered(one),
        why=None,
        signs=one.puts.form == "signature",
        version=version_asked(one),
        kinds=tuple(_kinds(one, at)),
        paragraphs=tuple(paragraph_numbers(visit, one.matter).items()) if one.question.text else (),
    )


def answering(visit: Visit, one: Asking, at: Names) -> Answering:
    """What the reader may do about a question that is put."""
    states = stating(visit, one, at)
    standing = one.question.choices.get(visit.reader.party, "")
    may = _others(visit, one)
    silence = one.puts.silence is not None
    weighed = _without_objection(states.offered) if silence else states.offered
    said = bool(standing or states.offered)
    return Answering(
        stating=states,
        choices=tuple(choices(visit, one, weighed)),
        standing_word=words.choice(standing) if standing and one.running else "",
        can_break=one.running and silence and may["break"],
        can_amend=one.running and silence and may["amend"],
        can_associate=silence and may["associate"],
        can_withdraw=silence and may["withdraw"],
        can_join=bool(one.question.closed) and may["join"],
        can_contest=_recorded_for(visit, one) and may["contest"],
        can_ask=one.running and not one.puts.confidential and said and may["ask"],
    )


def _mode(
    visit: Visit, one: Asking, states: Mapping[Position, ComityError | None], permitted: bool
) -> Mode:
    if visit.reader.keeps_record:
        return "record"
    if permitted:
        return "decide"
    inside = visit.reader.party in one.question.population and visit.reader.may("propose")
    narrow = any(
        error is not None and error.code == "credential.narrow" for error in states.values()
    )
    return "propose" if inside and narrow else "read"


def _offered(one: Asking) -> tuple[Position, ...]:
    return one.puts.allowed or USUAL


def _without_objection(offered: Iterable[str]) -> list[str]:
    """Under silence an objection is stated by breaking it, with its reason."""
    return [choice for choice in offered if not choice.startswith("against")]


def _position(visit: Visit, one: Asking, choice: str) -> StatePosition:
    return made(
        visit,
        StatePosition,
        question=one.question.question,
        choice=choice,
        version=version_asked(one),
    )


def _others(visit: Visit, one: Asking) -> dict[str, bool]:
    """Whether each of the other acts would be permitted now."""
    name = one.question.question
    acts: dict[str, AnyAct] = {
        "break": made(visit, BreakSilence, question=name, form="objection"),
        "amend": made(visit, BreakSilence, question=name, form="amendment"),
        "associate": made(visit, AssociateWithBreak, question=name),
        "withdraw": made(visit, WithdrawBreak, question=name),
        "join": _position(visit, one, "in favour"),
        "contest": made(visit, ContestPosition, question=name, reason=TYPED_LATER),
        "ask": made(visit, Speak, matter=one.matter.matter, stance="asks", gist=TYPED_LATER),
    }
    return {what: refused(visit, act) is None for what, act in acts.items()}


def _recorded_for(visit: Visit, one: Asking) -> bool:
    """Whether the last that was recorded for the reader's member was recorded on its behalf, and is not contested yet."""
    member, told = visit.reader.party, one.question.stated.get(visit.reader.party, [])
    last = not told or bool(told[-1].via)
    return last and recorded_for(one.question, member) and not is_contested(one.question, member)


def _kinds(one: Asking, at: Names) -> Iterator[Kind]:
    for kind in one.law.reservations.values():
        yield _kind(kind, at)


def _kind(kind: Reservation, at: Names) -> Kind:
    return Kind(
        type=kind.type,
        title=str(names.text(at, kind.title) or kind.type),
        blocks=kind.blocks,
        at_deadline=words.said(words.AT_DEADLINE, kind.at_deadline),
    )
