"""Pieces of pages are kept for one reader until something is recorded; forms and clocks in them are of the moment."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.middleware.csrf import get_token
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client

from comity.body.acts import Speak
from comity.body.state import next_due
from comity.web import keeping, readers
from comity.web.bodies import RunningBody
from comity.web.models import Belonging, HostedBody
from comity.web.readmodel import steps
from comity.web.readmodel.steps import Panel
from comity.web.views import matter
from comity.web.visits import CHOSEN, Visit, visit_of

Rendered = Callable[..., str]


@pytest.fixture
def visit(practice: RunningBody, rf) -> Visit:
    """Somebody of the practice body who has a capacity looks at a page."""
    held = next(c for c in practice.registrar.state.credentials.values() if "all" in c.powers)
    request = rf.get("/b/six-rivers/desk?view=all")
    request.user = Belonging.objects.get(body=practice.name, person=held.person).account
    request.session, request.LANGUAGE_CODE = {}, "en"
    with practice.reading() as state:
        return visit_of(request, practice, HostedBody(practice=True), state, held.person)


@pytest.fixture
def rendered() -> Rendered:
    """Renders the template for the visit; ``{{ count }}`` says how often it was worked out so far."""
    worked: list[None] = []

    def count() -> int:
        worked.append(None)
        return len(worked)

    def render(visit: Visit, template: str, **besides: object) -> str:
        request = visit.request
        at_hand = {"visit": visit, "request": request, "csrf_token": get_token(request)}
        return Template(template).render(
            Context({**at_hand, "count": count, "new_request": fresh, **besides})
        )

    ids = iter(range(1000))

    def fresh() -> str:
        return f"form-{next(ids)}"

    return render


PIECE = "{% kept 'piece' %}{{ count }}{% endkept %}"


def test_a_piece_is_worked_out_once(visit: Visit, rendered: Rendered) -> None:
    assert [rendered(visit, PIECE) for _ in range(3)] == ["1", "1", "1"]


def test_a_piece_is_worked_out_anew_once_something_is_recorded(
    visit: Visit, practice: RunningBody, rendered: Rendered
) -> None:
    assert rendered(visit, PIECE) == "1"
    clerk = next(c for c in practice.registrar.state.credentials.values() if "record" in c.powers)
    practice.registrar.submit([Speak(by=clerk.person, for_=clerk.party, gist="Said")])
    assert rendered(visit, PIECE) == "2"


def test_another_person_of_the_same_member_gets_a_piece_of_his_or_her_own(
    visit: Visit, rendered: Rendered
) -> None:
    other = dataclasses.replace(visit.reader, person="somebody-else")
    assert rendered(visit, PIECE) == "1"
    assert rendered(dataclasses.replace(visit, reader=other), PIECE) == "2"


def test_another_capacity_of_the_same_person_gets_a_piece_of_its_own(
    visit: Visit, rendered: Rendered
) -> None:
    assert visit.reader.capacity is not None
    narrow = readers.Capacity(visit.reader.capacity.name, "party", frozenset({"propose"}))
    assert rendered(visit, PIECE) == "1"
    other = dataclasses.replace(visit.reader, capacity=narrow)
    assert rendered(dataclasses.replace(visit, reader=other), PIECE) == "2"


def test_nothing_is_kept_while_a_deadline_has_passed_that_nobody_recorded(
    visit: Visit, rendered: Rendered
) -> None:
    due = next_due(visit.state)
    assert due is not None
    late = dataclasses.replace(visit, now=due[0] + "1")
    assert [rendered(late, PIECE) for _ in range(2)] == ["1", "2"]
    assert [rendered(visit, PIECE) for _ in range(2)] == ["3", "3"]


def test_a_piece_that_may_not_last_is_worked_out_each_time(
    visit: Visit, rendered: Rendered
) -> None:
    piece = "{% kept 'piece' while lasting %}{{ count }}{% endkept %}"
    assert [rendered(visit, piece, lasting=False) for _ in range(2)] == ["1", "2"]
    assert [rendered(visit, piece, lasting=True) for _ in range(2)] == ["3", "3"]


def test_what_tells_pieces_apart_stands_beside_the_name(visit: Visit, rendered: Rendered) -> None:
    piece = "{% kept 'piece' which %}{{ count }}{% endkept %}"
    assert [rendered(visit, piece, which=one) for one in "aba"] == ["1", "2", "1"]


def test_each_form_of_a_kept_piece_has_an_id_and_a_token_of_its_own(
    visit: Visit, rendered: Rendered
) -> None:
    piece = "{% kept 'piece' %}{{ count }}: {% act_fields %} {% act_fields %}{% endkept %}"
    first, again = rendered(visit, piece), rendered(visit, piece)
    assert first.startswith("1: ")
    assert again.startswith("1: ")
    assert [f"form-{n}" in first for n in range(4)] == [True, True, False, False]
    assert [f"form-{n}" in again for n in range(4)] == [False, False, True, True]
    assert first.count("csrfmiddlewaretoken") == again.count("csrfmiddlewaretoken") == 2
    assert visit.reader.capacity is not None
    assert f'value="{visit.reader.capacity.key}"' in again


def test_a_form_that_leads_back_leads_back_to_where_it_is_looked_at(
    visit: Visit, rendered: Rendered, rf
) -> None:
    piece = "{% kept 'piece' %}{% back_fields %}{% endkept %}"
    assert 'value="/b/six-rivers/desk?view=all"' in rendered(visit, piece)
    elsewhere = rf.get("/b/six-rivers/body")
    elsewhere.user, elsewhere.LANGUAGE_CODE = visit.request.user, "en"
    assert 'value="/b/six-rivers/body"' in rendered(
        dataclasses.replace(visit, request=elsewhere), piece
    )


def test_the_time_that_is_left_is_told_at_each_look(visit: Visit, rendered: Rendered) -> None:
    due = next_due(visit.state)
    assert due is not None
    far = f"{int(due[0][:4]) + 3}{due[0][4:]}"
    piece = "{% kept 'piece' %}{{ count }}: {% left until %}{% endkept %}"
    plain = "1: {% left until %}"
    later = dataclasses.replace(visit, now=due[0])
    for one in (visit, later):
        assert rendered(one, piece, until=far) == rendered(one, plain, until=far)
    assert rendered(visit, piece, until=far) != rendered(later, piece, until=far)


def test_a_piece_in_a_piece_keeps_its_forms_of_the_moment(visit: Visit, rendered: Rendered) -> None:
    piece = (
        "{% kept 'outer' %}{{ count }} {% kept 'inner' %}{% act_fields %}{% endkept %}{% endkept %}"
    )
    assert "form-0" in rendered(visit, piece)
    assert "form-1" in rendered(visit, piece)


def test_a_form_that_fills_itself_in_is_never_kept(visit: Visit, rendered: Rendered) -> None:
    piece = "{% kept 'piece' %}{{ count }}{% csrf_token %}{% endkept %}"
    assert rendered(visit, piece).startswith("1")
    assert rendered(visit, piece).startswith("2")


def test_what_readers_write_is_never_taken_for_a_mark(visit: Visit, rendered: Rendered) -> None:
    piece = "{% kept 'piece' %}{{ said }}{% endkept %}"
    said = "<mark-of-act><mark-of-left 2026-01-01T00:00:00Z>"
    assert rendered(visit, piece, said=said) == (
        "&lt;mark-of-act&gt;&lt;mark-of-left 2026-01-01T00:00:00Z&gt;"
    )


def test_outside_of_a_body_a_piece_is_what_stands_in_it() -> None:
    assert Template(PIECE).render(Context({"count": 7})) == "7"


@pytest.mark.parametrize("tag", ["{% kept %}", "{% kept 'piece' while %}", "{% kept 'a' 'b %}"])
def test_a_tag_that_cannot_be_read_is_refused(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(f"{tag}x{{% endkept %}}")


@pytest.mark.parametrize(
    ("person", "capacity", "often"),
    [("p22", "chairmanship:delegate of the chair", 2), ("p22", "", 1)],
    ids=["who may put the question", "who may not"],
)
def test_until_when_a_question_put_now_would_run_is_told_at_each_look(
    visitor: Callable[[str], Client],
    monkeypatch: pytest.MonkeyPatch,
    person: str,
    capacity: str,
    often: int,
) -> None:
    looked: list[None] = []

    def panel(*args: Any) -> Panel | None:
        looked.append(None)
        return steps.panel(*args)

    monkeypatch.setattr(matter, "steps_panel", panel)
    reader = visitor(person)
    chosen = reader.session
    chosen[CHOSEN] = {"six-rivers": capacity}
    chosen.save()
    for _ in range(2):
        page = reader.get("/b/six-rivers/matters/gauges").content.decode()
        assert ('value="put"' in page) == bool(capacity)
    assert len(looked) == often


OF_ONE_LOOK = re.compile(r'(name="(?:csrfmiddlewaretoken|request)" value=")[^"]*')
READERS = ("p1", "p5", "p19")


@pytest.mark.slow
def test_pages_say_the_same_kept_or_not_whoever_looked_before(
    visitor: Callable[[str], Client], practice: RunningBody, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = practice.registrar.clock()
    monkeypatch.setattr(practice.registrar, "clock", lambda: now)
    pages = ["desk", "register", *(f"matters/{one}" for one in practice.registrar.state.matters)]
    readers_of_pages = [(visitor(person), page) for person in READERS for page in pages]

    def looks() -> list[tuple[int, str]]:
        answers = [reader.get(f"/b/{practice.name}/{page}") for reader, page in readers_of_pages]
        return [(a.status_code, OF_ONE_LOOK.sub(r"\1", a.content.decode())) for a in answers]

    with monkeypatch.context() as forgetful:
        forgetful.setattr(keeping, "MOST", 0)
        looks()  # the desk tells a second look otherwise than the first
        fresh = looks()
    assert looks() == fresh
    assert looks() == fresh
    assert len({page for status, page in fresh if status == 200}) > len(READERS)
