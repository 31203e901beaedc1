"""Whatever one value of a register is damaged, ``comity doctor`` says so, on both databases; and it says what helps."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import psycopg
import pytest

from comity.body.acts import Speak
from comity.cli.place import writing

DAMAGE = {
    "the name of the body": ("body", "name = 'other'", ""),
    "its origin": ("body", "origin = 'other'", ""),
    "its key": ("body", "key = 'other'", ""),
    "the size": ("head", "size = 7", ""),
    "the frontier": ("head", "frontier = HEX(00)", ""),
    "the checkpoint": ("head", "checkpoint = 'other'", ""),
    "the head": ("head", "", ""),
    "a leaf hash": ("entry", "leaf = HEX(00)", "ENTRY 8"),
    "the bytes of an entry": ("entry", "data = HEX(7b7d)", "ENTRY 8"),
    "an entry": ("entry", "", "ENTRY 8"),
    "the last entry": ("entry", "", "ENTRY 612"),
    "the hash of the first block": ("block", "hash = HEX(00)", "number = 0"),
    "the hash of the last block": ("block", "hash = HEX(00)", "number = 1"),
    "the level of a block": ("block", "level = 9", "number = 1"),
    "the number of a block": ("block", "number = 9", "number = 1"),
    "a block": ("block", "", "number = 1"),
    "the id of a request": ("request", "id = 'other'", "id = 'asked'"),
    "the first entry of a request": ("request", "first = 4", "id = 'asked'"),
    "how many entries a request brought": ("request", "count = 4", "id = 'asked'"),
    "a request": ("request", "", "id = 'asked'"),
    "the digest of what is sealed": ("sealed", "digest = HEX(00)", ""),
    "what is sealed": ("sealed", "content = HEX(00)", ""),
    "all that is sealed": ("sealed", "", ""),
}
"""What is damaged: the table, what is set in it (nothing: the row is deleted), and where."""


@pytest.fixture
def long_register(register: str, cli: Any) -> str:
    """A register with complete blocks, a request and something sealed."""
    speech = Speak(by="p0", for_="bureau", gist="It was said.")
    with writing(register) as registrar:
        registrar.submit([speech], request="asked")
        registrar.submit([speech], seal_fields={"gist"})
        while registrar.state.size < 613:
            registrar.submit([speech] * (613 - registrar.state.size))
    return register


def spoil(register: str, table: str, change: str, where: str) -> int:
    """One statement in the database; says how many rows it touched."""
    embedded = register == "comity.db"
    number = "key = " if embedded else "number = "
    where = where.replace("ENTRY ", number)
    literal = ("x'", "'") if embedded else ("'\\x", "'")
    change = change.replace("HEX(", literal[0]).replace(")", literal[1])
    name = table if embedded else f"comity_register.{table}"
    statement = f"UPDATE {name} SET {change}" if change else f"DELETE FROM {name}"
    statement += f" WHERE {where}" if where else ""
    if embedded:
        with closing(sqlite3.connect(register)) as connection, connection:
            return connection.execute(statement).rowcount
    with psycopg.connect(register) as connection:
        return connection.execute(statement).rowcount


def failures(cli: Any, register: str, *words: str) -> list[dict[str, str]]:
    """What fails, but for the durability of a server that tests may run without it."""
    done = cli("doctor", "--register", register, *words, "--json")
    found = json.loads(done.stdout)["findings"]
    return [one for one in found if one["state"] == "fail" and one["what"] != "durability"]


@pytest.mark.parametrize("whole", [(), ("--whole",)], ids=["plain", "whole"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_doctor_names_what_is_damaged_and_says_what_helps(
    damage: str, whole: tuple[str, ...], long_register: str, cli: Any
) -> None:
    assert failures(cli, long_register, *whole) == []
    assert spoil(long_register, *DAMAGE[damage]) == 1
    failed = failures(cli, long_register, *whole)
    assert all(found["helps"] for found in failed)
    assert any("league" in found["what"] or "other" in found["what"] for found in failed)


@pytest.mark.parametrize("change", ["data = HEX(00)", "digest = HEX(00)", ""])
def test_a_damaged_snapshot_costs_time_and_says_nothing_wrong(
    change: str, long_register: str, cli: Any
) -> None:
    """It is a cache: what it should say is folded from the entries, and all is well."""
    shown = cli("show", "office", "--register", long_register).stdout
    with writing(long_register) as registrar:
        registrar.log.leave(registrar.state)
    assert spoil(long_register, "snapshot", change, "") >= 1
    assert failures(cli, long_register) == []
    assert cli("show", "office", "--register", long_register).stdout == shown
