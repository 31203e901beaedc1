"""Links that open something for one person, the letters that hold them, and saying what became of the letters.

An officer who keeps the record sends them. Where the letter was not sent, for want of a mail server or because it did not
take it, the officer sees the link, and sends it to its reader by other means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext

from comity.web import invitations, letters, recoveries
from comity.web.accounts import digest_of, language_of, token_of
from comity.web.letters import Letter, Outcome
from comity.web.mail_server import one_delivery
from comity.web.models import Account, Invitation, Recovery
from comity.web.models.accounts import Linked
from comity.web.origins import leads_here_only
from comity.web.told import names
from comity.web.visits import Visit

NEW_ADDRESS = "new address"


@dataclass(frozen=True, slots=True)
class Link:
    """A link for its reader at ``address``. ``outcome`` is what became of the letter with it, empty where nothing yet."""

    address: str
    link: str
    letter: Letter
    outcome: str

    @property
    def mailto(self) -> str:
        """The letter, for the officer's own mail program."""
        return letters.by_own_program(self.letter)

    @property
    def only_here(self) -> bool:
        """Whether it opens on the machine of the server alone, so that nobody else has a use for it."""
        return leads_here_only(self.link)


# --- invitations ------------------------------------------------------------------------------------------------------


def invite(visit: Visit, person: str, email: str, language: str, by: Account) -> Invitation:
    """Invites the person; the letter is handed over once the body is held no more. Refused as ``invitations.invite``."""
    one, _token = invitations.invite(visit.name, person, email, by)
    letter = of_invitation(visit, one, language).letter
    visit.after(partial(_hand_over, letter, one))
    return one


def of_invitation(visit: Visit, one: Invitation, language: str = "") -> Link:
    """The link of the invitation, and its letter in that language."""
    link = letters.address_of(visit.request, f"/invitation/{token_of(one)}")
    context = {
        "body": title(visit),
        "name": _named(visit, one.person),
        "by": one.invited_by,
        "link": link,
        "until": one.until,
    }
    letter = letters.write_to(one.email, language or visit.reader.language, "invitation", context)
    return Link(one.email, link, letter, one.delivery)


def unsent_invitation(visit: Visit, one: Invitation) -> Link | None:
    """The link of an invitation that is open and whose letter was not sent."""
    is_open = invitations.standing(one) == "open"
    return of_invitation(visit, one) if is_open and _is_unsent(one) else None


# --- recoveries -------------------------------------------------------------------------------------------------------


def of_recovery(visit: Visit, one: Recovery) -> Link:
    """The link of a recovery that is confirmed, and its letter."""
    link = letters.address_of(visit.request, f"/recovery/{token_of(one)}")
    context = {"body": title(visit), "recovery": one, "link": link}
    return Link(
        one.account.email, link, letters.write(one.account, "recovery", context), one.delivery
    )


def unsent_recovery(visit: Visit, one: Recovery) -> Link | None:
    """The link of a recovery whose letter was not sent, for the officer who confirmed it and for nobody else."""
    mine = one.confirmed_by_id is not None and one.confirmed_by_id == visit.reader.account
    is_open = recoveries.standing(one) == "confirmed"
    return of_recovery(visit, one) if mine and is_open and _is_unsent(one) else None


# --- new addresses ----------------------------------------------------------------------------------------------------


def of_new_address(visit: Visit, account: Account) -> Link:
    """The link by which the owner confirms the new address. It works after signing in, so it gives nothing away."""
    told = signing.dumps([account.pk, account.email, account.new_email], salt=NEW_ADDRESS)
    link = letters.address_of(visit.request, reverse("new_address", kwargs={"token": told}))
    context = {"body": title(visit), "account": account, "link": link}
    letter = letters.write_to(account.new_email, language_of(account), "new_address", context)
    return Link(account.new_email, link, letter, "")


# --- what became of them ----------------------------------------------------------------------------------------------


def hand_over(visit: Visit, link: Link, one: Linked | None = None) -> None:
    """Hands the letter over and tells the officer what became of it."""
    outcome = letters.hand_over(link.letter)
    if one is not None:
        _noted(one, outcome)
    say(visit.request, link.address, outcome)


def say(request: HttpRequest, address: str, outcome: Outcome) -> None:
    """Says on the next page what became of the letter to that address."""
    if outcome == "sent":
        messages.success(request, gettext("A letter was sent to {}.").format(address), "good")
    elif outcome == "no server":
        said = gettext("No mail server is set up. Copy the link and send it to {} yourself.")
        messages.warning(request, said.format(address), "care")
    else:
        said = gettext(
            "The mail server did not take the letter to {}. Copy the link and send it yourself, or send the letter again."
        )
        messages.error(request, said.format(address), "bad")


def say_invited(request: HttpRequest, invited: Sequence[Invitation]) -> None:
    """Says on the next page how many persons were invited at once, and how many letters did not go out."""
    if not invited:
        return
    number, waiting = len(invited), sum(one.delivery == "waiting" for one in invited)
    unsent = sum(one.delivery != "sent" for one in invited) - waiting
    done = ngettext("{} person is invited.", "{} persons are invited.", number).format(number)
    if waiting:
        said = ngettext(
            "{} letter is still being sent: its link is shown below until it is.",
            "{} letters are still being sent: their links are shown below until they are.",
            waiting,
        )
        done = f"{done} {said.format(waiting)}"
    if not unsent:
        messages.success(request, done, "good")
        return
    missed = ngettext(
        "{} letter was not sent: copy its link below and send it yourself.",
        "{} letters were not sent: copy their links below and send them yourself.",
        unsent,
    )
    messages.warning(request, f"{done} {missed.format(unsent)}", "care")


def tell(request: HttpRequest, done: str, written: Sequence[Letter], link: str = "") -> None:
    """Hands the letters over and says on the next page what was done and whom the letters did not reach. ``link``: what the
    officer can send to them instead."""
    with one_delivery():
        outcomes = [(one.address, letters.hand_over(one)) for one in written]
    own = getattr(request.user, "email", "")
    missed = [at for at, outcome in outcomes if outcome != "sent" and at != own]
    if not missed:
        sent = any(outcome == "sent" for _, outcome in outcomes)
        told = gettext("Those concerned were written to.") if sent else ""
        messages.success(request, f"{done} {told}".strip(), "good")
        return
    if any(outcome == "no server" for _, outcome in outcomes):
        said = gettext("No mail server is set up, so no letter was sent. Tell them yourself: {}.")
    else:
        said = gettext("The mail server did not take the letters to: {}. Tell them yourself.")
    message = f"{done} {said.format(', '.join(missed))} {link}".strip()
    messages.warning(request, message, "care")


def _hand_over(letter: Letter, one: Linked) -> None:
    outcome = letters.hand_over(letter, later=partial(_noted, one))
    if outcome != "waiting":  # which is noted, and perhaps sent by now
        _noted(one, outcome)


def _noted(one: Linked, outcome: Outcome) -> None:
    one.delivery = outcome
    one.save(update_fields=["delivery"])


def _is_unsent(one: Linked) -> bool:
    """Whether the link has to be sent by hand. One made with another secret of the installation opens nothing."""
    return one.delivery != "sent" and digest_of(token_of(one)) == one.digest


def _title_now(visit: Visit) -> str:
    """The body's title, in the language of the letter that says it."""
    return str(names.text(visit.names(), visit.law.charter.title))


def _named_now(visit: Visit, person: str) -> str:
    with visit.body.reading() as state:  # entered a moment ago, perhaps
        return str(names.person(names.Names(state, visit.law), person))


title: Any = lazy(_title_now, str)
_named: Any = lazy(_named_now, str)
