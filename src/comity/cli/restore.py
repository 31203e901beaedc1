"""``comity restore``: a place as it was when a backup was made; in a folder of its own, verified before it is there."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import click

from comity.cli import archive, options
from comity.cli.archive import Manifest
from comity.cli.layout import columns, counted, emit, wrapped
from comity.cli.office_files import restore_office
from comity.cli.place import Reading
from comity.cli.verify import verified
from comity.errors import BadInput, Untrustworthy
from comity.log import leave_snapshots
from comity.place import REGISTER, Place
from comity.register.keys import VerifyingKey
from comity.store.address import Address, is_database, shown, without_password
from comity.store.moving import copy
from comity.store.opening import has_register, open_address, remove_register
from comity.store.protocol import body_exists
from comity.web.accounts_database import end_sign_ins


@click.command()
@click.argument("file", type=options.FOUND_FILE)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder to be made; nothing may be in it yet.",
)
@click.option(
    "--database",
    metavar="ADDRESS",
    help="Put register and accounts into this database: postgresql://...",
)
@options.as_json
def verb(file: Path, folder: Path, database: str | None, as_json: bool) -> None:
    """Restore a backup into a folder of its own, or, with --database, its register and accounts into PostgreSQL.

    Every file is held to its digest, and every register is verified against the head that the backup names. Nothing that
    is there is overwritten, and nothing is left behind if something is wrong.

    \b
    Example:
      comity restore 2026-03-01.zip --to /srv/comity
    """
    _refuse_occupied(folder)
    if database and not is_database(database):
        raise click.BadParameter("It begins with postgresql://.", param_hint="--database")
    with archive.opened_archive(file) as (opened, manifest), _in_the_making(folder) as made:
        _refuse_unfit(manifest, database)
        archive.take_out(opened, manifest, made)
        _verify(made / archive.REGISTER, manifest)
        _put_in_place(made, database)
        ended = _end_sign_ins(made, manifest, database)
    value = {
        "folder": str(folder),
        "register": shown(database or Place(folder, str(folder / REGISTER)).register),
        "next": _next(folder, database),
        "made": manifest.at,
        "bodies": {name: head.entries for name, head in manifest.bodies.items()},
        "files": len(manifest.sha256),
        "keys": archive.KEYS in manifest.sha256,
        "sign_ins_ended": ended,
    }
    emit(_said(value), value, as_json)


def _next(folder: Path, database: str | None) -> str:
    """The command that looks at the place. The password is left out of the address; it belongs into PGPASSWORD."""
    home = shlex.quote(str(folder.absolute()))
    if database is None:
        return f"comity doctor --home {home}"
    return f"comity doctor --home {home} --register {shlex.quote(without_password(database)[0])}"


def _refuse_occupied(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(
            "restore.there",
            "There is something in it, and nothing is overwritten.",
            where=str(folder),
            remedy="Give a folder that is empty or not there yet.",
        )


def _refuse_unfit(manifest: Manifest, database: str | None) -> None:
    """Accounts go back into the kind of database that they were in."""
    if archive.DUMP in manifest.sha256 and not database:
        raise BadInput(
            "restore.database",
            "Its accounts and drafts were kept in PostgreSQL.",
            remedy="Say into which database they go: --database postgresql://...",
        )
    if archive.OFFICE in manifest.sha256 and database:
        raise BadInput(
            "restore.database",
            "Its accounts and drafts were kept in a SQLite file.",
            remedy="Restore without --database.",
        )


@contextmanager
def _in_the_making(folder: Path) -> Iterator[Path]:
    """A folder beside, which takes the name when all has gone well, and is gone otherwise."""
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(prefix=".comity-", dir=folder.absolute().parent))
    try:
        yield made
        os.replace(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _verify(register: Path, manifest: Manifest) -> None:
    with open_address(register, write=False) as store:
        for name, head in manifest.bodies.items():
            kept = store.body(name)
            verified(Reading(store, kept), VerifyingKey.parse(kept.key), [head.checkpoint])
        heads = {kept.name: store.head(kept.name).checkpoint for kept in store.bodies()}
    if heads != {name: head.checkpoint for name, head in manifest.bodies.items()}:
        raise Untrustworthy(
            "backup.changed", "The registers in the backup are not those that its manifest names."
        )


def _put_in_place(made: Path, database: str | None) -> None:
    """Each file under its name in a place; register and accounts in the database, where there is one."""
    at = Place(made, database or str(made / REGISTER))
    taken = {archive.KEYS: at.keys, archive.SECRET: at.secret}
    for name, path in taken.items():
        if (made / name).exists():
            (made / name).rename(path)
    if database is None:
        (made / archive.REGISTER).rename(at.register)
        _leave_snapshots(at.register)
        return
    with ExitStack() as undoing:
        if not has_register(database):
            undoing.callback(remove_register, database)
        _copied(made / archive.REGISTER, database, undoing)
        if (made / archive.DUMP).exists():
            restore_office(made / archive.DUMP, at)
        undoing.pop_all()
    for name in (archive.REGISTER, archive.DUMP):
        (made / name).unlink(missing_ok=True)


def _end_sign_ins(made: Path, manifest: Manifest, database: str | None) -> int:
    """Without the secret with which they were sealed, the sign-ins of the backup open nothing: they end. How many."""
    if archive.SECRET in manifest.sha256:
        return 0
    return end_sign_ins(Place(made, database or str(made / REGISTER)))


def _copied(register: Path, database: str, undoing: ExitStack) -> None:
    """The registers are in the database, all of them or, when ``undoing`` is closed, none."""
    with open_address(register) as source, open_address(database, create=True) as target:
        names = [kept.name for kept in source.bodies()]
        for there in {kept.name for kept in target.bodies()} & set(names):
            raise body_exists(there)
        for name in names:
            copy(source, target, name)
            leave_snapshots(target, name)
            undoing.callback(_forget, database, name)


def _leave_snapshots(register: Address) -> None:
    with open_address(register) as store:
        for kept in store.bodies():
            leave_snapshots(store, kept.name)


def _forget(database: str, name: str) -> None:
    with open_address(database) as store, store.held(name) as forget:
        forget()


def _said(value: dict[str, Any]) -> Iterator[str]:
    said = f"The backup of {value['made'][:10]} {value['made'][11:16]} UTC is restored."
    yield click.style(said, fg="green", bold=True)
    rows = [("folder", value["folder"]), ("register", value["register"])]
    rows += [
        (name, f"{counted(entries, 'entry', 'entries')}, verified")
        for name, entries in value["bodies"].items()
    ]
    yield from columns(rows)
    yield ""
    if not value["keys"]:
        yield from wrapped(
            "The keys that sign were not in the backup. Put their file"
            f" to {Path(value['folder'], REGISTER)}.key: without it nothing can be recorded."
        )
    if value["sign_ins_ended"]:
        yield from wrapped(
            "The secret of sign-ins was not in the backup: everybody signs in again, and links of letters that were sent"
            " before open nothing. Send open invitations again."
        )
    yield from wrapped(f"Then: {value['next']}")
