"""``comity upgrade``: what an older Comity wrote becomes what this one reads; the record is checked before and after."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import click

from comity import __version__
from comity.cli import options
from comity.cli.layout import columns, counted, emit
from comity.cli.office_files import migrate_office
from comity.cli.place import Reading
from comity.cli.verify import verified
from comity.errors import BadInput, Untrustworthy
from comity.place import Place
from comity.register.checkpoint import parse
from comity.register.keys import VerifyingKey
from comity.store.address import Address, shown
from comity.store.index_keeping import rebuilt
from comity.store.opening import open_address
from comity.store.opening import upgrade as upgrade_register
from comity.store.protocol import Head
from comity.web.listening import answers, noted

AFTERWARDS: Mapping[str, Callable[[Place], str]] = {"accounts and drafts": migrate_office}
"""What else is brought up to date once the register is, by its name: each says what it did, "" if nothing is there."""


@click.command()
@options.place
@options.as_json
def verb(at: Place, as_json: bool) -> None:
    """Bring what an older Comity wrote to the form that this one reads; nothing where it is already.

    The whole record is verified before and after, and its signed heads must be the same. The register's tables change in
    one transaction; then those of the pages. The index, by which the pages find entries, is made anew from the record.
    Stop the pages first, and make a backup.

    \b
    Example:
      comity backup before.zip --home /srv/league
      comity upgrade --home /srv/league
    """
    _refuse_while_served(at)
    register = at.register
    before = _heads(register, older=True)
    was, now = upgrade_register(register)
    after = _heads(register)
    if after != before:
        raise Untrustworthy(
            "upgrade.changed",
            "The signed heads are not what they were before. Restore the backup.",
            evidence=[head.checkpoint for head in (*before.values(), *after.values())],
        )
    done = {"index": _indexed(register)}
    done |= {name: step(at) for name, step in AFTERWARDS.items()}
    value = {
        "register": shown(register),
        "comity": __version__,
        "layout": {"before": was, "after": now},
        "bodies": {
            name: {"entries": head.size, "checkpoint": head.checkpoint}
            for name, head in after.items()
        },
        "afterwards": {name: told for name, told in done.items() if told},
    }
    emit(_said(value), value, as_json)


def _refuse_while_served(at: Place) -> None:
    address = noted(at)
    if address is not None and answers(address, "/healthz"):
        raise BadInput(
            "upgrade.served",
            f"A server of {at.home.absolute()} runs at {address.pages}.",
            remedy="Stop it first: the pages would work on tables that change under them. Nothing was changed.",
        )


def _heads(register: Address, older: bool = False) -> dict[str, Head]:
    """The signed head of every body, whose whole record has been verified."""
    with open_address(register, older=older, write=False) as store:
        for kept in store.bodies():
            verified(Reading(store, kept), VerifyingKey.parse(kept.key))
        return {kept.name: store.head(kept.name) for kept in store.bodies()}


def _indexed(register: Address) -> str:
    """The index of every body, made anew: for how many entries."""
    with open_address(register) as store:
        entries = sum(rebuilt(store, kept.name) for kept in store.bodies())
    return f"made anew for {counted(entries, 'entry', 'entries')}"


def _said(value: dict[str, Any]) -> Iterator[str]:
    was, now = value["layout"]["before"], value["layout"]["after"]
    said = f"It is of layout {now}, as before." if was == now else f"Layout {was} became {now}."
    yield click.style(said, fg="green", bold=True)
    rows = [("register", value["register"])]
    for name, kept in value["bodies"].items():
        head = parse(kept["checkpoint"])
        entries = counted(head.size, "entry", "entries")
        rows.append((name, f"{entries}, verified before and after; the signed head is the same"))
        rows.append(("", f"root {b64encode(head.root).decode()}"))
    yield from columns([*rows, *value["afterwards"].items()])
