"""What an installation with pages keeps beside its register: accounts and drafts in a database, papers in a folder.

Accounts and drafts are in the file ``office.db`` where the register is a file, and in the register's own database where
that is PostgreSQL's: there they are saved and brought back by PostgreSQL's own programs, ``pg_dump`` and ``pg_restore``.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from comity.errors import BadInput, StoreFailed
from comity.place import Place
from comity.rights import may_be_read, not_readable
from comity.store.address import shown, without_password
from comity.store.opening import facts, has_table
from comity.store.sqlite_reading import copied, rows_of
from comity.web.accounts_database import rows

DATABASE, DUMP = "office.db", "office.dump"
TABLE = "django_migrations"  # there wherever the pages have been set up
PAPERS = "SELECT DISTINCT sha256 FROM web_paper"


def has_office(place: Place) -> bool:
    """Whether there are accounts and drafts. StoreFailed (``file.rights``) where this user cannot know."""
    if not place.embedded:
        return has_table(place.register, TABLE)
    if not may_be_read(place.accounts):
        raise not_readable(place.accounts)
    return place.accounts.exists()


def papers(place: Place) -> dict[str, Path]:
    """The file of each paper that the accounts know, by its digest, whether it is there or not."""
    known = [str(row[0]) for row in rows(place, PAPERS)]
    return {digest: place.files / digest[:2] / digest for digest in sorted(known)}


def files_of_papers(place: Place) -> list[Path]:
    """All that is in the folder of papers. StoreFailed (``file.rights``) where some of it may not be read by this user."""
    found = []
    for folder, _, names in os.walk(place.files, onerror=_refuse_unread, followlinks=True):
        found += [Path(folder, name) for name in names]
    for path in (place.files, *found):
        if not may_be_read(path):
            raise not_readable(path)
    return sorted(found)


def _refuse_unread(error: OSError) -> None:
    path = Path(error.filename)
    if not may_be_read(path):
        raise not_readable(path)
    if not isinstance(error, FileNotFoundError):  # no papers yet
        raise error


def damage(place: Place) -> str:
    """What a quick look at the file of accounts finds wrong; "" where nothing is, or where a server looks after them.
    StoreFailed (``file.rights``) as ``has_office``."""
    if not place.embedded or not has_office(place):
        return ""
    try:
        found = str(rows_of(place.accounts, "PRAGMA quick_check(1)")[0][0])
    except (sqlite3.Error, StoreFailed) as error:
        found = str(error)
    return "" if found == "ok" else found


def save_office(place: Place, folder: Path) -> Path | None:
    """A file in the folder with the accounts and drafts as of one moment; None where there are none."""
    if not has_office(place):
        return None
    if place.embedded:
        saved = _saved(place.accounts, folder / DATABASE)
        if found := damage(Place(folder, str(folder / DATABASE))):
            raise StoreFailed(
                "accounts.damaged",
                f"{place.accounts} is damaged, and no backup was made: {found}",
                remedy="Restore it from an older backup, or move it away: then people are invited again.",
            )
        return saved
    words = (
        "--format=custom",
        "--no-owner",
        "--exclude-schema=comity_register",
        "--file",
        str(folder / DUMP),
    )
    _run("pg_dump", place.register, *words)
    return folder / DUMP


def restore_office(saved: Path, place: Place) -> None:
    """The accounts and drafts are those that were saved. StoreFailed, with nothing changed, where there are some."""
    if has_office(place):
        where = place.accounts if place.embedded else shown(place.register)
        raise StoreFailed(
            "restore.there",
            f"{where}: There are accounts already.",
            remedy="Restore to a place where there are none.",
        )
    if place.embedded:
        shutil.copyfile(saved, place.accounts)
        place.accounts.chmod(0o600)
        return
    words = ("--no-owner", "--single-transaction", "--exit-on-error", str(saved))
    _run("pg_restore", place.register, *words)


def migrate_office(place: Place) -> str:
    """Brings the tables of the pages to the version of this Comity; what was done, "" where there are no pages."""
    if not has_office(place):
        return ""
    words = [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "1"]
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [*words, "--settings", "comity.web.settings"],
        env={**os.environ, "COMITY_HOME": str(place.home), "COMITY_REGISTER": place.register},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StoreFailed(
            "upgrade.office",
            f"The tables of the pages could not be brought up to date: {_last(done.stderr)}",
            remedy="The register is upgraded and verified. See what stands in the way, then repeat.",
        )
    return "up to date already" if "No migrations to apply" in done.stdout else "brought up to date"


def _saved(path: Path, copy: Path) -> Path:
    try:
        with closing(sqlite3.connect(copy)) as target:
            copied(path, target)
    except sqlite3.Error as error:
        raise StoreFailed(
            "store.damaged",
            f"{path}: It cannot be copied ({error}).",
            remedy="Restore it from a backup, or look at it with sqlite3.",
        ) from None
    return copy


def _run(program: str, address: str, *words: str) -> None:
    """Runs a program of PostgreSQL on the database, its password out of everybody's sight."""
    found = shutil.which(program)
    if found is None:
        raise BadInput(
            "postgres.programs",
            f"{program} is not installed, and accounts and drafts cannot be carried without it.",
            remedy="Install the client programs of PostgreSQL.",
        )
    bare, password = without_password(address)
    secret = {"PGPASSWORD": password} if password else {}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, words that are ours
        [found, "--dbname", bare, *words],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StoreFailed(
            "store.unwritten",
            f"{shown(address)}: {program} failed: {_last(done.stderr)}",
            remedy=_of_which_version(found, address),
        )


def _of_which_version(found: str, address: str) -> str:
    """What helps where a program of PostgreSQL fails: the usual cause, with both versions and where the program lies."""
    line = [found, "--version"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)  # noqa: S603 - PostgreSQL's own program
    version = (re.search(r"\d[\w.]*", done.stdout) or [done.stdout.strip() or "?"])[0]
    name = Path(found).name
    return (
        f"The server is PostgreSQL {facts(address)['version']}, and {found} is of version {version}. {name} should be of"
        f" the server's version or newer: install it, and put its folder first in PATH."
    )


def _last(told: str) -> str:
    """The line that says what went wrong, or, where none does, the last."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    wrong = [line for line in lines if "error:" in line]
    return (wrong or lines[-1:] or ["it did not say why"])[0]
