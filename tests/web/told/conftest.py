"""The river compact: an invented body whose names exist in two languages, one of them, or none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from comity.body import state as kept
from comity.charter.law import law
from comity.charter.reading import read_charter_text
from comity.web.told.names import Names

CHARTER = """
comity: 1
body: rivers
title: {en: River Compact}
seat: {place: {ru: Ривермут, en: Rivermouth}, zone: Europe/Moscow, cites: Pact 2}
languages: [ru, en]
words:
  Pact: {ru: Договор, en: Pact}
  Rules: Правила
  text: {ru: текст договора, en: text of the compact}
  senior envoy: старший посланник
statuses:
  - {status: member, title: {en: Member, ru: Член}, rights: [attend, speak, propose, vote, break silence]}
members:
  - member: BEL
    name: {en: Belmark, ru: Бельмарк}
    sort name: {en: Belmark, ru: Бельмарк}
    capital: {ru: Белград-на-Мысе, en: Cape Bel}
  - {member: COR, name: {en: Corund, ru: Корунд}, sort name: {en: Corund, ru: Корунд}}
  - {member: YOL, name: {en: Yolkino, ru: Ёлкино}, sort name: {en: Yolkino, ru: Ёлкино}}
  - {member: ZHU, name: {ru: Жуково}}
reservations:
  - {type: scrutiny, title: {en: scrutiny, ru: парламентская}, blocks: yes, at deadline: stands}
  - {type: footnote, title: {en: footnote, ru: сноска}, blocks: no, at deadline: travels}
organs:
  - organ: council
    title: {en: Council, ru: Совет}
    seats: {one for each: member, held by: senior envoy}
    chaired by: chair
  - {organ: office, title: {en: Secretariat, ru: Секретариат}, powers: [record, convene]}
rotas:
  - rota: chair
    title: {en: Chairmanship, ru: Председательство}
    of: members
    order: [BEL, COR, YOL, ZHU]
    starting with: BEL
    from: 2026-01-01
    passes: {every: calendar year}
offices:
  - {office: secretary, title: {en: Secretary General, ru: Генеральный секретарь}, term: 3 years}
rules:
  - {rule: consensus, cites: Rules 7, adopted when: {against: none}}
  - {rule: most, cites: {text: Rules 8, status: to verify}, adopted when: {in favour: more than 1/2 of members}}
procedures:
  - procedure: drafting
    title: {en: Drafting, ru: Подготовка текста}
    opened by: any member
    steps:
      - {step: write, title: {en: Writing, ru: Составление}, asks for: text, from: any member}
      - step: agree
        question: {ru: согласовать текст, en: agree the text}
        put to: each member
        rule: consensus
        closes: {after: 10 days}
      - step: adopt
        title: {en: Adoption, ru: Принятие}
        question: принять текст
        put to: each member
        rule: most
        closes: {after: 10 days}
      - {step: confirm, question: подтвердить текст, put to: each member, rule: most, closes: {after: 10 days}}
"""


@pytest.fixture
def rivers() -> Names:
    """The compact on 2 March 2026, with a person, a matter and a session on record."""
    body = kept.State(body="rivers")
    body.charters.append(kept.CharterInForce("2020-01-01", 0, "", CHARTER))
    body.persons["p1"] = kept.Person(
        entry=1, person="p1", name={"en": "Ada Berg", "ru": "Ада Берг"}, titles=["Dr"]
    )
    body.persons["p2"] = kept.Person(entry=2, person="p2", name="O'Neill <b>")
    body.matters["m5"] = kept.Matter(
        entry=5, matter="m5", procedure="drafting", charter=0, by="COR", on="2026-03-02",
        title={"en": "Flood plan", "ru": "План на паводок"}, step="agree",
    )  # fmt: skip
    body.sessions["s3"] = kept.Session(entry=3, session="s3", organ="council", on="2026-05-20")
    return Names(body, law(read_charter_text(CHARTER), date(2026, 3, 2)))


@pytest.fixture
def in_russian() -> Iterator[None]:
    with translation.override("ru"):
        yield


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The language of a test, unless it asks for Russian."""
    with translation.override("en"):
        yield
