"""``comity tour``, whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from comity.cli import tour

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The tour's folder, and what it printed there."""
    from click.testing import CliRunner

    from comity.cli.main import comity

    folder = tmp_path_factory.mktemp("tour")
    done = CliRunner().invoke(comity, ["tour", "--folder", str(folder)], prog_name="comity")
    return folder, done


def test_it_ends_well_and_says_what_to_do_next(page: Any) -> None:
    folder, done = page
    assert done.exit_code == 0, done.output
    assert f"comity show body --register {folder / 'csto.db'}" in done.stdout


@pytest.mark.parametrize(
    "answer",
    [
        "Stanislav Zas, certainly: in office from some day before 6 March 2020.",
        "SHA-256 1b1470074fdaff35ef5609d3d5ba971b8bb1351e729bc9b6e36468ff35457459",
        'Waits for: answers to "is the plan agreed".',
        "headquarters: Dushanbe, Saint Petersburg",
        "Review of 23 November 2023: achieved (in general)",
        "In the chair: Belarus (BY)",
        "932 drafts, each ruled on from the positions alone",
        "S/RES/34(1947), 15 September 1947: reported adopted, ruled blocked",
        "security-council verifies: ",
        "Proven: entry 23 of the register csto",
    ],
)
def test_each_question_is_answered(answer: str, page: Any) -> None:
    assert answer in " ".join(page[1].stdout.split())


def test_the_changed_byte_is_found_and_named(page: Any) -> None:
    assert "Does not verify: Entry 23: its bytes were changed" in page[1].stderr


def test_run_again_it_begins_afresh_and_leaves_alone_what_it_did_not_make(
    page: Any, cli: Any
) -> None:
    folder, _ = page
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    (folder / "csto.db").write_bytes(b"left half by another run")
    assert cli("tour", "--folder", folder).exit_code == 0
    assert (folder / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_without_the_checkout_it_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Any
) -> None:
    monkeypatch.setattr(tour, "PROJECT", tmp_path / "installed")
    done = cli("tour")
    assert done.exit_code == 4
    assert str(tmp_path / "installed") in done.stderr.replace("\n", "")
    assert not Path("tour").exists()
