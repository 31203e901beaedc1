"""The jurists' cases of every charter shipped: expected values come from the law cited in the case files."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.charter.cases import Case, read_cases
from comity.charter.reading import read_charter
from comity.charter.running import run_case

CHARTERS = sorted((Path(__file__).parents[2] / "charters").glob("*/charter.yaml"))
READ = {path.parent.name: read_charter(path) for path in CHARTERS}
CASES = [
    pytest.param(path.parent.name, case, id=f"{path.parent.name}: {case.case}")
    for path in CHARTERS
    if (path.parent / "cases").is_dir()
    for case in read_cases(path.parent / "cases")
]


@pytest.mark.parametrize(("body", "case"), CASES)
def test_the_charter_says_of_the_case_what_the_law_says(body: str, case: Case) -> None:
    result = run_case(case, READ[body])
    assert result.got == result.expected
    assert result.passed


def test_the_law_has_its_vectors_and_a_case_for_every_rule() -> None:
    folder = CHARTERS[0].parents[1] / "law" / "cases"
    assert len(read_cases(folder / "vectors.yaml")) == 43
    used = {case.rule.value for case in read_cases(folder)}
    assert used == set(READ["law"].rules)
