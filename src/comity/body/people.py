"""Persons, and the credentials that say for whom each may act, in which organ, with which powers, from when to when.

Credentials are issued and revoked by whoever keeps the record, on the strength of the party's letter, or by the party
itself: somebody with all its powers may accredit its experts, in no more organs and for no longer than his or her own
credential says. A credential for an organ carries speech and the powers that the charter gives the organ. One person may
act for several parties, and in several bodies.
"""

from __future__ import annotations

from comity.body.acts import EnterPerson, IssueCredential, RevokeCredential
from comity.body.dates import when
from comity.body.effects import AnyEffect, CredentialIssued, CredentialRevoked, PersonEntered
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import (
    done_on,
    exact_day,
    is_party,
    new_id,
    recorder,
    refusal,
    require_parties,
    require_persons,
)
from comity.body.rights import capacity
from comity.body.standing import begun, over
from comity.body.state import Credential, Evolvers, Mark, Person, State, as_kept, hand_over
from comity.charter.model import POWERS
from comity.errors import Message

# --- acts -------------------------------------------------------------------------------------------------------------


def decide_enter(on: Occasion, act: EnterPerson) -> list[AnyEffect]:
    """The person is entered, under an opaque id. By the record-keeper, or by a delegation entering its own."""
    if is_party(on, act.for_):
        capacity(on, act, "all")
    else:
        recorder(on, act)
    person = new_id(on, act.person, "p", on.state.persons, "person")
    return [PersonEntered(person=person, name=act.name, titles=act.titles)]


def decide_issue(on: Occasion, act: IssueCredential) -> list[AnyEffect]:
    """The person may act for the party.

    Refused: ``person.unknown``, ``party.unknown``, ``organ.unknown``, ``credential.power`` (no power of the notation, or
    none that the organ has), ``credential.dates``, ``credential.not_yours``, ``credential.wider``, ``id.taken``."""
    own = _issuer(on, act.for_, act.party, act)
    require_persons(on, [act.person])
    _check_party(on, act)
    _check_powers(on, act)
    since = exact_day(act.since or on.day, "since")
    until = exact_day(act.until, "until") if act.until else ""
    if until and until < since:
        raise refusal(
            on,
            "credential.dates",
            "The credential would end on {until}, before it begins on {since}.",
            "Give a last day that is not before the first.",
            until=until,
            since=since,
        )
    if own is not None:
        _check_not_wider(on, act.organ, since, until, own)
    credential = new_id(on, act.credential, "c", on.state.credentials, "credential")
    return [
        CredentialIssued(
            credential=credential,
            person=act.person,
            party=act.party,
            powers=act.powers,
            since=since,
            until=until,
            as_=act.as_,
            organ=act.organ,
        )
    ]


def decide_revoke(on: Occasion, act: RevokeCredential) -> list[AnyEffect]:
    """The credential ends. Refused (``credential.unknown``, ``credential.revoked``, ``credential.not_yours``,
    ``credential.dates``)."""
    found = on.state.credentials.get(act.credential)
    if found is None:
        raise refusal(
            on,
            "credential.unknown",
            "There is no credential {credential!r}.",
            "See the person for the credentials that were issued.",
            credential=act.credential,
        )
    _issuer(on, act.for_, found.party, act)
    if found.revoked:
        raise refusal(
            on,
            "credential.revoked",
            "The credential {credential} was revoked on {revoked}.",
            "Nothing is left to revoke.",
            credential=act.credential,
            revoked=found.revoked,
        )
    day = exact_day(act.on or done_on(on, act), "on")
    begins = when(found.since).earliest
    if begins is not None and day < begins.isoformat():
        raise refusal(
            on,
            "credential.dates",
            "The credential begins on {since} and cannot end on {day}.",
            "Give a day on which it was in force.",
            since=found.since,
            day=day,
        )
    return [CredentialRevoked(credential=act.credential, on=day)]


# --- what is checked --------------------------------------------------------------------------------------------------


def _issuer(
    on: Occasion, issuer: str, party: str, act: IssueCredential | RevokeCredential
) -> Credential | None:
    """The issuer's own credential where it is the party itself; None where the record-keeper acts."""
    if not is_party(on, issuer):
        recorder(on, act)
        return None
    if issuer != party:
        raise refusal(
            on,
            "credential.not_yours",
            "{issuer} does not accredit anybody for {party}.",
            "{party} must issue and revoke its own credentials.",
            issuer=issuer,
            party=party,
        )
    return on.state.credentials[capacity(on, act, "all").credential]


def _check_party(on: Occasion, act: IssueCredential) -> None:
    if act.party not in on.law.organs:
        require_parties(on, [act.party])
    if act.organ and act.organ not in on.law.organs:
        raise refusal(
            on,
            "organ.unknown",
            "The charter has no organ {organ!r}.",
            "It has: {organs}.",
            organ=act.organ,
            organs=list(on.law.organs) or "none",
        )


def _check_powers(on: Occasion, act: IssueCredential) -> None:
    organ = on.law.organs.get(act.party)
    able = POWERS if organ is None or "all" in organ.powers else ("speak", *organ.powers)
    beyond = [power for power in act.powers if power not in able]
    if beyond or not act.powers:
        raise refusal(
            on,
            "credential.power",
            "A credential for {party} cannot carry the power to {beyond!r}."
            if beyond
            else "A credential for {party} cannot carry no power at all.",
            "It may carry: {able}.",
            organ.cites.article if organ is not None else "",
            party=act.party,
            beyond=beyond[0] if beyond else "",
            able=list(dict.fromkeys(able)),
        )


def _check_not_wider(on: Occasion, organ: str, since: str, until: str, own: Credential) -> None:
    if own.organ and organ != own.organ:
        holds = Message("The issuer's own credential holds in {organ} alone.", organ=own.organ)
    elif own.until and (not until or over(own.until, until)):
        holds = Message("The issuer's own credential holds until {until}.", until=own.until)
    elif not begun(own.since, since):
        holds = Message("The issuer's own credential holds from {since}.", since=own.since)
    else:
        return
    helps = "Issue one within it, or have the record-keeper enter the party's letter."
    raise refusal(on, "credential.wider", holds, helps)


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_person_entered(state: State, effect: PersonEntered, mark: Mark) -> None:
    state.persons[effect.person] = as_kept(Person, effect, mark)


def on_credential_issued(state: State, effect: CredentialIssued, mark: Mark) -> None:
    before = state.credentials.get(effect.credential)
    state.credentials[effect.credential] = as_kept(Credential, effect, mark)
    had = before.person if before is not None else ""  # corrected: another person may have it
    hand_over(state.credentials_of, effect.credential, had, effect.person)


def on_credential_revoked(state: State, effect: CredentialRevoked, mark: Mark) -> None:
    state.credentials[effect.credential].revoked = effect.on


DECIDE: Deciders = {
    EnterPerson: decide_enter,
    IssueCredential: decide_issue,
    RevokeCredential: decide_revoke,
}
EVOLVE: Evolvers = {
    PersonEntered: on_person_entered,
    CredentialIssued: on_credential_issued,
    CredentialRevoked: on_credential_revoked,
}
