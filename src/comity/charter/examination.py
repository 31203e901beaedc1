"""Examining charters: faults, then findings, and the outcome of cases, as values for whoever shows them.

>>> from comity.charter.reading import read_charter_text
>>> from comity.charter.cases import read_cases_text
>>> charter = read_charter_text("{comity: 1, body: l, title: L, rules: [{rule: a, adopted when: {absent: none}}]}")
>>> cases = read_cases_text('''
... - {case: all there, rule: a, members: 2, positions: {in favour: 2}, outcome: adopted}
... - {case: one away, rule: a, members: 2, positions: {in favour: 1}, outcome: adopted}
... - {case: nobody, rule: b, members: 2, positions: {in favour: 1}, outcome: adopted}
... ''')
>>> trial = try_cases("l", charter, cases)
>>> trial.passed, [result.got for result in trial.failed], [fault.code for fault in trial.faults]
(1, ['outcome rejected'], ['rule.unknown'])
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from comity.charter.analysis import Finding, analyse
from comity.charter.cases import Case, CaseResult, read_cases, run_case
from comity.charter.model import Charter
from comity.charter.reading import read_charter
from comity.errors import Fault, Faulty


@dataclass(frozen=True, slots=True)
class Examination:
    """A charter examined: its faults, or the charter with what the analysis finds."""

    path: str
    charter: Charter | None
    faults: tuple[Fault, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """Cases tried on a charter: how many passed, those that differ, and the faults of charter and cases, each of which
    counts as a failure."""

    path: str
    passed: int = 0
    failed: tuple[CaseResult, ...] = ()
    faults: tuple[Fault, ...] = ()


def examine(path: Path | str) -> Examination:
    """The charter in a file or folder, examined."""
    try:
        charter = read_charter(path)
    except Faulty as error:
        return Examination(str(path), None, error.faults)
    return Examination(str(path), charter, findings=tuple(analyse(charter)))


def try_charter(path: Path | str, files: Sequence[Path | str] = ()) -> Trial:
    """The charter tried on the cases in ``files``; without any, on those in the folder ``cases`` beside it."""
    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    try:
        charter = read_charter(path)
        cases = [case for file in files or [folder / "cases"] for case in read_cases(file)]
    except Faulty as error:
        return Trial(str(path), faults=error.faults)
    return try_cases(str(path), charter, cases)


def try_cases(path: str, charter: Charter, cases: Iterable[Case]) -> Trial:
    """The charter tried on the cases. A case that cannot be run is a fault, and the others are tried all the same."""
    passed, failed, faults = 0, list[CaseResult](), list[Fault]()
    for case in cases:
        try:
            result = run_case(case, charter)
        except Faulty as error:
            faults += error.faults
            continue
        passed += result.passed
        if not result.passed:
            failed.append(result)
    return Trial(path, passed, tuple(failed), tuple(faults))
