"""The grammar of ids and texts, at the kernel's door: acts and attested facts alike."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from comity.body.acts import AnyAct
from comity.body.effects import AnyEffect
from comity.body.fields import fields_of

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
