"""Invitations: how somebody in the register gets an account.

The officers who keep the record invite a person by e-mail. The letter holds a link, which opens for seven days, until the
account has its first key or the invitation is withdrawn, whichever is first. A person who broke off in between opens the
same link again. Where the letter was not sent, the officers see the link, and send it themselves. The owner of an address
that has an account already accepts the invitation by signing in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from comity.errors import Refused
from comity.web.accounts import can_sign_in, digest_of, is_finished, new_seed
from comity.web.models import Account, Belonging, Invitation

LIFE = timedelta(days=7)
Standing = Literal["open", "taken", "withdrawn", "expired"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody says of himself or herself when taking an invitation up."""

    name: str
    language: str = "en"
    zone: str = ""
    city: str = ""


@transaction.atomic
def invite(body: str, person: str, email: str, by: Account | None) -> tuple[Invitation, str]:
    """The invitation and the token for the letter. An earlier one of the person opens no more.

    Refused as ``check_free``."""
    address = email.strip().lower()
    check_free(body, person, address)
    for earlier in open_invitations(body, person):
        withdraw(earlier)
    until = timezone.now() + LIFE
    made = Invitation(email=address, body=body, person=person, invited_by=by, until=until)
    token = new_seed(made)
    made.save()
    return made, token


def check_free(body: str, person: str, address: str) -> None:
    """Refuses an invitation of the person to that address: ``invitation.has_account``, ``invitation.address_taken``, and
    ``invitation.address_invited`` where an invitation of somebody else to it is open."""
    address = address.strip().lower()
    belonging = Belonging.objects.filter(body=body, person=person).select_related("account").first()
    if belonging is not None and _is_in_use(belonging.account):
        raise Refused(
            "invitation.has_account",
            f"{person} has an account already.",
            article="",
            remedy="If its keys are lost, ask for recovery on the page of the person.",
        )
    other = (
        Belonging.objects.filter(body=body, account__email=address).exclude(person=person).first()
    )
    if other is not None:
        raise Refused(
            "invitation.address_taken",
            f"The address {address} is that of {other.person} here.",
            article="",
            remedy="Give another address: each person has his or her own.",
        )
    invited = next((one for one in open_invitations(body) if one.email == address), None)
    if invited is not None and invited.person != person:
        raise Refused(
            "invitation.address_invited",
            "The address {address} is that to which {person} is invited here.",
            article="",
            remedy="Give another address: each person has his or her own. Or withdraw that invitation first.",
            address=address,
            person=invited.person,
        )


def _is_in_use(account: Account) -> bool:
    """Whether somebody signs in to it, or did: what two officers have locked, one alone does not give away."""
    return can_sign_in(account) or account.recoveries.exclude(confirmed=None).exists()


def open_invitations(body: str, person: str = "") -> list[Invitation]:
    """The invitations of the body that still open, the newest first; of one person if named."""
    found = Invitation.objects.filter(
        body=body, taken=None, withdrawn=None, until__gt=timezone.now()
    )
    return list((found.filter(person=person) if person else found).order_by("-created"))


def standing(one: Invitation) -> Standing:
    """Whether the letter still opens, and why not."""
    if one.taken:
        return "taken"
    if one.withdrawn:
        return "withdrawn"
    return "open" if one.until is not None and one.until > timezone.now() else "expired"


def find(token: str) -> Invitation | None:
    """The invitation whose letter holds that token."""
    return Invitation.objects.filter(digest=digest_of(token)).first()


@transaction.atomic
def withdraw(one: Invitation) -> None:
    """The letter opens no more; an account begun with it and never finished goes with it."""
    if standing(one) not in ("open", "expired"):
        return
    one.withdrawn = timezone.now()
    one.save(update_fields=["withdrawn"])
    begun = Belonging.objects.filter(body=one.body, person=one.person, account__email=one.email)
    for belonging in begun.select_related("account"):
        if can_sign_in(belonging.account):
            continue
        belonging.delete()
        if not belonging.account.belongings.exists():
            belonging.account.delete()


def existing(one: Invitation) -> Account | None:
    """The account that the address has, where something signs in to it: its owner takes up by signing in. None for one that
    this invitation began and that has no first key yet."""
    account = Account.objects.filter(email=one.email).first()
    if account is None or not can_sign_in(account) or _is_begun(one, account):
        return None
    return account


def _is_begun(one: Invitation, account: Account) -> bool:
    """Whether the account is of this invitation alone, and was not finished: a password was chosen, and no codes came."""
    ties = [(tie.body, tie.person) for tie in account.belongings.all()]
    return ties == [(one.body, one.person)] and not is_finished(account)


@transaction.atomic
def begin(one: Invitation, chosen: Chosen) -> Account:
    """The account of the person, with an address that the letter has verified, and nothing yet to sign in with.

    Sign-ins begun with the same letter before end: nobody else is left inside when the first key is made."""
    _require_open(one)
    account = Account.objects.filter(email=one.email).first() or Account(email=one.email)
    account.name, account.language = chosen.name, chosen.language
    account.zone, account.city = chosen.zone, chosen.city
    account.set_password(None)
    account.save()
    EmailAddress.objects.update_or_create(
        user=account, email=account.email, defaults={"verified": True, "primary": True}
    )
    _tie(one, account)
    return account


@transaction.atomic
def accept(one: Invitation, account: Account) -> None:
    """Whoever has the account of that address takes the invitation up.

    Refused: ``invitation.closed``, ``invitation.not_yours``, ``invitation.other_person``."""
    _require_open(one)
    if account.email != one.email:
        raise Refused(
            "invitation.not_yours",
            f"The invitation is for {one.email}, and you are signed in as {account.email}.",
            article="",
            remedy="Sign in with the account of that address, or ask for an invitation to yours.",
        )
    _tie(one, account)
    one.taken = timezone.now()
    one.save(update_fields=["taken"])


def _tie(one: Invitation, account: Account) -> None:
    held = Belonging.objects.filter(body=one.body, account=account).first()
    if held is not None and held.person != one.person:
        raise Refused(
            "invitation.other_person",
            f"The account is {held.person} in this body already.",
            article="",
            remedy="Ask the secretariat, which sees both.",
        )
    Belonging.objects.filter(body=one.body, person=one.person).exclude(account=account).delete()
    Belonging.objects.get_or_create(account=account, body=one.body, defaults={"person": one.person})


def _require_open(one: Invitation) -> None:
    if standing(one) != "open":
        raise Refused(
            "invitation.closed",
            "This invitation opens no more.",
            article="",
            remedy="Ask the secretariat for a new one.",
        )
