"""The worked example of docs/formats/register.md, carried out."""

from __future__ import annotations

import doctest
import re
import sqlite3
from pathlib import Path

from comity.store.sqlite import open_store

PAGE = Path(__file__).parents[2] / "docs" / "formats" / "register.md"


def test_the_worked_example_of_the_format_page_holds() -> None:
    outcome = doctest.testfile(str(PAGE), module_relative=False)
    assert outcome.attempted > 15
    assert outcome.failed == 0


def test_the_page_names_every_table_and_column_of_the_file(tmp_path: Path) -> None:
    open_store(tmp_path / "register.db", create=True).close()
    file = sqlite3.connect(tmp_path / "register.db")
    rows = {
        line.split("|")[1].strip(): line
        for line in PAGE.read_text("utf-8").splitlines()
        if line[:1] == "|"
    }
    tables = [
        name for (name,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    ]
    assert len(tables) == 9
    for table in tables:
        columns = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
        assert [f"`{column}`" in rows[f"`{table}`"] for column in columns] == [True] * len(columns)
    file.close()


def test_the_page_names_every_finding_that_can_be_made() -> None:
    page = PAGE.read_text("utf-8")
    register = PAGE.parents[2] / "src" / "comity" / "register"
    text = "".join(file.read_text("utf-8") for file in register.glob("*.py"))
    codes = set(re.findall(r'Untrustworthy\(\s*"([a-z.]+)"', text))
    codes |= {f"register.{code}" for code in re.findall(r'_wrong\(\s*[^,"]+,\s*"([a-z]+)"', text)}
    assert len(codes) > 10
    assert {code for code in codes if f"`{code}`" not in page} == set()
