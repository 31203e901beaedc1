"""Explanations of vote: what members said with their answers to a question, for the minutes and the page of a decision.

A member may explain its answer in three ways: in the words that go with the position, in the words of a reservation, and
in a speech on the matter that says that it explains. The words are in the register alone and are read from there. What was
answered in confidence is nobody else's to read, and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from comity.body.ballots import step_of
from comity.body.effects import PositionStated, SpeechMade, Text
from comity.body.entry import Entry
from comity.body.state import Matter, Question, State, speeches
from comity.store.sealing import COMMITTED
from comity.web.told import names, words
from comity.web.told.names import Names, Worded

Reading = Callable[[int], Entry | None]
"""Reads an entry of the register by its number."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a member said of its answer; ``choice`` is the answer, empty in a speech; ``reservation`` the type of it."""

    member: str
    choice: str
    said: Text
    reservation: str
    reserved: Text
    entry: int


def is_secret(state: State, matter: Matter, question: Question) -> bool:
    """Whether the question was put in confidence, so that its answers are for those who are asked alone."""
    try:
        puts = step_of(state, matter, question).puts
    except LookupError:
        return True
    return puts is not None and puts.confidential


def explanations(question: Question, read: Reading) -> list[Explanation]:
    """What was said with the answers that stand, in the order in which they were given."""
    standing = [(told[-1].entry, member) for member, told in question.stated.items() if told]
    found = (_explanation(question, member, read(entry)) for entry, member in sorted(standing))
    return [one for one in found if one is not None]


def explained_in_speeches(state: State, matter: Matter, read: Reading) -> list[Explanation]:
    """What was said on the matter to explain a vote."""
    return [
        Explanation(one.by, "", one.gist, "", "", number)
        for number in speeches(state, matter.matter)
        for one in _speeches(read(number))
        if one.matter == matter.matter and one.stance == "explains" and not _sealed(one.gist)
    ]


def told(at: Names, one: Explanation) -> Worded:
    """The explanation in one sentence: "Corund, against: It costs too much. Reservation (general): until May." """
    who, parts = str(names.who(at, one.member)), []
    said, reserved = names.text(at, one.said), names.text(at, one.reserved)
    if one.choice:
        who = gettext("{member}, {position}").format(member=who, position=words.choice(one.choice))
    if said:
        parts.append(said.in_full())
    if one.reservation or reserved:
        kind = names.reservation(at, one.reservation) if one.reservation else ""
        named = (
            gettext("reservation ({kind})").format(kind=kind) if kind else gettext("reservation")
        )
        parts.append(f"{named}: {reserved.in_full()}" if reserved else named)
    return Worded(f"{who}: {'; '.join(parts)}", said.lang or reserved.lang)


def _explanation(question: Question, member: str, entry: Entry | None) -> Explanation | None:
    for one in entry.effects if entry is not None else ():
        if not isinstance(one, PositionStated):
            continue
        if (one.question, one.member) != (question.question, member) or _sealed(one.choice):
            continue
        said = "" if _sealed(one.statement) else one.statement
        reserved = "" if _sealed(one.reservation_text) else one.reservation_text
        if said or reserved or one.reservation:
            return Explanation(
                member, one.choice, said, one.reservation, reserved, entry.n if entry else 0
            )
    return None


def _speeches(entry: Entry | None) -> Iterator[SpeechMade]:
    yield from (
        one for one in (entry.effects if entry is not None else ()) if isinstance(one, SpeechMade)
    )


def _sealed(text: Text) -> bool:
    said = [text] if isinstance(text, str) else list(text.values())
    return any(COMMITTED.fullmatch(one) for one in said)
