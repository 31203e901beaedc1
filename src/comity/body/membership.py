"""Membership: parties, what they are to the body by date, the rights suspended, notice of withdrawal, relations.

Statuses are granted, ended, suspended and restored by what procedures take effect in (``taking_effect``); this module keeps
them. A party may be in several statuses over time: the last one granted that still holds goes before those under it, and
all stay in the record. A party whose single rights are suspended keeps its status and is counted (UN Charter 19 and 108).

A party leaves by giving notice. The charter's period runs from the day of the notice, or from the day on which the
record-keeper received it, and goes by date: six months from 1 February end on 1 August.

>>> from comity.charter.model import Period
>>> earliest_exit("2025-02-01", Period(months=6))
'2025-08-01'
"""

from __future__ import annotations

from datetime import date

from comity.body.acts import EnterRelation, NameParty, NotifyWithdrawal
from comity.body.effects import (
    AnyEffect,
    PartyNamed,
    RelationEntered,
    RightRestored,
    RightSuspended,
    StatusApplied,
    StatusEnded,
    StatusGranted,
    WithdrawalNotified,
)
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import (
    done_on,
    exact_day,
    names_other,
    new_id,
    readable,
    recorder,
    refusal,
    require_parties,
)
from comity.body.periods import date_after
from comity.body.rights import capacity
from comity.body.standing import ended, over, status_of
from comity.body.state import (
    Evolvers,
    Mark,
    Naming,
    Party,
    Relation,
    State,
    StatusHeld,
    Suspension,
    as_kept,
)
from comity.charter.model import Period
from comity.hindrances import refused

# --- acts -------------------------------------------------------------------------------------------------------------


def decide_name(on: Occasion, act: NameParty) -> list[AnyEffect]:
    """The party has a code and a name. Refused (``party.taken``) for the code of an organ, office, rota or group, or for
    a party that is called just so already; another name of a known party is its new name."""
    recorder(on, act)
    kept = on.state.parties.get(act.party)
    named = kept is not None and (kept.name, kept.sort_name) == (act.name, act.sort_name)
    if named or names_other(on.law, act.party):
        raise refusal(
            on,
            "party.taken",
            "The code {party!r} is taken, or names nothing.",
            "Choose a code that nothing in the body has.",
            party=act.party,
        )
    return [
        PartyNamed(party=act.party, name=act.name, sort_name=act.sort_name, on=done_on(on, act))
    ]


def decide_withdrawal(on: Occasion, act: NotifyWithdrawal) -> list[AnyEffect]:
    """Notice, and the end of every status that the party holds on the effective day. By the party, or recorded.

    Refused: ``withdrawal.not_yours``, ``withdrawal.no_status``, ``withdrawal.notified``; ``withdrawal.too_soon`` with the
    earliest day that the charter's periods permit for all of these statuses, under the article of the one."""
    day = _notice_day(on, act)
    effective = exact_day(act.effective, "effective")
    named = status_of(on.state, on.law, act.party, on.day)
    if named is None:
        raise refusal(
            on,
            "withdrawal.no_status",
            "{party} has no status to withdraw from on {day}.",
            "Name a party that has one.",
            party=act.party,
            day=on.day,
        )
    status = on.law.statuses[named]
    kept = on.state.parties.get(act.party)
    if kept is not None and kept.withdraws_on and not ended(kept.withdraws_on, on.day):
        raise refusal(
            on,
            "withdrawal.notified",
            "{party} has given notice already, for {withdraws_on}.",
            "A notice is given once.",
            status.cites.article,
            party=act.party,
            withdraws_on=kept.withdraws_on,
        )
    ending = _statuses_to_end(on, act.party)
    for one in dict.fromkeys([named, *ending]):
        if one in on.law.statuses:
            require_notice(on, one, day, effective)
    return [
        WithdrawalNotified(party=act.party, on=day, effective=effective),
        *(StatusEnded(party=act.party, status=one, on=effective) for one in ending),
    ]


def require_notice(on: Occasion, name: str, given: str, effective: str) -> None:
    """Refused (``withdrawal.too_soon``) where a party that gave notice on that day would leave the status before the day
    that the charter permits."""
    status = on.law.statuses[name]
    soonest = earliest_exit(given, status.notice)
    if effective < soonest:
        raise refused(
            "withdrawal.too_soon",
            article=status.cites.article or on.law.charter.credentials.article,
            day=given,
            effective=effective,
            soonest=soonest,
        )


def earliest_exit(day: str, notice: Period | None) -> str:
    """The first day on which a withdrawal may take effect, from notice on ``day``: ``notice`` is of days or longer."""
    return date_after(date.fromisoformat(day), notice or Period()).isoformat()


def decide_relation(on: Occasion, act: EnterRelation) -> list[AnyEffect]:
    """The body has a relation with another organisation or state. Refused for a party that it does not know."""
    recorder(on, act)
    require_parties(on, [act.party])
    since = readable(act.since, "since") if act.since else done_on(on, act)
    relation = new_id(on, "", "o", on.state.relations, "relation")
    return [RelationEntered(relation=relation, party=act.party, nature=act.nature, since=since)]


# --- what is checked --------------------------------------------------------------------------------------------------


def _notice_day(on: Occasion, act: NotifyWithdrawal) -> str:
    # Only the record-keeper may say that a notice came before today: a party could shorten its own period.
    if act.for_ == act.party:
        capacity(on, act, "decide")
        return on.day
    if act.for_ in on.law.parties or act.for_ in on.state.parties:
        raise refusal(
            on,
            "withdrawal.not_yours",
            "{party} cannot give notice for {act_party}.",
            "{act_party} gives its own notice.",
            party=act.for_,
            act_party=act.party,
        )
    recorder(on, act)
    return exact_day(done_on(on, act), "held")


def _statuses_to_end(on: Occasion, party: str) -> list[str]:
    kept = on.state.parties.get(party)
    granted = [
        held.status
        for held in (kept.statuses if kept is not None else ())
        if held.since and not ended(held.ended, on.day) and not over(held.until, on.day)
    ]
    by_charter = on.law.status_of(party)
    return list(dict.fromkeys([*granted, *([by_charter] if by_charter else [])]))


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_party_named(state: State, effect: PartyNamed, mark: Mark) -> None:
    party = _party(state, effect.party, mark)
    party.name, party.sort_name = effect.name, effect.sort_name
    party.namings.append(Naming(effect.on, effect.sort_name or effect.name, effect.name))
    state.memo.clear()


def on_status_granted(state: State, effect: StatusGranted, mark: Mark) -> None:
    party = _party(state, effect.party, mark)
    party.statuses.append(as_kept(StatusHeld, effect, mark))
    if party.applied_for == effect.status:
        party.applied_for = ""
    state.memo.clear()


def on_status_ended(state: State, effect: StatusEnded, mark: Mark) -> None:
    party = _party(state, effect.party, mark)
    running = [s for s in party.statuses if s.status == effect.status and s.since and not s.ended]
    for held in running:
        held.ended = effect.on
    if not running:
        # The charter's own status of the party: it has no beginning here.
        party.statuses.append(
            StatusHeld(
                entry=mark.entry,
                attested=mark.attested,
                status=effect.status,
                since="",
                ended=effect.on,
            )
        )
    state.memo.clear()


def on_status_applied(state: State, effect: StatusApplied, mark: Mark) -> None:
    _party(state, effect.party, mark).applied_for = effect.status


def on_right_suspended(state: State, effect: RightSuspended, mark: Mark) -> None:
    party = _party(state, effect.party, mark)
    party.suspensions.append(as_kept(Suspension, effect, mark))
    state.memo.clear()


def on_right_restored(state: State, effect: RightRestored, mark: Mark) -> None:
    for suspension in _party(state, effect.party, mark).suspensions:
        if suspension.right == effect.right and not suspension.ended:
            suspension.ended = effect.on
    state.memo.clear()


def on_withdrawal_notified(state: State, effect: WithdrawalNotified, mark: Mark) -> None:
    _party(state, effect.party, mark).withdraws_on = effect.effective


def on_relation_entered(state: State, effect: RelationEntered, mark: Mark) -> None:
    state.relations[effect.relation] = as_kept(Relation, effect, mark)


def _party(state: State, party: str, mark: Mark) -> Party:
    found = state.parties.get(party)
    if found is None:
        found = Party(entry=mark.entry, attested=mark.attested, party=party)
        state.parties[party] = found
    return found


DECIDE: Deciders = {
    NameParty: decide_name,
    NotifyWithdrawal: decide_withdrawal,
    EnterRelation: decide_relation,
}
EVOLVE: Evolvers = {
    PartyNamed: on_party_named,
    StatusGranted: on_status_granted,
    StatusEnded: on_status_ended,
    StatusApplied: on_status_applied,
    RightSuspended: on_right_suspended,
    RightRestored: on_right_restored,
    WithdrawalNotified: on_withdrawal_notified,
    RelationEntered: on_relation_entered,
}
