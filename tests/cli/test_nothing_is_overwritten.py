"""An option that writes a file replaces an older one of its kind, and nothing else: no register, no key, no letter."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

WRITES = (
    ("prove", "3", "--out"),
    ("verify", "--save-checkpoint"),
)
PARTS = (
    "comity.db",
    "comity.db.key",
    "letter.txt",
    "empty",
    "random",
    "comity.db-wal",
    "office.db",
    "secret",
)


@pytest.fixture
def home(league: Path) -> Path:
    """The folder of the League, with other files beside its register."""
    folder = league.parent
    (folder / "letter.txt").write_text("mine\n")
    (folder / "empty").touch()
    (folder / "random").write_bytes(bytes(range(256)))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("words", [*WRITES, ("backup",)], ids=lambda words: words[0])
@pytest.mark.parametrize("name", PARTS)
def test_nothing_takes_the_place_or_the_name_of_another_file(
    words: tuple[str, ...], name: str, cli: Any, home: Path
) -> None:
    before = contents(home)
    done = cli(*words, home / name)
    assert done.exit_code == 4, done.output
    assert name in "".join(done.stderr.split())
    assert "another name" in " ".join(done.stderr.split())
    assert contents(home) == before


def test_a_proof_takes_the_place_of_a_proof_and_not_of_a_checkpoint(cli: Any, home: Path) -> None:
    for number in (1, 2):
        assert cli("prove", number, "--out", "entry.proof").exit_code == 0
        text = (home / "entry.proof").read_text()
        assert f"index {number}\n" in text
    assert cli("verify", "--save-checkpoint", "entry.proof").exit_code == 4
    assert (home / "entry.proof").read_text() == text
    assert cli("verify", "--save-checkpoint", "head").exit_code == 0
    assert cli("prove", 1, "--out", "head").exit_code == 4


def test_a_proof_may_go_to_a_device(cli: Any, league: Path) -> None:
    assert cli("prove", 1, "--out", "/dev/null").exit_code == 0


def test_a_checkpoint_takes_the_place_of_an_earlier_one_of_its_register(
    cli: Any, home: Path
) -> None:
    assert cli("verify", "--save-checkpoint", "head").exit_code == 0
    first = (home / "head").read_text()
    assert cli("act", '{"kind": "person.enter/1", "name": "Bo"}', *cli.clerk).exit_code == 0
    assert cli.json("verify", "--save-checkpoint", "head")["checkpoints"] == [
        int(first.splitlines()[1])
    ]
    assert (home / "head").read_text() != first


def test_a_register_that_was_cut_does_not_take_the_place_of_its_checkpoint(
    cli: Any, home: Path
) -> None:
    shutil.copy(home / "comity.db", home / "older.db")
    assert cli("act", '{"kind": "person.enter/1", "name": "Bo"}', *cli.clerk).exit_code == 0
    assert cli("verify", "--save-checkpoint", "head").exit_code == 0
    saved = (home / "head").read_text()
    done = cli("verify", "--register", "older.db", "--save-checkpoint", "head")
    assert done.exit_code == 1
    assert "was cut short, or it is an older copy" in " ".join(done.stderr.split())
    assert (home / "head").read_text() == saved


def test_a_register_with_another_history_does_not_take_the_place_of_a_checkpoint(
    cli: Any, home: Path
) -> None:
    shutil.copy(home / "comity.db", home / "fork.db")
    shutil.copy(home / "comity.db.key", home / "fork.db.key")
    assert cli("act", '{"kind": "person.enter/1", "name": "Bo"}', *cli.clerk).exit_code == 0
    assert cli("verify", "--save-checkpoint", "head").exit_code == 0
    saved = (home / "head").read_text()
    for name in ("Cy", "Di"):
        act = f'{{"kind": "person.enter/1", "name": "{name}"}}'
        assert cli("act", act, *cli.clerk, "--register", "fork.db").exit_code == 0
    done = cli("verify", "--register", "fork.db", "--save-checkpoint", "head")
    assert done.exit_code == 1
    assert (home / "head").read_text() == saved


@pytest.mark.parametrize("name", ["league", "council"])
def test_another_register_does_not_take_the_place_of_a_checkpoint_whatever_it_is_called(
    name: str, cli: Any, home: Path
) -> None:
    assert cli("verify", "--save-checkpoint", "head").exit_code == 0
    saved = (home / "head").read_text()
    words = ("--clerk", "Ada", "--organ", "bureau", "--name", name, "--register", "other.db")
    assert cli("found", "charter.yaml", *words, "--at", cli.now).exit_code == 0
    done = cli("verify", "--register", "other.db", "--save-checkpoint", "head")
    assert done.exit_code == 4
    assert "checkpoint of another register" in " ".join(done.stderr.split())
    assert (home / "head").read_text() == saved


def test_a_backup_leaves_alone_what_lies_beside_it(cli: Any, home: Path) -> None:
    (home / "b.zip.part").write_text("mine")
    assert cli("backup", "b.zip").exit_code == 0
    assert (home / "b.zip.part").read_text() == "mine"
