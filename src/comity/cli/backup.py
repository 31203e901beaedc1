"""``comity backup``: one file with everything that a place keeps, verified before it is called a backup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from comity import __version__
from comity.cli import archive, options
from comity.cli.archive import BodyHead, Manifest
from comity.cli.layout import columns, counted, emit, wrapped
from comity.cli.office_files import save_office
from comity.cli.place import Reading, place
from comity.cli.verify import verified
from comity.place import Place
from comity.register.keys import VerifyingKey
from comity.registrar import clock_of_the_machine
from comity.store.address import Address, shown
from comity.store.opening import open_address


@click.command()
@click.argument("file", type=options.FILE)
@click.option("--keys", "with_keys", is_flag=True, help="Put the secret keys into it as well.")
@options.register
@options.as_json
def verb(file: Path, with_keys: bool, register: Address, as_json: bool) -> None:
    """Put the register, accounts, drafts and papers into one file, while everybody goes on working.

    The registers in it are verified before it is called a backup. The keys that sign are left out unless you ask for
    them: whoever has the file could then sign in the body's name. Keep them elsewhere, but keep them.

    \b
    Example:
      comity backup /srv/backups/2026-03-01.zip
    """
    archive.refuse_existing(file)
    at = place(register)
    with TemporaryDirectory(prefix=".comity-", dir=file.absolute().parent) as folder:
        members = _gathered(at, Path(folder), with_keys)
        bodies = _verified(members[archive.REGISTER])
        moment = clock_of_the_machine().isoformat(timespec="seconds")
        manifest = Manifest(archive.FORMAT, __version__, moment, bodies, {})
        manifest = archive.write_archive(file, manifest, members)
    value = {
        "file": str(file),
        "register": shown(register),
        "bytes": file.stat().st_size,
        "bodies": {name: head.entries for name, head in bodies.items()},
        "office": {archive.OFFICE, archive.DUMP} & members.keys() != set(),
        "papers": sum(name.startswith(f"{archive.FILES}/") for name in members),
        "keys": with_keys,
        "key_file": str(at.keys),
        "at": manifest.at,
    }
    emit(_said(value), value, as_json)


def _gathered(at: Place, folder: Path, with_keys: bool) -> dict[str, Path]:
    """By its name in the archive, each file that goes into it; accounts first, since the register has what came of them."""
    members: dict[str, Path] = {}
    if office := save_office(at, folder):
        members[office.name] = office
    register = folder / archive.REGISTER
    with open_address(at.register, write=False) as store:
        store.save(register)
    members[archive.REGISTER] = register
    papers = (path for path in sorted(at.files.rglob("*")) if path.is_file())
    members |= {f"{archive.FILES}/{path.relative_to(at.files).as_posix()}": path for path in papers}
    if with_keys:
        secrets = {archive.KEYS: at.keys, archive.SECRET: at.secret}
        members |= {name: path for name, path in secrets.items() if path.exists()}
    return members


def _verified(register: Path) -> dict[str, BodyHead]:
    with open_address(register, write=False) as store:
        heads = {}
        for kept in store.bodies():
            verified(Reading(store, kept), VerifyingKey.parse(kept.key))
            head = store.head(kept.name)
            heads[kept.name] = BodyHead(head.size, head.checkpoint)
    return heads


def _said(value: dict[str, Any]) -> Iterator[str]:
    yield click.style(f"{value['file']} is a whole backup.", fg="green", bold=True)
    rows = [
        (name, f"{counted(entries, 'entry', 'entries')}, verified")
        for name, entries in value["bodies"].items()
    ]
    rows.append(("accounts", "with drafts" if value["office"] else "none kept here"))
    rows.append(("papers", f"{value['papers']:,}"))
    rows.append(("keys", "in it" if value["keys"] else "not in it"))
    rows.append(("size", f"{value['bytes'] / 1e6:,.1f} MB"))
    yield from columns(rows)
    yield ""
    if value["keys"]:
        said = "Whoever has this file can sign in the body's name. Keep it as you keep a seal."
    else:
        said = f"The keys that sign are in {value['key_file']}: keep a copy of them elsewhere."
    yield from wrapped(said)
    yield from wrapped(f"Try it now and then: comity restore {value['file']} --to FOLDER")
