"""The list of matters and their opening: what each reader finds in it, and what it takes to bring one."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from comity.body.acts import OpenMatter
from comity.web.bodies import RunningBody
from comity.web.models import Paper
from comity.web.models.delegations import Proposal
from comity.web.readmodel import matter_list

Visitor = Callable[[str], Client]
HERE = {"body": "six-rivers"}
LIST, NEW = "/b/six-rivers/matters", "/b/six-rivers/matters/new"


def listed(browser: Client, query: str = "") -> list[str]:
    """The matters of the list, in its order."""
    page = browser.get(f"{LIST}{query}").content.decode()
    return re.findall(r'<h2><a href="/b/six-rivers/matters/([^"]+)"', page)


def size(practice: RunningBody) -> int:
    with practice.reading() as state:
        return state.size


def test_running_matters_stand_the_newest_first(practice: RunningBody, visitor: Visitor) -> None:
    with practice.reading() as state:
        newest_first = list(reversed(state.matters))
    assert listed(visitor("p4")) == newest_first


def test_ended_matters_stand_with_what_came_of_them(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        last_first = list(reversed(state.cards))
    browser = visitor("p5")
    assert listed(browser, "?state=ended") == last_first
    assert "blocked" in browser.get(f"{LIST}?state=ended").content.decode()


@pytest.mark.parametrize("person", ["p26", "p27", "p21", "p5", "p6"])
def test_a_matter_in_confidence_is_in_no_list_of_those_whom_it_does_not_concern(
    visitor: Visitor, person: str
) -> None:
    assert "next-appointment" not in listed(visitor(person))
    page = visitor(person).get(LIST).content.decode()
    assert "Appointment of the next" not in page


def test_what_waits_for_a_member_is_what_it_has_not_answered_or_may_provide(
    visitor: Visitor,
) -> None:
    """README of the practice body: Belmark has not answered on the plan, the ferries and Harrow; any member may word the
    calendar, draft the dredging and consolidate the Charter."""
    waiting = set(listed(visitor("p5"), "?mine=waiting"))
    assert {"plan", "ferry", "harrow-observer", "calendar", "dredging", "seat-amendment"} <= waiting
    assert not {"budget", "gauges", "ice-watch", "training", "auditor"} & waiting


def test_what_waits_for_the_clerk_is_what_hinders_and_what_the_secretariat_may_put(
    visitor: Visitor,
) -> None:
    waiting = set(listed(visitor("p0"), "?mine=waiting"))
    assert "auditor" in waiting
    assert not {"budget", "gauges"} & waiting


def test_the_filter_shows_one_procedure_alone(practice: RunningBody, visitor: Visitor) -> None:
    with practice.reading() as state:
        plans = [m.matter for m in reversed(state.matters.values()) if m.procedure == "plan"]
    assert listed(visitor("p5"), "?procedure=plan") == plans
    assert listed(visitor("p5"), "?procedure=nothing") == []


def test_windows_follow_one_another_without_gap_or_repetition(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = visitor("p26")
    whole = listed(browser)
    monkeypatch.setattr(matter_list, "WINDOW", 4)
    found: list[str] = []
    query = ""
    for _ in range(len(whole)):
        page = browser.get(f"{LIST}{query}").content.decode()
        found += re.findall(r'<h2><a href="/b/six-rivers/matters/([^"]+)"', page)
        further = re.search(r'href="(\?[^"]*after=[^"]+)"', page)
        if further is None:
            break
        query = unescape(further[1])
    assert found == whole


def test_a_filter_that_finds_too_few_says_how_far_it_looked_and_goes_on(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matter_list, "LOOKED_AT", 3)
    page = visitor("p5").get(f"{LIST}?procedure=partnership").content.decode()
    assert "newest 3 looked at" in page
    assert "Look among older ones" in page


@pytest.mark.parametrize("query", ["after=nothing", "mine=x", "state=y"])
def test_an_address_of_nonsense_is_told(query: str, visitor: Visitor) -> None:
    assert visitor("p5").get(f"{LIST}?{query}").status_code == 404


def test_after_a_matter_that_has_ended_meanwhile_the_list_begins_again(
    practice: RunningBody, visitor: Visitor
) -> None:
    browser, ended = visitor("p5"), next(iter(practice.registrar.state.cards))
    assert listed(browser, f"?after={ended}") == listed(browser)


def test_ten_thousand_matters_are_not_walked_for_one_window(
    practice: RunningBody, visitor: Visitor
) -> None:
    acts = [
        OpenMatter(by="p19", for_="secretariat", procedure="silence", title=f"Of number {n}")
        for n in range(300)
    ]
    practice.registrar.submit(acts)
    found = listed(visitor("p5"))
    assert len(found) == matter_list.WINDOW
    with practice.reading() as state:
        assert found == list(reversed(state.matters))[: matter_list.WINDOW]


# --- opening ----------------------------------------------------------------------------------------------------------


def test_procedures_not_open_to_the_reader_stand_grey_with_the_article(visitor: Visitor) -> None:
    page = visitor("p5").get(NEW).content.decode()
    assert "?procedure=resolution" in page
    assert "?procedure=plan" not in page
    grey = page.split('class="closed"')[1]
    assert "Rules 10" in grey


def test_a_visitor_to_the_form_of_a_closed_procedure_is_told_why(visitor: Visitor) -> None:
    page = visitor("p5").get(f"{NEW}?procedure=plan").content.decode()
    assert "Rules 10" in page
    assert '<form method="post" action="/b/six-rivers/matters/new"' not in page
    assert visitor("p5").get(f"{NEW}?procedure=nothing").status_code == 404


def test_a_member_opens_a_matter_and_finds_it(practice: RunningBody, visitor: Visitor) -> None:
    typed = {"procedure": "resolution", "title_en": "<b>Bridges</b>", "title_ru": "Мосты"}
    answer = visitor("p5").post(NEW, typed)
    assert answer.status_code == 303
    with practice.reading() as state:
        opened = list(state.matters.values())[-1]
    assert answer["Location"].endswith(f"/matters/{opened.matter}")
    assert opened.title == {"en": "<b>Bridges</b>", "ru": "Мосты"}
    assert opened.by == "BE"
    page = visitor("p5").get(LIST).content.decode()
    assert "&lt;b&gt;Bridges&lt;/b&gt;" in page
    assert "<b>Bridges</b>" not in page


def test_a_matter_without_a_title_comes_back_as_typed(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = size(practice)
    answer = visitor("p5").post(NEW, {"procedure": "resolution"})
    assert answer.status_code == 422
    assert size(practice) == before
    refused = visitor("p5").post(NEW, {"procedure": "plan", "title_en": "My plan"})
    assert refused.status_code == 403
    assert "My plan" in refused.content.decode()
    assert size(practice) == before


def test_the_clerk_opens_one_for_a_member_with_its_paper(
    practice: RunningBody, visitor: Visitor
) -> None:
    paper = SimpleUploadedFile("note.txt", b"Corund asks for it.")
    typed = {"procedure": "resolution", "title_en": "Locks", "thing_proposer": "CO", "paper": paper}
    assert visitor("p19").post(NEW, typed).status_code == 303
    with practice.reading() as state:
        opened = list(state.matters.values())[-1]
        entry = practice.registrar.entry(state.size - 1)
    assert opened.things == {"proposer": "CO"}
    kept = Paper.objects.get()
    assert kept.matter == opened.matter
    assert entry is not None
    assert [c.source for c in entry.act.cites] == [kept.source]


def test_an_expert_proposes_to_open_a_matter_and_the_decider_opens_it(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = size(practice)
    visitor("p6").post(NEW, {"procedure": "resolution", "title_en": "Buoys"})
    one = Proposal.objects.get()
    assert size(practice) == before
    assert one.party == "BE"
    address = reverse("proposal", kwargs={**HERE, "proposal": one.pk})
    assert "Buoys" in visitor("p5").get(address).content.decode()
    assert visitor("p5").post(address, {"do": "send"}).status_code == 303
    with practice.reading() as state:
        assert list(state.matters.values())[-1].title == {"en": "Buoys"}


def test_the_form_sent_twice_opens_one_matter(practice: RunningBody, visitor: Visitor) -> None:
    typed = {"procedure": "resolution", "title_en": "Once", "request": "same"}
    browser = visitor("p5")
    first, second = browser.post(NEW, typed), browser.post(NEW, typed)
    assert first["Location"] == second["Location"]
    with practice.reading() as state:
        assert [m.title for m in state.matters.values()].count({"en": "Once"}) == 1
