"""Every file that an option of the command line writes: whole or not at all, and never in the place of something else.

A file that is there is replaced only by another of its kind: a proof by a proof, a checkpoint by a later one of the same
register. Anything else, a register or a key above all, is left alone, and the sentence says so (``file.there``). A new file
does not get a name that belongs to a register or to its home (``file.reserved``).

>>> _held_back(Path("comity.db-wal"), Place(Path("."), "comity.db"))
True
>>> _held_back(Path("entry-42.proof"), Place(Path("."), "comity.db"))
False
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from comity.charter.nodes import read_text
from comity.cli.place import place, register_files
from comity.errors import BadInput, ComityError, Message
from comity.place import MADE_AGAIN, Place
from comity.store.address import Address

Parse = Callable[[str], object]
"""Reads a text of the kind; ``ComityError`` where it is none."""


def text_there(path: Path, kind: str, parse: Parse, register: Address) -> str | None:
    """The text of the file that an option is to replace; None where there is none, or where the path is that of a device.
    ``BadInput`` (``file.there``) where it is not of that ``kind``, and ``file.reserved`` where the name is not free.
    To be asked before the work begins."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        return None  # /dev/stdout, a pipe
    refuse_reserved(path, place(register))
    if not os.path.lexists(path):
        return None
    try:
        text = read_text(path)
        parse(text)
    except ComityError as error:
        if error.code == "file.rights":
            raise
        raise in_the_way(path, Message("It is no {kind}", kind=kind)) from None
    return text


def refuse_reserved(path: Path, at: Place) -> None:
    """Returns where the name is free. ``BadInput`` (``file.reserved``) where it is that of a part of the place."""
    if _held_back(path, at):
        raise BadInput(
            "file.reserved",
            "{path}: This name belongs to the register or to its home, and nothing else is written under it.",
            remedy="Give another name. Nothing was written.",
            path=str(path),
        )


def in_the_way(path: Path, why: Message) -> BadInput:
    """The refusal (``file.there``) to take the place of a file."""
    return BadInput(
        "file.there",
        "{path} is there already. {why}, and nothing is written over it.",
        remedy="Give another name, or move that file away. Nothing was written.",
        path=str(path),
        why=why,
    )


def write(path: Path, text: str) -> None:
    """The text is in the file, whole, in one step: whoever reads it, or loses power, has the old text or the new one."""
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_text(text, encoding="utf-8")
        return
    with NamedTemporaryFile(
        "w", dir=target.parent, prefix=".comity-", encoding="utf-8", delete=False
    ) as file:
        made = Path(file.name)
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            os.chmod(made, target.stat().st_mode & 0o777 if target.exists() else 0o600)
            os.replace(made, target)
        except BaseException:
            made.unlink(missing_ok=True)
            raise


def _held_back(path: Path, at: Place) -> bool:
    """Whether the name is that of a register, of its keys, or of something else in a home."""
    own = [at.keys, at.secret, at.accounts, at.files, *(at.home / part for part in MADE_AGAIN)]
    own += register_files(at.accounts)
    own += register_files(Path(at.register)) if at.embedded else []
    return os.path.realpath(path) in {os.path.realpath(one) for one in own}
