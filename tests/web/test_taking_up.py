"""A matter that began elsewhere is taken up in the middle, on its paper, and marked so ever after."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.body.acts import Attest
from comity.body.effects import TextVersioned
from comity.body.texts import digest
from comity.web.bodies import RunningBody
from comity.web.models import Paper

Visitor = Callable[[str], Client]
WHERE = "/b/six-rivers/matters/take-up"


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.txt", b"As it stood on the first of March.")


def typed(**other: object) -> dict[str, object]:
    """A resolution that was reconciled elsewhere and waits for the Council."""
    return {
        "procedure": "resolution",
        "title_en": "Old bridges",
        "by": "CO",
        "on": "2026-01",
        "step": "adoption",
        "since": "2026-03-01",
        "passed_drafting": "2026-01",
        "passed_reconciliation": "2026-02-10",
        "text_en": "First.\r\n\r\nSecond\r\nline.",
        "text_ru": "Первый.\n\nВторая строка.",
        "paper": paper(),
        **other,
    }


def size(practice: RunningBody) -> int:
    with practice.reading() as state:
        return state.size


def test_what_the_paper_reports_is_attested_and_the_matter_stands_at_its_step(
    practice: RunningBody, visitor: Visitor
) -> None:
    answer = visitor("p19").post(WHERE, typed())
    assert answer.status_code == 303
    with practice.reading() as state:
        found = list(state.matters.values())[-1]
        entry = practice.registrar.entry(state.size - 1)
    assert found.attested
    assert found.step == "adoption"
    assert found.by == "CO"
    assert [(p.step, p.on) for p in found.path] == [
        ("drafting", "2026-01"),
        ("reconciliation", "2026-02-10"),
        ("adoption", "2026-03-01"),
    ]
    assert entry is not None
    assert isinstance(entry.act, Attest)
    assert [c.source for c in entry.act.cites] == [Paper.objects.get().source]


def test_its_text_is_kept_paragraph_by_paragraph_in_both_languages(
    practice: RunningBody, visitor: Visitor
) -> None:
    visitor("p19").post(WHERE, typed())
    with practice.reading() as state:
        version = list(state.matters.values())[-1].versions[-1]
        entry = practice.registrar.entry(version.entry)
    assert entry is not None
    whole = next(one for one in entry.effects if isinstance(one, TextVersioned))
    assert [(p.number, p.text) for p in whole.paragraphs] == [
        ("1", {"en": "First.", "ru": "Первый."}),
        ("2", {"en": "Second line.", "ru": "Вторая строка."}),
    ]
    assert version.digest == digest(whole.paragraphs)


def test_it_is_marked_as_reported_in_the_list_and_goes_on_by_the_charter(
    practice: RunningBody, visitor: Visitor
) -> None:
    where = visitor("p19").post(WHERE, typed(step="drafting", text_en="", text_ru=""))["Location"]
    page = visitor("p5").get("/b/six-rivers/matters").content.decode()
    assert "as sources report" in page.split("Old bridges")[1].split("</li>")[0]
    steps = visitor("p5").get(f"{where}/steps").content.decode()
    assert "Draft the text" in steps


def test_a_day_that_was_provided_is_waited_for(practice: RunningBody, visitor: Visitor) -> None:
    given = typed(step="entry", thing_effective="2090-06-01")
    assert visitor("p19").post(WHERE, given).status_code == 303
    with practice.reading() as state:
        found = list(state.matters.values())[-1]
        due = state.due[found.matter]
    # The first of June begins at 21:00 UTC the day before: Riga is three hours ahead in summer.
    assert found.things["effective"] == "2090-06-01"
    assert due.instant == "2090-05-31T21:00:00.000Z"


@pytest.mark.parametrize("person", ["p2", "p7", "p21", "p26"])
def test_nobody_but_who_keeps_the_record_takes_one_up(
    practice: RunningBody, visitor: Visitor, person: str
) -> None:
    before = size(practice)
    browser = visitor(person)
    assert browser.get(WHERE).status_code == 403
    answer = browser.post(WHERE, typed())
    assert answer.status_code == 403
    assert size(practice) == before
    assert not Paper.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"paper": ""}, "needs the paper"),
        ({"on": "last spring"}, "2026-12-18"),
        ({"text_ru": "Один."}, "en 2, ru 1"),
        ({"step": "nowhere"}, "step"),
        ({"title_en": ""}, "Title"),
    ],
)
def test_what_is_missing_or_cannot_be_read_is_told_and_the_rest_is_kept(
    practice: RunningBody, visitor: Visitor, wrong: dict[str, object], said: str
) -> None:
    before = size(practice)
    answer = visitor("p19").post(WHERE, typed(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert size(practice) == before
    alert = page.split('role="alert"')[1].split("</div>")[0]
    assert said in alert or said.lower() in alert.lower()
    assert "Second" in page
    assert "2026-02-10" in page


def test_a_source_that_is_not_filed_is_refused_with_everything_kept(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = size(practice)
    answer = visitor("p19").post(WHERE, typed(paper="", source="nothing"))
    assert answer.status_code == 403
    assert "Old bridges" in answer.content.decode()
    assert size(practice) == before


def test_a_procedure_that_the_charter_has_not_is_not_there(visitor: Visitor) -> None:
    assert visitor("p19").get(f"{WHERE}?procedure=nothing").status_code == 404
