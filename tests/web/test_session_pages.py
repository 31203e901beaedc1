"""Sessions and their agendas as different readers see and change them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.test import Client

from comity.body.acts import ConveneSession, PlaceItem, RequestItem
from comity.body.occasion import day_at, instant, law_on
from comity.registrar import clock_of_the_machine
from comity.web.bodies import RunningBody
from comity.web.models import Proposal
from comity.web.readmodel.sessions import Listed, calendar, months, order_of
from comity.web.told.names import Names, Worded

Visitor = Callable[[str], Client]
PAGES = "/b/six-rivers/sessions"
FORMS = count(1)


def words(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def sent(client: Client, path: str, capacity: str, **fields: object) -> tuple[int, str]:
    """The status and the page that answers the form."""
    form = {"as": capacity, "request": f"form-{next(FORMS)}", **fields}
    answer = client.post(f"{PAGES}{path}", form)
    return answer.status_code, answer.content.decode()


def size(body: RunningBody) -> int:
    with body.reading() as state:
        return state.size


def titles(client: Client, session: str) -> list[str]:
    """The numbered items of the agenda as the reader sees them."""
    page = client.get(f"{PAGES}/{session}").content.decode()
    found = re.findall(
        r'<span class="n">(\d+)</span>\s*<div class="what"><h3>(.*?)</h3>', page, re.S
    )
    return [f"{n} {html.unescape(re.sub(r'<[^>]*>', '', title))}" for n, title in found]


def today(body: RunningBody) -> str:
    with body.reading() as state:
        return day_at(state, instant(clock_of_the_machine()))


def soon(body: RunningBody, days: int = 9) -> str:
    return (date.fromisoformat(today(body)) + timedelta(days)).isoformat()


# --- the list ---------------------------------------------------------------------------------------------------------


def test_coming_sessions_stand_from_the_next_on_and_past_ones_from_the_last_back(
    practice: RunningBody,
) -> None:
    with practice.reading() as state:
        shown = calendar(Names(state, law_on(state, today(practice))), today(practice))
    assert [one.session for one in shown.coming] == [
        "committee-next",
        "council-next",
        "council-narrow",
    ]
    assert [one.session for one in shown.past] == [
        "council-regular",
        "committee-spring",
        "council-first",
    ]


def test_nobody_is_told_that_an_organ_that_is_not_there_never_meets(visitor: Visitor) -> None:
    client = visitor("p20")
    assert client.get(f"{PAGES}?organ=zz").status_code == 404
    assert client.get(f"{PAGES}?organ=council").status_code == 200


def test_a_calendar_of_one_organ_has_no_column_of_another(practice: RunningBody) -> None:
    with practice.reading() as state:
        at = Names(state, law_on(state, today(practice)))
        shown = calendar(at, today(practice), "committee")
    assert shown.organs == ("committee",)
    assert {one.organ for one in (*shown.coming, *shown.past)} == {"committee"}


def test_the_calendar_has_a_row_for_each_month_and_a_cell_for_each_organ() -> None:
    def on(day: str, organ: str) -> Listed:
        return Listed(day, Worded(day), organ, day, day, "coming")

    rows = months([on("2026-12-01", "b"), on("2026-11-02", "a"), on("2026-12-30", "b")], ["a", "b"])
    assert [(row.month, [len(cell) for cell in row.cells]) for row in rows] == [
        ("2026-11", [1, 0]),
        ("2026-12", [0, 2]),
    ]


def test_whoever_has_not_signed_in_is_sent_to_sign_in(practice: RunningBody) -> None:
    assert Client().get(PAGES).status_code == 302


# --- convening --------------------------------------------------------------------------------------------------------


def test_the_secretariat_convenes_a_session_and_what_it_typed_stays_text(
    practice: RunningBody, visitor: Visitor
) -> None:
    fields = {"organ": "council", "on": soon(practice), "format": "plenary", "host": "DA"}
    client = visitor("p20")
    status, _ = sent(client, "", "secretariat", **fields, title_en="<script>alert(1)</script>")
    with practice.reading() as state:
        convened = list(state.sessions.values())[-1]
    assert (status, convened.on, convened.host) == (303, soon(practice), "DA")
    page = client.get(f"{PAGES}/{convened.session}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert f"record no. {convened.entry}" in page


def test_a_member_is_offered_no_form_to_convene_and_is_refused_with_the_article(
    practice: RunningBody, visitor: Visitor
) -> None:
    client, before = visitor("p5"), size(practice)
    assert "Convene a session" not in client.get(PAGES).content.decode()
    fields = {"organ": "council", "on": soon(practice), "format": "plenary", "title_en": "Ours"}
    status, page = sent(client, "", "BE:permanent representative", **fields)
    assert (status, size(practice)) == (403, before)
    assert "Charter 6" in words(page)
    assert 'value="Ours"' in page


def test_a_day_that_has_passed_is_refused_and_nothing_typed_is_lost(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = size(practice)
    status, page = sent(
        visitor("p20"), "", "secretariat", organ="committee", on=soon(practice, -3), title_en="Late"
    )
    assert (status, size(practice)) == (403, before)
    assert 'value="Late"' in page


def test_what_is_no_day_is_told_beside_the_field(practice: RunningBody, visitor: Visitor) -> None:
    status, page = sent(visitor("p20"), "", "secretariat", organ="committee", on="soon")
    assert status == 422
    assert 'id="convene_on_error"' in page


def test_a_form_sent_twice_is_one_session(practice: RunningBody, visitor: Visitor) -> None:
    client, before = visitor("p20"), size(practice)
    for _ in range(2):
        fields = {"organ": "committee", "on": soon(practice), "request": "once"}
        assert sent(client, "", "secretariat", **fields)[0] == 303
    assert size(practice) == before + 1


def test_a_capacity_that_is_not_the_readers_convenes_nothing(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = size(practice)
    status, _ = sent(visitor("p5"), "", "secretariat", organ="committee", on=soon(practice))
    assert (status, size(practice)) == (403, before)


def test_a_session_is_moved_by_who_steers_it(practice: RunningBody, visitor: Visitor) -> None:
    day = soon(practice, 20)
    status, _ = sent(visitor("p20"), "/council-next", "secretariat", do="move", on=day)
    with practice.reading() as state:
        assert (status, state.sessions["council-next"].on) == (303, day)


# --- the agenda -------------------------------------------------------------------------------------------------------


def test_an_item_that_a_member_asked_for_is_placed_by_who_steers(
    practice: RunningBody, visitor: Visitor
) -> None:
    officer = visitor("p20")
    with practice.reading() as state:
        session = state.sessions["council-next"]
        asked = next(one for one in session.items if not one.position and one.by == "BE")
        order = order_of(session)
    before = titles(officer, "council-next")
    status, _ = sent(
        officer, "/council-next", "secretariat", do="place", order=order, move=f"{asked.item}:1"
    )
    after = titles(officer, "council-next")
    assert status == 303
    assert after[0] == "1 Bridges after the flood"
    assert [one.split(" ", 1)[1] for one in after[1:]] == [one.split(" ", 1)[1] for one in before]


def test_an_item_is_not_moved_on_an_agenda_that_another_changed_meanwhile(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        session = state.sessions["council-next"]
        last, order = session.items[1].item, order_of(session)
    first = visitor("p20")
    form = {"do": "place", "order": order, "move": f"{last}:1"}
    assert sent(first, "/council-next", "secretariat", **form)[0] == 303
    stands = titles(first, "council-next")
    status, page = sent(visitor("p19"), "/council-next", "secretariat", **form)
    assert status == 409
    assert "Somebody else has changed the agenda" in words(page)
    assert titles(first, "council-next") == stands


@pytest.mark.parametrize("move", ["", "x", "nothing:1", ":", "a1:-1", "a1:99999"])
def test_a_move_that_means_nothing_is_refused_and_the_agenda_stands(
    practice: RunningBody, visitor: Visitor, move: str
) -> None:
    officer, before = visitor("p20"), size(practice)
    with practice.reading() as state:
        order = order_of(state.sessions["council-next"])
    status, _ = sent(officer, "/council-next", "secretariat", do="place", order=order, move=move)
    assert (status, size(practice)) == (403, before)


def test_a_member_asks_for_an_item_and_an_item_of_nothing_is_told_at_the_form(
    practice: RunningBody, visitor: Visitor
) -> None:
    client = visitor("p5")
    rep = "BE:permanent representative"
    status, page = sent(client, "/council-next", rep, do="ask", matter="", title_en="")
    assert status == 422
    assert "Choose a matter, or give the item a title." in words(page)
    assert sent(client, "/council-next", rep, do="ask", title_en="Dams")[0] == 303
    with practice.reading() as state:
        asked = state.sessions["council-next"].items[-1]
    assert (asked.title, asked.by, asked.position) == ({"en": "Dams"}, "BE", 0)


def test_what_an_expert_asks_for_goes_to_those_who_decide_and_not_on_the_record(
    practice: RunningBody, visitor: Visitor
) -> None:
    client, before = visitor("p6"), size(practice)
    assert "Propose it to those who decide" in client.get(f"{PAGES}/council-next").content.decode()
    assert sent(client, "/council-next", "BE:expert", do="ask", title_en="Dams")[0] == 303
    proposed = Proposal.objects.get()
    assert (size(practice), proposed.party, proposed.act["title"]) == (before, "BE", {"en": "Dams"})
    status, _ = sent(client, "/council-first", "BE:expert", do="ask", title_en="Too late")
    assert (status, Proposal.objects.count()) == (403, 1)


def test_a_member_places_no_item(practice: RunningBody, visitor: Visitor) -> None:
    before = size(practice)
    status, _ = sent(
        visitor("p5"), "/council-next", "BE:permanent representative", do="add", title_en="Dams"
    )
    assert (status, size(practice)) == (403, before)


def test_an_item_on_a_matter_in_confidence_is_on_no_agenda_of_whom_it_does_not_concern(
    practice: RunningBody, visitor: Visitor
) -> None:
    act = PlaceItem(by="p20", for_="secretariat", session="council-narrow", position=2, title="Tea")
    practice.registrar.submit([act])
    assert titles(visitor("p1"), "council-narrow") == ["1 An appointment", "2 Tea"]
    assert titles(visitor("p26"), "council-narrow") == ["1 Tea"]
    assert "appointment" not in visitor("p26").get(f"{PAGES}/council-narrow").content.decode()


def test_asking_for_a_matter_in_confidence_answers_like_asking_for_none_that_exists(
    visitor: Visitor,
) -> None:
    client = visitor("p26")
    hidden, none = (
        sent(client, "/council-next", "GE", do="ask", matter=matter)
        for matter in ("next-appointment", "no-such-matter")
    )
    assert (hidden[0], none[0]) == (422, 422)
    assert words(hidden[1]).replace("next-appointment", "no-such-matter") == words(none[1])


def test_the_papers_are_shown_to_those_to_whom_the_format_sends_them(visitor: Visitor) -> None:
    paper = "matters/gauges?to=1#text"
    for member in ("p5", "p20"):
        assert paper in visitor(member).get(f"{PAGES}/council-next").content.decode()
    observer = visitor("p26").get(f"{PAGES}/council-next").content.decode()
    assert paper not in observer
    assert "The papers of this session go to:" in words(observer)
    assert "Rules 7(2)" in words(observer)


def test_an_item_first_asked_for_on_the_day_of_the_session_stands_apart(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        day = state.sessions["council-next"].on
    noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    practice.registrar.clock = lambda: noon
    asked = RequestItem(by="p5", for_="BE", session="council-next", title="Dams")
    item = practice.registrar.submit([asked]).entries[-1].effects[0].item  # type: ignore[union-attr]
    placed = PlaceItem(by="p20", for_="secretariat", session="council-next", position=1, item=item)
    practice.registrar.submit([placed])
    page = words(visitor("p2").get(f"{PAGES}/council-next").content.decode())
    before, _, after = page.partition("Late items")
    assert "Dams" not in before
    assert "1 Dams" in after


def test_a_session_convened_and_held_on_one_day_has_no_late_items(
    practice: RunningBody, visitor: Visitor
) -> None:
    practice.registrar.submit(
        [
            ConveneSession(
                by="p20", for_="secretariat", organ="committee", on=today(practice), session="now"
            ),
            PlaceItem(by="p20", for_="secretariat", session="now", position=1, title="Ice"),
        ]
    )
    assert "Late items" not in visitor("p2").get(f"{PAGES}/now").content.decode()


@pytest.mark.parametrize("person", ["p5", "p20", "p26"])
def test_what_is_no_session_answers_that_nothing_is_there(visitor: Visitor, person: str) -> None:
    client = visitor(person)
    for page in ("", "/room", "/operate", "/screen", "/minutes"):
        assert client.get(f"{PAGES}/nothing{page}").status_code == 404


def test_the_pages_are_whole_in_russian(visitor: Visitor) -> None:
    client = visitor("p2")
    client.cookies["django_language"] = "ru"
    page = client.get(f"{PAGES}/council-next")
    assert page.headers["Content-Language"] == "ru"
    assert "Заседание Совета" in words(page.content.decode())
