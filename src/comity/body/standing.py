"""Standing: what a party is to the body on a day, and which rights follow.

The charter names parties with their statuses by date; the register adds statuses granted, ended and suspended since. A
right belongs to whoever has a status that carries it and for whom it is not suspended on the day.

Whatever has a first and a last day (a status, a suspension, measures, a credential, a tenure) is in effect on a day on
which it certainly is, on every reading of its dates (docs/decisions/time.md):

>>> [in_effect("2026-01-01", "2026-03", "", day) for day in ("2026-03-01", "2026-03-02")]
[True, False]
"""

from __future__ import annotations

from comity.body.dates import order, when
from comity.body.effects import Text
from comity.body.occasion import Occasion, organ_of
from comity.body.state import Naming, Party, State
from comity.charter.law import Law
from comity.charter.model import Name, Status
from comity.errors import Refused


def begun(since: str, day: str) -> bool:
    """Whether what is true from ``since`` (EDTF) is certainly true by ``day``."""
    if len(since) == 10:
        return since <= day
    if not since:
        return True
    latest = when(since).latest
    return latest is not None and latest.isoformat() <= day


def over(until: str, day: str) -> bool:
    """Whether a last day ``until`` (EDTF, empty: none) has certainly passed by ``day``."""
    if not until:
        return False
    if len(until) == 10:
        return until < day
    latest = when(until).latest
    return latest is not None and latest.isoformat() < day


def naming_on(state: State, party: str, day: str) -> Naming | None:
    """The naming of the party that holds on ``day``: that whose day came last by then, of two of one day the one recorded
    last. None where the register has none that had come."""
    kept = state.parties.get(party)
    come = [one for one in kept.namings if begun(one.on, day)] if kept is not None else []
    dated = [one for one in come if one.on]
    last = come[-1] if come else None
    return max(dated, key=lambda one: (order(when(one.on)), come.index(one)), default=last)


def name_on(state: State, law: Law, party: str, day: str) -> Text | Name:
    """What the party is called on ``day``: by the register, before its first name there by the charter, and where that has
    none by that first name, since it must be called something. Empty where neither has a name."""
    naming, kept = naming_on(state, party, day), state.parties.get(party)
    if naming is not None:
        return naming.name
    if kept is not None and kept.name and not kept.namings:
        return kept.name
    known = law.parties.get(party)
    if known is not None and known.name:
        return known.name
    if kept is None or not kept.namings:
        return ""
    return min(kept.namings, key=lambda one: order(when(one.on))).name


def ended(on: str, day: str) -> bool:
    """Whether what ended ``on`` (EDTF, empty: not at all; the first day without it) has certainly ended by ``day``."""
    return bool(on) and begun(on, day)


def perhaps_by(moment: str, day: str) -> bool:
    """Whether what happened at an uncertain date (EDTF) may have happened by ``day``."""
    return _first_possible(moment) <= day


def in_effect(since: str, until: str, ended_on: str, day: str) -> bool:
    """Whether what has the first day ``since`` and the last day ``until`` (empty: none), and ended before that ``ended_on``
    (empty: not at all; the first day without it), is certainly in effect on ``day``."""
    return (
        begun(since, day)
        and not (until and _first_possible(until) < day)
        and not (ended_on and perhaps_by(ended_on, day))
    )


def _first_possible(moment: str) -> str:
    """The first day that an uncertain date leaves possible; empty, before every day, where it leaves that open."""
    if len(moment) == 10:  # one day, as most are: nothing to read
        return moment
    earliest = when(moment).earliest
    return earliest.isoformat() if earliest is not None else ""


def status_of(state: State, law: Law, party: str, day: str) -> str | None:
    """The party's status on ``day``; None when it has none. What the register granted goes before the charter's own."""
    kept = state.parties.get(party)
    if kept is not None:
        for held in reversed(kept.statuses):
            if held.since and in_effect(held.since, held.until, held.ended, day):
                return held.status
    named = law.status_of(party)
    if named is None or (kept is not None and _ended_here(kept, named, day)):
        return None
    return named


def counted_members(state: State, law: Law, day: str) -> tuple[str, ...]:
    """The membership on ``day`` in the order of the charter, then of admission: parties whose status is counted."""
    key = ("members", law.charter.digest, day)
    found: tuple[str, ...] | None = state.memo.get(key)
    if found is None:
        parties = dict.fromkeys([*law.parties, *state.parties])
        found = tuple(p for p in parties if _is_counted(law, status_of(state, law, p, day)))
        state.memo[key] = found
    return found


def parties_with(state: State, law: Law, status: str, day: str) -> tuple[str, ...]:
    """The parties that hold ``status`` on ``day``."""
    parties = dict.fromkeys([*law.parties, *state.parties])
    return tuple(p for p in parties if status_of(state, law, p, day) == status)


def seats(state: State, law: Law, organ: str, day: str) -> tuple[str, ...]:
    """The parties with a seat in the organ on ``day``; none where its seats are not for parties."""
    of = organ_of(state, law, organ).one_for_each
    if not of:
        return ()
    if of == "member":
        return counted_members(state, law, day)
    if of in law.groups:
        return tuple(p for p in law.parties if p in law.groups[of])
    return parties_with(state, law, of, day)


def has_right(state: State, law: Law, party: str, right: str, day: str) -> bool:
    """Whether the party has the right on the day."""
    named = status_of(state, law, party, day)
    status = law.statuses.get(named) if named else None
    return status is not None and right in status.rights and not suspended(state, party, right, day)


def suspended(state: State, party: str, right: str, day: str) -> bool:
    """Whether the right is suspended for the party on the day."""
    kept = state.parties.get(party)
    if kept is None or not kept.suspensions:
        return False
    return any(
        s.right == right and in_effect(s.since, s.until, s.ended, day) for s in kept.suspensions
    )


def require_standing(on: Occasion, party: str) -> str:
    """The party's status today. Refused (``party.unknown``) where it has none."""
    named = status_of(on.state, on.law, party, on.day)
    if named is None:
        raise Refused(
            "party.unknown",
            "{party} is no member of the body on {day}.",
            article=on.law.charter.credentials.article,
            remedy="Name a party that has a status on that day.",
            party=party,
            day=on.day,
        )
    return named


def require_right(on: Occasion, party: str, right: str) -> None:
    """Refused (``right.suspended``, ``right.none``, ``party.unknown``) unless the party has the right today."""
    holders = known_holders(on, right)
    if party in holders:
        return
    named = require_standing(on, party)
    status = on.law.statuses[named]
    if right not in status.rights:
        raise Refused(
            "right.none",
            "The status of {party}, {named}, does not carry the right to {right}.",
            article=status.cites.article,
            remedy="A party whose status carries the right must act.",
            party=party,
            named=named,
            right=right,
        )
    if suspended(on.state, party, right, on.day):
        raise Refused(
            "right.suspended",
            "The right of {party} to {right} is suspended on {day}.",
            article=status.cites.article,
            remedy="The right must be restored first, as the charter provides.",
            party=party,
            right=right,
            day=on.day,
        )
    holders.add(party)


def known_holders(on: Occasion, right: str) -> set[str]:
    """The parties of which it was found that they have the right today. Whatever changes a party drops the memo."""
    key = ("holders", right, on.charter, on.day)
    found: set[str] | None = on.state.memo.get(key)
    if found is None:
        found = on.state.memo[key] = set()
    return found


def _ended_here(kept: Party, status: str, day: str) -> bool:
    own = (h for h in kept.statuses if not h.since and h.status == status)
    return any(not in_effect("", "", h.ended, day) for h in own)


def _is_counted(law: Law, status: str | None) -> bool:
    found: Status | None = law.statuses.get(status) if status else None
    return found is not None and found.counted
