"""``comity found``: a body exists. Its register, the key that signs it, and the first entry with the whole charter."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from comity.body.acts import FoundBody
from comity.charter.model import Charter
from comity.charter.reading import read_charter
from comity.cli import options
from comity.cli.layout import columns, emit, text_of, wrapped
from comity.cli.place import is_new, kept_key, key_file, remove_register
from comity.errors import ComityError
from comity.place import keys_in
from comity.register.keys import KEY_SIZE, SigningKey
from comity.registrar import Registrar, clock_of_the_machine
from comity.registrar import found as found_body
from comity.store.address import Address, shown
from comity.store.opening import open_address


@click.command()
@click.argument("charter", type=options.FOUND_PATH)
@click.option("--name", help="The body's name in the register; the charter's own unless given.")
@click.option("--clerk", required=True, help="Who keeps the record: a person's name.")
@click.option("--organ", required=True, help="The organ that the clerk records for.")
@click.option(
    "--origin", help="The name of the register in checkpoints; the body's name unless given."
)
@options.register
@options.key
@options.at
@options.as_json
def verb(
    charter: Path,
    name: str | None,
    clerk: str,
    organ: str,
    origin: str | None,
    register: Address,
    key: Path | None,
    moment: datetime | None,
    as_json: bool,
) -> None:
    """Found a body under a charter: a file, or a folder with charter.yaml in it.

    The register is made, or a body added to one that exists. The signing key goes into a file beside it, readable by you
    alone: keep a copy in a safe place. Nothing is left behind if the founding is refused.

    \b
    Example:
      comity found charters/csto --clerk "Ada Lang" --organ record
    """
    read = read_charter(charter)
    body = name or read.body
    signing = SigningKey(origin or body, secrets.token_bytes(KEY_SIZE))
    act = FoundBody(charter=read.text, clerk="p0", clerk_name=clerk, organ=organ)
    keys = key or key_file(register)
    registrar = _founded(register, body, act, signing, keys, moment)
    value = {
        "body": body,
        "register": shown(register),
        "key": str(keys),
        "verifying_key": signing.verifying.text(),
        "clerk": "p0",
        "checkpoint": registrar.store.head(body).checkpoint,
    }
    emit(_said(read, value, clerk, organ), value, as_json)
    registrar.store.close()


def _founded(
    register: Address,
    body: str,
    act: FoundBody,
    signing: SigningKey,
    keys: Path,
    moment: datetime | None,
) -> Registrar:
    keys_in(keys)  # a file that could not be used is refused before anything is made
    new = is_new(register)
    clock = clock_of_the_machine if moment is None else lambda: moment
    store = open_address(register, create=True)
    try:
        # The key is on the disk before anything is signed with it.
        with kept_key(keys, signing, store):
            return found_body(store, body, act, signing, clock=clock)
    except (ComityError, OSError):
        store.close()
        if new:
            remove_register(register)
        raise


def _said(charter: Charter, value: dict[str, Any], clerk: str, organ: str) -> Iterator[str]:
    yield click.style(f"{text_of(charter.title)} is founded.", fg="green", bold=True)
    rows = (
        ("register", value["register"]),
        ("signing key", f"{value['key']} (secret: keep a copy in a safe place)"),
        ("verifying key", value["verifying_key"]),
        ("clerk", f"{clerk}, person p0, for {organ}"),
    )
    yield from columns(rows)
    if not charter.certified:
        yield from wrapped(
            f"The charter is uncertified: {len(charter.to_verify)} provisions are still to be verified.",
            indent=2,
        )
    yield ""
    yield "Give the verifying key to whoever may want to verify the register. Next:"
    yield "  comity show body"
    yield (
        "  comity act --by p0 --for " + f"""{organ} '{{"kind": "person.enter/1", "name": "..."}}'"""
    )
