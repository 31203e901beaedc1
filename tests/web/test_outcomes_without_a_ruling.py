"""A question that closed without a ruling on its positions: every door says what the register says came of it.

The doors are the command line, the pages, the minutes, the letter, the table and the bytes of the entry. What each of them
says is kept in ``tests/golden/outcomes``, to be read: COMITY_RECORD=1 keeps it anew.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from html.parser import HTMLParser
from itertools import takewhile
from pathlib import Path
from typing import Any

import msgspec
import pytest
import walking
from click.testing import CliRunner
from django.test import Client

from comity.body.acts import AnyAct, FoundBody
from comity.body.effects import AnyEffect, QuestionClosed, RulingRevised
from comity.body.state import Matter, Question, find_matter, keep
from comity.cli.main import comity
from comity.place import Place
from comity.registrar import found
from comity.web import setting_up
from comity.web.bodies import RunningBody, bodies, require
from comity.web.models import Account, Belonging, HostedBody, Minutes, RoomNow

BODY = "four-harbours"
CHARTER = Path(__file__).with_name(f"{BODY}.yaml")
GOLDEN = Path(__file__).parents[1] / "golden" / "outcomes"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MATTER = "m"
CLERK, MEMBER = "p0", "a"
CITED = [{"source": "note"}]
LANGUAGES = {"en": "in English", "ru": "in Russian"}
SUPPOSED = "what if, supposed"
LED_TO = "what it has led to"
SILENT = (SUPPOSED, LED_TO)
"""Doors beside the question, which need not say what came of it."""


# --- a body played to that end ----------------------------------------------------------------------------------------


class Played:
    """The body of the charter beside this file, on its own clock, with somebody for each member."""

    def __init__(self, place: Place, patch: pytest.MonkeyPatch) -> None:
        self.now = NOW
        patch.setattr(setting_up, "found", partial(found, clock=self.clock, chance=bytes))
        for module in ("comity.cli.show.view", "comity.cli.show.matter_page"):
            patch.setattr(f"{module}.clock_of_the_machine", self.clock)
        act = FoundBody(charter=CHARTER.read_text(), clerk=CLERK, clerk_name="Ada", organ="office")
        setting_up.found_body(place, bodies().store, BODY, act)
        HostedBody.objects.create(body=BODY, open_to_public=True)
        self.body: RunningBody = require(BODY)
        self.body.registrar.clock = self.clock
        for member in "ABCD":
            self.do("person.enter/1", person=member.lower(), name=f"Person of {member}")
            self.do("credential.issue/1", person=member.lower(), party=member, powers=["all"])
        self.do("source.file/1", source="note", title="Note of 2 March", sha256="1" * 64)
        self.clients = {person: self._client(person) for person in (CLERK, MEMBER)}

    def clock(self) -> datetime:
        return self.now

    def _client(self, person: str) -> Client:
        account = Account.objects.create_user(f"{person}@harbours.example", name=person)
        Belonging.objects.create(account=account, body=BODY, person=person)
        return walking.signed_in(account)

    def do(self, kind: str, by: str = CLERK, **fields: Any) -> int:
        """The number of the entry."""
        for_ = "office" if by == CLERK else by.upper()
        self.now += timedelta(minutes=1)
        act = msgspec.convert({"kind": kind, "by": by, "for": for_, **fields}, AnyAct)
        return self.body.registrar.submit([act]).entries[-1].n

    def open(
        self, procedure: str, title: str = "Lights at sea", title_ru: str = "Огни на море"
    ) -> None:
        title_of = {"en": title, "ru": title_ru}
        self.do("matter.open/1", by="a", matter=MATTER, procedure=procedure, title=title_of)

    def sit(self, *present: str) -> None:
        """A session of the Council with the matter on its agenda, and those members in the room."""
        self.do("session.convene/1", session="s", organ="council", on="2026-03-02")
        self.do("item.place/1", session="s", position=1, matter=MATTER)
        self.do("session.open/1", session="s", present=list(present))
        item = self.body.registrar.state.sessions["s"].items[0].item
        RoomNow.objects.create(body=BODY, session="s", item=item)

    def put(self) -> str:
        self.do("question.put/1", matter=MATTER, session="s")
        return self.question.question

    def say(self, choice: str, *members: str) -> None:
        for member in members:
            fields = {"question": self.question.question, "choice": choice}
            self.do("position.state/1", by=member.lower(), **fields)

    def write(self, text: str) -> None:
        paragraphs = [{"id": "p1", "number": "1", "text": text}]
        self.do("text.submit/1", by="a", matter=MATTER, paragraphs=paragraphs)

    def close(self) -> None:
        self.do("question.close/1", question=self.question.question)

    def attest(self, *facts: dict[str, Any], **fields: Any) -> None:
        self.do("attest/1", cites=CITED, facts=list(facts), **fields)

    @property
    def question(self) -> Question:
        return self.matter.questions[-1]

    @property
    def matter(self) -> Matter:
        kept = find_matter(self.body.registrar.state, MATTER)
        assert kept is not None
        return kept


def superseded(body: Played) -> None:
    """Everybody is in favour of a text that is then changed."""
    body.open("drafting")
    body.write("Every harbour keeps a light.")
    body.sit("A", "B", "C", "D")
    body.put()
    body.say("in favour", "A", "B")
    body.write("Every harbour keeps two lights.")


def no_quorum(body: Played) -> None:
    """Two leave the room, and everybody answers in favour all the same."""
    body.open("motion")
    body.sit("A", "B", "C", "D")
    body.put()
    body.do("attendance.record/1", session="s", present=["A", "B"])
    body.say("in favour", "A", "B", "C", "D")
    body.close()


def reported(body: Played) -> None:
    """A source says that it was adopted, and names two of the four members."""
    asked = {
        "question": f"{MATTER}.q1",
        "matter": MATTER,
        "step": "vote",
        "rule": "half",
        "charter": 0,
    }
    opened = {
        "matter": MATTER,
        "procedure": "motion",
        "title": {"en": "Lights at sea", "ru": "Огни на море"},
    }
    body.attest(
        {"kind": "session.convened/1", "session": "s", "organ": "council", "on": "2025-05-04"},
        {"kind": "session.opened/1", "session": "s", "on": "2025-05-04", "quorum": True},
        {"kind": "matter.opened/1", "by": "A", "on": "2025-05-01", **opened},
        {
            "kind": "item.placed/1",
            "session": "s",
            "item": "i",
            "position": 1,
            "matter": MATTER,
            "title": "",
        },
        {
            "kind": "question.put/1",
            "population": ["A", "B", "C", "D"],
            "opened": "2025-05-04T10:00:00.000Z",
            "session": "s",
            **asked,
        },
        {
            "kind": "roll.called/1",
            "question": f"{MATTER}.q1",
            "positions": {"in favour": ["A", "B"]},
            "on": "2025-05-04",
        },
        outcomes={f"{MATTER}.q1": "adopted"},
    )


def revised(body: Played) -> None:
    """The clerk took a note of Cora's for consent: corrected, the motion is lost."""
    body.open("motion")
    body.sit("A", "B", "C", "D")
    question = body.put()
    body.say("in favour", "A", "B")
    body.say("against", "D")
    on_behalf = {"question": question, "choice": "in favour", "member": "C", "via": "note"}
    entry = body.do("position.state/1", cites=CITED, **on_behalf)
    body.close()
    body.now += timedelta(days=1)
    fact = {"kind": "position.stated/1", "on": "2026-03-02", **on_behalf, "choice": "against"}
    reason = "The note says no."
    body.do("correct/1", entry=entry, reason=reason, facts=[fact], cites=CITED)


def stalled(body: Played) -> None:
    """A member without shares comes in while the silence runs: when it ends, nothing can be counted."""
    body.open("silence")
    body.say("does not object", "A", "B", "C")
    body.do("matter.open/1", matter="ad", procedure="admission", title="Admission of Elm")
    body.do("matter.provide/1", matter="ad", thing="applicant", value="E")
    body.now += timedelta(days=5)
    body.body.registrar.pass_deadlines()


def without_a_vote(body: Played) -> None:
    """Nobody in the room asks for a vote."""
    body.open("motion")
    body.sit("A", "B", "C")
    body.put()
    body.close()


CASES: dict[str, Callable[[Played], None]] = {
    "superseded": superseded,
    "no-quorum": no_quorum,
    "reported": reported,
    "revised": revised,
    "stalled": stalled,
    "without-a-vote": without_a_vote,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the register says: the outcome by the word of the notation, and the article. ``words``: how a door says so, by
    language. ``never``: what the positions would give, which no door says."""

    outcome: str
    article: str
    words: dict[str, str]
    never: dict[str, str]


ADOPTED = {"en": r"(?<!not )\badopted\b", "ru": r"(?<!не )\bпринято\b"}
LOST = {"en": r"\bnot adopted\b|\brejected\b", "ru": r"\bне принято\b"}
SAID = {
    "superseded": Said(
        "superseded", "", {"en": "superseded|text was changed", "ru": "текст изменился"}, ADOPTED
    ),
    "no-quorum": Said(
        "no quorum", "Pact 9", {"en": "(there is )?no quorum", "ru": "нет кворума"}, ADOPTED
    ),
    "reported": Said(
        "undetermined", "Rules 3", {"en": "undetermined", "ru": "не определено"}, ADOPTED
    ),
    "revised": Said("rejected", "Rules 3", LOST, ADOPTED),
    "stalled": Said(
        "stalled", "", {"en": "not (be )?counted|stalled", "ru": "не подсчитано"}, ADOPTED
    ),
    "without-a-vote": Said(
        "adopted",
        "Rules 11(1)",
        {
            "en": "adopted(, .*)? without a vote|adopted, no vote|adopted.*\\bwithout_a_vote|outcome: adopted",
            "ru": "принято(, .*)? без голосования",
        },
        LOST,
    ),
}
RUN_ON = re.compile(
    "If adopted: .*|source reports: adopted.*|reported: adopted;|Источник сообщает: принято.*|[,;] before: adopted"
    '|it had been: adopted|прежде( было)?: принято|Before it: adopted|До него: принято|"(reported|was)": "adopted"'
)
"""Where a door says what would follow, what a source says, or what had been."""
MORE = re.compile(r".* and \d+ more")
INSTRUMENTS = {"Pact": "Договор", "Rules": "Правила"}


# --- what a page says -------------------------------------------------------------------------------------------------

BLOCKS = {
    *(
        "p",
        "li",
        "ul",
        "ol",
        "div",
        "tr",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "details",
        "summary",
        "table",
    ),
    *("form", "caption", "section", "article", "option"),
}
APART = {"td", "th", "span"}
VOID = {"br", "input", "meta", "link", "img", "hr"}


class _Text(HTMLParser):
    """The text of the elements of a page that are wanted, a line to a block."""

    def __init__(self, **wanted: str) -> None:
        super().__init__()
        self.wanted, self.depth, self.text = wanted, 0, ""

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        at = {"tag": tag, **dict(given)}
        begins = all(
            value in str(at.get(name) or "").split() for name, value in self.wanted.items()
        )
        if self.depth or begins:
            self.depth += tag not in VOID
            self.text += "\n" if tag in BLOCKS or tag == "br" else " " if tag in APART else ""

    def handle_endtag(self, tag: str) -> None:
        if self.depth:
            self.depth -= 1
            self.text += "\n" if tag in BLOCKS else ""

    def handle_data(self, data: str) -> None:
        self.text += re.sub(r"\s+", " ", data) if self.depth else ""


def text_of(page: str, **wanted: str) -> list[str]:
    """The lines of the elements with those attributes (``tag``, ``id``, ``class_``)."""
    reading = _Text(**{name.rstrip("_"): value for name, value in wanted.items()})
    reading.feed(page)
    lines = (" ".join(line.split()) for line in reading.text.splitlines())
    return [line for line in lines if line]


# --- the doors --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Door:
    """A place where somebody reads what came of the question. ``language``: of the reader. ``entry``: the one that it is
    about, if it is about one; ``cites``: whether it says under which article."""

    name: str
    lines: list[str] = field(repr=False)
    language: str = "en"
    entry: int | None = None
    cites: bool = True

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def doors(body: Played) -> Iterator[Door]:
    """Every door, with what it says of the first question."""
    question = body.matter.questions[0]
    entries = [number for number, _ in told_by(body, question.question)]
    yield Door("comity show matter", typed("show", "matter", MATTER))
    stood = under("How it stood", typed("show", "member", "A"))
    yield Door("comity show member", stood, cites=False)
    yield Door("comity show matter --json", in_json(question.question))
    for number in entries:
        yield Door("comity log", listed(number), entry=number, cites=False)
    yield Door("the table of questions", [in_table(body, question.question)])
    for number in entries:
        yield Door("the bytes of the entry", [in_bytes(body, number)], entry=number)
    for language in LANGUAGES:
        yield from pages(Reader(body, language), question, entries)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads the pages in a language: by default the delegate of the first member."""

    body: Played
    language: str

    def get(self, path: str, by: str = MEMBER) -> str:
        answer = self.body.clients[by].get(f"/b/{BODY}/{path}", HTTP_ACCEPT_LANGUAGE=self.language)
        assert answer.status_code == 200, (path, answer.status_code)
        return walking.content(answer)

    def minutes(self) -> list[str]:
        """The minutes, made by the secretariat and read by it, as made from the register."""
        at, client = f"/b/{BODY}/sessions/s/minutes", self.body.clients[CLERK]
        fields = {"as": "office", "request": f"minutes-{self.language}", "do": "make"}
        made = client.post(at, fields, HTTP_ACCEPT_LANGUAGE=self.language)
        assert made.status_code == 303, walking.content(made)
        assert Minutes.objects.filter(language=self.language).exists()
        text = "\n".join(text_of(self.get("sessions/s/minutes", by=CLERK), class_="minutes"))
        return re.sub(r"^([0-9]+)\n", r"\1. ", text, flags=re.MULTILINE).splitlines()

    def door(self, name: str, lines: list[str], **more: Any) -> Door:
        return Door(f"{name}, {LANGUAGES[self.language]}", lines, self.language, **more)


def pages(reader: Reader, question: Question, entries: list[int]) -> Iterator[Door]:
    """What the pages say to a reader."""
    asked = f"matters/{MATTER}/questions/{question.question}"
    page, history = reader.get(asked), reader.get(f"matters/{MATTER}/history")
    yield reader.door("the question", text_of(page, id="ruling"))
    yield reader.door(LED_TO, text_of(page, id=f"reversed-{question.question}"))
    for number in entries:
        yield reader.door("the history", text_of(history, id=f"record-{number}"), entry=number)
    for number in entries:
        entry = reader.get(f"register/{number}")
        lines = [*text_of(entry, tag="h1"), *text_of(entry, class_="followed")]
        yield reader.door("the entry", lines, entry=number)
    if reader.body.body.registrar.state.sessions:
        yield reader.door("the minutes", reader.minutes())
    if RoomNow.objects.exists():
        room = reader.get("sessions/s/room", by=CLERK)
        yield reader.door("the room", text_of(room, id="room-question"), cites=False)
    supposed = reader.get(f"matters/{MATTER}/what-if?question={question.question}")
    yield reader.door("what if, on record", text_of(supposed, class_="note"), cites=False)
    yield reader.door(SUPPOSED, text_of(supposed, class_="first-when-narrow"))
    yield reader.door("the letter", text_of(reader.get(f"{asked}/letter"), class_="letter"))
    yield reader.door("the member", text_of(reader.get("body/A"), tag="tbody"), cites=False)


def register() -> list[str]:
    return ["--register", bodies().place.register]


def typed(*said: str) -> list[str]:
    """What the command line prints."""
    done = CliRunner().invoke(comity, [*said, *register()])
    assert done.exit_code == 0, done.output
    return [line.rstrip() for line in done.output.splitlines()]


def under(heading: str, lines: list[str]) -> list[str]:
    """The paragraph below that heading."""
    found = next((at for at, line in enumerate(lines) if line.startswith(heading)), len(lines))
    return [*takewhile(bool, lines[found + 1 :])]


def in_json(question: str) -> list[str]:
    value = json.loads("\n".join(typed("show", "matter", MATTER, "--json")))
    ruling = next(q["ruling"] for q in value["questions"] if q["question"] == question)
    return [
        f"{name}: {ruling[name]}"
        for name in ("outcome", "article", "without_a_vote")
        if name in ruling
    ]


def listed(number: int) -> list[str]:
    lines = typed("log", "--matter", MATTER)
    return [line for line in lines if int(line.split()[0]) == number]


def in_table(body: Played, question: str) -> str:
    answer = body.clients[MEMBER].get(f"/b/{BODY}/register/tables/questions.csv")
    lines = walking.content(answer).removeprefix("\ufeff").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    row = next(one for one in rows if one["question"] == question)
    return "; ".join(
        f"{name}: {row[name]}" for name in ("closed", "outcome", "article", "reported", "bound")
    )


def in_bytes(body: Played, number: int) -> str:
    """The effect that says it, as the entry has it."""
    answer = body.clients[MEMBER].get(f"/b/{BODY}/register/{number}.json")
    effects = json.loads(walking.content(answer))["effects"]
    kinds = ("question.closed", "ruling.revised", "outcome.reported")
    return json.dumps([one for one in effects if one["kind"].startswith(kinds)], ensure_ascii=False)


def told_by(body: Played, question: str) -> Iterator[tuple[int, AnyEffect]]:
    """The entries that say what came of the question, with that effect."""
    for entry in body.body.registrar.entries():
        for effect in entry.effects:
            if isinstance(effect, QuestionClosed | RulingRevised) and effect.question == question:
                yield entry.n, effect


# --- the tests --------------------------------------------------------------------------------------------------------


@pytest.fixture(params=CASES)
def case(
    request: pytest.FixtureRequest, place: Place, db: None, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Played]:
    body = Played(place, monkeypatch)
    CASES[request.param](body)
    return request.param, body


def speaking(body: Played) -> list[Door]:
    """The doors that say what came of the question: not the entry that was overruled, and not the line of an entry with
    more facts than it names."""
    *_, (last, _) = told_by(body, body.matter.questions[0].question)
    said = [one for one in doors(body) if one.lines and one.entry in (None, last)]
    return [one for one in said if not one.name.startswith(SILENT) and not MORE.fullmatch(one.text)]


def departing(said: Said, told: list[Door]) -> Iterator[str]:
    """The doors that do not say it, or say what the positions give."""
    for door in told:
        text = RUN_ON.sub("", door.text)
        if not re.search(said.words[door.language], text, re.IGNORECASE | re.DOTALL):
            yield f"{door.name} does not say {said.outcome}: {text}"
        if re.search(said.never[door.language], text, re.IGNORECASE):
            yield f"{door.name} works it out again: {text}"
        if door.cites and article_in(door.language, said.article) not in text:
            yield f"{door.name} does not cite {said.article}: {text}"


def article_in(language: str, article: str) -> str:
    instrument, _, number = article.partition(" ")
    return f"{INSTRUMENTS[instrument]} {number}" if article and language == "ru" else article


def test_the_register_has_no_ruling_on_the_positions(case: tuple[str, Played]) -> None:
    name, body = case
    *_, (_, last) = told_by(body, body.matter.questions[0].question)
    assert (last.outcome, last.article) == (SAID[name].outcome, SAID[name].article)
    assert bool(last.counts) is (name in ("reported", "revised"))


def test_every_door_says_the_outcome_and_the_article_of_the_register(
    case: tuple[str, Played],
) -> None:
    name, body = case
    assert list(departing(SAID[name], speaking(body))) == []


@pytest.mark.parametrize("choice", ["in favour", "against"])
def test_no_door_works_it_out_again(case: tuple[str, Played], choice: str) -> None:
    """Whatever the positions are made to be afterwards, the outcome and its article are those of the entry."""
    name, body = case
    matter = body.matter
    question = matter.questions[0]
    question.choices = dict.fromkeys(question.population, choice)
    keep(body.body.registrar.state, matter)
    assert list(departing(SAID[name], speaking(body))) == []


def test_every_door_says_what_is_kept_to_be_read(case: tuple[str, Played]) -> None:
    name, body = case
    path = GOLDEN / f"{name}.txt"
    said = "\n\n".join(f"--- {one.name} ---\n{one.text}" for one in doors(body) if one.lines) + "\n"
    if os.environ.get("COMITY_RECORD"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8"), "read it; COMITY_RECORD=1 keeps it anew"


SAID_BEFORE = {"en": "is adopted without a vote", "ru": "принимается без голосования"}
NOT_SO = {"en": "is not adopted", "ru": "не принимается"}


def test_before_it_is_closed_every_door_says_that_it_is_adopted_unless_somebody_answers(
    place: Place, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = Played(place, monkeypatch)
    body.open("motion")
    body.sit("A", "B", "C")
    question = body.put()
    for answered in (False, True):
        if answered:
            body.say("abstaining", "B")
        shown = CliRunner().invoke(comity, ["show", "matter", MATTER, "--body", BODY, *register()])
        told = [(" ".join(shown.output.split()), "en")]
        for language in LANGUAGES:
            reader = Reader(body, language)
            told.append((reader.get(f"matters/{MATTER}/questions/{question}"), language))
            told.append((reader.get("sessions/s/room", by=CLERK), language))
        for text, language in told:
            assert (SAID_BEFORE[language] in text) is not answered
            assert answered or NOT_SO[language] not in text
