"""Whether pages can be served from a place: its folder, the disk under it, its secrets and its accounts.

``comity serve`` asks before it makes anything, and refuses with the first fault; ``comity doctor`` tells all of them. Each
fault is a sentence with what to do, and nothing is changed by looking.

==========================  ========================================================================================
``place.missing``           there is no such home
``place.no-folder``         something that is not a folder has the name of the home, or of one above it
``place.not-ours``          the folder, or a file in it, belongs to another user, and may not be read or written
``place.read-only``         the file system may only be read
``place.full``              there is no space, or no room for another file
``place.file-size``         the system limits the size of files for this process (``ulimit -f``)
``place.network``           the register is a file on a network file system, where SQLite's locks cannot be relied on
``place.no-file``           something that is not a file has the name of one of the files of the place
``key.lost``                the file that ``COMITY_KEY`` names is not there, and a body was founded with a key, or the
                            folder is not there in which it could be made
``key.unreadable``          a line of the file of keys is no key
``secret.empty``            a file of secrets is empty
``secret.damaged``          the file of the secret of sign-ins is no line of text
``secret.readable``         a file of secrets may be read by other users
``accounts.foreign``        ``office.db`` is no file of accounts
``accounts.damaged``        it is damaged
``accounts.newer``          it was made by a newer Comity
==========================  ========================================================================================
"""

from __future__ import annotations

import os
import resource
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from comity.errors import BadInput, ComityError, Faulty, StoreFailed
from comity.place import MADE_AGAIN, Place, keys_in
from comity.rights import may_be_read, user_name
from comity.store.opening import open_address
from comity.store.sqlite_reading import beside
from comity.web.accounts_file import faults_of_accounts
from comity.web.small_files import text_in

NEEDED = 32_000_000
"""Bytes of free space without which a server does not start: static files, empty tables, and the first acts."""
MOUNTS = Path("/proc/mounts")
NETWORK = (
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "ceph", "glusterfs", "lustre", "beegfs", "gpfs", "ocfs2",
    "gfs2", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "davfs", "fuse.davfs2",
)  # fmt: skip
"""File systems on which SQLite warns of locks that do not hold (https://www.sqlite.org/howtocorrupt.html, 2.1)."""
SMALL = 1000
"""Bytes of a file that may be blank."""
FROM_A_COPY = (
    "Restore it from where you keep a copy, or name another file with COMITY_KEY."
    " Without it nothing can be recorded."
)
NAME_KEYS = (
    "Name the file that has the keys with COMITY_KEY, or bring it there. Where COMITY_KEY is not set, it is looked for"
    " beside the register, or in the home."
)
REPLACED = "Delete it: a new one is made, and everybody signs in again."
STATIC = "static"


def check(place: Place) -> None:
    """Returns where pages can be served from the place. ``StoreFailed`` or ``BadInput`` where not."""
    for fault in faults(place):
        raise fault


def faults(place: Place) -> Iterator[ComityError]:
    """What stands against serving pages from the place."""
    yield from _size_of_files()
    folders = {place.home.absolute()}
    if place.embedded:
        folders.add(Path(place.register).absolute().parent)
    for folder in sorted(folders):
        yield from _folder(folder)
        if place.embedded:
            yield from _network(folder)
    yield from _kinds(place)
    yield from _files(place)
    yield from _secret(place.secret)
    yield from _keys(place)
    if place.embedded:
        yield from faults_of_accounts(place.accounts)
    yield from _missing(place)


def _missing(place: Place) -> Iterator[ComityError]:
    """A folder that is not there: a slip of the pen would make a new office, which anybody may found."""
    if not os.path.lexists(place.home) and _nearest(place.home.absolute()).is_dir():
        yield BadInput(
            "place.missing",
            "There is no folder {folder}.",
            remedy="Name the folder of your office, or make a new one: mkdir -m 700 {folder}",
            folder=str(place.home),
        )
    beside = Path(place.register).absolute().parent
    if place.embedded and beside != place.home.absolute() and not os.path.lexists(beside):
        yield BadInput(
            "place.missing",
            "There is no folder {folder}, in which the register was to be.",
            remedy="Name the file of your register with COMITY_REGISTER or --register, or make the folder:"
            " mkdir -m 700 {folder}",
            folder=str(beside),
        )


# --- folders and the disk under them -----------------------------------------------------------------------------------


def _folder(folder: Path) -> Iterator[ComityError]:
    nearest = _nearest(folder)
    if not nearest.is_dir():
        yield BadInput(
            "place.no-folder",
            f"{nearest} is not a folder.",
            remedy="Give a folder with --home, or one that is not there yet: it is made.",
        )
        return
    disk = os.statvfs(nearest)
    if disk.f_flag & os.ST_RDONLY:
        yield StoreFailed(
            "place.read-only",
            f"{nearest} is on a file system that may only be read.",
            remedy="Mount it for writing, or give another folder with --home.",
        )
    elif not os.access(nearest, os.R_OK | os.W_OK | os.X_OK):
        yield _not_ours(nearest)
    elif disk.f_bavail * disk.f_frsize < NEEDED or (disk.f_files and not disk.f_favail):
        free = f"{disk.f_bavail * disk.f_frsize // 1_000_000} MB free"
        if disk.f_files and not disk.f_favail:
            free = "there is no room for another file (inodes)"
        yield StoreFailed(
            "place.full",
            f"There is no space left in {nearest}: {free}.",
            remedy=f"Make space, at least {NEEDED // 1_000_000} MB, then start again.",
        )


def _nearest(folder: Path) -> Path:
    """The folder, or the first above it that is there."""
    return next(path for path in (folder, *folder.parents) if os.path.lexists(path))


def _size_of_files() -> Iterator[ComityError]:
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    if limit != resource.RLIM_INFINITY and limit < NEEDED:
        yield StoreFailed(
            "place.file-size",
            f"The system lets this process write files of at most {limit // 1_000_000} MB.",
            remedy="Lift the limit: ulimit -f unlimited in a shell, LimitFSIZE=infinity in a systemd unit.",
        )


def _network(folder: Path) -> Iterator[ComityError]:
    kind = file_system(folder)
    if kind in NETWORK:
        yield BadInput(
            "place.network",
            f"{folder} is on a network file system ({kind}). SQLite cannot rely on its locks: a register may be damaged.",
            remedy="Give a folder on a local disk with --home, or a PostgreSQL database with --register.",
        )


def file_system(folder: Path, mounts: Path = MOUNTS) -> str:
    """The type of the file system on which the folder is, as ``mounts`` lists them; "" where the system has no list."""
    found, depth = "", -1
    with suppress(OSError):
        for line in mounts.read_text(errors="replace").splitlines():
            _, point, kind = line.split(" ")[:3]
            mounted = Path(point.encode().decode("unicode_escape"))  # \040 is a space (fstab(5))
            if folder.resolve().is_relative_to(mounted) and len(mounted.parts) >= depth:
                found, depth = kind, len(mounted.parts)
    return found


# --- files in the home -------------------------------------------------------------------------------------------------


def _kinds(place: Place) -> Iterator[ComityError]:
    """What has the name of a file of the place and is none, or of its folder of papers and is no folder."""
    for path in (place.secret, place.keys, *_databases(place)):
        if path.exists() and not path.is_file():
            yield BadInput(
                "place.no-file",
                "{file} is not a file.",
                remedy="Move it away, or name another file with COMITY_REGISTER or COMITY_KEY.",
                file=str(path),
            )
    for path in (place.home / name for name in MADE_AGAIN):
        if os.path.lexists(path) and path.is_dir() != (path.name == STATIC):
            yield BadInput(
                "place.no-folder" if path.name == STATIC else "place.no-file",
                "{path} is not a folder." if path.name == STATIC else "{path} is not a file.",
                remedy="Move it away: a server makes its own again when it starts.",
                path=str(path),
            )
    if os.path.lexists(place.files) and not place.files.is_dir():
        yield BadInput(
            "place.no-folder",
            "{folder} is not a folder: the papers are kept there.",
            remedy="Move it away: the folder is made, or bring it back from a backup.",
            folder=str(place.files),
        )


def _databases(place: Place) -> list[Path]:
    """The files of the register and of the accounts, with those that SQLite keeps beside them."""
    files = [place.accounts, Path(place.register)] if place.embedded else []
    return [beside(path, tail) for path in files for tail in ("", "-wal", "-shm", "-journal")]


def _files(place: Place) -> Iterator[ComityError]:
    made = (place.home / name for name in MADE_AGAIN)
    for path in (place.secret, place.keys, place.files, *made, *_databases(place)):
        if path.exists() and not os.access(path, os.R_OK | os.W_OK) and not _read_only(path):
            yield _not_ours(path)


def _read_only(path: Path) -> bool:
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _not_ours(path: Path) -> StoreFailed:
    owner, user = user_name(path.stat().st_uid), user_name(os.geteuid())
    remedy = f"Start the server as {owner}, or give a folder of {user}'s own with --home."
    if owner == user:
        remedy = f"Give yourself the rights: chmod u+rwX {path}"
    return StoreFailed(
        "place.not-ours",
        f"{path} belongs to {owner}, and {user} may not read and write it.",
        remedy=remedy,
    )


def _secret(path: Path) -> Iterator[ComityError]:
    """What is wrong with the file of the secret of sign-ins."""
    wrong = list(_kept_apart(path, REPLACED))
    if not wrong and path.is_file() and os.access(path, os.R_OK) and not text_in(path):
        wrong = [_no_secret(path)]
    yield from wrong


def _kept_apart(path: Path, replaced: str) -> Iterator[ComityError]:
    """That the file is empty, or that others may read it."""
    if not path.is_file() or not os.access(path, os.R_OK):
        return
    if not path.read_text(errors="replace").strip():
        yield BadInput(
            "secret.empty",
            f"{path} is empty: it should hold a secret.",
            remedy=replaced,
        )
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield BadInput(
            "secret.readable",
            f"{path} may be read by other users of this machine.",
            remedy=f"Make it your own alone: chmod 600 {path}",
        )


def secret_of(place: Place) -> str:
    """The secret of sign-ins; "" where none was made yet. ``BadInput`` (``secret.damaged``) where the file is damaged."""
    if place.secret.exists() and not text_in(place.secret):
        raise _no_secret(place.secret)
    return text_in(place.secret)


def _no_secret(path: Path) -> BadInput:
    return BadInput(
        "secret.damaged",
        "{file} is damaged: it should hold a secret, one line of letters and digits.",
        remedy=REPLACED,
        file=str(path),
    )


def _keys(place: Place) -> Iterator[ComityError]:
    """What is wrong with the file of the keys that sign. None is needed where no body is kept yet: the first founding
    makes it."""
    path = place.keys
    if path.is_file() and may_be_read(path):
        yield from _no_keys(path) or _kept_apart(path, FROM_A_COPY)
    elif place.key is not None and not os.path.lexists(path):
        yield from _named_in_vain(place)


def _no_keys(path: Path) -> list[ComityError]:
    """The line of the file that is no key, or that the whole file is no text. An empty one is no matter of this."""
    if path.stat().st_size < SMALL and not path.read_bytes().strip():
        return []
    try:
        keys_in(path)
    except (BadInput, Faulty) as error:
        where = getattr(error, "where", "") or str(path.absolute())
        why = error.message if isinstance(error, BadInput) else "it is no text of lines"
        said = "{at}: this is no file of keys that sign. {why}"
        return [BadInput("key.unreadable", said, remedy=FROM_A_COPY, at=where, why=why)]
    return []


def _named_in_vain(place: Place) -> Iterator[ComityError]:
    folder = place.keys.absolute().parent
    if not folder.is_dir():
        yield BadInput(
            "key.lost",
            "COMITY_KEY names {file} as the file of the keys that sign, and there is no folder {folder}.",
            remedy=NAME_KEYS,
            file=str(place.keys),
            folder=str(folder),
        )
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield _not_ours(folder)
    elif bodies := _bodies(place):
        yield BadInput(
            "key.lost",
            "COMITY_KEY names {file} as the file of the keys that sign, and there is none. It should have the keys of"
            " {bodies}.",
            remedy=NAME_KEYS,
            file=str(place.keys),
            bodies=bodies,
        )


def _bodies(place: Place) -> list[str]:
    """The bodies of the register; none where it cannot be read, of which others tell."""
    with suppress(ComityError), open_address(place.register, write=False) as store:
        return [kept.name for kept in store.bodies()]
    return []
