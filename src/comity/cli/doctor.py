"""``comity doctor``: whether all is well with this place, line by line, and what to do where it is not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from comity.cli import body_checks, checks, options
from comity.cli.checks import Finding
from comity.cli.layout import columns, emit
from comity.cli.place import Reading
from comity.errors import ComityError
from comity.place import Place
from comity.registrar import clock_of_the_machine
from comity.store.address import shown
from comity.store.opening import facts, open_address
from comity.web import known_bodies

SIGNS = {"ok": ("ok", "green"), "warn": ("warn", "yellow"), "fail": ("FAIL", "red")}


@click.command()
@click.option("--whole", is_flag=True, help="Verify every entry, and not a sample.")
@options.place
@options.at
@options.as_json
@click.pass_context
def verb(
    ctx: click.Context, whole: bool, at: Place, moment: datetime | None, as_json: bool
) -> None:
    """Look at everything that a working place needs, and say what to do where something is wrong.

    Versions, limits, database and its layout, time zones, clock, folder and disk, keys and who may read them,
    settings, papers, the server that runs; of each body the signed head, all stored hashes, a sample of its entries,
    requests and seals, its snapshot, its index. It changes nothing. Exit code 1 if anything fails; a warning does
    not.

    \b
    Example:
      comity doctor --home /srv/league
      comity doctor --whole --register postgresql://comity@localhost/office
    """
    findings = list(_findings(at, moment or clock_of_the_machine(), whole))
    failed = any(finding.state == "fail" for finding in findings)
    value = {
        "register": shown(at.register),
        "well": not failed,
        "findings": [asdict(finding) for finding in findings],
    }
    emit(_said(shown(at.register), findings, failed), value, as_json)
    ctx.exit(1 if failed else 0)


def _findings(at: Place, now: datetime, whole: bool) -> Iterator[Finding]:
    yield checks.versions()
    yield checks.zones(now)
    yield checks.limits()
    if not at.home.is_dir():
        yield from checks.ground(at)
        yield from checks.settings(os.environ)
        return
    yield checks.space(at.home.absolute())
    unread = checks.closed(at, os.environ)
    yield from checks.rights(at, unread)
    if at.home in unread:
        return
    yield from checks.ground(at, unread)
    yield from checks.secrets(at, os.environ)
    yield from checks.settings(os.environ)
    yield from checks.providers(os.environ)
    yield from checks.made_again(at)
    yield from checks.pages(at)
    if Path(at.register) in unread:
        return
    try:
        lost = known_bodies.lost(at)
        if lost is not None:
            yield checks.failure("register", lost)
        else:
            yield from checks.database(at.register, facts(at.register), now)
            yield from checks.bodies(at)
        if at.accounts not in unread:
            yield checks.accounts(at)
        if not {at.accounts, at.secret, at.files} & {*unread}:
            yield from checks.shared(at)
        if lost is not None:
            return
        with open_address(at.register, write=False) as store:
            for kept in store.bodies():
                yield from body_checks.body(Reading(store, kept), at, now, whole)
    except ComityError as error:
        yield checks.failure("register", error)


def _said(register: str, findings: Sequence[Finding], failed: bool) -> Iterator[str]:
    rows = []
    for finding in findings:
        sign, colour = SIGNS[finding.state]
        rows.append((click.style(sign, fg=colour), finding.what, finding.found))
        if finding.helps:
            rows.append(("", "", f"What helps: {finding.helps}"))
    yield from columns(rows)
    yield ""
    if failed:
        yield click.style(f"Something is wrong with {register}.", fg="red", bold=True)
    else:
        yield click.style(f"All is well with {register}.", fg="green", bold=True)
