"""Every kind of fact has a form by fields, and every fact that the records have comes back from its form as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import QueryDict
from django.utils import translation

from comity.body.effects import Effect
from comity.body.fields import fields_of
from comity.body.occasion import day_at, law_on
from comity.web.bodies import RunningBody
from comity.web.forms.facts import FactForm, is_asked
from comity.web.readmodel.fact_kinds import GROUPS, KINDS, MADE_BY_THE_ENGINE, TITLES
from comity.web.told.labels import LABELS
from comity.web.told.names import Names


@pytest.fixture
def at(practice: RunningBody) -> Names:
    state = practice.registrar.state
    return Names(state, law_on(state, day_at(state, state.at)))


def sent(form: FactForm) -> QueryDict:
    """What a browser sends of the form as it stands."""
    data = QueryDict(mutable=True)
    for field in form:
        value = field.value()
        if value is True:
            data[field.html_name] = "on"
        elif isinstance(value, list):
            data.setlist(field.html_name, [str(one) for one in value])
        elif value is not None and value is not False:
            data[field.html_name] = str(value)
    return data


def test_every_kind_of_fact_that_a_source_may_report_is_offered_once() -> None:
    offered = [kind for kinds in GROUPS.values() for kind in kinds]
    assert sorted(offered) == sorted(KINDS.keys() - set(MADE_BY_THE_ENGINE))


def test_every_field_has_a_name_for_people() -> None:
    names = {
        one.name
        for kind in TITLES
        for one in fields_of(KINDS[kind])
        if is_asked(KINDS[kind], one.name)
    }
    assert names - LABELS.keys() == set()


@pytest.mark.parametrize("kind", TITLES)
def test_a_form_asks_for_every_field_and_for_no_json(kind: str, at: Names) -> None:
    form = FactForm(at, KINDS[kind])
    asked = {part.name for part in form.parts}
    assert asked == {one.name for one in fields_of(KINDS[kind]) if is_asked(KINDS[kind], one.name)}
    html = form.as_p()
    assert "JSON" not in html
    assert "{}" not in html


def facts(practice: RunningBody) -> Iterator[Effect]:
    for entry in practice.registrar.entries():
        yield from (e for e in entry.effects if tag(e) in TITLES)


def tag(effect: Effect) -> str:
    return str(type(effect).__struct_config__.tag)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_fact_of_a_record_comes_back_from_its_form_unchanged(
    practice: RunningBody, at: Names, language: str
) -> None:
    seen = dict[str, int]()
    with translation.override(language):
        for fact in facts(practice):
            if seen.get(tag(fact), 0) >= 6:
                continue
            seen[tag(fact)] = seen.get(tag(fact), 0) + 1
            form = FactForm(at, type(fact), fact)
            back = FactForm(at, type(fact), fact, data=sent(form))
            assert back.is_valid(), (fact, back.errors)
            kept = {n: getattr(fact, n) for n in fact.__struct_fields__ if n not in ("signature",)}
            assert {n: getattr(back.made, n) for n in kept} == kept
    assert len(seen) > 40


def test_what_is_not_known_to_the_body_is_shown_and_can_be_put_right(at: Names) -> None:
    kind = KINDS["position.stated/1"]
    fact = kind(question="q", member="ZZ", choice="in favour", on="2026-11-20", reservation="zzz")
    form = FactForm(at, kind, fact, ("question", "member"))
    assert "zzz (not known)" in str(form["reservation"])
    data = sent(form)
    data["reservation"] = ""
    back = FactForm(at, kind, fact, ("question", "member"), data)
    assert back.is_valid(), back.errors
    assert back.made.reservation == ""  # type: ignore[union-attr]


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(at: Names) -> None:
    kind = KINDS["meeting.held/1"]
    data = QueryDict(mutable=True)
    data.update({"meeting": "a/b", "on": "someday", "place_en": "Arvenia"})
    form = FactForm(at, kind, data=data)
    assert not form.is_valid()
    assert list(form.errors) == ["on"]
    data["on"] = "2026-11"
    form = FactForm(at, kind, data=data)
    assert not form.is_valid()
    assert list(form.errors) == ["meeting"]
    assert 'value="a/b"' in str(form["meeting"])


def test_an_instant_is_typed_by_the_clock_of_the_seat(at: Names) -> None:
    kind = KINDS["deadline.moved/1"]
    known = next(iter(at.state.question_of))
    data = QueryDict(mutable=True)
    data.update({"question": known, "deadline": "2026-12-18T18:00"})
    form = FactForm(at, kind, data=data)
    assert form.is_valid(), form.errors
    assert form.made.deadline.endswith(":00:00.000Z")  # type: ignore[union-attr]
    assert not form.made.deadline.startswith("2026-12-18T18")  # type: ignore[union-attr]
