"""Whoever was known before a sounding about him or her was opened stays where he or she was: nothing that outsiders are
shown changes by it, but for how many entries the record has."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from msgspec import structs

from comity.body.acts import Correct, FileSource
from comity.body.effects import PersonEntered, PositionStated
from comity.body.state import find_question
from comity.web.bodies import RunningBody
from comity.web.models import HostedBody, Paper
from comity.web.readmodel.tables import TABLES

Visitor = Callable[[str], Client]
BODY = "/b/six-rivers"
KNOWN, NAME = "p29", "Ferrant"
"""An interpreter, entered among the first and without any credential; the entry was corrected."""
CHAIR = "chairmanship:delegate of the chair"
OUTSIDE = ["p26", "p5", "p6", "p21"]
"""An observer, a representative and an expert of a member whose head is asked, an adviser."""
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|name="request" value="\w+"|data-since="\d+"'
    r"|(?i:the record has) \d+ entries|\d+ acts are recorded|Looked through record numbers \d+ to \d+"
    r"|(?:Entries in the record|Записей в реестре)</dt><dd>\d+"
    r"|В реестре \d+ \w+|записей в реестре: \d+|Записан\w* \d+ \w+|Просмотрены записи с № \d+ по № \d+",
)
"""The tokens of forms, which are new each time; how many entries there are, which is told to everybody."""


def addresses(size: int) -> list[str]:
    """What lists, counts, tells or finds persons, matters and records, as far as the record had ``size`` entries."""
    return [
        "/", "desk", "people", f"people/{KNOWN}", "matters", "matters?show=all", "matters/ferry", "matters/new", "tasks",
        "sessions", "sessions/council-narrow", "calendar", "calendar?past=yes", "calendar.ics", "sources", "decisions",
        "decisions.atom", "sessions.atom", "offices", "offices/secretary_general", "rotas/chairmanship", "body", "body/AR",
        "register", "register?kind=person", "register?kind=matter", f"register?who={KNOWN}", "register?kind=position",
        *(f"register?before={before}" for before in range(size, 0, -50)),
        *(f"register/{number}" for number in range(size - 5, size)),
        *(f"register/tables/{name}.csv" for name in TABLES),
        f"search?q={NAME}", f"search?q={KNOWN}", "search?q=candidate", "search?q=appointment", "search?q=Secretary",
    ]  # fmt: skip


def seen(client: Client, size: int, language: str) -> dict[str, str]:
    """What each address answers, without what changes at every look."""
    client.cookies["django_language"] = language
    found = {}
    for address in addresses(size):
        answer = client.get(address if address == "/" else f"{BODY}/{address}")
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[address] = f"{answer.status_code} {CHANGING.sub('', data.decode())}"
    return found


def done(answer: object) -> None:
    assert answer.status_code in (302, 303), answer.content.decode()  # type: ignore[attr-defined]


def is_sounded(practice: RunningBody, visitor: Visitor, person: str = KNOWN) -> str:
    """The person is proposed in confidence, a capital answers, the answer is corrected; the matter."""
    opening = {
        "procedure": "appointment",
        "title_en": "Whom after next",
        "thing_office": "secretary_general",
        "as": CHAIR,
    }
    done(visitor("p22").post(f"{BODY}/matters/new", opening))
    with practice.reading() as state:
        matter = next(reversed(state.matters.values()))
    proposing = {"do": "provide", "value": person, "note_en": "Quietly.", "step": "nomination"}
    for head in ("p13", "p16"):  # of Estmar or of Farholm, whose slot it is
        visitor(head).post(f"{BODY}/matters/{matter.matter}/steps", proposing)
    with practice.reading() as state:
        [asked] = state.matters[matter.matter].questions
        assert state.matters[matter.matter].things["candidate"] == person
    saying = {"choice": "in favour", "statement_en": "Gladly.", "request": "0a1b"}
    answering = f"{BODY}/matters/{matter.matter}/questions/{asked.question}/answer"
    done(visitor("p4").post(answering, saying))
    return matter.matter


@pytest.fixture
def still(practice: RunningBody) -> RunningBody:
    """The practice body at one moment, so that no clock moves on any page."""
    now = practice.registrar.clock()
    practice.registrar.clock = lambda: now
    return practice


@pytest.mark.slow
@pytest.mark.parametrize("person", OUTSIDE)
def test_nothing_that_outsiders_see_changes_when_somebody_known_is_proposed(
    person: str, still: RunningBody, visitor: Visitor
) -> None:
    size, reader = still.registrar.state.size, visitor(person)
    for _ in range(2):  # at the first look the desk notes where the reader has been
        before = {language: seen(reader, size, language) for language in ("en", "ru")}
    is_sounded(still, visitor)
    assert still.registrar.state.size >= size + 3
    for language, pages in before.items():
        after = seen(reader, size, language)
        changed = [address for address, page in pages.items() if after[address] != page]
        assert not changed
        assert NAME in after["people"] or language == "ru"
        assert NAME in after[f"search?q={NAME}"] or language == "ru"


def test_nothing_changes_for_a_visitor_of_an_open_body(
    still: RunningBody, visitor: Visitor
) -> None:
    HostedBody.objects.update_or_create(body="six-rivers", defaults={"open_to_public": True})
    size = still.registrar.state.size
    before = seen(Client(), size, "en")
    is_sounded(still, visitor)
    assert seen(Client(), size, "en") == before


def test_the_records_of_the_sounding_are_gaps_like_any_other(
    still: RunningBody, visitor: Visitor
) -> None:
    """Numbers are one sequence for all entries: a gap says that something was recorded, and no more."""
    size, reader = still.registrar.state.size, visitor("p26")
    is_sounded(still, visitor)
    now = still.registrar.state.size
    assert [reader.get(f"{BODY}/register/{n}").status_code for n in range(size, now)] == [404] * (
        now - size
    )


def test_whoever_is_entered_for_the_sounding_is_met_by_nobody_outside(
    still: RunningBody, visitor: Visitor
) -> None:
    """In the practice body the candidate was entered after the matter was opened, with no other reason to be there."""
    reader = visitor("p26")
    assert "Raske" not in reader.get(f"{BODY}/people").content.decode()
    assert reader.get(f"{BODY}/people/p25").status_code == 404
    assert "Raske" in visitor("p0").get(f"{BODY}/people").content.decode()


def test_a_name_corrected_while_the_sounding_runs_does_not_hide_its_person(
    still: RunningBody, visitor: Visitor
) -> None:
    is_sounded(still, visitor)
    with still.reading() as state:
        number = state.persons[KNOWN].entry
    fact = PersonEntered(person=KNOWN, name="Paul Ferrante", titles=["interpreter"])
    correct = Correct(by="p0", for_="secretariat", entry=number, reason="Misspelt.", facts=[fact])
    still.registrar.submit([correct])
    assert "Paul Ferrante" in visitor("p26").get(f"{BODY}/people").content.decode()


def test_a_paper_that_was_filed_before_stays_among_the_sources(
    still: RunningBody, visitor: Visitor
) -> None:
    """The same bytes come again, as the note of a capital about the candidate."""
    letter = b"A letter of 2020."
    digest = sha256(letter).hexdigest()
    file = FileSource(
        by="p0", for_="secretariat", title="Letter of 2020", sha256=digest, source="letter-2020"
    )
    still.registrar.submit([file])
    reader = visitor("p26")
    before = CHANGING.sub("", reader.get(f"{BODY}/sources").content.decode())
    assert "Letter of 2020" in before
    matter = is_sounded(still, visitor)
    with still.reading() as state:
        [asked] = state.matters[matter].questions
    recording = {
        "member": "CO", "choice": "in favour", "via": "note", "request": "0c",
        "paper": SimpleUploadedFile("letter.txt", letter),
    }  # fmt: skip
    done(
        visitor("p0").post(f"{BODY}/matters/{matter}/questions/{asked.question}/record", recording)
    )
    assert Paper.objects.get().source == "letter-2020"
    assert CHANGING.sub("", reader.get(f"{BODY}/sources").content.decode()) == before


def test_a_sounding_that_was_agreed_and_is_found_not_to_have_been_goes_on_being_seen(
    still: RunningBody, visitor: Visitor
) -> None:
    """Rules 18(1): one capital that objects blocks; by then everybody has read that the matter was before the Council."""
    numbers = range(still.registrar.state.size)
    found = [
        (n, fact)
        for n in numbers
        for fact in still.registrar.entry(n).effects
        if isinstance(fact, PositionStated)
        and fact.question.startswith("first-appointment.")
        and fact.via == "note"
    ]
    [(number, fact)] = found
    reader = visitor("p26")
    assert reader.get(f"{BODY}/matters/first-appointment").status_code == 200
    against = structs.replace(fact, choice="against")
    act = Correct(
        by="p0", for_="secretariat", entry=number, reason="Heard wrongly.", facts=[against]
    )
    still.registrar.submit([act])
    with still.reading() as state:
        assert find_question(state, fact.question)[1].outcome != "adopted"
    assert reader.get(f"{BODY}/matters/first-appointment").status_code == 200
