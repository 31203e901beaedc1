"""What the administrator does to accounts on the server: giving one back by a link, disabling and enabling one.

Access to the server is access to everything on it, so this takes nothing from anybody; it leaves a trace instead. A link is
recorded with the authority on which it was made and the reason, the officers of the bodies concerned see it under People,
and are written to where there is a mail server. Imported with Django's settings in place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from comity.body.occasion import day_at, instant, law_on
from comity.errors import BadInput
from comity.web import letters, recoveries
from comity.web.bodies import bodies
from comity.web.mail_server import one_delivery
from comity.web.models import Account, Belonging
from comity.web.readmodel.people import keepers, signing_keys


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The path of the link, until when it works (UTC), who was told and who was not, and the signing keys still valid."""

    path: str
    until: str
    told: tuple[str, ...]
    untold: tuple[str, ...]
    keys: tuple[str, ...]


def give_back(email: str, authority: str, reason: str) -> GivenBack:
    """Makes the link that opens the account once, for one day. ``BadInput``: ``account.unknown``, ``account.disabled``,
    ``recovery.no_authority``."""
    account = _account(email)
    if not authority.strip() or not reason.strip():
        raise BadInput(
            "recovery.no_authority",
            "The authority or the reason is missing.",
            remedy="Name who ordered it, and why: --by “Ada Lang, Secretary General” --reason “lost her only key”.",
        )
    if not account.is_active:
        raise BadInput(
            "account.disabled",
            f"The account of {account.email} is disabled.",
            remedy="Enable it first: comity account enable.",
        )
    one, token = recoveries.give_back_on_server(account, authority.strip(), reason.strip())
    with one_delivery():
        outcomes = [
            (officer.email, letters.send(officer, "recovery_on_server", {"recovery": one}))
            for officer in sorted(_officers(account) - {account}, key=lambda one: one.email)
        ]
    return GivenBack(
        path=reverse("recovery", kwargs={"token": token}),
        until=f"{one.until:%Y-%m-%d %H:%M} UTC",
        told=tuple(address for address, outcome in outcomes if outcome == "sent"),
        untold=tuple(address for address, outcome in outcomes if outcome != "sent"),
        keys=tuple(_keys(account)),
    )


def set_active(email: str, active: bool) -> Account:
    """Disables the account, which ends its sign-ins, or enables it. ``BadInput``: ``account.unknown``."""
    account = _account(email)
    account.is_active = active
    account.save(update_fields=["is_active"])
    if not active:
        for session in UserSession.objects.filter(user=account):
            session.end()
    return account


def _account(email: str) -> Account:
    found = Account.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise BadInput(
            "account.unknown",
            f"No account has the address {email}.",
            remedy=f"Look under People; or is this the right place? It is {settings.PLACE.home}.",
        )
    return found


def _officers(account: Account) -> set[Account]:
    """The accounts that keep the record of a body to which the account belongs."""
    found: set[Account] = set()
    for tie in Belonging.objects.filter(account=account):
        running = bodies().find(tie.body)
        if running is None:
            continue
        with running.reading() as state:
            day = day_at(state, max(instant(timezone.now()), state.at))
            keeping = keepers(state, law_on(state, day), day)
        ties = Belonging.objects.filter(body=tie.body, person__in=keeping, account__is_active=True)
        found |= {one.account for one in ties.select_related("account")}
    return found


def _keys(account: Account) -> Iterator[str]:
    """The keys that sign acts for the account's persons, which only the body revokes: as body, then key."""
    for tie in Belonging.objects.filter(account=account):
        running = bodies().find(tie.body)
        if running is not None:
            with running.reading() as state:
                day = day_at(state, max(instant(timezone.now()), state.at))
                yield from (f"{tie.body} {one.key}" for one in signing_keys(state, tie.person, day))
