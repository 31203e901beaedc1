"""The charter in words: every provision and article on the page, in both languages, by day and version."""

from __future__ import annotations

import ast
import re
from datetime import date
from inspect import getsource
from string import Formatter

import pytest
from django.test import Client
from django.utils.translation import override
from tests.charter import test_asked, test_contradictions, test_every_finding

from comity.body.occasion import day_at, law_on
from comity.charter import (
    analysis,
    clauses_of_institutions,
    clauses_of_questions,
    clauses_of_rules,
    dating,
    ending,
    exploring,
    extensible,
    lapsing,
    naming_parties,
    needs,
    nobody,
    reaching,
    replaced_texts,
    ties,
    vetoes,
)
from comity.charter.analysis import analyse
from comity.charter.law import law
from comity.charter.reading import read_charter_text
from comity.place import Place
from comity.web.bodies import RunningBody
from comity.web.readmodel import charter as read
from comity.web.readmodel import findings
from comity.web.told.names import Names

CHARTER = "/b/six-rivers/charter"


def names_of(practice: RunningBody) -> Names:
    state = practice.registrar.state
    return Names(state, law_on(state, day_at(state, state.at)))


def test_every_article_that_the_text_cites_has_a_place(practice: RunningBody) -> None:
    at = names_of(practice)
    text = practice.registrar.state.charters[0].text
    cited = set(re.findall(r"cites: ([A-Za-z]+ [0-9()]+)", text))
    of_closings = set(re.findall(r"closes: .*cites: ([A-Za-z]+ [0-9()]+)", text))
    known = dict(read.articles(read.sections(at)))
    assert len(cited) > 40
    assert cited - of_closings - set(known) <= {"Rules 3"}  # credentials: no provision of their own


def test_every_link_to_an_article_leads_to_something_on_the_page(
    practice: RunningBody, visitor
) -> None:
    page = visitor("p26").get(CHARTER).content.decode()
    places = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= places


def test_an_article_asked_for_is_marked(visitor) -> None:
    found = visitor("p26").get(f"{CHARTER}?article=Charter+13")
    assert found.context["anchor"] == "rule-qualified_majority"
    assert 'class="provision asked"' in found.content.decode()


def test_a_part_of_an_article_leads_to_the_whole(visitor) -> None:
    assert (
        visitor("p26").get(f"{CHARTER}?article=Charter+13(9)").context["anchor"]
        == "rule-qualified_majority"
    )


@pytest.mark.parametrize("article", ["Nothing 99", "<script>"])
def test_an_article_that_is_none_is_told(article: str, visitor) -> None:
    found = visitor("p26").get(CHARTER, {"article": article})
    assert found.status_code == 200
    assert found.context["anchor"] == ""
    assert article == "Nothing 99" or article not in found.content.decode().replace(
        "<script src", ""
    )


def test_rules_are_said_in_words(practice: RunningBody) -> None:
    sections = {one.id: one for one in read.sections(names_of(practice))}
    rules = {one.anchor: dict(one.lines) for one in sections["rules"].provisions}
    assert rules["rule-qualified_majority"]["Adopted when"] == "in favour: at least 2/3 of members"
    assert rules["rule-consensus"]["Adopted when"] == "objections: none, and absent: none"
    assert rules["rule-silence"]["Fails when"] == "objections: at least 1"
    assert rules["rule-majority"]["A tie means"] == "not adopted"


def test_every_finding_of_the_analysis_is_told(practice: RunningBody) -> None:
    at = names_of(practice)
    assert len(findings.findings(at)) == len(analyse(at.law.charter, at.law.since))


MODULES = (
    analysis, clauses_of_institutions, clauses_of_questions, clauses_of_rules, dating, ending, exploring, extensible,
    lapsing, naming_parties, needs, nobody, reaching, replaced_texts, ties, vetoes,
)  # fmt: skip
"""Where findings are made."""


def calls_of_finding() -> list[dict[str, ast.expr]]:
    """Every place in the analysis that makes a finding, with its code and what is given by name."""
    found = []
    for module in MODULES:
        for node in ast.walk(ast.parse(getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                found.append(
                    {"code": node.args[0], **{one.arg: one.value for one in node.keywords}}
                )
    return found


def test_every_code_of_the_analysis_has_its_sentence() -> None:
    """A code is written where a finding is made, or where the helper that makes it is called."""
    written = {
        node.value
        for module in MODULES
        for node in ast.walk(ast.parse(getsource(module)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    codes = {one for one in written if re.fullmatch(r"[a-z]+\.[a-z-]+|to-verify", one)}
    assert len(codes) > 20
    assert codes - {"thing.early"} == set(findings.FINDINGS), "thing.early is a fault"


TABLES = (
    test_contradictions.test_two_clauses_of_a_rule,
    test_contradictions.test_two_clauses_of_a_question,
)
CLAUSES = {
    (row[0], row[1] if len(row) > 3 else test_contradictions.ANY): row[-2]
    for table in TABLES
    for row in table.pytestmark[0].args[1]
}


ASKED = test_asked.test_of_those_who_are_asked.pytestmark[0].args[1]
ROOMS = test_asked.test_a_quorum_of_the_room.pytestmark[0].args[1]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_finding_is_told_in_every_language(
    practice: RunningBody, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comity.charter.absence.MOST_KINDS", 2)  # what is not worked out is soon so
    monkeypatch.setattr("comity.rules.outcomes.TRIED", 2)
    told = set()
    of_clauses = [test_contradictions.charter(*both) for both in CLAUSES]
    of_asked = [test_asked.charter(to, rule) for to, rule, _said in ASKED]
    of_rooms = [
        test_asked.charter("council", test_asked.HALF, council=f"quorum: {{{quorum}}}")
        for quorum, _said in ROOMS
    ]
    of_each = [
        test_every_finding.charter(**given) for given, _ in test_every_finding.EXAMPLES.values()
    ]
    for text in (*of_clauses, *of_asked, *of_rooms, *of_each):
        charter = read_charter_text(text)
        at = Names(practice.registrar.state, law(charter, date.max))
        for one in analyse(charter):
            told.add((one.code, one.case))
            with override(language):
                said = findings.told(at, one)
            sentences = findings.FINDINGS[one.code]
            template = sentences if isinstance(sentences, str) else sentences[one.case]
            fields = {name for _text, name, *_rest in Formatter().parse(template) if name}
            assert fields == {*one.values} - {"questions", "then", "since", "until"}, one
            assert "{" not in said
            assert (re.search("[а-я]{3}", said) is not None) is (language == "ru"), said
    assert {*test_every_finding.EXAMPLES} <= told


DUO = """comity: 1
body: duo
title: Duo
statuses: [{status: member, title: Member, rights: [chair]}, {status: guest, title: Guest}]
members: [{member: A}, {member: B}, {member: C}]
groups: {nobody: []}
offices:
  - {office: sg, title: Head}
  - {office: aud, title: Audit, when vacant: {acting: a deputy, limit: none}}
  - {office: dep, title: Deputy, when vacant: {acting: a clerk, limit: 6 months}}
rotas: [{rota: turns, of: members, order: [A, B, C], passes: {by: decision}}]
organs: [{organ: desk, title: Desk}]
rules:
  - {rule: agreed, cites: Pact 3, adopted when: {objections: none}}
  - {rule: strict, adopted when: {in favour: all}}
  - {rule: half, adopted when: {in favour: more than 1/2 of voting}, tie: chair decides}
  - {rule: lots, adopted when: {in favour: more than 1/2 of voting}, tie: lot}
procedures:
  - procedure: p
    title: Plan
    opened by: desk
    steps:
      - {step: t, question: q, put to: each member, rule: half, if adopted: u}
      - {step: u, question: q, put to: each member, rule: lots, closes: {after: 3 days}, if adopted: v, if tied: t}
      - {step: v, question: q, put to: each member, rule: strict, closes: {after: 3 days}, silence means: consent}
      - {step: w, takes effect: {suspends: vote, of: applicant}}
  - procedure: o
    title: Other
    opened by: {any of: [sg, the turns, any guest, the nobody]}
    steps:
      - {step: k, question: q, put to: desk, rule: strict, on text: yes, if adopted: m, if not adopted: l}
      - {step: l, asks for: text, from: the member whose slot it is}
      - {step: m, question: q, put to: sg, rule: strict, on text: yes}
      - {step: n, asks for: new charter, from: desk}
      - {step: o, takes effect: {amends charter: yes, with: new charter}}
"""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_finding_names_what_it_is_about_in_every_language(
    practice: RunningBody, language: str
) -> None:
    charter = read_charter_text(DUO)
    at = Names(practice.registrar.state, law(charter, date.max))
    made = analyse(charter)
    assert len({one.code for one in made}) > 12
    with override(language):
        for one in made:
            said = findings.told(at, one)
            assert "{" not in said
            assert (re.search("[а-я]{3}", said) is not None) is (language == "ru"), said


def test_a_finding_gives_what_its_sentence_names_and_nothing_else() -> None:
    for one in analyse(read_charter_text(DUO)):
        known = findings.FINDINGS[one.code]
        template = known if isinstance(known, str) else known[one.case]
        fields = {name for _text, name, *_rest in Formatter().parse(template) if name}
        assert fields == set(one.values), one


@pytest.mark.parametrize("query", ["on=2026-02-30", "on=x"])
def test_a_day_that_is_none_is_told(query: str, visitor) -> None:
    assert visitor("p26").get(f"{CHARTER}?{query}").status_code == 422


@pytest.mark.parametrize("version", ["1", "x", "-1", "99999999999999999999"])
def test_a_version_that_is_none_is_not_there(version: str, visitor) -> None:
    assert visitor("p26").get(f"{CHARTER}?version={version}").status_code == 404
    assert visitor("p26").get(f"{CHARTER}.yaml?version={version}").status_code == 404


def test_the_notation_is_given_out_as_it_was_adopted(practice: RunningBody, visitor) -> None:
    found = visitor("p26").get(f"{CHARTER}.yaml")
    assert found.content.decode() == practice.registrar.state.charters[0].text


def test_in_russian_the_rules_are_in_russian(place: Place, visitor) -> None:
    reader: Client = visitor("p26")
    reader.cookies["django_language"] = "ru"
    found = reader.get(CHARTER).content.decode()
    assert "Правила принятия решений" in found
    assert "не менее 2/3" in found
