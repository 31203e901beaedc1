"""Verbs that take a register over leave snapshots, so that nobody who reads it later has to fold it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from comity import log as reading
from comity.log import Log, form
from comity.store.address import Address
from comity.store.opening import open_address


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots are worth it from ten entries on."""
    monkeypatch.setattr(reading, "WORTH_A_SNAPSHOT", 10)
    monkeypatch.setattr(reading, "SPACING", 10)


@pytest.fixture
def copied(csto: Path, tmp_path: Path) -> Path:
    """A register without snapshots, and its key."""
    for tail in ("", ".key"):
        shutil.copy(f"{csto}{tail}", f"{tmp_path / 'from.db'}{tail}")
    with open_address(tmp_path / "from.db") as store:
        store.drop_snapshots(store.bodies()[0].name)
    return tmp_path / "from.db"


def sizes(register: Address) -> list[int]:
    with open_address(register, write=False) as store:
        name = store.bodies()[0].name
        found = list(store.snapshots(name, form()))
        assert found
        assert found[-1] == Log(store, name).size
        return found


def test_a_register_that_is_moved_to_postgresql_and_back(
    copied: Path, postgres: str, cli: Any, tmp_path: Path
) -> None:
    assert cli("move", "--from", copied, "--to", postgres).exit_code == 0
    left = sizes(postgres)
    assert len(left) > 2
    assert cli("move", "--from", postgres, "--to", tmp_path / "back.db").exit_code == 0
    assert sizes(tmp_path / "back.db") == left


def test_a_register_that_is_restored_from_a_backup(copied: Path, cli: Any, tmp_path: Path) -> None:
    assert cli("backup", tmp_path / "made.zip", "--register", copied).exit_code == 0
    assert cli("restore", tmp_path / "made.zip", "--to", tmp_path / "restored").exit_code == 0
    assert len(sizes(tmp_path / "restored" / "comity.db")) > 2
