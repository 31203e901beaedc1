"""Where the register is not, or cannot be reached, one sentence says what was looked for and what names another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.web.running import two_free_ports

COMITY = Path(sys.executable).with_name("comity")


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("verb", [("verify",), ("doctor",), ("upgrade",), ("backup", "kept.zip")])
def test_a_register_that_is_not_there_is_named_whole(verb: tuple[str, ...], cli: Any) -> None:
    done = cli(*verb)
    assert done.exit_code in (1, 6)
    assert f"{Path('comity.db').absolute()}: There is no such file." in words(done.output)
    assert "with COMITY_HOME, COMITY_REGISTER or --register" in words(done.output)
    assert "Found a body first" not in done.output


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("postgresql://comity@127.0.0.1:1/office", 6, "The database cannot be reached"),
        ("postgresql://comity@127.0.0.1:99999/office", 4, 'invalid port number: "99999"'),
        ("postgresql://comity@127.0.0.1:x/office", 4, 'invalid integer value "x"'),
        ("postgresql://comity@127.0.0.1/office?sslmode=x", 4, 'invalid sslmode value: "x"'),
    ],
)
def test_a_database_that_cannot_be_used_is_told_before_anything_is_made(
    address: str, code: int, said: str, cli: Any
) -> None:
    Path("office").mkdir(mode=0o700)
    line = [
        COMITY,
        "serve",
        "--home",
        "office",
        "--register",
        address,
        "--port",
        str(two_free_ports()),
    ]
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
    done = subprocess.run(line, env=bare, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == code, done.stderr
    assert said in words(done.stderr)
    assert words(done.stderr).startswith("Error: ")
    assert "tables of accounts" not in done.stderr
    assert [path for path in Path("office").iterdir() if path.stat().st_size] == []
    assert cli("verify", "--register", address).exit_code == code
