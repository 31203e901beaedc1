from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from comity.audit import audit
from comity.body.acts import Attest, FileSource
from comity.body.effects import (
    DecisionIssued,
    PartyNamed,
    QuestionClosed,
    RollCalled,
    StatusGranted,
)
from comity.body.occasion import law_on
from comity.body.standing import counted_members
from comity.body.state import Question, find_question
from comity.errors import BadInput, Refused
from comity.exchange import rollcalls
from comity.exchange.annotations import Annotation
from comity.exchange.rollcalls import Tables as Source
from comity.exchange.rollcalls import replay_rollcalls
from comity.registrar import Registrar
from comity.store.evidence import verify

if TYPE_CHECKING:
    from conftest import Tables

NOTE = Annotation(event="2", symbol="S/2", says="On procedure.", cites="Pact 4")


def question(registrar: Registrar, event: str) -> Question:
    found = find_question(registrar.state, f"event-{event}.q1")
    assert found is not None
    return found[1]


def test_each_draft_is_ruled_on_from_its_positions_and_compared(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYYAN", resolution="1")
    tables.event("2", "adopted", "NYYYA", resolution="2")
    tables.event("3", "vetoed", "NYYYY")
    tables.event("4", "lack of maj.", "NYYnn")
    tables.event("5", "lack of maj.", "YYYAA")
    tables.event("6", "adopted", "?????", totals="?,?,?,?")
    report = replay_rollcalls(Source(tables.write(), {"2": NOTE}), registrar)
    assert (report.drafts, report.agreed) == (6, 3)
    two, five = report.disagreements
    assert (two.event, two.reported, two.ruled) == ("2", "adopted", "blocked")
    assert (five.event, five.reported, five.ruled) == ("5", "rejected", "adopted")
    (six,) = report.undetermined
    assert (six.event, six.reported, six.ruled) == ("6", "adopted", "undetermined")
    assert report.problems == ()


def test_a_disagreement_is_explained_by_the_rule_and_by_the_others_in_force(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("2", "adopted", "NYYYA", resolution="2")
    tables.event("5", "lack of maj.", "YYYAA")
    tables.event("6", "adopted", "?????")
    source = Source(tables.write(), {"2": NOTE})
    report = replay_rollcalls(source, registrar)
    two, five, six = (*report.disagreements, *report.undetermined)
    assert two.explanation == (
        "Blocked under Pact 3 (three): in favour: at least 3 (3 counted), against among permanent: none (1 counted); "
        "against it: AN. Adopted is what these positions give under Pact 4 (plain)."
    )
    assert two.annotation == "On procedure. [Pact 4]"
    assert five.explanation.endswith(
        "No other rule that could apply gives rejected on these positions."
    )
    assert six.explanation == (
        "Undetermined under Pact 3 (three): of 5 members the positions of 5 are not reported."
    )


def test_the_rule_is_the_one_in_force_on_the_day_of_the_vote(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYYAA", day="1990-12-31")
    tables.event("2", "lack of maj.", "YYYAA", day="1991-01-01")
    report = replay_rollcalls(Source(tables.write()), registrar)
    assert report.agreed == 2
    articles = [
        e.article for n in registrar.entries() for e in n.effects if isinstance(e, QuestionClosed)
    ]
    assert articles == ["Pact 3", "Pact 3 bis"]


def test_a_member_that_took_no_part_neither_blocks_nor_abstains(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "nYYYA")
    assert replay_rollcalls(Source(tables.write()), registrar).agreed == 1
    assert question(registrar, "1").choices["AN"] == "present not voting"


def test_positions_that_are_not_reported_and_cannot_change_it_leave_it_ruled(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYY??", totals="?,?,?,?")
    tables.event("2", "lack of maj.", "AAA??", totals="?,?,?,?")
    assert replay_rollcalls(Source(tables.write()), registrar).agreed == 2


def test_members_whom_the_table_leaves_out_are_asked_and_unknown(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYY--")
    tables.event("2", "lack of maj.", "-----")
    report = replay_rollcalls(Source(tables.write()), registrar)
    assert (report.agreed, [each.event for each in report.undetermined]) == (1, ["2"])
    assert question(registrar, "1").choices == {
        **dict.fromkeys(("AN", "BR", "CO"), "in favour"),
        **dict.fromkeys(("DO", "EL"), "unknown"),
    }
    assert question(registrar, "2").population == ["AN", "BR", "CO", "DO", "EL"]


def test_a_draft_without_votes_is_refused_where_nobody_knows_who_sat(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYYYY")
    tables.event("2", "adopted", "YYY--", seats="7")
    with pytest.raises(
        BadInput, match=r"events\.csv:3: seats: Event 2 has 3 votes for 7 seats, and 5"
    ) as error:
        replay_rollcalls(Source(tables.write()), registrar)
    assert error.value.code == "rollcalls.seats"
    assert question(registrar, "1").reported == "adopted"


# --- other years --------------------------------------------------------------------------------------------------------


def test_members_whom_the_charter_does_not_name_for_the_year_are_attested_first(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYYYA", day="1990-03-01")
    names = "anse,Анс,COVE,DOCK,Fen (North)".replace("Анс", "Brim")
    tables.event("2", "adopted", "YYYYA", day="1993-03-01", names=names, permanent="anse")
    tables.event("3", "vetoed", "NYYYY", day="1993-04-01", names=names, permanent="anse")
    report = replay_rollcalls(Source(tables.write()), registrar)
    assert (report.agreed, report.problems) == (3, ())
    attested = [e for e in registrar.entries(1) if isinstance(e.act, Attest)]
    assert attested[1].effects == [
        StatusGranted(party="DO", status="member", since="1993-01-01", until="1993-12-31"),
        PartyNamed(party="FEN_NORTH", name="Fen (North)"),
        StatusGranted(party="FEN_NORTH", status="member", since="1993-01-01", until="1993-12-31"),
    ]
    assert [type(effect) for effect in attested[3].effects].count(RollCalled) == 1
    assert len(attested) == 4
    state = registrar.state
    for day, members in {
        "1990-03-01": ("AN", "BR", "CO", "DO", "EL"),
        "1993-12-31": ("AN", "BR", "CO", "DO", "FEN_NORTH"),
        "1994-01-01": ("AN", "BR", "CO"),
    }.items():
        assert counted_members(state, law_on(state, day), day) == members


def test_a_name_in_any_language_and_any_case_is_the_member(
    tables: Tables, registrar: Registrar
) -> None:
    names = "АНС,Br,COVE,dock,Elm"
    tables.event("1", "vetoed", "NYYYY", names=names, permanent="АНС")
    report = replay_rollcalls(Source(tables.write()), registrar)
    assert (report.agreed, report.problems) == (1, ())
    assert question(registrar, "1").population == ["AN", "BR", "CO", "DO", "EL"]


def test_two_new_names_that_make_the_same_code_stay_two_members(
    tables: Tables, registrar: Registrar
) -> None:
    names = "ANSE,BRIM,COVE,Fen/North,Fen North"
    tables.event("1", "adopted", "YYYAA", day="1990-03-01", names=names)
    replay_rollcalls(Source(tables.write()), registrar)
    assert question(registrar, "1").population == ["AN", "BR", "CO", "FEN_NORTH", "FEN_NORTH_"]


# --- the source at odds with the charter --------------------------------------------------------------------------------


def test_the_charter_and_not_the_column_says_whose_vote_is_set_apart(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "vetoed", "NYYYY", permanent="BRIM")
    report = replay_rollcalls(Source(tables.write()), registrar)
    assert report.agreed == 1
    assert [problem.sentence for problem in report.problems] == [
        "The source calls BR permanent, and the charter does not.",
        "The charter has AN in the group permanent, and the source does not.",
    ]
    assert report.problems[0].where.endswith("events.csv:2")


def test_totals_that_the_votes_do_not_add_up_to_are_told(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYYAN", totals="4,1,0,0")
    (problem,) = replay_rollcalls(Source(tables.write()), registrar).problems
    assert problem.sentence == (
        "The totals say 4-1-0-0 (for, against, abstaining, no part), and the votes add up to 3-1-1-0."
    )


def test_a_member_of_the_charter_that_has_no_vote_in_a_full_roll_call_is_told(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYYAA", names="ANSE,BRIM,COVE,DOCK,Fen")
    (problem,) = replay_rollcalls(Source(tables.write()), registrar).problems
    assert problem.sentence == "EL is a member on that day, and has no vote here."


def test_an_annotation_of_another_sources_event_is_not_used(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("2", "adopted", "NYYYA", symbol="S/22")
    report = replay_rollcalls(Source(tables.write(), {"2": NOTE}), registrar)
    assert report.disagreements[0].annotation == ""
    assert [p.sentence for p in report.problems] == [
        "An annotation is of S/2, and this event is S/22: not used."
    ]


# --- what the register holds --------------------------------------------------------------------------------------------


def test_facts_cite_the_lines_of_the_tables_they_stand_in(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYYYY")
    tables.event("2", "adopted", "YYYYY")
    folder = tables.write()
    replay_rollcalls(Source(folder), registrar)
    act = list(registrar.entries())[-1].act
    lines = {registrar.state.sources[c.source].file: c.paragraph for c in act.cites}
    assert lines == {"events.csv": 3, "votes.csv": 7}
    digests = {source.sha256 for source in registrar.state.sources.values()}
    assert digests == {
        sha256((folder / f"{n}.csv").read_bytes()).hexdigest() for n in ("events", "votes")
    }


def test_a_table_is_described_by_what_is_said_of_its_bytes_and_of_no_others(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYYYY")
    folder = tables.write()
    digest = sha256((folder / "votes.csv").read_bytes()).hexdigest()
    said = (
        FileSource(source="v", title="Votes of the Five", sha256=digest, licence="CC0"),
        FileSource(source="e", title="Events of others", sha256="0" * 64),
    )
    replay_rollcalls(Source(folder, {}, said), registrar)
    kept = {source.file: source.title for source in registrar.state.sources.values()}
    assert kept == {"events.csv": "events.csv", "votes.csv": "Votes of the Five"}


def test_a_draft_is_a_matter_that_has_ended_with_its_question_ruled(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYYAN", resolution="7")
    tables.event("2", "vetoed", "NYYYY")
    replay_rollcalls(Source(tables.write()), registrar)
    state = registrar.state
    assert state.matters == {}
    first, second = question(registrar, "1"), question(registrar, "2")
    assert (first.closed, first.outcome, first.reported) == ("1990-06-01", "adopted", "adopted")
    assert (second.outcome, second.blocked_by) == ("blocked", ["AN"])
    decisions = [e for n in registrar.entries() for e in n.effects if isinstance(e, DecisionIssued)]
    assert [(d.number, d.dated, d.matter) for d in decisions] == [("7", "1990-06-01", "event-1")]


def test_everything_before_a_faulty_row_stands_and_verifies(
    tables: Tables, registrar: Registrar
) -> None:
    for number in range(1, 251):
        tables.event(str(number), "adopted", "YYYYA")
    tables.votes[tables.votes.index("240,COVE,Y,0")] = "240,COVE,X,0"
    with pytest.raises(BadInput, match=r"votes\.csv:1199: vote: 'X' is none of"):
        replay_rollcalls(Source(tables.write()), registrar)
    assert find_question(registrar.state, "event-239.q1") is not None
    assert find_question(registrar.state, "event-240.q1") is None
    assert verify(registrar.store, "five", registrar.key.verifying).size == 1 + 2 + 239
    assert list(audit(registrar.entries(), registrar.entry)) == []


def test_a_refused_draft_is_named_and_everything_before_it_stands(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYYYY")
    tables.event("2", "adopted", "YYYYY", day="1899-12-31")  # the rule is in force from 1900 on
    with pytest.raises(Refused, match=r"events\.csv:3: event 2: .* No rule 'three'") as refusal:
        replay_rollcalls(Source(tables.write()), registrar)
    assert refusal.value.remedy
    assert question(registrar, "1").outcome == "adopted"


def test_a_second_replay_into_the_same_register_is_refused(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYYYY")
    source = Source(tables.write())
    replay_rollcalls(source, registrar)
    size = registrar.state.size
    with pytest.raises(BadInput, match="Event 1 is in this register already"):
        replay_rollcalls(source, registrar)
    assert registrar.state.size == size


def test_progress_is_told_group_by_group(
    tables: Tables, registrar: Registrar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollcalls, "GROUP", 4)
    for number in range(1, 11):
        tables.event(str(number), "adopted", "YYYYY")
    told: list[int] = []
    replay_rollcalls(Source(tables.write()), registrar, told.append)
    assert told == [2, 6, 10]  # two of the first group file the tables


def test_a_folder_that_lacks_a_table_is_refused_before_anything_is_written(
    tables: Tables, registrar: Registrar
) -> None:
    tables.event("1", "adopted", "YYYYY")
    (tables.write() / "votes.csv").unlink()
    with pytest.raises(BadInput, match=r"neither of these: votes\.csv"):
        replay_rollcalls(Source(tables.folder), registrar)
    assert registrar.state.size == 1
