"""Recovery: an account whose keys are lost is given back to its owner by a link that opens it once.

=============  ===================================================================================================
``officers``   an officer asks, with a reason, and another confirms. Where no other officer can sign in, the one who
               asked confirms a day later: everybody concerned had that day to stop it
``code``       the owner gives a recovery code. With a mail server the link goes to the owner's address at once: the
               code and the mailbox are two proofs. Without one, an officer confirms and hands the link over
``server``     a command on the server prints the link, and records who ordered it. For an officer whom nobody else
               can help; the other officers see it and are written to
=============  ===================================================================================================

With the confirmation of an officer every key, password and sign-in of the account ends; in the two other ways they end when
the new key is there, so that nobody is locked out by somebody else's attempt, or by an own one that failed. The link opens
the account until then, or until its hour (``views.new_keys``). Until a request is confirmed the owner can stop
it. Nobody confirms what he or she asked for while somebody else can, and nobody asks or confirms as an officer for himself
or herself. ``docs/decisions/ways-back.md`` says why.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime, timedelta
from typing import Literal

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from comity.errors import Conflict, Refused
from comity.web.accounts import can_sign_in, digest_of, new_seed
from comity.web.models import Account, Belonging, Recovery

LIFE = timedelta(days=1)
"""How long the link opens."""
WAITING = timedelta(days=7)
"""How long a request waits to be confirmed."""
ALONE = timedelta(days=1)
"""How long an officer waits who confirms alone."""
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


# --- by officers ------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(body: str, account: Account, reason: str, by: Account, address: str = "") -> Recovery:
    """The request of the first officer. ``address``: the e-mail address of the account from then on, if another.

    Refused: ``recovery.own``, ``recovery.open``, ``recovery.no_reason``, ``account.address_taken``."""
    _check_not_own(account, by)
    if not reason.strip():
        raise Refused(
            "recovery.no_reason",
            "The reason for the recovery is missing.",
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
    check_free(account, address)
    return Recovery.objects.create(
        body=body, account=account, reason=reason.strip(), asked_by=by, address=address.lower()
    )


@transaction.atomic
def confirm(one: Recovery, by: Account, others: Set[Account]) -> str:
    """The confirmation of an officer: the account's keys and sign-ins end. The token of the link for its owner.

    ``others``: the other officers who could confirm it. Refused: ``recovery.own``, ``recovery.same_officer``,
    ``recovery.too_early``, ``account.address_taken``. ``Conflict``: ``recovery.settled``."""
    one = Recovery.objects.select_for_update().get(pk=one.pk)
    check(one, by, others)
    one.confirmed_by = by
    token = _opened(one)
    lock_out(one.account)
    if one.address:
        change_address(one.account, one.address)
    return token


def check(one: Recovery, by: Account, others: Set[Account]) -> None:
    """Refuses what ``confirm`` would refuse, and changes nothing."""
    _check_asked(one)
    _check_not_own(one.account, by)
    check_free(one.account, one.address)
    if one.asked_by_id != by.pk:
        return
    if others - {by, one.account}:
        raise Refused(
            "recovery.same_officer",
            "You asked for this recovery yourself: another officer confirms it.",
            article="",
            remedy="Ask one of the other officers who keep the record.",
        )
    if timezone.now() < alone_from(one):
        raise Refused(
            "recovery.too_early",
            "No other officer can sign in, so you confirm this recovery alone, one day after you asked for it.",
            article="",
            remedy="Wait until the day has passed. If it is urgent, the administrator can do it on the server.",
        )


def alone_from(one: Recovery) -> datetime:
    """From when the officer who asked may confirm it, where no other can."""
    return one.asked + ALONE


@transaction.atomic
def refuse(one: Recovery, by: Account) -> None:
    """An officer, or the owner, refuses it. ``Conflict``: ``recovery.settled``."""
    one = Recovery.objects.select_for_update().get(pk=one.pk)
    _check_asked(one)
    one.refused, one.confirmed_by = timezone.now(), by
    one.save()


# --- by a recovery code, and on the server ----------------------------------------------------------------------------


@transaction.atomic
def ask_by_code(email: str, code: str, at_once: bool) -> tuple[Recovery, str] | None:
    """The request of the owner, with a recovery code, which is used up by it, and the token of the link; None where the
    address has no account that signs in, or the code is not one of its codes.

    ``at_once``: the link goes to the owner's mailbox. Otherwise the token is empty, and an officer confirms."""
    account = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    codes = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES)
    held = codes.first() if account is not None else None
    tie = Belonging.objects.filter(account=account).order_by("body").first()
    if account is None or held is None or not RecoveryCodes(held).validate_code(_digits(code)):
        return None
    body = tie.body if tie is not None else ""
    Recovery.objects.filter(
        account=account, way="code", confirmed=None, refused=None
    ).delete()  # one request at a time
    one = Recovery(account=account, body=body, way="code", asked_by=account, reason="")
    one.save()
    return one, _opened(one) if at_once else ""


def _digits(code: str) -> str:
    return "".join(one for one in code if one.isdigit())


@transaction.atomic
def give_back_on_server(account: Account, authority: str, reason: str) -> tuple[Recovery, str]:
    """What the command on the server does: the recovery as recorded, and the token of the link."""
    tie = Belonging.objects.filter(account=account).order_by("body").first()
    one = Recovery.objects.create(
        account=account,
        body=tie.body if tie is not None else "",
        way="server",
        authority=authority,
        reason=reason,
    )
    return one, _opened(one)


# --- the link ---------------------------------------------------------------------------------------------------------


def _opened(one: Recovery) -> str:
    """Confirms it; the token of the link that opens the account from now on."""
    one.confirmed = timezone.now()
    one.until = one.confirmed + LIFE
    token = new_seed(one)
    one.save()
    return token


@transaction.atomic
def take(token: str, password: str = "", here: str = "") -> Account | None:
    """The account, given back to the person who holds the link and makes a key now; None where the link opens nothing. It
    gives back once. ``password`` is the digest of the one chosen, empty for none; ``here`` the session that stays."""
    one = Recovery.objects.select_for_update().filter(digest=digest_of(token)).first()
    if one is None or standing(one) != "confirmed":
        return None
    one.taken = timezone.now()
    one.save(update_fields=["taken"])
    lock_out(one.account, here)
    if password:
        one.account.password = password
        one.account.save(update_fields=["password"])
    return one.account


def find(token: str) -> Recovery | None:
    """The recovery that the link opens, while it does."""
    one = Recovery.objects.filter(digest=digest_of(token)).first() if token else None
    return one if one is not None and standing(one) == "confirmed" else None


def lock_out(account: Account, here: str = "") -> None:
    """Nothing signs in to the account any more, and nobody is signed in to it but in the session ``here``."""
    Authenticator.objects.filter(user=account).delete()
    SocialAccount.objects.filter(user=account).delete()
    account.set_password(None)
    account.save(update_fields=["password"])
    for session in UserSession.objects.filter(user=account).exclude(session_key=here):
        session.end()


# --- addresses --------------------------------------------------------------------------------------------------------


def check_free(account: Account, address: str) -> None:
    """Refuses (``account.address_taken``) an address that another account has."""
    if address and Account.objects.filter(email=address.lower()).exclude(pk=account.pk).exists():
        raise Refused(
            "account.address_taken",
            f"The address {address} is that of another account.",
            article="",
            remedy="Give another address: each account has its own.",
        )


@transaction.atomic
def change_address(account: Account, address: str) -> None:
    """The account has that address from now on, as one that its owner has shown to be his or hers."""
    account.email, account.new_email = address.lower(), ""
    account.save(update_fields=["email", "new_email"])
    EmailAddress.objects.filter(user=account).exclude(email=account.email).delete()
    EmailAddress.objects.update_or_create(
        user=account, email=account.email, defaults={"verified": True, "primary": True}
    )


def able(accounts: Set[Account]) -> set[Account]:
    """Those of the accounts whose owners can sign in."""
    return {one for one in accounts if one.is_active and can_sign_in(one)}


def _check_not_own(account: Account, by: Account) -> None:
    if account.pk == by.pk:
        raise Refused(
            "recovery.own",
            "An officer does not recover his or her own account.",
            article="",
            remedy="Another officer does it, or the administrator on the server.",
        )


def _check_asked(one: Recovery) -> None:
    if standing(one) != "asked":
        raise Conflict(
            "recovery.settled",
            "This recovery has been settled already, or has waited too long.",
            remedy="Look at the list; ask again if it is still needed.",
        )
