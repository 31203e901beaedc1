"""Rulings: in English what the engine's own words say, over every case of the law; in Russian by rule of grammar."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.body import state as kept
from comity.charter.cases import Case, read_cases
from comity.charter.reading import read_charter
from comity.charter.running import run_case
from comity.rules.counting import Ballot
from comity.rules.ruling import Ruling
from comity.rules.wording import words
from comity.web.told.names import Names
from comity.web.told.rulings import needed_sentence, ruling, still_needed

CHARTERS = sorted((Path(__file__).parents[3] / "charters").glob("*/charter.yaml"))
READ = {path.parent.name: read_charter(path) for path in CHARTERS}
CASES = [
    pytest.param(path.parent.name, case, id=f"{path.parent.name}: {case.case}")
    for path in CHARTERS
    for case in read_cases(path.parent / "cases")
]


USERS = {
    "this article is still to be verified": "not yet confirmed by the lawyer",
    "follows: revote": "follows: a second vote",
    "follows: chair decides": "follows: the chair decides",
    "follows: lot.": "follows: the drawing of lots.",
}


def _plain(lines: list[str]) -> str:
    """Unwrapped, in the words of users where those of the notation differ."""
    text = " ".join(" ".join(lines).split())
    for engine, users in USERS.items():
        text = text.replace(engine, users)
    return text


@pytest.mark.parametrize(("body", "case"), CASES)
def test_the_english_is_that_of_the_engine(body: str, case: Case) -> None:
    given = run_case(case, READ[body]).ruling
    assert _plain(ruling(given).sentences()) == _plain(words(given))


@pytest.mark.parametrize(("body", "case"), CASES)
@pytest.mark.usefixtures("in_russian")
def test_no_english_is_left_in_the_russian(body: str, case: Case) -> None:
    told = ruling(run_case(case, READ[body]).ruling)
    said = [
        told.word,
        told.head,
        told.needed and told.needed.partition(":")[0],
        told.waiting.partition(":")[0],
    ]
    assert not [
        one
        for one in said
        if any(word in one for word in ("adopt", "quorum", "position", "favour", "carry"))
    ]
    for row in told.rows:
        # What is left in Latin letters are the names of groups and weights, which are the charter's.
        assert not {"met", "needed", "allowed", "short"} & set(row.sentence.split())


def _ruling(at: Names, rule: str, **choices: str) -> tuple[Ruling, kept.Question, kept.Matter]:
    population = ["BEL", "COR", "YOL", "ZHU"]
    matter = at.state.matters["m5"]
    question = kept.Question(
        entry=6,
        question="m5.q6",
        matter="m5",
        step="agree",
        rule=rule,
        charter=0,
        population=population,
        opened="x",
    )
    question.choices = dict(choices)
    given = {member: choices.get(member, "pending") for member in population}
    ballot = Ballot(at.law.rules[rule], at.law.roll())
    return ballot.ruling(given), question, matter  # type: ignore[arg-type]


def test_whoever_blocks_is_named(rivers: Names) -> None:
    given, *_ = _ruling(
        rivers, "consensus", BEL="in favour", COR="against", YOL="in favour", ZHU="in favour"
    )
    assert ruling(given, rivers).head == "Not adopted: blocked by Corund."
    assert ruling(given, rivers).rows[0].margin == "1 too many"


def test_an_article_that_nobody_confirmed_is_marked(rivers: Names) -> None:
    given, *_ = _ruling(
        rivers, "most", BEL="in favour", COR="in favour", YOL="in favour", ZHU="against"
    )
    told = ruling(given, rivers)
    assert (told.article, told.doubt) == ("Rules 8", "not yet confirmed by the lawyer")
    row = told.rows[0]
    assert (row.label, row.counted, row.of, row.required, row.margin) == (
        "In favour", "3", "4 members", "at least 3 (more than 1/2) needed", "",
    )  # fmt: skip


@pytest.mark.usefixtures("in_russian")
def test_russian_plurals_of_what_is_to_come(rivers: Names) -> None:
    assert ruling(_ruling(rivers, "most")[0]).head == "Открыто: ожидаются 4 позиции."
    one = _ruling(rivers, "most", BEL="in favour", COR="in favour", YOL="against")[0]
    assert ruling(one).head == "Открыто: ожидается 1 позиция."


def test_still_needed_names_who_must_answer(rivers: Names) -> None:
    needs = still_needed(*_ruling(rivers, "consensus", BEL="in favour", YOL="in favour"), rivers)
    assert [(one.kind, one.parties) for one in needs] == [("answer", ("COR", "ZHU"))]
    assert needed_sentence(needs) == "Still needed: an answer from Corund, Жуково."


def test_and_everybody_who_must_lift_what(rivers: Names) -> None:
    given, question, matter = _ruling(
        rivers, "consensus", BEL="against", COR="in favour", YOL="in favour"
    )
    question.stated["COR"] = [
        kept.Stated(entry=7, choice="in favour", on="x", at="x", reservation="scrutiny")
    ]
    question.stated["YOL"] = [
        kept.Stated(entry=7, choice="in favour", on="x", at="x", reservation="footnote")
    ]
    matter.remarks["k8"] = kept.RemarkKept(
        entry=8, remark="k8", paragraphs=["4"], by="ZHU", nature="bracket", version=1
    )
    matter.remarks["k9"] = kept.RemarkKept(
        entry=9,
        remark="k9",
        paragraphs=["5"],
        by="YOL",
        nature="reservation",
        version=1,
        type="footnote",
    )
    needs = still_needed(given, question, matter, rivers)
    assert needed_sentence(needs) == (
        "Still needed: an answer from Жуково; Corund: to lift its reservation (scrutiny); "
        "Жуково: to lift its bracket on paragraph 4; Belmark: to withdraw the objection."
    )


def test_support_that_is_short_is_counted(rivers: Names) -> None:
    answered = _ruling(
        rivers, "most", BEL="in favour", COR="in favour", YOL="against", ZHU="abstaining"
    )
    (need,) = still_needed(*answered, rivers)
    assert (need.kind, need.parties) == ("support", ("YOL", "ZHU"))
    assert need.sentence == "1 more in favour, from among: Yolkino, Жуково"


def test_nothing_is_needed_once_all_agree(rivers: Names) -> None:
    agreed = dict.fromkeys(["BEL", "COR", "YOL", "ZHU"], "in favour")
    assert (
        needed_sentence(still_needed(*_ruling(rivers, "consensus", **agreed), rivers))
        == "Nothing more is needed."
    )
