"""``comity move``: a body's register goes from one store to another, whole, its signed head unchanged."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import click

from comity.cli import options
from comity.cli.layout import columns, counted, emit, wrapped
from comity.cli.place import is_new, kept_body, key_file, remove_register
from comity.cli.progress import bar, watched
from comity.errors import BadInput
from comity.log import leave_snapshots
from comity.register.checkpoint import parse
from comity.store.address import Address, shown
from comity.store.moving import Movable, move
from comity.store.opening import open_address
from comity.store.protocol import Head

PASSES = 3  # the source is verified, copied, and the copy verified


@click.command()
@click.option(
    "--from",
    "source",
    type=options.ADDRESS,
    required=True,
    metavar="ADDRESS",
    help="Where the body is: a file, or postgresql://user@host/database.",
)
@click.option(
    "--to",
    "target",
    type=options.ADDRESS,
    required=True,
    metavar="ADDRESS",
    help="Where it is to be; made where there is no register yet.",
)
@options.body
@options.as_json
def verb(source: Address, target: Address, body: str, as_json: bool) -> None:
    """Move a body from one register to another, between SQLite and PostgreSQL or within one.

    Everything goes: entries, sealed content, request ids, the signed head byte for byte. It is verified before and
    after; nobody can record meanwhile. Only then does the body leave the old place, so that it is never to be continued
    in two. If anything fails, it stays where it was; the same command again finishes what was interrupted.

    \b
    Example:
      comity move --from comity.db --to postgresql://comity@localhost/office
    """
    if source == target:
        raise BadInput(
            "move.same", "It is there already.", remedy="Give another address with --to."
        )
    new = is_new(target)
    with open_address(source) as giving:
        name = kept_body(giving, body).name
        try:
            with open_address(target, create=True) as taking:
                head = _moved(giving, taking, name)
                leave_snapshots(taking, name)
        except BaseException:
            if new:
                remove_register(target)
            raise
    value = {
        "body": name,
        "from": shown(source),
        "to": shown(target),
        "entries": head.size,
        "root": b64encode(parse(head.checkpoint).root).decode(),
        "key": {"old": str(key_file(source)), "new": str(key_file(target))},
    }
    emit(_said(value), value, as_json)


def _moved(giving: Movable, taking: Movable, name: str) -> Head:
    with bar("Moving", PASSES * giving.head(name).size) as moving:
        return move(giving, taking, name, watch=lambda rows: watched(rows, moving))


def _said(value: dict[str, Any]) -> Iterator[str]:
    entries = counted(value["entries"], "entry", "entries")
    yield click.style(f"{value['body']} is moved: {entries}.", fg="green", bold=True)
    yield from columns(
        (
            ("from", f"{value['from']}, where it is no longer kept"),
            ("to", value["to"]),
            ("signed head", "unchanged; verified before and after"),
            ("root", value["root"]),
        )
    )
    old, new = value["key"]["old"], value["key"]["new"]
    if old != new:
        yield ""
        yield from wrapped(
            f"The key that signs for it stays in {old}. Take it to {new}, or name it with COMITY_KEY."
        )
