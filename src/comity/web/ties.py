"""How an account and a body belong together: how the body is shown, who of its register has signed in, and whether by more
than a password; and how the form that comes was answered, if it was. One question to the database for each page, since
every page asks all of it."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import connection

from comity.web.models import Belonging, HostedBody

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What protects an account besides a password."""
ASKED = """
SELECT hosted.body, hosted.open_to_public, hosted.as_reported, hosted.accent, hosted.practice, tie.person,
       EXISTS (SELECT 1 FROM mfa_authenticator WHERE user_id = %s AND type IN (%s, %s)), sent.status, sent.address
FROM (SELECT 1 AS one) AS always
LEFT JOIN web_hostedbody AS hosted ON hosted.body = %s
LEFT JOIN web_belonging AS tie ON tie.body = %s AND tie.account_id = %s
LEFT JOIN web_sentform AS sent ON sent.digest = %s AND sent.at >= %s
"""


@dataclass(frozen=True, slots=True)
class Tie:
    """``hosted`` has the defaults where nobody described the body: it is open to its own people alone. ``person`` is empty
    for a visitor; ``protected`` says whether the account has a passkey or one-time codes. ``answered``: the status and the
    address that the form had for an answer; None where it had none."""

    hosted: HostedBody
    person: str
    protected: bool
    answered: tuple[int, str] | None = None


def ties_of(account: int | None) -> dict[str, tuple[HostedBody, str]]:
    """How each body is shown and who of its register has signed in, in two questions to the database, however many bodies
    there are. A body that nobody described and that has no person of the account is not among them."""
    persons: dict[str, str] = {}
    if account is not None:
        found = Belonging.objects.filter(account=account)
        persons = dict(found.values_list("body", "person"))
    hosted = {one.body: one for one in HostedBody.objects.all()}
    names = {**hosted, **persons}
    return {n: (hosted.get(n) or HostedBody(body=n), persons.get(n, "")) for n in names}


def tie_of(account: int | None, body: str, form: str = "", since: int = 0) -> Tie:
    """What ties the account (none for who has not signed in) to the body; ``form`` is the digest of the form that comes,
    which may have been answered ``since``."""
    factors = [str(one) for one in FACTORS]
    with connection.cursor() as cursor:
        cursor.execute(ASKED, [account, *factors, body, body, account, form, since])
        found = cursor.fetchone()
    assert found is not None, "the question has one answer, whatever there is"
    described, is_open, reported, accent, practice, person, protected, *sent = found
    hosted = HostedBody(body=body)
    if described is not None:
        hosted = HostedBody(
            body=body,
            open_to_public=bool(is_open),
            as_reported=bool(reported),
            accent=accent,
            practice=bool(practice),
        )
    status, address = sent
    answered = (int(status), str(address)) if status is not None else None
    return Tie(hosted, person or "", bool(protected), answered)
