"""The CSTO record against its own documents: every fact has a place, and every name in it stands for something.

Read without the engine: what is tested is the data, as an outsider with the five files would check it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from comity.body.acts import AnyAct, Attest, Citation, FileSource, NoteConflict
from comity.body.dates import when
from comity.charter.order import in_order, rota_order
from comity.charter.reading import read_charter

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "records" / "csto"
RECORD: dict[str, Any] = yaml.load((FOLDER / "record.yaml").read_text(), yaml.BaseLoader)
CHARTER: dict[str, Any] = yaml.load((FOLDER / RECORD["charter"]).read_text(), yaml.BaseLoader)
ROWS: list[dict[str, Any]] = RECORD["acts"]

# One row of the README's table of documents: id, file, paragraphs, SHA-256.
DOCUMENT = re.compile(r"^\| (s\d) \| `(\S+)` \| (\d+) \| `([0-9a-f]{64})` \|", re.MULTILINE)
DOCUMENTS = {
    source: (file, int(paragraphs), sha256)
    for source, file, paragraphs, sha256 in DOCUMENT.findall((FOLDER / "README.md").read_text())
}

DATED = {"held", "on", "since", "until", "dated", "effective", "period", "published", "opened"}
# The field of a fact that gives something its id.
NAMING = {
    "person.entered/1": "person",
    "credential.issued/1": "credential",
    "tenure.began/1": "tenure",
    "introduction.made/1": "introduction",
    "session.convened/1": "session",
    "item.requested/1": "item",
    "speech.made/1": "speech",
    "instruction.given/1": "instruction",
    "progress.asked/1": "inquiry",
    "matter.opened/1": "matter",
    "question.put/1": "question",
    "priority.set/1": "priority",
    "plan_item.set/1": "item",
    "event.planned/1": "event",
    "review.made/1": "review",
}


def _act(row: dict[str, Any]) -> AnyAct:
    act: AnyAct = msgspec.convert(row, type=AnyAct, strict=False)
    return act


def _facts() -> Iterator[dict[str, Any]]:
    for row in ROWS:
        yield from row.get("facts", ())


def _named() -> list[str]:
    ids = [fact[NAMING[fact["kind"]]] for fact in _facts() if fact["kind"] in NAMING]
    meetings = {fact["meeting"] for fact in _facts() if fact["kind"].startswith("meeting.")}
    return [RECORD["clerk"]["person"], *ids, *meetings]


def _in_charter(listing: str, name: str) -> set[str]:
    return {item[name] for item in CHARTER[listing]}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['kind']} {ROWS.index(row)}")
def test_every_row_is_an_act(row: dict[str, Any]) -> None:
    act = _act(row)
    assert isinstance(act, Attest | FileSource | NoteConflict)
    assert not isinstance(act, Attest) or act.facts


def test_the_documents_of_the_record_are_those_of_the_readme() -> None:
    filed = {row["source"]: (row["file"], row["sha256"]) for row in ROWS if "sha256" in row}
    assert filed == {source: (file, sha) for source, (file, _, sha) in DOCUMENTS.items()}
    assert len(filed) == 5


def test_every_claim_cites_a_document_filed_before_and_a_paragraph_that_it_has() -> None:
    filed: set[str] = set()
    for row in ROWS:
        act = _act(row)
        if isinstance(act, FileSource):
            filed.add(act.source)
            continue
        assert act.cites, row
        for place in act.cites:
            assert place.source in filed
            assert place.paragraph is not None
            assert 1 <= place.paragraph <= DOCUMENTS[place.source][1], place


def test_every_document_is_cited() -> None:
    cited = {place.source for row in ROWS for place in _act(row).cites}
    assert cited == DOCUMENTS.keys()


def test_page_furniture_is_no_evidence() -> None:
    furniture = {
        *(("s1", n) for n in range(11, 16)),
        *(("s3", n) for n in range(1, 10)),
        *(("s4", n) for n in range(1, 9)),
        ("s5", 1),
    }
    cited = {(place.source, place.paragraph) for row in ROWS for place in _act(row).cites}
    assert not cited & furniture


def test_every_date_can_be_read() -> None:
    dates = [row[key] for row in [*ROWS, *_facts()] for key in DATED & row.keys()]
    assert len(dates) > len(ROWS)
    for text in dates:
        when(text)


def test_no_fact_is_dated_after_the_documents_that_report_it() -> None:
    published = {row["source"]: row.get("published", "") for row in ROWS if "sha256" in row}
    for row in (row for row in ROWS if row["kind"] == "attest/1"):
        sources = [published[place["source"]] for place in row["cites"]]
        if all(sources):  # one of the documents has no date
            reported = max(when(text).latest or date.max for text in sources)
            assert (when(row["held"]).earliest or date.min) <= reported, row


def test_no_id_is_given_twice() -> None:
    assert [name for name, times in Counter(_named()).items() if times > 1] == []


def test_every_conflict_has_two_claims_and_a_reason_in_both_languages() -> None:
    conflicts = [act for act in map(_act, ROWS) if isinstance(act, NoteConflict)]
    assert conflicts
    for conflict in conflicts:
        assert len(conflict.claims) >= 2
        assert conflict.followed in ("", *conflict.claims)
        assert isinstance(conflict.reason, dict)
        assert conflict.reason.keys() == {"en", "ru"}


def test_the_claims_of_a_conflict_name_only_places_that_it_cites() -> None:
    for conflict in (act for act in map(_act, ROWS) if isinstance(act, NoteConflict)):
        claimed = set(re.findall(r"\bs\d\b", " ".join(conflict.claims)))
        assert claimed == {place.source for place in conflict.cites}


def test_everything_pointed_at_is_in_the_record_or_in_the_charter() -> None:
    known = {
        *_named(),
        *_in_charter("members", "member"),
        *_in_charter("organs", "organ"),
        *_in_charter("offices", "office"),
        *_in_charter("rotas", "rota"),
        "unknown",  # nominated by somebody whom no document names
    }
    single = ("party", "by", "to", "of", "about", "matter", "session", "plan", "host", "upon")
    several = ("persons", "parties", "population", "carries_out", "participants")
    conflicts = [row for row in ROWS if row["kind"] == "conflict.note/1"]
    for fact in [*_facts(), *conflicts]:
        for field in single:
            pointed = fact.get(field, "")
            pointed = [pointed] if isinstance(pointed, str) else pointed
            assert known.issuperset(name for name in pointed if name), (field, fact)
        for field in several:
            assert known.issuperset(fact.get(field, ())), (field, fact)


def test_everything_is_said_of_something_entered_before() -> None:
    seen = {RECORD["clerk"]["person"]}
    for fact in _facts():
        for field in ("person", "matter", "session", "question", "tenure", "credential"):
            given = NAMING.get(fact["kind"]) == field
            if field in fact and not given:
                assert fact[field] in seen, (field, fact)
        if fact["kind"] in NAMING:
            seen.add(fact[NAMING[fact["kind"]]])


def test_steps_rules_and_formats_are_those_of_the_charter() -> None:
    steps = {
        each["procedure"]: {s["step"]: s for s in each["steps"]} for each in CHARTER["procedures"]
    }
    procedure_of = {f["matter"]: f["procedure"] for f in _facts() if f["kind"] == "matter.opened/1"}
    for fact in _facts():
        if fact["kind"] in ("step.entered/1", "question.put/1"):
            step = steps[procedure_of[fact["matter"]]][fact["step"]]
            assert fact.get("rule") in (None, step.get("rule")), fact
            # The register's words are English, as the record's are; the charter has them in both its languages.
            assert fact.get("asks") in (None, step.get("question", {}).get("en")), fact
    formats = {f["format"] for organ in CHARTER["organs"] for f in organ.get("formats", ())}
    assert {f["format"] for f in _facts() if "format" in f} <= formats


def test_positions_cover_the_whole_population_once() -> None:
    population = {f["question"]: f["population"] for f in _facts() if f["kind"] == "question.put/1"}
    rolls = [fact for fact in _facts() if fact["kind"] == "roll.called/1"]
    assert rolls
    for roll in rolls:
        called = sorted(member for side in roll["positions"].values() for member in side)
        assert called == sorted(population[roll["question"]])


def test_the_keepers_of_the_record_may_record_and_nothing_else() -> None:
    organ = next(each for each in CHARTER["organs"] if each["organ"] == RECORD["clerk"]["organ"])
    assert organ["powers"] == ["record"]


def test_every_text_is_in_english_and_in_russian() -> None:
    texts = {"title", "gist", "aim", "note", "venue", "place", "purpose", "report", "what", "name"}
    for item in [RECORD, *ROWS, *_facts()]:
        for field in texts & item.keys():
            assert set(item[field]) == {"en", "ru"}, item


# TJ to AM at the session of 16.09.2021; AM to BY in 2022 or 2023; then on 1 January of 2024, 2025 and 2026, by decision.
def test_the_chair_goes_round_as_reported_since_2021() -> None:
    charter = read_charter(FOLDER / RECORD["charter"])
    rota = charter.rotas["chairmanship"].versions[-1][1]
    assert rota.since == date(2021, 9, 16)
    order = rota_order(rota, charter, rota.since)
    assert _from(rota.first, order, 5) == ["AM", "BY", "KZ", "KG", "RU"]


def test_the_chair_passes_by_decision_since_the_session_of_2023() -> None:
    charter = read_charter(FOLDER / RECORD["charter"])
    passes = {day: rota.passes for day, rota in charter.rotas["chairmanship"].versions}
    assert passes == {
        date(2012, 12, 19): "close of session",
        date(2023, 11, 23): "decision",
    }
    steps = charter.procedures["chairmanship_by_decision"].versions[-1][1].steps
    handover = steps[-1]
    assert handover.waits is not None
    assert (handover.waits.date, handover.effects[0].verb) == ("effective", "passes")


# Terms from 1 January of 2017, 2020, 2023 and 2026 as reported.
def test_the_slots_of_the_secretary_general_fall_as_reported() -> None:
    charter = read_charter(FOLDER / RECORD["charter"])
    slots = charter.offices["secretary_general"].versions[-1][1].slots
    assert slots is not None
    order = in_order(slots.order, charter.members, charter, date(2026, 1, 1))
    assert (slots.since, slots.months) == (date(2017, 1, 1), 36)
    assert _from(slots.first, order, 4) == ["AM", "BY", "KZ", "KG"]


def test_the_charter_says_that_it_is_not_certified() -> None:
    charter = read_charter(FOLDER / RECORD["charter"])
    assert not charter.certified
    assert any("csto.consensus" in doubt for doubt in charter.to_verify)


def _from(first: str, order: tuple[str, ...], number: int) -> list[str]:
    start = order.index(first)
    return list(islice(cycle(order), start, start + number))


def test_a_citation_takes_a_source_and_a_paragraph_only() -> None:
    with pytest.raises(msgspec.ValidationError, match="page"):
        msgspec.convert({"source": "s1", "page": "1"}, type=Citation, strict=False)
