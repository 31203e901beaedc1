"""The grammar of ids and texts, at the kernel's door: acts and attested facts alike."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from comity.body.acts import AnyAct
from comity.body.effects import AnyEffect
from comity.body.fields import Time, fields_of
from comity.body.wellformed import _check
from comity.grammar import RESERVED

INVISIBLE = [
    " ",
    "\u200b",
    "\u2060",
    "\u00ad",
    "\ufeff",
    "\u3164",
    "\u2800",
    "\ufe0f",
    "\u0301",
    "\u3000\u2003",
    "\u115f",
]


@pytest.mark.parametrize("text", INVISIBLE, ids=ascii)
def test_a_title_that_shows_nothing_is_refused(league: Any, text: str) -> None:
    error = league.bad("matter.open/1", by="ann", procedure="motion", title=text)
    assert (error.code, error.where) == ("text.invisible", "title")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\x00b", "text.control"),
        ("a\x07b", "text.control"),
        ("a\x0bb", "text.control"),
        ("a\x85b", "text.control"),
        ("a\rb", "text.control"),
        ("a\ufffeb", "text.noncharacter"),
        ("a\U0001fffeb", "text.noncharacter"),
        ("a\u202eb", "text.bidi"),
        ("a\u202cb", "text.bidi"),
        ("\u2067a\u202bb\u2069\u202c", "text.bidi"),
        ("a\nb", "text.lines"),
        ("a\u2028b", "text.lines"),
        ("x" * 2001, "text.long"),
    ],
    ids=ascii,
)
def test_a_title_with_what_no_text_has_is_refused(league: Any, text: str, code: str) -> None:
    error = league.bad("matter.open/1", by="ann", procedure="motion", title={"en": text})
    assert (error.code, error.where) == (code, "title, en")


@pytest.mark.parametrize(
    "text", ["\u2067\u0627\u2069", "e\u0301tude", "\U0001f6a2 ferry", "tab\there"]
)
def test_a_title_that_can_be_read_is_kept_as_it_comes(league: Any, text: str) -> None:
    league.do("matter.open/1", by="ann", procedure="motion", title=text, matter="m")
    assert league.state.matters["m"].title == text


def test_a_direction_is_restored_in_its_own_paragraph(league: Any) -> None:
    error = league.bad("speech.make/1", by="ann", gist="\u202ba\nb\u202c")
    assert error.code == "text.bidi"
    assert "U+202B RIGHT-TO-LEFT EMBEDDING at place 1" in error.sentence


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a/b", "id.character"),
        ("..", "id.form"),
        ("-x", "id.form"),
        ("\u0410", "id.character"),
        ("x" * 161, "id.long"),
    ],
)
def test_an_id_of_other_characters_is_refused_in_acts_and_in_facts(
    league: Any, name: str, code: str
) -> None:
    assert (
        league.bad("event.plan/1", event=name, title="X", nature="drill", period="2027").code
        == code
    )
    league.attest({"kind": "person.entered/1", "person": "x", "name": "X"})
    fact = {
        "kind": "matter.opened/1",
        "matter": name,
        "procedure": "motion",
        "title": "X",
        "by": "ANSE",
        "on": "2026",
    }
    error = league.bad("attest/1", facts=[fact], cites=[{"source": "doc"}])
    assert (error.code, error.where) == (code, "facts 1 (matter.opened/1), matter")


def test_a_text_is_in_the_languages_of_the_body(league: Any) -> None:
    error = league.bad("party.name/1", party="EDDY", name={"fr": "Remous"})
    assert (error.code, error.where) == ("language.unknown", "name, fr")


@pytest.mark.parametrize(
    "kind", [*get_args(AnyAct), *get_args(AnyEffect)], ids=lambda kind: kind.__name__
)
def test_each_field_says_what_it_holds(kind: type[Any]) -> None:
    for field in fields_of(kind):
        assert field.holds is not None or field.form in ("struct", "structs"), field.name


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (
            {
                "kind": "question.put/1",
                "question": "x.q1",
                "matter": "x",
                "step": "tabling",
                "rule": "consent",
                "charter": 0,
            },
            "step.no_question",
        ),
        ({"kind": "break.withdrawn/1", "question": "x.q1", "member": "ANSE"}, "attest.unknown"),
        ({"kind": "remark.settled/1", "remark": "k", "disposition": "taken"}, "remark.unknown"),
        (
            {"kind": "step.entered/1", "matter": "x", "step": "nowhere", "on": "2026"},
            "step.unknown",
        ),
        (
            {"kind": "turn.passed/1", "rota": "helm", "to": "BRIM", "on": "2026", "over": ["COVE"]},
            "turn.not_skipped",
        ),
        (
            {"kind": "charter.adopted/1", "digest": "sha256:" + "0" * 64, "since": "2026-01-01"},
            "charter.not_provided",
        ),
        (
            {
                "kind": "ruling.revised/1",
                "question": "x.q1",
                "outcome": "adopted",
                "was": "open",
                "because": 0,
            },
            "attest.engine",
        ),
        (
            {"kind": "right.suspended/1", "party": "ANSE", "right": "to sing", "since": "2026"},
            "attest.unknown",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value["kind"]),
)
def test_a_fact_that_fits_nothing_is_refused(league: Any, fact: dict[str, Any], code: str) -> None:
    league.attest(
        {
            "kind": "matter.opened/1",
            "matter": "x",
            "procedure": "motion",
            "title": "X",
            "by": "ANSE",
            "on": "2026",
        }
    )
    asked = (
        {"population": ["ANSE"], "opened": "2026-01-01"} if fact["kind"] == "question.put/1" else {}
    )
    refusal = league.refused("attest/1", facts=[{**fact, **asked}], cites=[{"source": "doc"}])
    assert refusal.code == code


# --- words that no new thing may have for its id ----------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_new_thing_is_not_called_by_a_word_of_the_addresses(league: Any, name: str) -> None:
    error = league.bad("matter.open/1", by="ann", procedure="motion", title="X", matter=name)
    assert (error.code, error.where) == ("id.reserved", "matter")
    assert "Choose another id" in error.remedy
    assert league.bad("person.enter/1", name="X", person=name).code == "id.reserved"


def test_what_an_actor_unknown_to_the_source_is_called_is_nobodys_id(league: Any) -> None:
    league.do("source.file/1", source="s1", title="Gazette", sha256="0" * 64)
    fact = {"kind": "party.named/1", "party": "unknown", "name": "Unknown"}
    error = league.bad("attest/1", facts=[fact], cites=[{"source": "s1"}])
    assert error.code == "id.reserved"
    fact = {"kind": "person.entered/1", "person": "unknown", "name": "Unknown"}
    assert league.bad("attest/1", facts=[fact], cites=[{"source": "s1"}]).code == "id.reserved"


def test_the_id_of_what_may_be_asked_about_is_not_like_the_number_of_an_entry(league: Any) -> None:
    error = league.bad("matter.open/1", by="ann", procedure="motion", title="X", matter="5")
    assert (error.code, error.where) == ("id.digits", "matter")
    league.do("matter.open/1", by="ann", procedure="motion", title="X", matter="m5")


# --- years ------------------------------------------------------------------------------------------------------------

FAR = ["0001-01-01", "0999-12-31", "9000-01-01", "9999-12-31", "../9999", "0999/..", "1000~", "[..0800]"]  # fmt: skip


@pytest.mark.parametrize("text", FAR)
def test_a_date_far_off_is_refused_with_the_years_that_are_possible(league: Any, text: str) -> None:
    error = league.bad("person.enter/1", name="X", held=text)
    assert (error.code, error.where) == ("date.range", "held")
    assert "is not from 1000 to 8999" in error.sentence
    assert "leave an end open" in error.remedy


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z"])
def test_an_instant_far_off_is_refused_in_every_fact(league: Any, text: str) -> None:
    league.do("source.file/1", source="s1", title="Gazette", sha256="0" * 64)
    question = {
        "kind": "question.put/1",
        "question": "m.q1",
        "matter": "m",
        "step": "vote",
        "rule": "majority",
        "charter": 0,
        "population": ["ANSE"],
        "opened": text,
    }
    error = league.bad("attest/1", facts=[question], cites=[{"source": "s1"}])
    assert (error.code, error.where) == ("date.range", "facts 1 (question.put/1), opened")


def _times() -> list[tuple[type[Any], str, Time]]:
    found = []
    for struct in (*get_args(AnyAct), *get_args(AnyEffect)):
        for one in fields_of(struct):
            if isinstance(one.holds, Time) and one.form == "one":
                found.append((struct, one.name, one.holds))
    return found


@pytest.mark.parametrize(
    ("struct", "name", "holds"), _times(), ids=lambda one: getattr(one, "__name__", "")
)
def test_no_field_of_any_act_or_fact_takes_a_year_far_off(
    struct: type[Any], name: str, holds: Time
) -> None:
    day = holds.forms == ("day",)
    for year in ("0999", "9000"):
        written = f"{year}-06-15" if "date" in holds.forms or day else f"{year}-06-15T00:00:00.000Z"
        required = {one.name: None for one in fields_of(struct) if one.required}
        said = struct(**{**required, name: written})
        only = [one for one in fields_of(struct) if one.name == name]
        found = wrong_in(said, only)
        assert found is not None, (struct, name)
        assert found.code == "date.range"


def wrong_in(said: Any, only: list[Any]) -> Any:
    [one] = only
    check = _check(one)
    assert check is not None
    found = check(getattr(said, one.name), ())
    return found[1] if found is not None else None
