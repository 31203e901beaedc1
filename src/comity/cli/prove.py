"""``comity prove``: a proof file that an entry is in the register, and the check of one, offline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from comity.body.entry import Entry
from comity.charter.nodes import read_text
from comity.cli import options, writing
from comity.cli.layout import counted, emit
from comity.cli.place import reading
from comity.cli.telling import entry_lines
from comity.errors import BadInput
from comity.register.checkpoint import parse as parse_checkpoint
from comity.register.keys import VerifyingKey
from comity.register.proof import Proven
from comity.register.proof import check as check_proof
from comity.register.proof import parse as parse_proof
from comity.store.address import Address
from comity.store.codec import decode
from comity.store.evidence import prove


@click.command()
@click.argument("entry", type=click.IntRange(0), required=False)
@click.option(
    "--out",
    type=options.FILE,
    help="The file to write; standard output unless given. An older proof is replaced.",
)
@click.option("--check", "proof", type=options.FOUND_FILE, help="Check that proof file instead.")
@click.option("--key", "key", metavar="TEXT", help="The verifying key to check with.")
@options.register
@options.body
@options.as_json
def verb(
    entry: int | None,
    out: Path | None,
    proof: Path | None,
    key: str | None,
    register: Address,
    body: str,
    as_json: bool,
) -> None:
    """Prove that ENTRY, a number, stands in the register; or check a proof, which needs no register.

    The proof is one file: the entry, the path to the root, the signed head. Whoever has the verifying key checks it
    without asking anybody.

    \b
    Example:
      comity prove 42 --out entry-42.proof
      comity prove --check entry-42.proof --key "$(cat published.key)"
    """
    if (entry is None) == (proof is None):
        raise click.UsageError("Give the number of an entry, or --check and a proof file.")
    if proof is not None:
        _check(proof, key, as_json)
        return
    assert entry is not None
    if out is not None:
        writing.text_there(out, "proof", parse_proof, register)
    with reading(register, body) as read:
        text = prove(read.store, read.kept.name, entry)
        signed = parse_checkpoint(read.store.head(read.kept.name).checkpoint)
    if out is not None:
        writing.write(out, text)
    value = {"entry": entry, "entries": signed.size, "key": read.kept.key, "proof": text}
    emit([text.rstrip("\n")] if out is None else _made(out, value), value, as_json)


def _made(out: Path, value: dict[str, Any]) -> Iterator[str]:
    entries = counted(value["entries"], "entry", "entries")
    yield f"{out}: entry {value['entry']} of {entries}. Anybody checks it with:"
    yield f"  comity prove --check {out} \\"
    yield f"    --key {value['key']}"


def _check(path: Path, key: str | None, as_json: bool) -> None:
    if key is None:
        raise click.UsageError("--check needs --key: the verifying key that you trust.")
    proven = check_proof(read_text(path), VerifyingKey.parse(key))
    entry = _entry(proven)
    value: dict[str, Any] = {
        "proven": True,
        "register": proven.checkpoint.origin,
        "entry": proven.index,
        "entries": proven.checkpoint.size,
        "content": json.loads(proven.entry) if entry is not None else None,
    }
    emit(_proven(value, entry), value, as_json)


def _entry(proven: Proven) -> Entry | None:
    """The entry proven, where it is one that this version reads: the proof holds all the same."""
    try:
        return decode(proven.entry)
    except BadInput:
        return None


def _proven(value: dict[str, Any], entry: Entry | None) -> Iterator[str]:
    of = counted(value["entries"], "entry", "entries")
    said = f"Proven: entry {value['entry']} of the register {value['register']} ({of})."
    yield click.style(said, fg="green", bold=True)
    if entry is not None:
        yield from entry_lines(entry)
