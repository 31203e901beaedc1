"""Accounts come by invitation, and act behind more than a password.

Nobody signs up unasked. An identity provider signs in accounts that are there, found by an address that both sides verified;
it makes none. A password alone lets its owner read: to act, the account has a passkey or a one-time code (allauth then asks
for it at every sign-in), or the provider vouched for it, or it is a role of a demonstration.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from comity.errors import Refused

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DOOR = "came in through a door"
"""The key in the session of whoever came in through a door of a demonstration."""
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up but through an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class InvitedByAddress(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An identity provider signs in accounts that are there; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def through_a_door(request: HttpRequest) -> None:
    """Remembers that this sign-in is a role of a demonstration."""
    request.session[DOOR] = True


def is_protected(account_id: int | None) -> bool:
    """Whether the account has a passkey, a security key or one-time codes, so that no password alone signs in to it."""
    return Authenticator.objects.filter(user=account_id, type__in=FACTORS).exists()


def may_act(request: HttpRequest) -> bool:
    """Whether this sign-in is strong enough to act, and not only to read."""
    if not request.user.is_authenticated:
        return False
    if settings.DEMONSTRATION and request.session.get(DOOR):
        return True
    records = get_authentication_records(request, request.user)
    vouched = any(record.get("method") == "socialaccount" for record in records)
    return vouched or is_protected(request.user.pk)


def require_protected(request: HttpRequest) -> None:
    """Refuses (``account.unprotected``) where a password alone stands between the account and whoever guesses it."""
    if not may_act(request):
        raise Refused(
            "account.unprotected",
            "Your account has neither a passkey nor one-time codes: with a password alone you can read, and not act.",
            article="",
            remedy="Add a passkey under My account; then send the form again.",
        )
