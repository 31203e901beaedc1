"""A sounding of capitals in confidence: whoever is not asked meets it nowhere, and whoever is asked sees his own part."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from comity.body.acts import OpenMatter
from comity.web.bodies import RunningBody
from comity.web.live.following import _touched
from comity.web.live.hub import Audience, Topic
from comity.web.models import Belonging

Visitor = Callable[[str], Client]
BODY = "/b/six-rivers/"
MATTER = f"{BODY}matters/next-appointment"
CANDIDATE, NAME = "p25", "Raske"
TOLD = re.compile(r"next-appointment|Raske|Раске|\bp25\b|next Secretary General")
OUTSIDE = ("p26", "p27", "p5", "p6", "p21")
"""The observer, the envoy of a guest, a representative and an expert of a member whose head is asked, an adviser."""
PAGES = (
    "", "desk", "matters", "people", "offices", "offices/secretary_general", "body", "body/AR", "calendar", "register",
    "register/tables/matters.csv", "register/tables/questions.csv", "register/tables/persons.csv", "sessions", "tasks",
    "sessions/council-narrow", "decisions", "sources", "matters/new/resolution",
    "register?kind=matter", "register?kind=person", "matters?show=all",
)  # fmt: skip


def text_of(client: Client, page: str) -> str:
    answer = client.get(BODY + page, follow=True)
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return data.decode()


@pytest.mark.parametrize("person", OUTSIDE)
def test_no_page_tells_of_the_sounding_to_who_is_not_asked(visitor: Visitor, person: str) -> None:
    client = visitor(person)
    for page in PAGES:
        told = TOLD.search(text_of(client, page))
        assert told is None, f"{page} tells {told[0]}"


def test_the_same_pages_tell_it_to_who_keeps_the_record(visitor: Visitor) -> None:
    client = visitor("p0")
    telling = [page for page in PAGES if TOLD.search(text_of(client, page))]
    assert {"matters", "people", "register", "register/tables/matters.csv"} <= set(telling)


@pytest.mark.parametrize("person", OUTSIDE)
def test_a_search_for_the_candidate_finds_what_a_search_for_nobody_finds(
    visitor: Visitor, person: str
) -> None:
    client = visitor(person)
    found, none = (
        re.sub(
            rf"{name}|[A-Za-z0-9]{{64}}|[0-9a-f]{{32}}|\\d+:\\d+",
            "",
            text_of(client, f"search?q={name}"),
        )
        for name in (NAME, "Ruske")
    )
    assert found == none
    assert NAME in text_of(visitor("p0"), f"search?q={NAME}")


def test_a_capital_is_asked_through_its_head_and_its_experts_know_nothing(visitor: Visitor) -> None:
    assert visitor("p1").get(MATTER).status_code == 200
    assert visitor("p4").get(MATTER).status_code == 200
    for person in ("p5", "p6", "p8", "p9"):
        assert visitor(person).get(MATTER).status_code == 404


def test_the_member_that_nominates_may_see_what_it_is_asked_to_provide(
    practice: RunningBody, visitor: Visitor
) -> None:
    act = OpenMatter(
        by="p22",
        for_="chairmanship",
        procedure="appointment",
        title="Another appointment",
        things={"office": "secretary_general"},
        matter="another",
    )
    practice.registrar.submit([act])
    seen = [p for p in ("p2", "p5", "p8", "p11", "p14", "p17")
            if visitor(p).get(f"{BODY}matters/another").status_code == 200]  # fmt: skip
    assert seen in (["p2", "p14"], ["p2", "p17"]), (
        "of the member that brought it, and of that whose slot it is"
    )


def test_the_page_of_the_candidate_answers_like_that_of_nobody(visitor: Visitor) -> None:
    outside = visitor("p26")
    strip = re.compile(rb"p25|p99|[A-Za-z0-9]{64}|[0-9a-f]{32}")
    hidden, none = (outside.get(f"{BODY}people/{p}") for p in (CANDIDATE, "p99"))
    assert hidden.status_code == none.status_code == 404
    assert strip.sub(b"", hidden.content) == strip.sub(b"", none.content)
    assert visitor(CANDIDATE).get(f"{BODY}people/{CANDIDATE}").status_code == 200


def test_nobody_outside_can_choose_the_candidate_in_a_form(visitor: Visitor) -> None:
    page = visitor("p5").get(f"{BODY}matters/ferry").content.decode()
    assert f'value="{CANDIDATE}"' not in page


# --- the open bytes of the record -------------------------------------------------------------------------------------


def open_bytes(body: RunningBody, start: int) -> str:
    registrar = body.registrar
    data = registrar.store.read(registrar.body, start, registrar.state.size)
    return b"\n".join(data).decode()


def test_the_bytes_of_a_sounding_tell_neither_its_title_nor_why_nor_whom(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        size = state.size
    opened = visitor("p22").post(
        f"{BODY}matters/new",
        {
            "procedure": "appointment",
            "title_en": "Whom next, quietly",
            "thing_office": "secretary_general",
            "as": "chairmanship:delegate of the chair",
        },
    )
    assert opened.status_code == 303, text_in(opened)
    with practice.reading() as state:
        matter = next(reversed(state.matters.values()))
    assert matter.title == {"en": "Whom next, quietly"} or matter.title == "Whom next, quietly"
    head = {"ES": "p13", "FA": "p16"}[slot_of(visitor, matter.matter)]
    provided = visitor(head).post(
        f"{BODY}matters/{matter.matter}/steps",
        {
            "do": "provide",
            "value": CANDIDATE,
            "note_en": "Nine years on the river.",
            "step": "nomination",
        },
    )
    assert provided.status_code == 303, text_in(provided)
    told = open_bytes(practice, size)
    assert '"matter.provide/1"' in told, "the kind stays open"
    for word in ("quietly", '"p25"', "Nine years"):
        assert word not in told
    with practice.reading() as state:
        assert state.matters[matter.matter].things["candidate"] == CANDIDATE


def test_who_answers_a_sounding_and_how_is_not_in_the_open_bytes(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        size, asked = state.size, state.matters["next-appointment"].questions[-1].question
    said = visitor("p4").post(
        f"{MATTER}/questions/{asked}/answer",
        {"choice": "does not object", "statement_en": "Gladly.", "request": "0a1b"},
    )
    assert said.status_code in (302, 303), text_in(said)
    told = open_bytes(practice, size)
    assert '"position.state/1"' in told
    account = Belonging.objects.get(body=practice.name, person="p4").account_id
    for word in ('"BE"', '"p4"', "does not object", "Gladly", f'"{account}:'):
        assert word not in told


def test_what_is_asked_and_instructed_about_a_sounding_is_sealed(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        size = state.size
    typed = {"do": "ask", "to": "chairmanship", "what_en": "Does she speak Russian?"}
    assert visitor("p4").post(f"{MATTER}/tasks", typed).status_code == 303
    assert "Russian" not in open_bytes(practice, size)
    assert "progress.ask/1" in open_bytes(practice, size)


def test_the_words_of_any_other_matter_stay_open(practice: RunningBody, visitor: Visitor) -> None:
    with practice.reading() as state:
        size = state.size
    typed = {"do": "ask", "to": "secretariat", "what_en": "How far along?"}
    assert visitor("p5").post(f"{BODY}matters/gauges/tasks", typed).status_code == 303
    assert "How far along?" in open_bytes(practice, size)


def slot_of(visitor: Visitor, matter: str) -> str:
    heads = {"ES": "p14", "FA": "p17"}
    return next(
        one for one, p in heads.items()
        if visitor(p).get(f"{BODY}matters/{matter}").status_code == 200
    )  # fmt: skip


def text_in(answer: object) -> str:
    content = getattr(answer, "content", b"").decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))[:3000]


# --- pages that move --------------------------------------------------------------------------------------------------


def test_the_page_of_a_session_does_not_move_when_a_capital_answers_in_confidence(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        size, asked = state.size, state.matters["next-appointment"].questions[-1].question
    visitor("p4").post(f"{MATTER}/questions/{asked}/answer", {"choice": "does not object"})
    watched = Audience(practice.name, Topic("session", "council-narrow"), "en")
    with practice.reading() as state:
        assert state.size > size
        items = state.sessions["council-narrow"].items
        assert "next-appointment" in {item.matter for item in items}
        assert _touched(practice, state, size, [watched]) == set()
