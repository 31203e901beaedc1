"""``comity backup``: one file with everything that a place keeps, verified before it is called a backup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from comity import __version__
from comity.cli import archive, options, writing
from comity.cli.archive import BodyHead, Manifest
from comity.cli.layout import columns, counted, emit, size_of, wrapped
from comity.cli.office_files import files_of_papers, papers, save_office
from comity.cli.place import Reading
from comity.cli.verify import verified
from comity.errors import StoreFailed
from comity.place import Place, signing_key
from comity.register.keys import VerifyingKey
from comity.registrar import clock_of_the_machine
from comity.rights import may_be_read, not_readable
from comity.store.address import shown
from comity.store.opening import open_address
from comity.web import known_bodies


@click.command()
@click.argument("file", type=options.FILE)
@click.option("--keys", "with_keys", is_flag=True, help="Put the secret keys into it as well.")
@options.place
@options.as_json
@click.pass_context
def verb(ctx: click.Context, file: Path, with_keys: bool, at: Place, as_json: bool) -> None:
    """Put the register, accounts, drafts and papers into one file, while everybody goes on working.

    The registers in it are verified before it is called a backup. Nothing is written if a file may not be read. A body
    or a paper that is already lost is named, with exit code 1; the backup then has all the rest. The keys that sign are
    left out unless you ask for them: whoever has the file could then sign in the body's name. Keep them elsewhere, but
    keep them.

    \b
    Example:
      comity backup /srv/backups/2026-03-01.zip --home /srv/league
    """
    archive.refuse_existing(file)
    writing.refuse_reserved(file, at)
    known_bodies.require(at)
    with _room_beside(file) as folder:
        known = {digest: _in_archive(at, path) for digest, path in papers(at).items()}
        members = _gathered(at, folder)
        bodies = _verified(members[archive.REGISTER])
        if with_keys:
            members |= _secrets(at, members[archive.REGISTER])
        moment = clock_of_the_machine().isoformat(timespec="seconds")
        manifest = Manifest(archive.FORMAT, __version__, moment, bodies, {})
        taken = archive.write_archive(file, folder, manifest, members).sha256
    value = {
        "file": str(file),
        "register": shown(at.register),
        "bytes": file.stat().st_size,
        "bodies": {name: head.entries for name, head in bodies.items()},
        "bodies_missing": known_bodies.lacking(at),
        "office": {archive.OFFICE, archive.DUMP} & members.keys() != set(),
        "papers": sum(name.startswith(f"{archive.FILES}/") for name in members),
        "papers_missing": [one for one, name in known.items() if name not in taken],
        "papers_changed": [one for one, name in known.items() if taken.get(name, one) != one],
        "keys": with_keys,
        "key_file": str(at.keys),
        "at": moment,
    }
    emit(_said(value), value, as_json)
    ctx.exit(1 if _lacks(value) else 0)


@contextmanager
def _room_beside(file: Path) -> Iterator[Path]:
    """A folder for what is being made, beside the file to come, and gone afterwards. StoreFailed (``backup.unwritten``)
    where nothing can be written there, or where the space ends."""
    beside = file.absolute().parent
    try:
        with TemporaryDirectory(prefix=".comity-", dir=beside) as folder:
            yield Path(folder)
    except FileNotFoundError:
        if beside.is_dir():  # a paper vanished while the backup was made
            raise
        raise _unwritten(beside, "there is no such folder") from None
    except OSError as error:
        raise _unwritten(beside, error.strerror or str(error)) from None


def _unwritten(folder: Path, why: str) -> StoreFailed:
    return StoreFailed(
        "backup.unwritten",
        f"No backup could be written into {folder}: {why}.",
        remedy="Give a file in a folder that you may write to and that has space. Nothing was left there.",
    )


def _gathered(at: Place, folder: Path) -> dict[str, Path]:
    """By its name in the archive, each file that goes into it; accounts first, since the register has what came of them."""
    members: dict[str, Path] = {}
    if office := save_office(at, folder):
        members[office.name] = office
    register = folder / archive.REGISTER
    with open_address(at.register, write=False) as store:
        store.save(register)
    members[archive.REGISTER] = register
    return members | {_in_archive(at, path): path for path in files_of_papers(at)}


def _in_archive(at: Place, paper: Path) -> str:
    """The name of a paper in the archive."""
    return f"{archive.FILES}/{paper.relative_to(at.files).as_posix()}"


def _secrets(at: Place, register: Path) -> dict[str, Path]:
    """The keys of all bodies, and the secret of sign-ins where there is one. ``BadInput`` (``key.lost``) where the file of
    keys has not all of them."""
    with open_address(register, write=False) as store:
        for kept in store.bodies():
            signing_key(at.keys, kept)
    secrets = {archive.KEYS: at.keys, archive.SECRET: at.secret}
    for path in secrets.values():
        if not may_be_read(path):
            raise not_readable(path)
    return {name: path for name, path in secrets.items() if path.exists()}


def _verified(register: Path) -> dict[str, BodyHead]:
    with open_address(register, write=False) as store:
        heads = {}
        for kept in store.bodies():
            verified(Reading(store, kept), VerifyingKey.parse(kept.key))
            head = store.head(kept.name)
            heads[kept.name] = BodyHead(head.size, head.checkpoint)
    return heads


def _said(value: dict[str, Any]) -> Iterator[str]:
    if _lacks(value):
        what = "some bodies" if value["bodies_missing"] else "some papers"
        yield click.style(f"{value['file']} is a backup without {what}.", fg="red", bold=True)
    else:
        yield click.style(f"{value['file']} is a whole backup.", fg="green", bold=True)
    rows = [
        (name, f"{counted(entries, 'entry', 'entries')}, verified")
        for name, entries in value["bodies"].items()
    ]
    rows.append(("accounts", "with drafts" if value["office"] else "none kept here"))
    rows.append(("papers", f"{value['papers']:,}"))
    rows.append(("keys", "in it" if value["keys"] else "not in it"))
    rows.append(("size", size_of(value["bytes"])))
    yield from columns(rows)
    for name in value["bodies_missing"]:
        yield from wrapped(
            f"The accounts name {name}, and {value['register']} does not keep it. Bring its register back, from a backup or"
            " with comity move, and make another backup. Delete no older backup before that.",
            indent=2,
        )
    yield from _said_of_papers(value)
    yield ""
    if value["keys"]:
        said = "Whoever has this file can sign in the body's name. Keep it as you keep a seal."
    else:
        said = f"The keys that sign are in {value['key_file']}: keep a copy of them elsewhere."
    yield from wrapped(said)
    yield from wrapped(f"Try it now and then: comity restore {value['file']} --to FOLDER")


def _lacks(value: dict[str, Any]) -> bool:
    return bool(value["bodies_missing"] or _lacks_papers(value))


def _lacks_papers(value: dict[str, Any]) -> bool:
    return bool(value["papers_missing"] or value["papers_changed"])


def _said_of_papers(value: dict[str, Any]) -> Iterator[str]:
    """The papers that the accounts know and the backup has not, or not as they were filed."""
    for name, said in (("missing", "is not in the folder"), ("changed", "is not as it was filed")):
        for digest in value[f"papers_{name}"]:
            yield f"  paper {digest[:16]}… {said}"
    if _lacks_papers(value):
        yield from wrapped(
            "Bring these papers back from an older backup, or see that --home names the right folder. Then make another"
            " backup. Delete no older backup before that."
        )
