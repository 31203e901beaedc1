"""``comity log``: the entries of the register, one a line, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

import click
import msgspec

from comity.body.acts import AnyAct
from comity.body.effects import AnyEffect
from comity.body.entry import Entry, is_attested
from comity.body.state import find_matter
from comity.cli import options
from comity.cli.layout import WIDTH
from comity.cli.place import Reading, reading
from comity.cli.show.view import unknown
from comity.cli.telling import headline, kind_of
from comity.errors import BadInput, Message
from comity.store.address import Address

KINDS = tuple(
    sorted(str(one.__struct_config__.tag) for one in (*get_args(AnyAct), *get_args(AnyEffect)))
)
"""Everything that ``--kind`` may name or begin: the acts, and what follows from them."""
COLUMNS = "{n:>7}  {at}  {how:<8}  {kind:<22}  {about}"


@click.command()
@click.option("--from", "first", type=click.IntRange(0), default=0, help="The first entry to list.")
@click.option("--kind", help="Acts, or facts attested, of that kind: office, question.put, ...")
@click.option("--matter", help="Entries about that matter.")
@options.register
@options.body
@options.as_json
def verb(
    first: int, kind: str | None, matter: str | None, register: Address, body: str, as_json: bool
) -> None:
    """List entries: number, day recorded, whether decided here or attested, the kind of act, what it is about.

    With --json, one whole entry a line.

    \b
    Example:
      comity log --from 100
      comity log --kind position --matter plan-2023
    """
    with reading(register, body) as read:
        _require_known(read, first, kind)
        found = False
        for entry in chosen(read.entries(first), kind or "", matter or ""):
            found = True
            click.echo(msgspec.json.encode(entry).decode() if as_json else line(entry))
        if not found:
            _require_matter(read, matter)
            click.echo(_none(first, kind, matter), err=True)


def _require_known(read: Reading, first: int, kind: str | None) -> None:
    """Returns where the register has an entry of that number, and acts or effects can be of that kind. ``BadInput``
    (``show.unknown``), with what there is, otherwise."""
    if first and first >= read.size:
        last = Message("Entries are numbered 0 to {last}.", last=read.size - 1)
        raise BadInput(
            "show.unknown",
            "There is no entry {number}.",
            remedy=last if read.size else "The register has no entries yet.",
            number=first,
        )
    if kind and not any(one.startswith(kind) for one in KINDS):
        raise unknown("kind", kind, (one.partition("/")[0] for one in KINDS))


def _require_matter(read: Reading, matter: str | None) -> None:
    """As ``_require_known``, of a matter about which nothing was found: one that there is may have no entry of the kind."""
    if not matter or find_matter(read.state, matter):
        return
    if not any(is_about(entry, matter) for entry in read.entries()):
        raise unknown("matter", matter, [*read.state.matters, *read.state.cards])


def _none(first: int, kind: str | None, matter: str | None) -> str:
    """What a reader is told where everything asked for is known, and no entry has all of it."""
    asked = [f" of the kind {kind}"] if kind else []
    asked += [f" about {matter}"] if matter else []
    asked += [f" from {first} on"] if first else []
    return f"There is no entry{''.join(asked)}." if asked else "The register has no entries yet."


def chosen(entries: Iterable[Entry], kind: str, matter: str) -> Iterator[Entry]:
    """The entries of that kind about that matter; an empty wish leaves nothing out."""
    for entry in entries:
        kinds = [kind_of(entry.act), *map(kind_of, entry.effects)]
        if kind and not any(each.startswith(kind) for each in kinds):
            continue
        if not matter or is_about(entry, matter):
            yield entry


def is_about(entry: Entry, matter: str) -> bool:
    """Whether the act or an effect names the matter or one of its questions."""
    return any(
        getattr(part, "matter", "") == matter
        or str(getattr(part, "question", "")).rpartition(".")[0] == matter
        for part in (entry.act, *entry.effects)
    )


def line(entry: Entry) -> str:
    """The entry in one line of at most eighty columns."""
    how = "attested" if is_attested(entry) else "decided"
    kind, about = headline(entry)
    text = COLUMNS.format(n=entry.n, at=entry.at[:10], how=how, kind=kind, about=about)
    return text.rstrip() if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
