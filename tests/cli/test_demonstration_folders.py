"""A demonstration removes what a demonstration made, and never a register, a key or a letter of somebody's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from comity.place import Place
from comity.store.address import shown
from comity.web.listening import apart

VERBS = ("demo", "tour")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(cli: Any, verb: str, folder: Path, *said: str) -> None:
    """The verb is refused with these words, and nothing in the folder has changed."""
    before = contents(folder)
    done = cli(verb, "--folder", folder)
    assert done.exit_code == 4
    told = " ".join(done.stderr.split())
    for words in said:
        assert words in told
    assert "--folder" in told
    assert contents(folder) == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", ["comity.db", "csto.db", "security-council.db"])
def test_a_real_register_its_key_and_its_body_are_named_and_left_alone(
    verb: str, name: str, cli: Any, league: Path
) -> None:
    folder = league.parent
    league.rename(folder / name)
    (folder / "comity.db.key").rename(folder / f"{name}.key")
    refused(cli, verb, folder, f"{name} (the register of league)", f"{name}.key")


@pytest.mark.parametrize("verb", VERBS)
def test_a_folder_with_anything_else_is_left_alone(verb: str, cli: Any, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    refused(cli, verb, tmp_path / "mine", "No demonstration made the folder", "letter.txt")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("lost", [None, "{}", "{}.key"])
def test_a_body_founded_in_the_folder_of_a_demonstration_is_left_alone_and_so_is_its_key(
    verb: str, lost: str | None, cli: Any, league: Path
) -> None:
    name = {"demo": "comity.db", "tour": "csto.db"}[verb]
    folder = league.parent
    (folder / "demonstration").write_text("Made by a demonstration.\ncsto+b245e4cd+AZS\n")
    if name != "comity.db":
        league.rename(folder / name)
        (folder / "comity.db.key").rename(folder / f"{name}.key")
    if lost is not None:
        (folder / lost.format(name)).unlink()
    refused(cli, verb, folder, f"{name} has the body league, or its key")


@pytest.mark.parametrize("verb", VERBS)
def test_what_a_server_serves_is_left_alone(verb: str, cli: Any, tmp_path: Path) -> None:
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "demonstration").write_text("Made by a demonstration.\n")
    with apart(Place(folder, shown(folder / "comity.db"))):
        done = cli(verb, "--folder", folder)
    assert done.exit_code == 4
    assert "runs already" in " ".join(done.stderr.split())
    assert [path.name for path in folder.iterdir()] == ["demonstration"]
