"""``comity verify``: whether the register is what was signed: nothing changed, removed, inserted, reordered."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from comity.charter.nodes import read_text
from comity.cli import options, writing
from comity.cli.layout import counted, emit, wrapped
from comity.cli.place import Reading, reading
from comity.cli.progress import bar, watched
from comity.errors import Message, Untrustworthy
from comity.register.checkpoint import Checkpoint, parse
from comity.register.checkpoint import verify as verify_checkpoint
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
    "--save-checkpoint",
    "save",
    type=options.FILE,
    help="Keep the signed head in that file; an earlier head that it continues is replaced.",
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
    saved = writing.text_there(save, "checkpoint", parse, register) if save is not None else None
    with reading(register, body) as read:
        trusted = VerifyingKey.parse(key or read.kept.key)
        heads = [read_text(path) for path in kept]
        if save is not None and saved is not None:
            _require_earlier(read, save, saved)
            heads.append(saved)
        head = verified(read, trusted, heads)
        signed = read.store.head(read.kept.name).checkpoint
    if save is not None:
        writing.write(save, signed)
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


def _require_earlier(read: Reading, path: Path, saved: str) -> None:
    """Returns where the checkpoint in the file may be an earlier one of the register: then verification says whether the
    register continues it. ``BadInput`` (``file.there``) where it is another register's, ``Untrustworthy``
    (``register.truncated``) where it covers more entries than there are."""
    earlier = parse(saved)
    try:
        verify_checkpoint(saved, VerifyingKey.parse(read.kept.key), read.kept.origin)
    except Untrustworthy:
        why = Message(
            "It is the checkpoint of another register ({other}, and not {origin} under its key)",
            other=earlier.origin,
            origin=read.kept.origin,
        )
        raise writing.in_the_way(path, why) from None
    head = read.store.head(read.kept.name)
    if earlier.size > head.size:
        raise Untrustworthy(
            "register.truncated",
            "The register has {size} entries, and the checkpoint in {path} was signed over {earlier}: the register was cut"
            " short, or it is an older copy. The checkpoint was left as it is.",
            entry=head.size,
            evidence=[saved, head.checkpoint],
            size=head.size,
            earlier=earlier.size,
            path=str(path),
        )


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
