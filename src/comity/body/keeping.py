"""Who keeps the record where nobody can any more: whoever could last.

A record without a keeper would freeze the body: nobody could be accredited, nothing corrected. It happens where the last
credential of the keeper is revoked or runs out, where the term of an office that keeps it is over, and where an amendment
or a later version of the charter gives the record to an organ that nobody acts for yet. (Where the charter itself takes the
power from the last organ or office that had it, that one goes on having it: ``charter.law``.) Until somebody has the power
again, those who had it last act for the keeper of the day; the first thing that they do is to have a credential issued, to
themselves or to another (docs/decisions/stopped-matters.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from comity.body.dates import when
from comity.body.occasion import charter_of, law_from
from comity.body.rights import valid
from comity.body.standing import begun
from comity.body.state import State
from comity.body.turns import holds_office
from comity.charter.law import Law, first_days
from comity.charter.model import carries

FOREVER = "9999-12-31"


def is_kept(state: State, law: Law, day: str) -> bool:
    """Whether anybody has the power to record on the day."""
    return next(recorders(state, law, day), None) is not None


def recorders(state: State, law: Law, day: str) -> Iterator[tuple[str, str]]:
    """Each person who has the power to record on the day, with the organ or office for which."""
    for held in state.credentials.values():
        if held.party in law.keepers and carries(held.powers, "record") and valid(held, day):
            yield held.person, held.party
    for one in state.tenures.values():
        if one.office in law.keepers and holds_office(state, one.person, one.office, day):
            yield one.person, one.office


def last_keepers(state: State, law: Law, day: str) -> dict[str, str]:
    """Where nobody has the power to record on the day: the persons who had it last, each with the credential for it (empty
    for who had it by holding an office)."""
    if is_kept(state, law, day):
        return {}
    lost = _lost(state, day)
    had = [
        (_gone_from(lost[one.party], one.until, one.revoked), one.person, one.credential)
        for one in state.credentials.values()
        if one.party in lost
        and carries(one.powers, "record")
        and begun(one.since, min(day, lost[one.party]))
    ]
    had += [
        (_gone_from(lost[one.office], one.until, one.ended), one.person, "")
        for one in state.tenures.values()
        if one.office in lost and begun(one.since, min(day, lost[one.office]))
    ]
    last = max((gone for gone, _, _ in had), default="")
    return {person: credential for gone, person, credential in had if gone == last}


def _lost(state: State, day: str) -> dict[str, str]:
    """The organs and offices that keep the record on the day or did before, each with the first day on which it did no
    more."""
    lost: dict[str, str] = {}
    for held, after in zip(state.charters, [*state.charters[1:], None], strict=True):
        if held.since > day:
            break
        until = after.since if after is not None and after.since <= day else FOREVER
        changes = (one.isoformat() for one in first_days(charter_of(held.text)))
        within = [one for one in changes if held.since < one < until and one <= day]
        for first, end in pairwise([held.since, *within, until]):
            lost |= dict.fromkeys(law_from(state, held.entry, first).keepers, end)
    return lost


def _gone_from(lost: str, until: str, ended: str) -> str:
    """The first day without the power: the one after its last day, or that on which it was taken or the organ or office
    ``lost`` it."""
    ends = [lost, *([_latest(until, 1)] if until else [])]
    return min([*ends, *([_latest(ended, 0)] if ended else [])])


def _latest(text: str, days: int) -> str:
    """So many days after the latest day that the date leaves possible."""
    latest = when(text).latest
    return (latest + timedelta(days=days)).isoformat() if latest is not None else FOREVER
