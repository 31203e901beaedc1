"""Who has signed in: the session and its account, each read by one plain query.

Both are read for every page, and to build Django's queries anew took ten times as long as to ask them. All else about them
is Django's and allauth's. The account is there before a page asks for it: every page does, some forty times.
"""

from __future__ import annotations

import json

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from comity.web.models import Account

SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
SELDOM = ("last_login", "created")
"""What no page shows of an account: it is asked for where it is wanted."""
FIELDS = tuple(one.attname for one in Account._meta.concrete_fields if one.attname not in SELDOM)
ACCOUNT = f"SELECT {', '.join(FIELDS)} FROM web_account WHERE id = %s"  # noqa: S608 - names of our own columns


class SessionStore(db.SessionStore):
    """Django's store, but for the reading of a session that lives."""

    def _get_session_from_db(self) -> Session | None:
        with connection.cursor() as cursor:
            cursor.execute(SESSION, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return None
        return Session(session_key=str(self.session_key), session_data=found[0])


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, but for the reading of the account that a session names."""

    def get_user(self, user_id: int) -> Account | None:
        """The account; None where there is none any more, or it is locked."""
        with connection.cursor() as cursor:
            cursor.execute(ACCOUNT, [user_id])
            row = cursor.fetchone()
        if row is None:
            return None
        values = dict(zip(FIELDS, row, strict=True))
        values["reading"] = json.loads(values["reading"])
        found = Account.from_db(connection.alias, FIELDS, values.values())
        return found if self.user_can_authenticate(found) else None


class SignedIn(AuthenticationMiddleware):
    """Django's, but for the account behind a proxy that looks for it at each question."""

    def process_request(self, request: HttpRequest) -> None:
        """``request.user`` is the account, or Django's anonymous user."""
        super().process_request(request)
        request.user = get_user(request)
