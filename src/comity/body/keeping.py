"""Who keeps the record where nobody can any more: whoever could last.

A record without a keeper would freeze the body: nobody could be accredited, nothing corrected. It happens where the last
credential of the keeper is revoked or runs out, where the term of an office that keeps it is over, and where an amendment
gives the record to an organ that nobody acts for yet. Until somebody has the power again, those who had it last act for the
keeper of the day; the first thing that they do is to have a credential issued, to themselves or to another
(docs/decisions/stopped-matters.md).
"""

from __future__ import annotations

from datetime import timedelta

from comity.body.dates import when
from comity.body.occasion import charter_of
from comity.body.rights import valid
from comity.body.standing import begun
from comity.body.state import State
from comity.body.turns import holds_office
from comity.charter.law import Law
from comity.charter.model import carries

FOREVER = "9999-12-31"


def is_kept(state: State, law: Law, day: str) -> bool:
    """Whether anybody has the power to record on the day."""
    names = law.keepers
    return any(
        one.party in names and carries(one.powers, "record") and valid(one, day)
        for one in state.credentials.values()
    ) or any(
        holds_office(state, one.person, one.office, day)
        for one in state.tenures.values()
        if one.office in names
    )


def last_keepers(state: State, law: Law, day: str) -> dict[str, str]:
    """Where nobody has the power to record on the day: the persons who had it last, each with the credential for it (empty
    for who had it by holding an office)."""
    if is_kept(state, law, day):
        return {}
    organs, offices = _once_keepers(state)
    had = [
        (_gone_from(one.until, one.revoked), one.person, one.credential)
        for one in state.credentials.values()
        if one.party in organs and carries(one.powers, "record") and begun(one.since, day)
    ]
    had += [
        (_gone_from(one.until, one.ended), one.person, "")
        for one in state.tenures.values()
        if one.office in offices and begun(one.since, day)
    ]
    last = max((gone for gone, _, _ in had), default="")
    return {person: credential for gone, person, credential in had if gone == last}


def _once_keepers(state: State) -> tuple[set[str], set[str]]:
    """The organs, and the offices, that keep the record or once did, under any charter of the body."""
    charters = [charter_of(held.text) for held in state.charters]
    organs = {
        name
        for charter in charters
        for name, dated in charter.organs.items()
        if any(carries(organ.powers, "record") for _, organ in dated.versions)
    }
    offices = {
        name
        for charter in charters
        for name, dated in charter.offices.items()
        if any(carries(office.powers, "record") for _, office in dated.versions)
    }
    return organs, offices


def _gone_from(until: str, ended: str) -> str:
    """The first day without the power: the one after its last day, or that on which it was taken."""
    ends = [_latest(until, 1)] if until else []
    return min([*ends, *([_latest(ended, 0)] if ended else [])], default=FOREVER)


def _latest(text: str, days: int) -> str:
    """So many days after the latest day that the date leaves possible."""
    latest = when(text).latest
    return (latest + timedelta(days=days)).isoformat() if latest is not None else FOREVER
