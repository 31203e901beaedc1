"""``comity log``: the entries of the register, one a line, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click
import msgspec

from comity.body.entry import Entry, is_attested
from comity.cli import options
from comity.cli.layout import WIDTH
from comity.cli.place import reading
from comity.cli.telling import headline, kind_of
from comity.store.address import Address

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
        for entry in chosen(read.entries(first), kind or "", matter or ""):
            click.echo(msgspec.json.encode(entry).decode() if as_json else line(entry))


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
