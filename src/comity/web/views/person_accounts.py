"""What is known of the accounts of a body's persons, for those who keep the record."""

from __future__ import annotations

from collections.abc import Collection

from comity.web import invitations
from comity.web.accounts import able_to_sign_in, can_sign_in
from comity.web.models import Account, Belonging
from comity.web.readmodel import people as reading
from comity.web.visits import Visit


def person_accounts(
    visit: Visit, persons: Collection[str] | None = None
) -> dict[str, reading.Account]:
    """The accounts of those persons, or of all that the body has; nothing for a reader who does not keep the record."""
    if not visit.reader.keeps_record:
        return {}
    found: dict[str, reading.Account] = {}
    for one in invitations.open_invitations(visit.name):
        if persons is None or one.person in persons:
            found.setdefault(one.person, reading.Account("invited", one.email))
    ties = Belonging.objects.filter(body=visit.name).select_related("account")
    able = able_to_sign_in(visit.name) if persons is None else None
    for tie in ties if persons is None else ties.filter(person__in=persons):
        signs_in = can_sign_in(tie.account) if able is None else tie.account.pk in able
        state = _state_of(tie.account, signs_in or visit.hosted.practice)
        if state != "begun" or tie.person not in found:
            found[tie.person] = reading.Account(state, tie.account.email, tie.account.new_email)
    return found


def _state_of(account: Account, signs_in: bool) -> reading.AccountState:
    if not account.is_active:
        return "disabled"
    if signs_in:
        return "has"
    return "locked" if account.recoveries.exclude(confirmed=None).exists() else "begun"


def account_counts(visit: Visit) -> dict[str, int]:
    """How many persons there are, how many of them have an account, how many are invited."""
    accounts = person_accounts(visit)
    states = [accounts[p].state if p in accounts else "" for p in visit.state.persons]
    return {"all": len(states), "has": states.count("has"), "invited": states.count("invited")}
