"""The archive of ``comity backup``: one ZIP file, and in it what a place keeps.

::

    manifest.json     {"comity-backup": 1, "comity": version, "at": when, "bodies": {name: {"entries", "checkpoint"}},
                      "sha256": {name of a member: its digest}}
    register.db       the registers of all bodies, a SQLite file, whatever they were kept in
    office.db         accounts and drafts, if they were in a SQLite file
    office.dump       or what pg_dump made of them, if they were in PostgreSQL
    files/...         papers, each under the name that it had
    keys, secret      the keys that sign, the secret of sign-ins: only if they were asked for

Nothing is taken out of an archive but what the manifest names, with the SHA-256 that it says.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

from comity.errors import BadInput, Untrustworthy

FORMAT = 1
MANIFEST, REGISTER, OFFICE, DUMP = "manifest.json", "register.db", "office.db", "office.dump"
KEYS, SECRET, FILES = "keys", "secret", "files"
_NAMED = re.compile(
    r"register\.db|office\.db|office\.dump|keys|secret|files(?:/(?!\.\.?(?:/|$))[^/\\\0]+)+"
)
_PIECE = 1 << 20


class BodyHead(msgspec.Struct, frozen=True):
    """Where a body's register stood."""

    entries: int
    checkpoint: str


class Manifest(msgspec.Struct, frozen=True, rename={"format": "comity-backup"}):
    """What is in the archive: by which version, when; where each body stood; the digest of each file."""

    format: int
    comity: str
    at: str
    bodies: dict[str, BodyHead]
    sha256: dict[str, str]


def write_archive(
    path: Path, room: Path, manifest: Manifest, members: Mapping[str, Path]
) -> Manifest:
    """One file with all the members, their digests in its manifest; at ``path`` when it is whole, and not before.
    Until then it is in ``room``, a folder of the caller's on the same disk.

    BadInput where there is something at ``path`` already (``backup.there``), or where a member could not be restored
    (``backup.unfit``)."""
    partial = room / "archive"
    refuse_existing(path)
    for name, source in members.items():
        if not _NAMED.fullmatch(name) or not source.is_file():
            raise _unfit(source)
    digests: dict[str, str] = {}
    try:
        with _private(partial) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, source in members.items():
                with archive.open(name, "w", force_zip64=True) as member:
                    digests[name] = _passed_on(source, member.write)
            manifest = msgspec.structs.replace(manifest, sha256=digests)
            archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        os.link(partial, path)  # and not a renaming, which would take the place of another file
    except FileExistsError:
        refuse_existing(path)
        raise
    return manifest


def refuse_existing(path: Path) -> None:
    """BadInput where there is something at the path."""
    if os.path.lexists(path):
        raise BadInput(
            "backup.there",
            "It is there already, and a backup never takes the place of another file.",
            where=str(path),
            remedy="Give another name.",
        )


@contextmanager
def opened_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The archive, to be read, and what it says is in it. BadInput (``backup.unreadable``) where it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
            _check(path, manifest)
            yield archive, manifest
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, msgspec.DecodeError) as e:
        raise _unreadable(path, f"It is no backup of Comity, or a damaged one: {e}") from None


def take_out(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Every member, in the folder. Untrustworthy (``backup.changed``) where one is not what was put in."""
    for name, digest in manifest.sha256.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as member, _private(target) as file:
            taken = sha256()
            while piece := member.read(_PIECE):
                taken.update(piece)
                file.write(piece)
        if taken.hexdigest() != digest:
            raise Untrustworthy("backup.changed", f"{name} in the backup is not what was put in.")


def _check(path: Path, manifest: Manifest) -> None:
    if manifest.format != FORMAT:
        raise _unreadable(path, f"It has format {manifest.format}; this Comity reads {FORMAT}")
    strange = [name for name in manifest.sha256 if not _NAMED.fullmatch(name)]
    if strange or REGISTER not in manifest.sha256:
        raise _unreadable(path, f"It names {strange[0]!r}" if strange else "It has no register")


def _unfit(path: Path) -> BadInput:
    return BadInput(
        "backup.unfit",
        f"{path} is not a file that a backup can hold.",
        remedy="Comity did not make it: move it out of the folder of papers. No backup was made.",
    )


def _unreadable(path: Path, sentence: str) -> BadInput:
    remedy = "Give a file that comity backup has made."
    return BadInput("backup.unreadable", f"{sentence}.", where=str(path), remedy=remedy)


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file for its owner's eyes alone, on the disk when the context ends."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _passed_on(source: Path, write: Callable[[bytes], int]) -> str:
    """The digest of the file, all of which has been written."""
    taken = sha256()
    with source.open("rb") as file:
        while piece := file.read(_PIECE):
            taken.update(piece)
            write(piece)
    return taken.hexdigest()
