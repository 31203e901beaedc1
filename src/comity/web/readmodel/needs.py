"""What is still needed before a question can be adopted, everything named: answers, support, what stands in the way.

An answer is needed where the rule cannot do without it though everybody else agreed; where it can, so many more in favour
are, from among those who may still give them. What blocks is named by who must lift or withdraw what.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from comity.body.ballots import positions
from comity.rules.counting import Ballot
from comity.rules.terms import Position
from comity.web.readmodel.asking import Asking, stands
from comity.web.readmodel.consequences import agreeing, blocking
from comity.web.readmodel.entries import paragraph_numbers
from comity.web.told import names
from comity.web.told.lists import joined
from comity.web.told.names import Names
from comity.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Needed:
    """``items`` in words, nothing left out; empty where nothing is needed, and then ``otherwise`` says what will be.
    ``unanswered`` remarks do not keep a question open, but no further version may leave them out. ``falls``: whose
    reservations block now, and fall away by themselves at the deadline."""

    items: tuple[str, ...]
    otherwise: str = ""
    unanswered: int = 0
    falls: str = ""

    @property
    def sentence(self) -> str:
        """Everything in one phrase."""
        return joined(self.items)


def needed(visit: Visit, one: Asking, at: Names) -> Needed:
    """What the question still needs. Nothing is told to who sees his or her own position alone, or of what cannot be
    counted."""
    stood, ballot = stands(visit, one), one.ballot(visit.state)
    open_ones = _unanswered(one)
    if not one.seen or ballot is None:
        return Needed(())
    items = [
        *_answers(one, ballot, stood, at),
        *_in_the_way(visit, one, ballot, stood, at),
    ]
    falls = _falling(visit, one, ballot, stood, at)
    if items:
        return Needed(tuple(items), unanswered=open_ones, falls=falls)
    return Needed((), _otherwise(one, ballot, _at_close(visit, one)), open_ones, falls)


def _at_close(visit: Visit, one: Asking) -> dict[str, Position]:
    """The positions as the close would take them: reservations as the charter says of the deadline."""
    if not one.is_put:
        return stands(visit, one)
    return positions(visit.state, one.matter, one.question, one.silence)


def _falling(
    visit: Visit, one: Asking, ballot: Ballot, stood: dict[str, Position], at: Names
) -> str:
    closing = _at_close(visit, one)
    falls = [m for m in blocking(ballot, stood) if m not in blocking(ballot, closing)]
    if not falls:
        return ""
    said = ngettext(
        "The reservation of {members} blocks now, and falls away at the deadline by itself.",
        "The reservations of {members} block now, and fall away at the deadline by themselves.",
        len(falls),
    )
    return said.format(members=names.parties_joined(at, falls))


def _otherwise(one: Asking, ballot: Ballot, stood: dict[str, Position]) -> str:
    if ballot.outcome(agreeing(stood, one.silence)) != "adopted":
        return gettext("As things stand it cannot be adopted any more.")
    if one.puts.silence is not None and one.question.deadline:
        return gettext("Nothing: it is adopted at the deadline unless somebody objects before.")
    return gettext("Nothing: as things stand it is adopted.")


def _answers(one: Asking, ballot: Ballot, stood: dict[str, Position], at: Names) -> list[str]:
    """The answers without which it fails, or how many more must be in favour."""
    silent = one.silence
    pending = [member for member, side in stood.items() if side == "pending"]
    if not pending or ballot.outcome(agreeing(_unblocked(ballot, stood), silent)) == "adopted":
        return []
    everybody: dict[str, Position] = dict.fromkeys(stood, "in favour")
    required = [m for m in pending if ballot.outcome({**everybody, m: silent}) != "adopted"]
    if required:
        said = _asked_for(one, len(required))
        return [said.format(members=names.parties_joined(at, required))]
    return _support(ballot, stood, pending, silent, at)


def _asked_for(one: Asking, number: int) -> str:
    if one.puts.form == "signature":
        return ngettext("the signature of {members}", "the signatures of {members}", number)
    return ngettext("an answer from {members}", "answers from {members}", number)


def _support(
    ballot: Ballot, stood: dict[str, Position], pending: list[str], silent: Position, at: Names
) -> list[str]:
    found = ballot.ruling(agreeing(_unblocked(ballot, stood), silent))
    if not found.needed:
        return []
    givers = [m for m in found.could_give if m in pending]
    if len(givers) < found.needed:
        givers = list(found.could_give)
    if len(givers) == found.needed:
        return [gettext("in favour: {members}").format(members=names.parties_joined(at, givers))]
    said = ngettext(
        "{number} more in favour, from among {members}",
        "{number} more in favour, from among {members}",
        found.needed,
    )
    return [said.format(number=found.needed, members=names.parties_joined(at, givers))]


def _unblocked(ballot: Ballot, stood: dict[str, Position]) -> dict[str, Position]:
    """The positions once everybody who blocks had given way."""
    barring = blocking(ballot, stood)
    return {m: "in favour" if m in barring else side for m, side in stood.items()}


# --- what stands in the way -------------------------------------------------------------------------------------------


def _in_the_way(
    visit: Visit, one: Asking, ballot: Ballot, stood: dict[str, Position], at: Names
) -> list[str]:
    closing = set(blocking(ballot, _at_close(visit, one)))
    barring = [member for member in blocking(ballot, stood) if member in closing]
    items: list[str] = []
    for member in barring:
        items += _to_lift(visit, one, member, at)
    return [*items, *_brackets(visit, one, barring, at)]


def _to_lift(visit: Visit, one: Asking, member: str, at: Names) -> list[str]:
    """What the member must give up: its objection, or its reservations, one by one."""
    party = names.party(at, member)
    choice = one.question.choices.get(member, "")
    if choice.startswith("against"):
        if one.puts.form == "signature":
            return [_asked_for(one, 1).format(members=party)]
        return [gettext("{party}’s objection withdrawn").format(party=party)]
    if choice and choice not in ("in favour", "does not object"):
        return [gettext("{party} in favour").format(party=party)]
    return [*_reservation(one, member, at), *_reservations_on_text(visit, one, member, at)]


def _reservation(one: Asking, member: str, at: Names) -> list[str]:
    stated = one.question.stated.get(member, [])
    held = next((s.reservation for s in reversed(stated) if not s.late), "")
    if not _holds(one, held):
        return []
    said = gettext("{party}’s reservation lifted ({type})")
    return [said.format(party=names.party(at, member), type=names.reservation(at, held))]


def _reservations_on_text(visit: Visit, one: Asking, member: str, at: Names) -> list[str]:
    numbers = paragraph_numbers(visit, one.matter)
    said = gettext("{party}’s reservation on paragraph {number} lifted ({type})")
    return [
        said.format(
            party=names.party(at, member),
            number=joined([numbers.get(p, p) for p in remark.paragraphs]),
            type=names.reservation(at, remark.type),
        )
        for remark in one.matter.remarks.values()
        if remark.by == member
        and remark.nature == "reservation"
        and not remark.disposition
        and _holds(one, remark.type)
    ]


def _holds(one: Asking, kind: str) -> bool:
    """Whether a reservation of that type still blocks at the deadline."""
    known = one.law.reservations.get(kind)
    if known is None:
        return False
    return known.at_deadline == "becomes an objection" or (
        known.blocks and known.at_deadline not in ("lifts", "counts as silence")
    )


def _brackets(visit: Visit, one: Asking, barring: list[str], at: Names) -> list[str]:
    """One text for each paragraph with an open bracket of somebody whom it keeps from agreeing."""
    numbers = paragraph_numbers(visit, one.matter)
    owners: dict[str, list[str]] = {}
    for remark in one.matter.remarks.values():
        if remark.nature == "bracket" and not remark.disposition and remark.by in barring:
            for paragraph in remark.paragraphs:
                owners.setdefault(paragraph, []).append(remark.by)
    said = gettext("one text for paragraph {number} (brackets of {members})")
    return [
        said.format(number=numbers.get(p, p), members=names.parties_joined(at, dict.fromkeys(by)))
        for p, by in owners.items()
    ]


def _unanswered(one: Asking) -> int:
    loose = ("comment", "proposal")
    remarks = one.matter.remarks.values() if one.puts.on_text else ()
    return sum(1 for r in remarks if r.nature in loose and not r.disposition)
