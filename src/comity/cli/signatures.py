"""``comity signatures``: every signature of a person, checked again from the entries alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import click
import msgspec

from comity.cli import options
from comity.cli.layout import columns, counted, emit, wrapped
from comity.cli.place import reading
from comity.cli.progress import bar, watched
from comity.signatures.listing import Listed, signatures
from comity.store.address import Address

SAID = {
    "good": ("good", "green"),
    "paper": ("on paper", "cyan"),
    "unsigned": ("unsigned", "yellow"),
    "sealed": ("sealed", "yellow"),
    "bad": ("bad", "red"),
}


@click.command()
@options.register
@options.body
@options.as_json
@click.pass_context
def verb(ctx: click.Context, register: Address, body: str, as_json: bool) -> None:
    """Check every signature of a person again: the key, the day, and what was signed. Nothing but the register is needed.

    Told as well: what the clerk recorded from a signed paper, and answers that should be signed and were given under a
    sign-in alone, by persons who had no key. Exit code 1 if a signature does not count.

    \b
    Example:
      comity signatures
    """
    with reading(register, body) as read, bar("Checking", read.size) as moving:
        found = signatures(watched(read.entries(), moving))
        name = read.kept.name
    value = {
        "body": name,
        "counts": dict(Counter(one.verdict for one in found)),
        "signatures": msgspec.to_builtins(found),
    }
    emit(_said(found), value, as_json)
    ctx.exit(any(one.verdict == "bad" for one in found))


def _said(found: Sequence[Listed]) -> Iterator[str]:
    yield from columns([_row(one) for one in found])
    for one in found:
        if one.verdict == "bad":
            yield from wrapped(f"Entry {one.entry} ({one.code}): {one.sentence}", hang=2)
    counts = Counter[str](one.verdict for one in found)
    each = [f"{number} {SAID[kind][0]}" for kind in SAID if (number := counts[kind])]
    colour = "red" if counts["bad"] else "green"
    head = f"{counted(len(found), 'signature')}: {', '.join(each) or 'none'}."
    yield click.style(head, fg=colour, bold=True)


def _row(one: Listed) -> tuple[str, ...]:
    word, colour = SAID[one.verdict]
    whom = f"{one.by} for {one.for_}" if one.for_ else one.by
    with_ = {"good": f"key {one.key}", "bad": one.code}.get(one.verdict, one.sentence)
    return (str(one.entry), click.style(word, fg=colour), one.day, one.of, whom, with_)
