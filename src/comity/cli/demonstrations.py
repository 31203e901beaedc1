"""The folder of a demonstration (``comity demo``, ``comity tour``): what one made there is removed, and nothing else.

A demonstration works in a folder of its own, and marks it with the file ``demonstration``: a sentence, and the verifying
key of each body that it founded, one a line. Run again, it removes by name what it made. A folder without the mark that has
anything in it is refused (``demo.folder``), and so is one in which somebody has founded a body or put a key since
(``demo.body``), or of which a server runs (``serve.running``). Nothing is touched then.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from comity.cli.options import KEY
from comity.cli.place import register_files
from comity.errors import BadInput, ComityError, Message, StoreFailed
from comity.place import Place, keys_in
from comity.store.opening import open_address
from comity.web.listening import apart

MARK = "demonstration"
SAID = "Made by a demonstration of Comity, which removes here what it made itself.\n"
OTHER = ("store.foreign", "store.damaged")
"""What is no register, under a name that a demonstration uses: left half by another run."""


@contextmanager
def marked(folder: Path, registers: Iterable[Path], others: Iterable[Path] = ()) -> Iterator[None]:
    """Meanwhile the folder is a demonstration's: it has nothing of what an earlier one made there, no server of it runs,
    and the bodies founded in it are noted as the demonstration's own. ``others``: what else a demonstration makes."""
    registers = list(registers)
    with apart(Place(folder, str(registers[0]))):
        _require_own(folder, registers)
        folder.mkdir(parents=True, exist_ok=True)
        known = _known(folder)
        for path in [*_made(registers), *others]:
            with suppress(FileNotFoundError):
                path.unlink()
        try:
            _mark(folder, known)
            yield
        finally:
            _mark(folder, known | {key for path in registers for key in _keys(path)})


@contextmanager
def own_keys() -> Iterator[None]:
    """Meanwhile keys lie beside their register, and none goes into the file that ``COMITY_KEY`` names."""
    before = os.environ.pop(KEY, None)
    try:
        yield
    finally:
        if before is not None:
            os.environ[KEY] = before


def _made(registers: Iterable[Path]) -> Iterator[Path]:
    for register in registers:
        yield from register_files(register)
        yield key_beside(register)


def key_beside(register: Path) -> Path:
    """The file of the keys of a register in the folder of a demonstration."""
    return Place(register.parent, str(register)).keys


def _require_own(folder: Path, registers: Iterable[Path]) -> None:
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not (folder / MARK).is_file():
        raise BadInput(
            "demo.folder",
            "No demonstration made the folder {folder}, and there is something in it: {found}.",
            remedy="Give a folder that is empty or not there yet, with --folder. If nothing in this one is needed, delete"
            " it yourself first. Nothing was changed.",
            folder=str(folder.absolute()),
            found=[_described(path) for path in sorted(folder.iterdir())],
        )
    ours = _known(folder)
    for register in registers:
        for name, key in [
            *_bodies(register),
            *((key.partition("+")[0], key) for key in _keys(register)),
        ]:
            if key not in ours:
                raise BadInput(
                    "demo.body",
                    "{register} has the body {body}, or its key, and no demonstration made it.",
                    remedy="Give another folder with --folder, or move the body to a register of its own: comity move."
                    " Nothing was changed.",
                    register=str(register.absolute()),
                    body=name,
                )


def _described(path: Path) -> Message:
    """The name of something in the folder; of a register, with the bodies that it keeps."""
    names: list[str] = []
    with suppress(ComityError, OSError):
        names = [name for name, _ in _bodies(path)]
    if names:
        return Message("{name} (the register of {bodies})", name=path.name, bodies=names)
    return Message("{name}", name=path.name)


def _bodies(register: Path) -> list[tuple[str, str]]:
    """Name and key of each body in the register; none where it is not there, or is no register."""
    if not register.is_file() or not register.stat().st_size:
        return []
    try:
        with open_address(register, older=True, write=False) as store:
            return [(kept.name, kept.key) for kept in store.bodies()]
    except StoreFailed as error:
        if error.code in OTHER:
            return []
        raise


def _keys(register: Path) -> set[str]:
    """The verifying keys of those that lie beside the register."""
    return {key.verifying.text() for key in keys_in(key_beside(register))}


def _known(folder: Path) -> set[str]:
    """The bodies that demonstrations founded in the folder, by their verifying keys."""
    path = folder / MARK
    lines = path.read_text(errors="replace").splitlines() if path.is_file() else []
    return {line.strip() for line in lines[1:] if line.strip()}


def _mark(folder: Path, keys: set[str]) -> None:
    (folder / MARK).write_text(SAID + "".join(f"{key}\n" for key in sorted(keys)), encoding="utf-8")
