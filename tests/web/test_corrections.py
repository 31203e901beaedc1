"""Corrections: what is wrong is mended with everything that rests on it, the original stays, both sides are written to."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.body.acts import Citation, StatePosition
from comity.body.effects import RollCalled
from comity.body.state import find_question
from comity.web.bodies import RunningBody
from comity.web.models import Paper

PRACTICE = "/b/six-rivers"
KEEPER = "secretariat"


def entry_that(practice: RunningBody, kind: str, *words: str) -> int:
    """The number of the last entry of that kind that has the words."""
    found = [
        n
        for n, data in enumerate(practice.registrar.store.read(practice.name, 0))
        if f'"kind":"{kind}"'.encode() in data and all(w.encode() in data for w in words)
    ]
    return found[-1]


def tolls(practice: RunningBody) -> tuple[int, RollCalled]:
    """The roll call on the tolls in the Council, in which Corund objected and everybody else was in favour."""
    for number in range(practice.registrar.state.size - 1, 0, -1):
        entry = practice.registrar.entry(number)
        for effect in entry.effects if entry is not None else ():
            if isinstance(effect, RollCalled) and effect.question.startswith("tolls."):
                assert effect.positions["against"] == ["CO"]
                return number, effect
    raise AssertionError("the script has it")


def all_in_favour(roll: RollCalled) -> dict[str, str]:
    """The fields of the roll as they would be if everybody had been in favour."""
    members = [m for members in roll.positions.values() for m in members]
    return {f"f0-positions_{member}": "in favour" for member in members}


def filled(page, **changed: str) -> dict[str, str]:
    """What the form of the page holds, with changes."""
    data = {"as": KEEPER, "request": "r1", "reason": "Heard wrongly."}
    for form in page.context["facts"]:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = value if value is not True else "on"
    return {**data, **changed}


def test_a_preview_tells_what_changes_and_records_nothing(practice: RunningBody, visitor) -> None:
    number, roll = tolls(practice)
    keeper, address = visitor("p19"), f"{PRACTICE}/register/{number}/correct"
    size = practice.registrar.state.size
    data = filled(keeper.get(address), **all_in_favour(roll), do="preview")
    shown = keeper.post(address, data)
    assert shown.status_code == 200
    assert practice.registrar.state.size == size
    [ruling] = shown.context["preview"].rulings
    # five in favour and one objecting is blocked under consensus (Charter 12); six in favour carry
    assert (ruling.was, ruling.becomes) == ("blocked", "adopted")
    assert "Heard wrongly." in shown.content.decode()


def test_a_correction_makes_the_ruling_again_and_writes_to_those_concerned(
    practice: RunningBody, visitor
) -> None:
    number, roll = tolls(practice)
    keeper, address = visitor("p19"), f"{PRACTICE}/register/{number}/correct"
    data = filled(keeper.get(address), **all_in_favour(roll), do="correct")
    done = keeper.post(address, data)
    assert done.status_code == 303
    last = practice.registrar.state.size - 1
    assert done["Location"] == f"{PRACTICE}/register/{last}"
    found = find_question(practice.registrar.state, roll.question)
    assert found is not None
    assert found[1].outcome == "adopted"
    assert {"p8@six-rivers.example", "p5@six-rivers.example"} <= {m.to[0] for m in mail.outbox}
    assert all(f"/register/{last}" in m.body for m in mail.outbox)
    original = keeper.get(f"{PRACTICE}/register/{number}")
    assert original.context["record"].corrected_by == last
    assert keeper.get(f"{PRACTICE}/register/{last}").context["record"].corrects == number


def test_the_same_form_twice_corrects_once(practice: RunningBody, visitor) -> None:
    number, roll = tolls(practice)
    keeper, address = visitor("p19"), f"{PRACTICE}/register/{number}/correct"
    data = filled(keeper.get(address), **all_in_favour(roll), do="correct")
    assert keeper.post(address, data).status_code == 303
    size = practice.registrar.state.size
    assert keeper.post(address, data).status_code == 303
    assert practice.registrar.state.size == size
    again = keeper.post(address, {**data, "request": "r2"})
    assert again.status_code == 403
    assert "Heard wrongly." in again.content.decode()


def estmar_by_telephone(practice: RunningBody) -> int:
    """What was recorded on a telephone call for Estmar, with the minute of it."""
    return entry_that(practice, "position.state/1", "budget", '"member":"ES"', "telephone")


def test_a_corrected_answer_goes_on_citing_the_paper_of_the_original(
    practice: RunningBody, visitor
) -> None:
    number = estmar_by_telephone(practice)
    keeper, address = visitor("p19"), f"{PRACTICE}/register/{number}/correct"
    data = filled(keeper.get(address), **{"f0-choice": "against", "do": "correct"})
    assert keeper.post(address, data).status_code == 303
    last = practice.registrar.state.size - 1
    entries = [practice.registrar.entry(one) for one in (number, last)]
    assert entries[0].act.cites == entries[1].act.cites != []
    asked = entries[0].act.question
    shown = keeper.get(f"{PRACTICE}/matters/budget/questions/{asked}/receipts/{last}")
    assert shown.context["receipt"].sources == ("d2",)
    assert "telephone call for Estmar" in shown.content.decode()


def test_a_correction_corrected_cites_the_first_paper_still(practice: RunningBody, visitor) -> None:
    keeper, number = visitor("p19"), estmar_by_telephone(practice)
    for said in ("against", "abstaining"):
        address = f"{PRACTICE}/register/{number}/correct"
        data = filled(keeper.get(address), **{"f0-choice": said, "do": "correct"})
        assert keeper.post(address, {**data, "request": said}).status_code == 303
        number = practice.registrar.state.size - 1
    assert [one.source for one in practice.registrar.entry(number).act.cites] == ["d2"]


def test_a_corrected_answer_cites_the_paper_that_is_given_instead(
    practice: RunningBody, visitor
) -> None:
    number = estmar_by_telephone(practice)
    keeper, address = visitor("p19"), f"{PRACTICE}/register/{number}/correct"
    paper = SimpleUploadedFile("note.txt", b"Estmar is against.")
    given = {"f0-choice": "against", "paper-paper": paper, "do": "correct"}
    data = filled(keeper.get(address), **given)
    assert keeper.post(address, data).status_code == 422  # a paper without a title
    paper.seek(0)
    assert keeper.post(address, {**data, "paper-paper_title": "Its note"}).status_code == 303
    state = practice.registrar.state
    [cited] = practice.registrar.entry(state.size - 1).act.cites
    assert state.sources[cited.source].title == {"en": "Its note"}
    kept = Paper.objects.get(source=cited.source)
    assert (kept.matter, kept.only_for) == ("budget", "")


def recorded_in_confidence(practice: RunningBody) -> int:
    """The entry in which the record-keeper recorded a member's answer to a question kept in confidence, from its note."""
    state = practice.registrar.state
    question = state.matters["next-appointment"].questions[-1]
    act = StatePosition(
        by="p0",
        for_=KEEPER,
        question=question.question,
        choice="in favour",
        member=next(one for one in question.population if one not in question.choices),
        via="note",
        cites=[Citation(source=next(iter(state.sources)))],
    )
    return practice.registrar.submit([act]).entries[-1].n


def test_the_paper_of_an_answer_corrected_in_confidence_is_for_its_member_alone(
    practice: RunningBody, visitor
) -> None:
    number = recorded_in_confidence(practice)
    stated = practice.registrar.entry(number).effects[0]
    keeper, address = visitor("p19"), f"{PRACTICE}/register/{number}/correct"
    given = {
        "f0-choice": "does not object",
        "paper-paper": SimpleUploadedFile("note.txt", b"It does not object."),
        "paper-paper_title": "Its note",
        "do": "correct",
    }
    assert keeper.post(address, filled(keeper.get(address), **given)).status_code == 303
    assert Paper.objects.get().only_for == stated.member


def test_without_a_reason_nothing_is_done_and_nothing_typed_is_lost(
    practice: RunningBody, visitor
) -> None:
    number, _roll = tolls(practice)
    keeper, address = visitor("p19"), f"{PRACTICE}/register/{number}/correct"
    data = filled(keeper.get(address), **{"reason": "", "f0-on": "2026-01-31~", "do": "correct"})
    shown = keeper.post(address, data)
    assert shown.status_code == 422
    assert "2026-01-31~" in shown.content.decode()


def test_an_entry_is_taken_back_whole(practice: RunningBody, visitor) -> None:
    number = entry_that(practice, "priority.set/1")
    [effect] = practice.registrar.entry(number).effects
    keeper, address = visitor("p19"), f"{PRACTICE}/register/{number}/correct"
    done = keeper.post(address, filled(keeper.get(address), void="on", do="correct"))
    assert done.status_code == 303
    assert effect.priority not in practice.registrar.state.priorities


def test_a_name_is_corrected_in_both_languages(practice: RunningBody, visitor) -> None:
    number = entry_that(practice, "person.enter/1", '"p24"')
    keeper, address = visitor("p19"), f"{PRACTICE}/register/{number}/correct"
    data = filled(keeper.get(address), **{"f0-name_en": "Antony Verre", "do": "correct"})
    assert keeper.post(address, data).status_code == 303
    assert practice.registrar.state.persons["p24"].name == {
        "en": "Antony Verre",
        "ru": "Антон Верре",
    }


def test_what_was_recorded_in_confidence_is_corrected_in_confidence(
    practice: RunningBody, visitor
) -> None:
    number = recorded_in_confidence(practice)
    keeper, address = visitor("p19"), f"{PRACTICE}/register/{number}/correct"
    data = filled(keeper.get(address), **{"f0-choice": "does not object", "do": "correct"})
    assert keeper.post(address, data).status_code == 303
    last = practice.registrar.state.size - 1
    [stored] = practice.registrar.store.read(practice.name, last, last + 1)
    assert b"against" not in stored
    assert b'"choice":"sealed:' in stored
    assert visitor("p26").get(f"{PRACTICE}/register/{last}").status_code == 404
    assert visitor("p13").get(f"{PRACTICE}/register/{last}").status_code == 404


def test_what_was_decided_step_by_step_is_not_corrected_by_a_form(
    practice: RunningBody, visitor
) -> None:
    number = entry_that(practice, "matter.open/1", "first-appointment")
    shown = visitor("p19").get(f"{PRACTICE}/register/{number}/correct")
    assert shown.context["facts"] == []


@pytest.mark.parametrize("person", ["p2", "p1", "p26", "p21"])
@pytest.mark.parametrize(
    "address", ["register/3/correct", "attest", "attest?kind=meeting.held/1", "flag"]
)
def test_only_who_keeps_the_record_corrects_attests_and_flags(
    person: str, address: str, practice: RunningBody, visitor
) -> None:
    size = practice.registrar.state.size
    assert visitor(person).get(f"{PRACTICE}/{address}").status_code == 404
    assert visitor(person).post(f"{PRACTICE}/{address}", {"do": "correct"}).status_code == 404
    assert practice.registrar.state.size == size


# --- attesting --------------------------------------------------------------------------------------------------------


def source_of(practice: RunningBody) -> str:
    return next(iter(practice.registrar.state.sources))


def attested(kind: str, **fields: object) -> dict[str, object]:
    """What the page sends of one fact: ``fields`` are its own."""
    data = {
        "as": KEEPER,
        "request": "r1",
        "kind": kind,
        "f0-here": "1",
        "sources": "1",
        "do": "record",
    }
    return {**data, **{f"f0-{name}": value for name, value in fields.items()}}


MEETING = {
    "meeting": "mt-x",
    "on": "2024-05~",
    "nature": "visit",
    "parties": ["AR", "BE"],
    "place_en": "Arvenia",
}


def test_a_meeting_held_elsewhere_is_recorded_on_its_source(practice: RunningBody, visitor) -> None:
    data = attested("meeting.held/1", **MEETING)
    data |= {"source0-source": source_of(practice), "source0-paragraph": "3"}
    assert visitor("p19").post(f"{PRACTICE}/attest", data).status_code == 303
    meeting = practice.registrar.state.meetings["mt-x"]
    assert (meeting.held, meeting.parties, meeting.attested) == ("2024-05~", ["AR", "BE"], True)


def test_a_correction_of_what_sources_report_is_marked_so_on_its_page_and_in_the_tables(
    practice: RunningBody, visitor
) -> None:
    keeper, source = visitor("p19"), {"source0-source": source_of(practice)}
    keeper.post(f"{PRACTICE}/attest", attested("meeting.held/1", **MEETING) | source)
    for month in ("2024-06", "2024-07"):  # a correction, and a correction of that
        address = f"{PRACTICE}/register/{practice.registrar.state.size - 1}/correct"
        changed = {"f0-on": month, "do": "correct", "request": month}
        assert keeper.post(address, filled(keeper.get(address), **changed)).status_code == 303
    assert practice.registrar.state.meetings["mt-x"].held == "2024-07"
    last = practice.registrar.state.size - 1
    assert (
        "Recorded as sources report it."
        in keeper.get(f"{PRACTICE}/register/{last}").content.decode()
    )
    table = b"".join(keeper.get(f"{PRACTICE}/register/tables/meetings.csv").streaming_content)
    [row] = [one for one in table.decode().splitlines() if "mt-x" in one]
    assert row.split(",")[-1] == "yes"


def test_what_would_be_recorded_is_shown_first_and_recorded_by_the_second_button(
    practice: RunningBody, visitor
) -> None:
    keeper, size = visitor("p19"), practice.registrar.state.size
    data = attested("meeting.held/1", **MEETING) | {"source0-source": source_of(practice)}
    shown = keeper.post(f"{PRACTICE}/attest", {**data, "do": "preview"})
    assert shown.status_code == 200
    assert practice.registrar.state.size == size
    assert "A meeting was held" in shown.content.decode().partition("This would be recorded")[2]


def test_several_facts_are_recorded_together_and_name_each_other(
    practice: RunningBody, visitor
) -> None:
    """A person that the first fact brings is chosen in the second; both are one entry."""
    keeper = visitor("p19")
    first = attested("person.entered/1", person="p-x", name_en="Xenia Orr")
    first |= {"source0-source": source_of(practice)}
    shown = keeper.post(f"{PRACTICE}/attest", {**first, "do": "add", "more": "tenure.began/1"})
    assert shown.status_code == 200
    page = shown.content.decode()
    assert (
        'value="p-x"' in page.partition("Fact 2")[2]
    )  # offered where the second asks for a person
    assert "error" not in page.partition("Fact 2")[2].partition("</fieldset>")[0]
    second = {"f1-office": "auditor", "f1-person": "p-x", "f1-since": "2020", "f1-here": "1"}
    data = {**first, **second, "kind": ["person.entered/1", "tenure.began/1"]}
    size = practice.registrar.state.size
    done = keeper.post(f"{PRACTICE}/attest", data)
    assert done.status_code == 303, done.content.decode()
    state = practice.registrar.state
    assert state.size == size + 1
    [tenure] = [one for one in state.tenures.values() if one.person == "p-x"]
    assert (tenure.office, tenure.since) == ("auditor", "2020")


def test_a_fact_is_removed_and_those_after_it_keep_what_was_typed(
    practice: RunningBody, visitor
) -> None:
    data = attested("person.entered/1", name_en="First")
    data |= {"f1-here": "1", "f1-name_en": "Second", "kind": ["person.entered/1"] * 2}
    shown = visitor("p19").post(f"{PRACTICE}/attest", {**data, "do": "remove:0"})
    page = shown.content.decode()
    assert "Second" in page
    assert "First" not in page


def test_a_paper_is_taken_in_with_the_first_sending_and_filed_with_the_facts(
    practice: RunningBody, visitor
) -> None:
    keeper = visitor("p19")
    paper = SimpleUploadedFile("protocol.txt", b"They met.")
    data = attested("meeting.held/1", **MEETING)
    shown = keeper.post(f"{PRACTICE}/attest", {**data, "source0-paper": paper, "do": "preview"})
    assert shown.status_code == 200
    kept = shown.context["sources"][0].taken_in
    assert kept
    assert kept not in practice.registrar.state.sources
    data |= {"source0-kept": kept, "source0-paper_title": "Protocol of the visit"}
    assert keeper.post(f"{PRACTICE}/attest", data).status_code == 303
    state = practice.registrar.state
    assert state.sources[kept].title == {"en": "Protocol of the visit"}
    assert [one.source for one in practice.registrar.entry(state.size - 1).act.cites] == [kept]


def test_a_paper_of_somebody_else_is_not_filed_by_its_id(practice: RunningBody, visitor) -> None:
    data = attested("meeting.held/1", **MEETING)
    data |= {"source0-kept": "paper-000000000000", "source0-paper_title": "Mine"}
    assert visitor("p19").post(f"{PRACTICE}/attest", data).status_code == 422


def test_several_sources_are_cited(practice: RunningBody, visitor) -> None:
    keeper, known = visitor("p19"), list(practice.registrar.state.sources)[:2]
    data = attested("meeting.held/1", **MEETING) | {"source0-source": known[0]}
    shown = keeper.post(f"{PRACTICE}/attest", {**data, "do": "cite"})
    assert len(shown.context["sources"]) == 2
    data |= {"sources": "2", "source1-source": known[1], "source1-paragraph": "2"}
    assert keeper.post(f"{PRACTICE}/attest", data).status_code == 303
    cites = practice.registrar.entry(practice.registrar.state.size - 1).act.cites
    assert [(one.source, one.paragraph) for one in cites] == [(known[0], None), (known[1], 2)]


def test_without_a_source_nothing_is_attested_and_nothing_typed_is_lost(
    practice: RunningBody, visitor
) -> None:
    data = attested("person.entered/1", person="x1", name_en="Xenia Orr")
    shown = visitor("p19").post(f"{PRACTICE}/attest", data)
    assert shown.status_code == 422
    assert "Xenia Orr" in shown.content.decode()
    assert "x1" not in practice.registrar.state.persons


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("on", "someday", "date of the calendar"),
        ("nature", "visit\x07", ""),
        ("meeting", "a/b", ""),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(
    field: str, value: str, said: str, practice: RunningBody, visitor
) -> None:
    data = attested("meeting.held/1", **{**MEETING, field: value})
    data |= {"source0-source": source_of(practice)}
    shown = visitor("p19").post(f"{PRACTICE}/attest", data)
    assert shown.status_code == 422
    [(_kind, _title, form)] = shown.context["facts"]
    assert field in form.errors
    assert said in shown.content.decode()


def test_what_only_the_engine_makes_is_not_offered(practice: RunningBody, visitor) -> None:
    keeper = visitor("p19")
    for kind in ("ruling.revised/1", "fact.voided/1", "json", "nothing/1"):
        assert keeper.get(f"{PRACTICE}/attest", {"kind": kind}).status_code == 404
    page = keeper.get(f"{PRACTICE}/attest").content.decode()
    assert page.count("?kind=") > 60
    assert "JSON" not in page


def test_an_irregularity_is_flagged_for_ever(practice: RunningBody, visitor) -> None:
    data = {
        "as": KEEPER,
        "about": "7",
        "article": "Charter 8",
        "authority": "the Council",
        "what": "Too late.",
    }
    assert visitor("p19").post(f"{PRACTICE}/flag", data).status_code == 303
    assert [(i.about, i.article) for i in practice.registrar.state.irregularities][-1] == (
        "7",
        "Charter 8",
    )
