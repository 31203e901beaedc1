"""Who keeps the record where nobody can any more: whoever could last.

A record without a keeper would freeze the body: nobody could be accredited, nothing corrected. It happens where the last
credential of the keeper is revoked or runs out, and where an amendment gives the record to an organ that nobody acts for
yet. Until somebody has the power again, those who had it last act for the keeper of the day; the first thing that they
do is to have a credential issued, to themselves or to another (docs/decisions/stopped-matters.md).
"""

from __future__ import annotations

from comity.body.dates import when
from comity.body.occasion import charter_of
from comity.body.rights import valid
from comity.body.standing import begun
from comity.body.state import Credential, State
from comity.body.turns import holds_office
from comity.charter.law import Law
from comity.charter.model import carries

FOREVER = "9999-12-31"


def keepers(law: Law) -> tuple[str, ...]:
    """The organs and offices that keep the record."""
    able = ((name, one.powers) for of in (law.organs, law.offices) for name, one in of.items())
    return tuple(name for name, powers in able if carries(powers, "record"))


def is_kept(state: State, law: Law, day: str) -> bool:
    """Whether anybody has the power to record on the day."""
    names = keepers(law)
    return any(
        one.party in names and carries(one.powers, "record") and valid(one, day)
        for one in state.credentials.values()
    ) or any(
        holds_office(state, one.person, one.office, day)
        for one in state.tenures.values()
        if one.office in names
    )


def last_keepers(state: State, law: Law, day: str) -> dict[str, str]:
    """Where nobody has the power to record on the day: the persons who had it last, each by the credential for it."""
    if is_kept(state, law, day):
        return {}
    once = {
        name
        for held in state.charters
        for name, dated in charter_of(held.text).organs.items()
        if any(carries(organ.powers, "record") for _, organ in dated.versions)
    }
    had = [
        one
        for one in state.credentials.values()
        if one.party in once and carries(one.powers, "record") and begun(one.since, day)
    ]
    last = max((_ended(one) for one in had), default="")
    return {one.person: one.credential for one in had if _ended(one) == last}


def _ended(one: Credential) -> str:
    """The last day of the credential."""
    ends = [_latest(text) for text in (one.until, one.revoked) if text]
    return min(ends, default=FOREVER)


def _latest(text: str) -> str:
    latest = when(text).latest
    return latest.isoformat() if latest is not None else FOREVER
