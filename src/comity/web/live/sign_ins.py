"""Sign-ins that have ended: a stream lasts no longer than the one that opened it.

A sign-in ends when its session is gone (signed out, ended in the list) or out of its time, and when its account was locked
or has another password since. Asked for all streams at once, every few seconds: two questions to the database, however
many streams there are.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import close_old_connections
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from comity.web.models import Account


class SignIn(NamedTuple):
    """``session``: its key; ``seal``: what ties it to the password that the account had."""

    session: str
    account: int
    seal: str


def sign_in_of(request: HttpRequest) -> SignIn | None:
    """The sign-in behind a request; None for a visitor, whose reading ends with nothing."""
    key = request.session.session_key
    if not isinstance(request.user, Account) or not key:
        return None
    return SignIn(key, request.user.pk, request.session.get(HASH_SESSION_KEY, ""))


def ended(known: Collection[SignIn]) -> frozenset[SignIn]:
    """Those of the sign-ins that have ended."""
    if not known:
        return frozenset()
    try:
        return _ended(known)
    finally:
        close_old_connections()


def _ended(known: Collection[SignIn]) -> frozenset[SignIn]:
    kept = Session.objects.filter(
        session_key__in={one.session for one in known}, expire_date__gt=timezone.now()
    )
    sessions = set(kept.values_list("session_key", flat=True))
    active = Account.objects.filter(pk__in={one.account for one in known}, is_active=True)
    seals = {one.pk: one.get_session_auth_hash() for one in active.only("password")}
    return frozenset(
        one
        for one in known
        if one.session not in sessions
        or not constant_time_compare(seals.get(one.account, ""), one.seal)
    )
