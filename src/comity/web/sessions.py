"""Who has signed in: the session and its account, each read by one plain query.

Both are read for every page, and to build Django's queries anew took ten times as long as to ask them. All else about them
is Django's and allauth's.
"""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from comity.web.models import Account

SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
ACCOUNT = "SELECT * FROM web_account WHERE id = %s"


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
        found = next(iter(Account.objects.raw(ACCOUNT, [user_id])), None)
        return found if found is not None and self.user_can_authenticate(found) else None
