"""``comity audit``: every act decided again under the charter then in force, and compared with what is on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import click

from comity.audit import Audit, Finding
from comity.audit import audit as audited
from comity.cli import options
from comity.cli.layout import counted, emit, wrapped
from comity.cli.place import Reading, reading
from comity.cli.progress import bar, watched
from comity.store.address import Address

CHARGES = ("unlawful", "omitted", "order", "unapplied")
SHOWN = 50


@click.command()
@options.register
@options.body
@options.as_json
@click.pass_context
def verb(ctx: click.Context, register: Address, body: str, as_json: bool) -> None:
    """Decide every act again, on the body as it then was, and compare the effects with those on record.

    Attested facts are counted, never claimed to be true. Exit code 1 if an act was not lawful, a deadline was passed over,
    entries are out of order, or an entry could not be applied and was not corrected. What a newer engine decides otherwise,
    and what is sealed, is told without a charge.

    \b
    Example:
      comity audit
    """
    with reading(register, body) as read:
        done, findings = examined(read)
    emit(_said(read.kept.name, done, findings), _value(read.kept.name, done, findings), as_json)
    ctx.exit(any(finding.kind in CHARGES for finding in findings))


def examined(read: Reading) -> tuple[Audit, list[Finding]]:
    """How far the audit came, and everything that it found."""
    done = Audit()
    with bar("Auditing", read.size) as moving:
        entries = watched(read.entries(), moving)
        return done, list(audited(entries, read.entry, done))


def _value(body: str, done: Audit, findings: Sequence[Finding]) -> dict[str, Any]:
    plain = [{"entry": f.entry, "kind": f.kind, "sentence": f.sentence} for f in findings]
    return {
        "body": body,
        "lawful": not any(finding.kind in CHARGES for finding in findings),
        "entries": done.entries,
        "decided_again": done.decided,
        "attested": done.attested,
        "sealed": done.sealed,
        "findings": plain,
    }


def _said(body: str, done: Audit, findings: Sequence[Finding]) -> Iterator[str]:
    charged = any(finding.kind in CHARGES for finding in findings)
    found = counted(len(findings), "finding") if findings else "nothing found"
    colour = "red" if charged else "green"
    entries = counted(done.entries, "entry", "entries")
    yield click.style(f"{body}: {entries} audited, {found}.", fg=colour, bold=True)
    same = "decided again, with the same effects" + (" but for these findings" if findings else "")
    yield f"  {done.decided:>9,}  {same}"
    yield f"  {done.attested:>9,}  of them record what sources report: attested, not proved true"
    if done.sealed:
        yield f"  {done.sealed:>9,}  sealed, and their content is not here: not decided again"
    for kind, number in Counter(finding.kind for finding in findings).items():
        yield f"  {number:>9,}  {kind}"
    for finding in findings[:SHOWN]:
        yield from wrapped(f"Entry {finding.entry}, {finding.kind}: {finding.sentence}", hang=2)
    if len(findings) > SHOWN:
        yield f"... and {len(findings) - SHOWN:,} more; --json lists them all."
