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
from dataclasses import dataclass, replace
from pathlib import Path

from comity.charter.analysis import Finding, analyse
from comity.charter.cases import Case, FaultyCase, case_files, read_case_file
from comity.charter.model import Charter
from comity.charter.nodes import read_text
from comity.charter.reading import read_charter
from comity.charter.running import CaseResult, faults_of_rest, run_case
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
    """Cases tried on a charter: how many passed, those that differ, and every fault found. ``not_run`` is how many could
    not be run: each case at fault, each file that is no list of cases, or the charter itself."""

    path: str
    passed: int = 0
    failed: tuple[CaseResult, ...] = ()
    faults: tuple[Fault, ...] = ()
    not_run: int = 0


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
    except Faulty as error:
        return Trial(str(path), faults=error.faults, not_run=1)
    trials = [
        _try_file(file, charter)
        for place in files or [folder / "cases"]
        for file in case_files(place)
    ]
    return Trial(
        str(path),
        passed=sum(each.passed for each in trials),
        failed=tuple(result for each in trials for result in each.failed),
        faults=tuple(fault for each in trials for fault in each.faults),
        not_run=sum(each.not_run for each in trials),
    )


def _try_file(file: Path | str, charter: Charter) -> Trial:
    try:
        read = read_case_file(read_text(Path(file)), str(file))
    except Faulty as error:
        return Trial(str(file), faults=error.faults, not_run=1)
    tried = try_cases(str(file), charter, read.cases)
    faults = [fault for each in read.faulty for fault in _all_faults(each, charter)]
    return replace(
        tried,
        faults=tuple(sorted((*tried.faults, *faults), key=lambda f: (f.line, f.column))),
        not_run=tried.not_run + len(read.faulty),
    )


def _all_faults(of: FaultyCase, charter: Charter) -> list[Fault]:
    """The faults of the case as it was read, and those of the rest of it, at other places."""
    told = {(fault.line, fault.column) for fault in of.faults}
    more = faults_of_rest(of.rest, charter) if of.rest is not None else []
    return [*of.faults, *(fault for fault in more if (fault.line, fault.column) not in told)]


def try_cases(path: str, charter: Charter, cases: Iterable[Case]) -> Trial:
    """The charter tried on the cases. A case that cannot be run is a fault, and the others are tried all the same."""
    results, faulty = list[CaseResult](), list[Faulty]()
    for case in cases:
        try:
            results.append(run_case(case, charter))
        except Faulty as error:
            faulty.append(error)
    failed = tuple(result for result in results if not result.passed)
    faults = tuple(fault for error in faulty for fault in error.faults)
    return Trial(path, len(results) - len(failed), failed, faults, len(faulty))
