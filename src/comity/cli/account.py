"""``comity account``: what the administrator of the server does where nobody else can help the owner of an account."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import click

from comity.cli import options
from comity.cli.layout import counted, emit
from comity.cli.office_files import has_office
from comity.errors import BadInput
from comity.place import Place
from comity.web.accounts_database import end_sign_ins
from comity.web.listening import Address, noted
from comity.web.origins import leads_here_only
from comity.web.serving import environment, settings


@click.group()
def verb() -> None:
    """Give an account back to its owner, disable it, enable it.

    For accounts of people who sign in to the pages. Lost keys are the business of the secretariat as long as its officers
    can sign in; see “When somebody cannot sign in” in docs/guide.

    \b
    Example:
      comity account link ada@league.example --by "Bo Linden, Chair" \\
        --reason "Ada Lang is the only officer and lost her key"
    """


def _begin(at: Place) -> Place:
    """Sets Django up for the place, and returns it. ``BadInput`` (``account.no_place``) where nobody ever served it."""
    at = at.absolute()
    if not at.secret.exists():
        raise _no_place(at)
    os.environ.update(environment(at, Address(), os.environ))
    import django

    django.setup()
    return at


def _no_place(at: Place) -> BadInput:
    return BadInput(
        "account.no_place",
        f"There are no accounts in {at.home}.",
        remedy="Give the folder in which comity serve runs, with --home or COMITY_HOME.",
    )


def _origin(place: Place) -> str:
    """Where a person opens the pages: the public address, else where the server of the place listens."""
    address = noted(place) or Address()
    return address.printed(settings(place, address, os.environ).origins)


@verb.command()
@click.argument("email")
@click.option("--by", "authority", required=True, help="Who ordered it: name and office.")
@click.option("--reason", required=True, help="Why nobody else can do it.")
@click.option(
    "--address",
    default="",
    help="Where the pages are: the first of COMITY_ORIGIN, else where comity serve of this home answers.",
)
@options.place
@options.as_json
def link(
    email: str,
    authority: str,
    reason: str,
    address: str,
    at: Place,
    as_json: bool,
) -> None:
    """Print a link that opens the account once, for one day, for new keys.

    It is recorded on whose authority and why; the officers of the account's bodies see it under People, and are written
    to where there is a mail server. Hand the link to the owner in person, or by another safe way.

    \b
    Example:
      comity account link ada@league.example --by "Bo Linden, Chair" \\
        --reason "Ada Lang is the only officer and lost her key"
    """
    place = _begin(at)
    from comity.web import on_server

    done = on_server.give_back(email, authority, reason)
    origin = address.rstrip("/") or _origin(place)
    value = {
        "email": email,
        "link": f"{origin}{done.path}",
        "until": str(done.until),
        "authority": authority,
        "reason": reason,
        "told": list(done.told),
        "untold": list(done.untold),
        "keys": list(done.keys),
    }
    emit(_said(value), value, as_json)


def _said(value: dict[str, Any]) -> Iterator[str]:
    yield f"This link opens the account of {value['email']} once, until {value['until']}:"
    yield f"  {value['link']}"
    if leads_here_only(value["link"]):
        yield "It opens on this machine alone: set COMITY_ORIGIN before you hand it over."
    yield "Its keys and sign-ins end when the link is used."
    yield f"Recorded: on the authority of {value['authority']}: {value['reason']}"
    if value["told"]:
        yield f"The other officers were written to: {', '.join(value['told'])}"
    if value["untold"]:
        yield f"No letter was sent to the other officers; tell them: {', '.join(value['untold'])}"
    for key in value["keys"]:
        yield f"A key that signs acts is still valid: {key}. Revoke it under Keys if it is lost."


@verb.command()
@click.argument("email")
@options.place
@options.as_json
def disable(email: str, at: Place, as_json: bool) -> None:
    """Disable the account: it cannot sign in, and its sign-ins end.

    \b
    Example:
      comity account disable ada@league.example
    """
    _begin(at)
    from comity.web import on_server

    account = on_server.set_active(email, False).email
    emit([f"Disabled: {account} cannot sign in."], {"email": account, "active": False}, as_json)


@verb.command()
@click.argument("email")
@options.place
@options.as_json
def enable(email: str, at: Place, as_json: bool) -> None:
    """Enable an account that was disabled: its keys work again.

    \b
    Example:
      comity account enable ada@league.example
    """
    _begin(at)
    from comity.web import on_server

    account = on_server.set_active(email, True).email
    emit([f"Enabled: {account} signs in as before."], {"email": account, "active": True}, as_json)


@verb.command("end-sign-ins")
@options.place
@options.as_json
def end(at: Place, as_json: bool) -> None:
    """End every sign-in of this office: everybody signs in again, with the keys that they have.

    For an office whose secret of sign-ins was lost or seen by somebody. In the second case stop the pages and delete the
    file secret first: a new one is made at the next start.

    \b
    Example:
      comity account end-sign-ins --home /srv/league
    """
    if not has_office(at):
        raise _no_place(at.absolute())
    number = end_sign_ins(at)
    said = f"{counted(number, 'sign-in')} ended. Everybody signs in again."
    emit([said], {"ended": number}, as_json)
