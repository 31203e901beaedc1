"""Accounts come by invitation: nobody signs up unasked."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up but through an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class InvitedByAddress(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An identity provider signs in accounts that are there; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
