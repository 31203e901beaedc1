"""Recovery: an account whose keys are lost is given back by two officers of the secretariat.

One asks, with a reason; another confirms. Then, and not before, every key, password and sign-in of the account ends, and a
letter to its own address opens it once, for a day: no officer ever holds what opens it. The owner is told of both steps and
can stop it before it is confirmed; the officers see each other's part. Nobody confirms what he or she asked for, and nobody
asks or confirms for himself or herself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from comity.errors import Conflict, Refused
from comity.web.accounts import digest_of, new_token
from comity.web.models import Account, Recovery

LIFE = timedelta(days=1)
"""How long the letter opens."""
WAITING = timedelta(days=7)
"""How long a request waits for the second officer."""
Standing = Literal["asked", "confirmed", "taken", "refused", "expired"]


def standing(one: Recovery) -> Standing:
    """What became of it."""
    if one.taken:
        return "taken"
    if one.refused:
        return "refused"
    now = timezone.now()
    if one.confirmed:
        return "confirmed" if one.until is not None and one.until > now else "expired"
    return "asked" if one.asked + WAITING > now else "expired"


@transaction.atomic
def ask(body: str, account: Account, reason: str, by: Account) -> Recovery:
    """The request of the first officer. Refused: ``recovery.own``, ``recovery.open``, ``recovery.no_reason``."""
    _check_not_own(account, by)
    if not reason.strip():
        raise Refused(
            "recovery.no_reason",
            "It is not said why the account is to be given back.",
            article="",
            remedy="Say how you know that it is the person who asks.",
        )
    if any(standing(one) == "asked" for one in Recovery.objects.filter(account=account)):
        raise Refused(
            "recovery.open",
            "Recovery of this account has been asked for already.",
            article="",
            remedy="Another officer confirms it, or refuses it.",
        )
    return Recovery.objects.create(body=body, account=account, reason=reason.strip(), asked_by=by)


@transaction.atomic
def confirm(one: Recovery, by: Account) -> str:
    """The confirmation of the second officer: the account's keys and sign-ins end. The token for the letter to its owner.

    Refused: ``recovery.own``, ``recovery.same_officer``. ``Conflict``: ``recovery.settled``."""
    one = Recovery.objects.select_for_update().get(pk=one.pk)
    check(one, by)
    token, one.digest = new_token()
    one.confirmed_by, one.confirmed = by, timezone.now()
    one.until = one.confirmed + LIFE
    one.save()
    lock_out(one.account)
    return token


def check(one: Recovery, by: Account) -> None:
    """Refuses what ``confirm`` would refuse, and changes nothing."""
    _check_asked(one)
    _check_not_own(one.account, by)
    if one.asked_by_id == by.pk:
        raise Refused(
            "recovery.same_officer",
            "You asked for it yourself: two officers give an account back.",
            article="",
            remedy="Another officer who keeps the record confirms it.",
        )


@transaction.atomic
def refuse(one: Recovery, by: Account) -> None:
    """It is not to be: so says an officer, or the owner. ``Conflict``: ``recovery.settled``."""
    one = Recovery.objects.select_for_update().get(pk=one.pk)
    _check_asked(one)
    one.refused, one.confirmed_by = timezone.now(), by
    one.save()


@transaction.atomic
def take(token: str) -> Account | None:
    """The account, given back to whoever holds the letter; None where the letter opens nothing. It opens once."""
    one = Recovery.objects.select_for_update().filter(digest=digest_of(token)).first()
    if one is None or standing(one) != "confirmed":
        return None
    one.taken = timezone.now()
    one.save(update_fields=["taken"])
    lock_out(one.account)
    return one.account


def find(token: str) -> Recovery | None:
    """The recovery whose letter holds that token, while it opens."""
    one = Recovery.objects.filter(digest=digest_of(token)).first() if token else None
    return one if one is not None and standing(one) == "confirmed" else None


def lock_out(account: Account) -> None:
    """Nothing signs in to the account any more, and whoever is signed in is not."""
    Authenticator.objects.filter(user=account).delete()
    SocialAccount.objects.filter(user=account).delete()
    account.set_password(None)
    account.save(update_fields=["password"])
    for session in UserSession.objects.filter(user=account):
        session.end()


def _check_not_own(account: Account, by: Account) -> None:
    if account.pk == by.pk:
        raise Refused(
            "recovery.own",
            "Nobody gives his or her own account back.",
            article="",
            remedy="Two other officers do it.",
        )


def _check_asked(one: Recovery) -> None:
    if standing(one) != "asked":
        raise Conflict(
            "recovery.settled",
            "This recovery has been settled already, or has waited too long.",
            remedy="Look at the list; ask again if it is still needed.",
        )
