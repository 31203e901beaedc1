"""Verbs that read work where nothing can be written, write nothing where something can, and see what is committed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from comity.body.acts import Speak
from comity.place import signing_key
from comity.registrar import Registrar
from comity.store.opening import open_address
from comity.store.sqlite_reading import beside

NOBODY = 65534
STATES = ["closed", "open elsewhere", "killed", "copied while open"]
VERBS: dict[str, tuple[object, ...]] = {
    "show": ("show", "body"),
    "as known": ("show", "body", "--as-known-on", "2020-03-10"),
    "log": ("log", "--from", "20"),
    "verify": ("verify",),
    "audit": ("audit",),
    "prove": ("prove", "3"),
    "signatures": ("signatures",),
    "doctor": ("doctor",),
}


@pytest.fixture
def home(csto: Path, open_folder: Path) -> Path:
    """A folder with a register, its keys and accounts."""
    made = open_folder / "home"
    made.mkdir()
    return filled(made, csto)


def filled(made: Path, csto: Path) -> Path:
    shutil.copy(csto, made / "comity.db")
    shutil.copy(f"{csto}.key", made / "comity.db.key")
    (made / "comity.db.key").chmod(0o600)
    with sqlite3.connect(made / "office.db") as office:
        office.execute("PRAGMA journal_mode = WAL")
        office.execute("CREATE TABLE django_migrations (app, name)")
    office.close()
    return made


@pytest.fixture
def said(home: Path) -> Iterator[Callable[[str], int]]:
    """Brings the register into a state with one more act in it; says how many entries there are."""
    register = home / "comity.db"
    opened = []

    def bring(state: str) -> int:
        store = open_address(register)
        opened.append(store)
        name = store.bodies()[0].name
        size = store.head(name).size
        if state == "closed":
            store.close()
            return size
        registrar = Registrar(store, name, signing_key(home / "comity.db.key", store.body(name)))
        recorded = registrar.state
        person, party = next(
            (c.person, c.party) for c in recorded.credentials.values() if not c.revoked
        )
        registrar.submit([Speak(by=person, for_=party, gist="One word more")])
        size += 1
        if state == "open elsewhere":
            return size
        tails = ("", "-wal", "-shm") if state == "killed" else ("", "-wal")
        for tail in tails:
            shutil.copy(beside(register, tail), beside(home / "copy", tail))
        store.close()
        for tail in ("", "-wal", "-shm"):
            beside(register, tail).unlink(missing_ok=True)
        for tail in tails:
            beside(home / "copy", tail).rename(beside(register, tail))
        assert beside(register, "-wal").stat().st_size
        return size

    yield bring
    for store in opened:
        store.close()


@pytest.fixture
def read_only(home: Path) -> Iterator[Path]:
    """Where the folder can be mounted once more."""
    mounted = home.with_name("mounted")
    mounted.mkdir()
    try:
        in_another_process(mounting(home, mounted), lambda: None)
    except AssertionError:
        pytest.skip("mounting is not permitted here")
    yield mounted
    # Bound, and bound again read-only: two mounts, one over the other.
    subprocess.run(["umount", "--lazy", mounted, mounted], check=False, capture_output=True)


def mounting(home: Path, mounted: Path) -> Callable[[], None]:
    """Mounts the folder where not even root can write to it."""

    def mount() -> None:
        for words in (["--bind", home, mounted], ["-o", "remount,bind,ro", mounted]):
            subprocess.run(["mount", *words], check=True)
        with pytest.raises(OSError, match="Read-only"):
            (mounted / "new").touch()

    return mount


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("state", STATES)
def test_on_a_medium_that_cannot_be_written(
    state: str, said: Any, home: Path, read_only: Path, cli: Any
) -> None:
    size = said(state)

    def look() -> None:
        for verb, words in VERBS.items():
            done = cli(*words, "--register", read_only / "comity.db")
            assert done.exit_code == 0, (verb, done.output)
        assert f"{size} entries" in cli("verify", "--register", read_only / "comity.db").output

    in_another_process(mounting(home, read_only), look)


@pytest.mark.parametrize("state", STATES)
def test_a_backup_to_another_place_of_a_medium_that_cannot_be_written(
    state: str, said: Any, home: Path, read_only: Path, cli: Any, tmp_path: Path
) -> None:
    size = said(state)

    def keep() -> None:
        words = ("backup", tmp_path / "made.zip", "--register", read_only / "comity.db")
        made = cli.json(*words)
        assert set(made["bodies"].values()) == {size}
        assert made["office"]

    in_another_process(mounting(home, read_only), keep)


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_written_though_it_could_be(verb: str, home: Path, cli: Any) -> None:
    before = contents(home)
    done = cli(*VERBS[verb], "--register", home / "comity.db")
    assert done.exit_code == 0, done.output
    assert contents(home) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("state", STATES)
def test_a_user_who_may_not_write_reads_what_is_committed(
    state: str, home: Path, said: Any, cli: Any
) -> None:
    size = said(state)
    for verb in VERBS:  # so that what the verbs import is there when the user may not look for it
        cli(*VERBS[verb], "--register", home / "comity.db")
    home.chmod(0o755)
    for path in home.iterdir():
        path.chmod(0o644)

    def look() -> None:
        for verb in VERBS.keys() - {"doctor"}:  # which says that the key may be read by others
            done = cli(*VERBS[verb], "--register", home / "comity.db")
            assert done.exit_code == 0, (verb, done.output)
        assert f"{size} entries" in cli("verify", "--register", home / "comity.db").output

    in_another_process(become_nobody, look)


def become_nobody() -> None:
    """A user who may write nowhere but in a temporary folder."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def in_another_process(prepare: Callable[[], None], work: Callable[[], None]) -> None:
    """Prepares a child of this process and does the work in it; what fails there fails here."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            try:
                prepare()
                work()
                os._exit(0)
            except BaseException:
                traceback.print_exc()
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
