"""The Security Council record, whole: against a rule written out by hand over the tables, and against itself."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from comity.audit import Audit, audit
from comity.body.state import find_question
from comity.charter.cases import read_cases
from comity.charter.law import law
from comity.charter.reading import read_charter
from comity.charter.running import run_case
from comity.exchange.differences import explanation
from comity.exchange.records import Record, read_record, replay_record
from comity.exchange.rollcalls import Report, replay_rollcalls
from comity.register.keys import SigningKey
from comity.registrar import Registrar
from comity.rules.counting import Ballot
from comity.store.codec import examine
from comity.store.evidence import verify
from comity.store.sqlite import open_store

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "records" / "security-council"
CHARTER = read_charter(ROOT / "charters" / "security-council")
Row = dict[str, str]


def table(name: str) -> list[Row]:
    with gzip.open(FOLDER / f"{name}.csv.gz", "rt", newline="") as lines:
        return list(csv.DictReader(lines))


EVENTS = {row["id"]: row for row in table("events")}
VOTES: dict[str, list[Row]] = defaultdict(list)
for vote in table("votes"):
    VOTES[vote["id"]].append(vote)


def by_hand(event: str) -> str:
    """What Article 27(3) gives, in the words of the table; ``?`` where not all votes are known."""
    votes = VOTES[event]
    if any(each["vote"] == "?" for each in votes):
        return "?"
    needed = 7 if EVENTS[event]["date"] < "1966-01-01" else 9
    in_favour = sum(each["vote"] == "Y" for each in votes)
    vetoed = any(each["vote"] == "N" and each["permanent"] == "1" for each in votes)
    if in_favour < needed:
        return "lack of maj."
    return "vetoed" if vetoed else "adopted"


class Replayed(NamedTuple):
    record: Record
    registrar: Registrar
    report: Report


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    record = read_record(FOLDER)
    key = SigningKey("example.org/record", bytes(32))
    path = tmp_path_factory.mktemp("record") / "council.db"
    clock = datetime(2026, 3, 1, tzinfo=UTC)
    with open_store(path, create=True) as store:
        registrar = replay_record(record, store, key, clock=lambda: clock)
        assert record.rollcalls is not None
        yield Replayed(record, registrar, replay_rollcalls(record.rollcalls, registrar))


# --- the replay ---------------------------------------------------------------------------------------------------------


def test_every_draft_of_the_table_is_recorded_with_the_two_sources(replayed: Replayed) -> None:
    assert replayed.report.drafts == len(EVENTS) == 932
    assert replayed.report.entries == 932 + 2
    assert sum(map(len, VOTES.values())) == 12_328


def test_the_disagreements_are_those_of_the_rule_written_out_by_hand(replayed: Replayed) -> None:
    found = {(d.event, d.reported, d.ruled) for d in replayed.report.disagreements}
    words = {"adopted": "adopted", "vetoed": "blocked", "lack of maj.": "rejected"}
    expected = {
        (event, words[row["outcome"]], words[by_hand(event)])
        for event, row in EVENTS.items()
        if by_hand(event) not in ("?", row["outcome"])
    }
    assert found == expected
    assert len(found) == 10


def test_nothing_is_ruled_where_no_vote_is_known(replayed: Replayed) -> None:
    found = [d.event for d in replayed.report.undetermined]
    assert found == [event for event in EVENTS if by_hand(event) == "?"]
    assert len(found) == 4


def test_all_others_agree(replayed: Replayed) -> None:
    agreeing = sum(by_hand(event) == row["outcome"] for event, row in EVENTS.items())
    assert replayed.report.agreed == agreeing == 918


def test_the_source_is_at_odds_with_the_charter_in_one_seat_of_two_years(
    replayed: Replayed,
) -> None:
    (problem,) = replayed.report.problems
    assert problem.sentence.startswith("ALGERIA is read as AR from 1966-01-01 to 1967-12-31: ")
    for event, row in EVENTS.items():
        if row["date"][:4] in ("1966", "1967") and VOTES[event]:
            asked = entry_of(replayed.registrar, event).act.facts[2].population
            assert "AR" in asked
            assert "DZ" not in asked


def test_a_decision_over_a_permanent_members_vote_is_explained_by_the_articles_that_allow_it(
    replayed: Replayed,
) -> None:
    over_a_vote = [d for d in replayed.report.disagreements if d.reported == "adopted"]
    assert len(over_a_vote) == 9
    for difference in over_a_vote:
        assert difference.explanation.startswith("Blocked under UN Charter 27(3) ")
        assert (
            "Adopted is what these positions give under UN Charter 27(2) " in difference.explanation
        )
    (mistake,) = (d for d in replayed.report.disagreements if d.reported != "adopted")
    assert mistake.symbol == "S/5134"
    assert "No other rule that could apply gives rejected" in mistake.explanation


def test_those_who_block_are_the_permanent_members_that_the_table_has_against(
    replayed: Replayed,
) -> None:
    codes = {name.upper(): code for code, name in names().items()}
    for event in EVENTS:
        if by_hand(event) != "vetoed":
            continue
        against = {
            codes[each["member"]]
            for each in VOTES[event]
            if each["vote"] == "N" and each["permanent"] == "1"
        }
        closing = next(
            effect
            for effect in entry_of(replayed.registrar, event).effects
            if type(effect).__name__ == "QuestionClosed"
        )
        assert set(closing.blocked_by) == against


def entry_of(registrar: Registrar, event: str):  # type: ignore[no-untyped-def]
    found = find_question(registrar.state, f"event-{event}.q1")
    assert found is not None
    return registrar.entry(found[1].entry)


def test_the_register_verifies_and_every_act_is_lawful(replayed: Replayed) -> None:
    registrar = replayed.registrar
    head = verify(
        registrar.store,
        registrar.body,
        registrar.key.verifying,
        examine=examine(registrar.body),
    )
    assert head.size == 1 + 2 + 932
    done = Audit()
    assert list(audit(registrar.entries(), registrar.entry, done)) == []
    assert (done.entries, done.attested) == (935, 932)


# --- the data beside it -------------------------------------------------------------------------------------------------


def test_the_same_votes_as_one_wide_table_come_to_the_same(
    replayed: Replayed, tmp_path: Path
) -> None:
    members = sorted({each["member"] for votes in VOTES.values() for each in votes})
    rows = []
    for event, row in EVENTS.items():
        voted = {each["member"]: each["vote"] for each in VOTES[event]}
        rows.append([*row.values(), *(voted.get(name, "") for name in members)])
    with (tmp_path / "wide.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([[*next(iter(EVENTS.values())), *members], *rows])
    tables = replayed.record.rollcalls
    assert tables is not None
    key, clock = SigningKey("example.org/record", bytes(32)), datetime(2026, 3, 1, tzinfo=UTC)
    with open_store(tmp_path / "wide.db", create=True) as store:
        registrar = replay_record(replayed.record, store, key, clock=lambda: clock)
        report = replay_rollcalls(replace(tables, folder=tmp_path), registrar)
    assert report.columns[-1].startswith(
        f"{len(members)} columns were taken for how a member voted"
    )
    assert report.agreed == replayed.report.agreed
    for lists in ("disagreements", "undetermined"):
        told = [(d.event, d.ruled, d.explanation) for d in getattr(report, lists)]
        assert told == [(d.event, d.ruled, d.explanation) for d in getattr(replayed.report, lists)]


def test_the_annotations_are_of_the_fourteen_and_kept_with_them(replayed: Replayed) -> None:
    report = replayed.report
    differing = (*report.disagreements, *report.undetermined)
    assert all(difference.annotation for difference in differing)
    tables = replayed.record.rollcalls
    assert tables is not None
    assert tables.annotations.keys() == {difference.event for difference in differing}


def test_the_tables_are_the_ones_that_the_record_and_its_readme_describe(
    replayed: Replayed,
) -> None:
    tables = replayed.record.rollcalls
    assert tables is not None
    readme = (FOLDER / "README.md").read_text()
    for act in tables.sources:
        assert sha256((FOLDER / act.file).read_bytes()).hexdigest() == act.sha256
        assert act.sha256 in readme
    kept = replayed.registrar.state.sources
    assert {source.publisher for source in kept.values()} == {
        "Benoit Martin, Sciences Po, from the United Nations Digital Library"
    }
    assert "10.21410/7E4/Z0KECE" in readme
    assert "CC BY 4.0" in readme


def test_the_readme_counts_as_the_replay_does(replayed: Replayed) -> None:
    report = replayed.report
    text = " ".join((FOLDER / "README.md").read_text().split())
    said = re.search(
        r"Of (\d+) drafts the ruling agrees .* on (\d+), differs on (\d+), .* on (\d+)\.", text
    )
    assert said is not None
    counted = (report.drafts, report.agreed, len(report.disagreements), len(report.undetermined))
    assert tuple(map(int, said.groups())) == counted


# --- the charter --------------------------------------------------------------------------------------------------------


def names() -> dict[str, str]:
    return {code: dated.versions[-1][1].name["en"] for code, dated in CHARTER.members.items()}


@pytest.mark.parametrize("year", range(1946, 1990))
def test_the_members_of_a_year_are_those_that_vote_in_it(year: int) -> None:
    voting = {
        each["member"]
        for event, row in EVENTS.items()
        if row["date"].startswith(str(year))
        for each in VOTES[event]
    }
    if year in (1966, 1967):  # the source has Algeria in the seat of Argentina
        voting = voting - {"ALGERIA"} | {"ARGENTINA"}
    called = names()
    for day in (date(year, 1, 1), date(year, 12, 31)):
        assert {called[code].upper() for code in law(CHARTER, day).members} == voting
    assert len(voting) == (11 if year < 1966 else 15)


def test_the_permanent_members_are_those_of_the_column() -> None:
    permanent = {
        vote["member"] for votes in VOTES.values() for vote in votes if vote["permanent"] == "1"
    }
    group = law(CHARTER, date(1946, 1, 1)).groups["permanent"]
    assert {names()[code].upper() for code in group} == permanent


def test_only_one_elected_member_sits_longer_than_the_charter_allows() -> None:
    # A retiring member is not eligible for immediate re-election (23(2)): two calendar years at the most.
    years: dict[str, set[int]] = defaultdict(set)
    for event, row in EVENTS.items():
        for each in VOTES[event]:
            if each["permanent"] == "0":
                years[each["member"]].add(int(row["date"][:4]))
    too_long = [name for name, sat in years.items() if any({y, y + 1, y + 2} <= sat for y in sat)]
    assert too_long == ["ALGERIA"]
    for member in CHARTER.members.values():
        version = member.versions[0][1]
        days = [(p.until - p.first).days for p in version.statuses if p.until is not None]
        assert all(day < 2 * 366 for day in days), version.member


def test_a_decision_without_a_vote_is_told_from_one_that_failed() -> None:
    on = law(CHARTER, date(1971, 12, 21))
    nobody_voted = dict.fromkeys(on.members, "present not voting")
    ruled = Ballot(on.rules["unsc.substantive"], on.roll()).ruling(nobody_voted)
    said = explanation(ruled, on, nobody_voted, "adopted")
    assert said.endswith(
        "Adopted is what these positions give under Practice of the Council (unsc.without_a_vote)."
    )
    # As soon as somebody votes, no rule that could apply makes a failed draft adopted.
    one_voted = nobody_voted | {"FR": "in favour"}
    ruled = Ballot(on.rules["unsc.substantive"], on.roll()).ruling(one_voted)
    assert "No other rule that could apply gives adopted" in explanation(
        ruled, on, one_voted, "adopted"
    )


@pytest.mark.parametrize(
    "case", read_cases(ROOT / "charters" / "security-council" / "cases"), ids=str
)
def test_the_charter_passes_its_cases(case) -> None:  # type: ignore[no-untyped-def]
    result = run_case(case, CHARTER)
    assert result.passed, (result.expected, result.got)


def test_both_periods_have_cases_of_every_kind_of_outcome() -> None:
    cases = read_cases(ROOT / "charters" / "security-council" / "cases")
    outcomes = Counter((case.as_at.year >= 1966, case.outcome) for case in cases)
    for later in (False, True):
        assert all(outcomes[later, word] for word in ("adopted", "blocked", "rejected"))
