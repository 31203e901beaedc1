"""Acts and effects: each kind has its line, each line its fields, and each is told in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from django.utils import translation

from comity.body.acts import AnyAct, Attest, Citation
from comity.body.effects import (
    AnyEffect,
    PositionStated,
    RemarkFollowed,
    RemarkMade,
    StatusEnded,
)
from comity.body.entry import Entry
from comity.body.state import Question, RemarkKept
from comity.web.told.acts import ACTS, act_line, entry_told
from comity.web.told.effects import EFFECTS, effect_line
from comity.web.told.lines import FIELDS, fields_of
from comity.web.told.names import Names

FORMATS = Path(__file__).parents[3] / "docs" / "formats"
LINES = {**ACTS, **EFFECTS}


def _examples(page: str, union: Any) -> list[Any]:
    text = (FORMATS / page).read_text(encoding="utf-8")
    return [
        pytest.param(msgspec.json.decode(found, type=union), id=kind)
        for found in re.findall(r"```json\n(.*?)\n```", text, re.DOTALL)
        if (kind := msgspec.json.decode(found).get("kind"))
    ]


def test_every_kind_of_act_has_its_line() -> None:
    assert set(ACTS) == set(get_args(AnyAct))


def test_every_kind_of_effect_has_its_line() -> None:
    assert set(EFFECTS) == set(get_args(AnyEffect))


@pytest.mark.parametrize("kind", LINES, ids=lambda kind: kind.__name__)
def test_a_line_names_fields_that_there_are(kind: Any) -> None:
    named = {field for template in LINES[kind].templates() for field in fields_of(template)}
    assert named <= set(kind.__struct_fields__)
    assert named, "a line says something of the act itself"


def test_fields_are_told_that_there_are() -> None:
    every = {field for kind in LINES for field in kind.__struct_fields__}
    assert {name.partition(":")[2] or name for name in FIELDS} <= every


@pytest.mark.parametrize("act", _examples("acts.md", AnyAct))
def test_the_documented_example_of_each_act_is_told_in_both_languages(
    rivers: Names, act: AnyAct
) -> None:
    english = act_line(rivers, act)
    with translation.override("ru"):
        russian = act_line(rivers, act)
    assert "{" not in english + russian
    assert re.search("[а-яё]{4}", russian)
    assert english != russian


@pytest.mark.parametrize("effect", _examples("effects.md", AnyEffect))
def test_the_documented_example_of_each_effect_is_told_in_both_languages(
    rivers: Names, effect: AnyEffect
) -> None:
    english = effect_line(rivers, effect)
    with translation.override("ru"):
        russian = effect_line(rivers, effect)
    assert "{" not in english + russian
    assert english != russian


def _act(**fields: Any) -> AnyAct:
    return msgspec.convert({"by": "p1", "for": "COR", **fields}, AnyAct)


def test_a_position_is_told_with_its_reservation(rivers: Names) -> None:
    act = _act(
        kind="position.state/1", question="m5.q6", choice="in favour", reservation="scrutiny"
    )
    told = act_line(rivers, act)
    assert told == "Corund states a position on “m5.q6”: in favour, with a reservation: scrutiny"


@pytest.mark.usefixtures("in_russian")
def test_and_in_russian(rivers: Names) -> None:
    effect = PositionStated(
        question="m5.q6",
        member="COR",
        choice="does not object",
        on="2026-03-05",
        via="note",
        sent="2026-03-04T15:00:00.000Z",
    )
    assert effect_line(rivers, effect) == (
        "Корунд: не возражает, 5\u00a0марта 2026\u00a0г., внесено секретариатом, поступило: нота, "
        "отправлено: среда, 4\u00a0марта 2026\u00a0г., 18:00 (Ривермут)"
    )


def test_a_remark_names_its_paragraph(rivers: Names) -> None:
    act = _act(
        kind="remark.make/1", matter="m5", paragraph="4", nature="reservation", type="scrutiny"
    )
    assert act_line(rivers, act) == "Corund on paragraph 4: reservation, type: scrutiny"


def _with_numbers(at: Names) -> Names:
    """Names that know the paragraphs of m5: ``n2`` is the second of the original and the third of the version after it."""
    kept = {1: {"n1": "1", "n2": "2"}, 2: {"n1": "1", "n9": "2", "n2": "3"}}

    def numbers(matter: str, version: int) -> dict[str, str]:
        assert matter == "m5"
        return kept.get(version) or {**kept[1], **kept[2]}

    return replace(at, numbers=numbers)


REMARK = _act(
    kind="remark.make/1", matter="m5", paragraph="n2", nature="comment", text={"en": "Why?"}
)


def test_a_paragraph_is_told_by_its_number_and_not_by_its_id(rivers: Names) -> None:
    assert act_line(_with_numbers(rivers), REMARK) == "Corund on paragraph 3: comment, text: “Why?”"


def test_a_remark_on_an_earlier_version_is_told_by_the_number_it_had_there(rivers: Names) -> None:
    made = RemarkMade(
        remark="k7", matter="m5", version=1, paragraph="n2", by="COR", nature="comment"
    )
    entry = Entry(
        n=7, body="rivers", at="2026-03-02T09:00:00.000Z", charter=0, act=REMARK, effects=[made], engine=1
    )  # fmt: skip
    told = entry_told(_with_numbers(rivers), entry)
    assert told.act == "Corund on paragraph 2: comment, text: “Why?”"
    assert told.effects == ("Corund on paragraph 2 of the text (Original): comment",)


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        (["n2"], "The remark of record no. 7 now stands on paragraph 3 of the text (Rev.1)"),
        (["n9", "n2"], "The remark of record no. 7 now stands on paragraphs 2 and 3 of the text (Rev.1)"),
    ],
)  # fmt: skip
def test_one_paragraph_and_several_are_told_apart(rivers: Names, ids: list[str], told: str) -> None:
    kept = RemarkKept(
        entry=7, remark="k7", paragraphs=["n2"], by="COR", nature="comment", version=1
    )
    rivers.state.matters["m5"].remarks["k7"] = kept
    effect = RemarkFollowed(remark="k7", version=2, paragraphs=ids)
    assert effect_line(_with_numbers(rivers), effect) == told


def test_a_remark_that_is_lifted_is_called_by_its_record(rivers: Names) -> None:
    act = _act(kind="remark.lift/1", remark="k248", reason={"en": "Enough."})
    assert act_line(rivers, act) == "Corund lifted the remark of record no. 248, because: “Enough.”"
    with translation.override("ru"):
        assert act_line(rivers, act).startswith("Корунд: снято замечание (запись № 248), ")


def test_paragraphs_in_which_a_member_takes_no_part_are_told_by_their_numbers(
    rivers: Names,
) -> None:
    rivers.state.matters["m5"].questions.append(
        Question(
            entry=6, question="m5.q6", matter="m5", step="agree", rule="consensus", charter=0,
            population=["COR"], opened="2026-03-02T09:00:00.000Z",
        )
    )  # fmt: skip
    act = _act(kind="position.state/1", question="m5.q6", choice="in favour", refrains=["n1", "n2"])
    assert act_line(_with_numbers(rivers), act).endswith(
        "without taking part in paragraphs 1 and 3"
    )


def test_a_step_is_called_by_its_title(rivers: Names) -> None:
    effect = msgspec.convert(
        {"kind": "step.entered/1", "matter": "m5", "step": "write", "on": "2026-03-02"}, AnyEffect
    )
    assert effect_line(rivers, effect) == "The matter entered the step “Writing”, 2 March 2026"


def test_a_sealed_reason_is_not_told(rivers: Names) -> None:
    act = _act(kind="matter.withdraw/1", matter="m5", reason="sealed:" + "0af1" * 16)
    assert (
        act_line(rivers, act)
        == "Corund withdrew the matter “Flood plan”, because: “(confidential)”"
    )


def test_what_a_source_reports_is_told_as_reported(rivers: Names) -> None:
    facts: list[AnyEffect] = [StatusEnded(party="COR", status="member", on="2012-12")] * 3
    act = Attest(by="p1", for_="office", held="2025", cites=[Citation(source="d3")], facts=facts)
    told = entry_told(
        rivers,
        Entry(n=4, body="rivers", at="2026-03-02T09:00:00.000Z", charter=0, act=act, engine=1),
    )
    assert (
        told.act
        == "As sources report: Corund no longer has the status “Member” from December 2012 (and 2 more facts)"
    )
    assert (told.attested, told.held, told.person, told.number) == (True, "2025", "Ada Berg", 4)
