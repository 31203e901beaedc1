"""Who sat, and how each stood: the names of a source turned into the parties of a body.

A name stands for the party that the charter, or the register by now, calls so in any language, or whose code it is;
letters are compared without regard to case. A name that nobody has becomes a party of its own, with a code made of it.

Who sat is what the source has voting. Where it has fewer votes than seats, the other members of that day are added, and
nothing is known of how they stood: to leave them out would be to count them as absent.

>>> code_of("Germany, Federal Republic of")
'GERMANY_FEDERAL_REPUBLIC_OF'
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from unicodedata import combining, normalize

import msgspec

from comity.body.effects import AnyEffect, PartyNamed, StatusGranted
from comity.body.occasion import law_on
from comity.body.standing import counted_members
from comity.body.state import State
from comity.charter.law import Law
from comity.charter.model import Charter
from comity.errors import BadInput
from comity.exchange.votes import VOTES, RollCall
from comity.folding import same_name
from comity.rules.terms import Position

LONGEST_CODE = 100
PERMANENT = "permanent"
"""The column of the votes, and the group of the charter that it is compared with."""
TOTALLED: tuple[Position, ...] = (VOTES["Y"], VOTES["N"], VOTES["A"], VOTES["NV"])


class ReadAs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name of the source that stands for another party on some days, both included, and why."""

    member: str
    party: str = msgspec.field(name="as")
    since: str = msgspec.field(name="from")
    until: str
    says: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """One roll call in the body's terms: every party that sat with its position; the facts that make members of those
    who were none (``new``); sentences on what the source and the charter say differently (``odds``)."""

    positions: Mapping[str, Position]
    new: tuple[AnyEffect, ...]
    odds: tuple[str, ...]


class Seats:
    """The parties of a body by the names that a source has for them. Learns the new ones, roll call by roll call."""

    def __init__(self, state: State, charter: Charter, read_as: Sequence[ReadAs] = ()) -> None:
        self._state = state
        self._read_as = read_as
        self._told: set[ReadAs] = set()
        self._status = next((s.status for s in charter.statuses.values() if s.counted), "")
        self._codes = dict(_names(state, charter))
        self._granted: dict[str, set[str]] = {}

    def sitting(self, roll: RollCall, where: str) -> Sitting:
        """The roll call in the body's terms. ``BadInput`` (``rollcalls.seats``) at ``where`` if some who sat cannot be
        named: fewer votes than seats, and the members of that day are not as many as the seats."""
        roll, odds = self._as_read(roll)
        day, seats = roll.event.date, roll.event.seats
        law = law_on(self._state, day)
        new = tuple(self._admitted(roll, law))
        voted = {self._codes[same_name(vote.member)]: vote for vote in roll.votes}
        positions: dict[str, Position] = {party: vote.position for party, vote in voted.items()}
        others = [party for party in self._members(law, day) if party not in voted]
        odds += _odd_totals(roll)
        if PERMANENT in law.groups and None not in [vote.permanent for vote in roll.votes]:
            said = {party for party, vote in voted.items() if vote.permanent}
            odds += _odd_permanent(said, law.groups[PERMANENT] & voted.keys())
        if voted and seats in (None, len(voted)):
            odds += [f"{party} is a member on that day, and has no vote here." for party in others]
            return Sitting(positions, new, tuple(odds))
        if seats not in (None, len(voted) + len(others)):
            raise _unnamed(roll, len(voted) + len(others), f"{where}: seats")
        positions |= dict.fromkeys(others, VOTES["?"])
        return Sitting(positions, new, tuple(odds))

    def _as_read(self, roll: RollCall) -> tuple[RollCall, list[str]]:
        """The roll call with the names that stand for another party on its day; said once of each."""
        here = [each for each in self._read_as if each.since <= roll.event.date <= each.until]
        parties = {same_name(each.member): each for each in here}
        if parties.keys().isdisjoint(same_name(vote.member) for vote in roll.votes):
            return roll, []
        votes, odds = [], []
        for vote in roll.votes:
            meant = parties.get(same_name(vote.member))
            votes.append(vote if meant is None else replace(vote, member=meant.party))
            if meant is not None and meant not in self._told:
                self._told.add(meant)
                odds.append(
                    f"{meant.member} is read as {meant.party} from {meant.since} to {meant.until}: {meant.says}"
                )
        return replace(roll, votes=tuple(votes)), odds

    def _members(self, law: Law, day: str) -> dict[str, None]:
        """The members on that day, those admitted by this reading and not yet recorded among them."""
        known = counted_members(self._state, law, day)
        return dict.fromkeys([*known, *sorted(self._granted.get(day[:4], ()))])

    def _admitted(self, roll: RollCall, law: Law) -> Iterator[AnyEffect]:
        day = roll.event.date
        members = self._members(law, day)
        for vote in roll.votes:
            name = same_name(vote.member)
            if name not in self._codes:
                self._codes[name] = self._new_code(vote.member, law)
                yield PartyNamed(party=self._codes[name], name=vote.member)
            party = self._codes[name]
            if party not in members and self._status:
                self._granted.setdefault(day[:4], set()).add(party)
                yield StatusGranted(
                    party=party,
                    status=self._status,
                    since=f"{day[:4]}-01-01",
                    until=f"{day[:4]}-12-31",
                )

    def _new_code(self, name: str, law: Law) -> str:
        taken = {*self._codes.values(), *law.organs, *law.offices, *law.rotas, *law.groups}
        code = code_of(name)
        while code in taken:
            code += "_"
        return code


def code_of(name: str) -> str:
    """A code for a party of that name: its letters and digits in capitals, without their accents. A name in another script
    gives one that is made of its SHA-256, since an id has the letters from A to Z alone.

    >>> code_of("C\u00f4te d'Ivoire"), code_of("\u0420\u043e\u0441\u0441\u0438\u044f")
    ('COTE_D_IVOIRE', 'PARTY_22FA0A6E')
    """
    plain = "".join(one for one in normalize("NFKD", name.upper()) if not combining(one))
    if any(one.isalnum() and not one.isascii() for one in plain) or not re.search(r"\w", plain):
        return f"PARTY_{sha256(name.encode()).hexdigest()[:8].upper()}"
    return re.sub(r"[^A-Z0-9]+", "_", plain).strip("_")[:LONGEST_CODE] or "PARTY"


def _names(state: State, charter: Charter) -> Iterator[tuple[str, str]]:
    """Every name that a party has or had, in any language, and its code, each as it is compared; with the code."""
    for party, dated in charter.members.items():
        yield same_name(party), party
        for _, version in dated.versions:
            yield from ((same_name(name), party) for name in version.name.values())
    for party, kept in state.parties.items():
        names = kept.name.values() if isinstance(kept.name, dict) else (kept.name,)
        yield from ((same_name(name), party) for name in (party, *names) if name)


def _odd_totals(roll: RollCall) -> Iterator[str]:
    """Whether the totals that the source gives are the sum of the votes that it gives, where it gives both whole."""
    totals = roll.event.totals
    counted = Counter(vote.position for vote in roll.votes)
    if totals is None or not counted or counted[VOTES["?"]]:
        return
    summed = tuple(counted[position] for position in TOTALLED)
    if summed != totals:
        shown, added = ("-".join(map(str, each)) for each in (totals, summed))
        yield f"The totals say {shown} (for, against, abstaining, no part), and the votes add up to {added}."


def _odd_permanent(said: set[str], group: frozenset[str] | set[str]) -> Iterator[str]:
    for party in sorted(said - group):
        yield f"The source calls {party} permanent, and the charter does not."
    for party in sorted(group - said):
        yield f"The charter has {party} in the group {PERMANENT}, and the source does not."


def _unnamed(roll: RollCall, known: int, where: str) -> BadInput:
    return BadInput(
        "rollcalls.seats",
        f"Event {roll.event.id} has {len(roll.votes)} votes for {roll.event.seats} seats, and {known} members are known.",
        where=where,
        remedy="Give one row for each member that sat, with the vote ? where it is not known.",
    )
