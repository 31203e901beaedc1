"""The head's page: what a head of state's office is asked to agree to and to sign, each on a few lines.

What the question is, who asks, what the others said, until when, what happens if nothing is done, what the adviser advises;
and the answers that the reader may give now, each with what it would do. An answer is one act; a signature is given where
the reader has a key to give it with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from comity.body.passkeys import has_had_key
from comity.body.state import Matter
from comity.errors import ComityError
from comity.web.acting import SIGNING, refusal
from comity.web.readmodel.answering import USUAL
from comity.web.readmodel.asking import Asking, asking, procedure_of, stands
from comity.web.readmodel.consequences import Choice, choices, if_nothing
from comity.web.readmodel.desk import answer_act, question_title
from comity.web.readmodel.things import sort_of
from comity.web.readmodel.waiting import Waiting, first, index_of
from comity.web.told import called, names, words
from comity.web.told.names import Names, Worded
from comity.web.visibility import may_see
from comity.web.visits import Visit

SHEET = 20
"""So many questions stand on the sheet; a head who is asked more is told how many."""
ASKED = ("answer", "sign", "silence")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. ``about``: whom it is about; ``others``: what the other members said, side by side with who;
    ``choices`` are those permitted now; ``why`` the refusal where none is; ``with_key``: the signature is given with a
    passkey."""

    matter: str
    question: str
    title: Worded
    asked: str
    about: tuple[tuple[str, Worded], ...]
    by: str
    others: tuple[tuple[str, str], ...]
    until: str
    nothing: str
    choices: tuple[Choice, ...]
    why: ComityError | None
    signs: bool
    silence: bool
    with_key: bool
    advice: object = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is asked, the most urgent first: ``to_agree`` and ``to_sign``; ``more`` are not on the sheet."""

    to_agree: tuple[Asked, ...]
    to_sign: tuple[Asked, ...]
    more: int


def sheet(visit: Visit, at: Names, advice: Mapping[str, object]) -> Sheet:
    """The sheet of the reader's member. ``advice``: the adviser's note by matter."""
    lists = [
        [one for one in waiting if one.kind in ASKED]
        for waiting in index_of(visit).of(visit.reader.party).values()
    ]
    found = [told for one in first(lists, SHEET) if (told := _asked(visit, one, at, advice))]
    return Sheet(
        to_agree=tuple(one for one in found if not one.signs),
        to_sign=tuple(one for one in found if one.signs),
        more=max(0, sum(map(len, lists)) - SHEET),
    )


def _asked(visit: Visit, one: Waiting, at: Names, advice: Mapping[str, object]) -> Asked | None:
    matter = visit.state.matters.get(one.about)
    current = matter.question() if matter is not None else None
    if matter is None or current is None:
        return None
    if not may_see(visit.state, visit.reader, matter, visit.day):
        return None
    asked = asking(visit, matter, current)
    if asked is None:
        return None
    offered, why = _offered(visit, asked)
    signs = asked.puts.form == "signature"
    return Asked(
        matter=matter.matter,
        question=current.question,
        title=names.matter(at, matter.matter),
        asked=question_title(asked, at),
        about=tuple(_persons(visit, matter, at)),
        by=str(names.who(at, matter.by)),
        others=tuple(_others(visit, asked, at)),
        until=current.deadline,
        nothing=if_nothing(visit, asked, at),
        choices=tuple(choices(visit, asked, offered)),
        why=why,
        signs=signs,
        silence=asked.puts.silence is not None,
        with_key=signs and has_had_key(visit.state, visit.reader.person, visit.day),
        advice=advice.get(matter.matter),
    )


def _offered(visit: Visit, asked: Asking) -> tuple[list[str], ComityError | None]:
    """The answers that are permitted now; where none is, why. Under silence an objection has its own form, with reasons."""
    permitted: list[str] = []
    why: ComityError | None = None
    for choice in asked.puts.allowed or USUAL:
        refused = refusal(visit, answer_act(visit, asked, choice))
        if refused is None or refused.code in SIGNING:
            permitted.append(choice)
        elif refused.code != "position.not_allowed":
            why = refused
    if asked.puts.silence is not None:
        permitted = [choice for choice in permitted if not choice.startswith("against")]
    return permitted, None if permitted else why


def _persons(visit: Visit, matter: Matter, at: Names) -> Iterator[tuple[str, Worded]]:
    """The persons provided so far, each with what he or she is: the candidate."""
    procedure = procedure_of(visit, matter)
    for thing, value in matter.things.items():
        if value and sort_of(at.law, procedure, thing) == "person":
            yield called.thing(at.law, thing), names.person(at, value, titled=True)


def _others(visit: Visit, asked: Asking, at: Names) -> list[tuple[str, str]]:
    """What the others said: each position with who is on it, those still to answer last."""
    if not asked.seen:
        return [(pgettext("others", "In confidence"), gettext("what the others say is not shown"))]
    by_side: dict[str, list[str]] = {}
    for member, side in stands(visit, asked).items():
        if member != visit.reader.party:
            by_side.setdefault(side, []).append(member)
    order = sorted(by_side, key=lambda side: side == "pending")
    return [(words.choice(side), names.parties_joined(at, by_side[side])) for side in order]
