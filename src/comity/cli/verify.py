"""``comity verify``: whether the register is what was signed: nothing changed, removed, inserted, reordered."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from comity.charter.nodes import read_text
from comity.cli import options
from comity.cli.layout import counted, emit, wrapped
from comity.cli.place import Reading, reading
from comity.cli.progress import bar, watched
from comity.register.checkpoint import Checkpoint, parse
from comity.register.keys import VerifyingKey
from comity.store import evidence
from comity.store.address import Address
from comity.store.codec import examine


@click.command()
@click.option(
    "--key",
    "key",
    metavar="TEXT",
    help="The verifying key that you trust; the register's own unless given.",
)
@click.option(
    "--checkpoint",
    "kept",
    multiple=True,
    type=options.FOUND_FILE,
    help="A checkpoint kept elsewhere; may be repeated.",
)
@click.option(
    "--save-checkpoint", "save", type=options.FILE, help="Keep the signed head in that file."
)
@options.register
@options.body
@options.as_json
def verb(
    key: str | None,
    kept: Sequence[Path],
    save: Path | None,
    register: Address,
    body: str,
    as_json: bool,
) -> None:
    """Verify the register: each entry's bytes, the tree over them, the signed head, sealed content.

    A register that was cut short or rewritten whole is found only against a checkpoint kept elsewhere, and a forged
    key only by a key that you trust: give both. Exit code 1 names the first entry that is wrong, and why.

    \b
    Example:
      comity verify
      comity verify --key "$(cat theirs.key)" --checkpoint last-year.txt
    """
    with reading(register, body) as read:
        trusted = VerifyingKey.parse(key or read.kept.key)
        heads = [read_text(path) for path in kept]
        head = verified(read, trusted, heads)
        signed = read.store.head(read.kept.name).checkpoint
    if save is not None:
        save.write_text(signed, encoding="utf-8")
    value = {
        "body": read.kept.name,
        "verified": True,
        "entries": head.size,
        "root": b64encode(head.root).decode(),
        "key": trusted.text(),
        "own_key": key is None,
        "checkpoints": [parse(text).size for text in heads],
    }
    emit(_said(value), value, as_json)


def verified(read: Reading, key: VerifyingKey, kept: Sequence[str] = ()) -> Checkpoint:
    """The signed head, if everything fits it."""
    with bar("Verifying", read.size) as moving:
        return evidence.verify(
            read.store,
            read.kept.name,
            key,
            kept=kept,
            examine=examine(read.kept.name),
            watch=lambda rows: watched(rows, moving),
        )


def _said(value: dict[str, Any]) -> Iterator[str]:
    entries = counted(value["entries"], "entry", "entries")
    yield click.style(f"{value['body']} verifies: {entries}.", fg="green", bold=True)
    yield "  each entry   bytes, number and form fit its hash"
    yield f"  tree         root {value['root']}"
    yield "  signed head  covers every entry, and nothing is beyond it"
    for size in value["checkpoints"]:
        yield f"  checkpoint   of {counted(size, 'entry', 'entries')}, kept elsewhere: continued"
    if value["own_key"]:
        yield ""
        yield from wrapped(
            "The key is the register's own. To rule out a forgery of the whole, give the key that the body published:"
            " --key TEXT; to rule out a cut, a checkpoint kept elsewhere: --checkpoint FILE."
        )
