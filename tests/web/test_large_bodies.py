"""Pages of a body with many persons and members: a part of each list, a search, and no list to choose from that nobody
could read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.body.acts import Attest, Citation, FileSource, OpenMatter, PutQuestion, SubmitText
from comity.body.effects import (
    CredentialIssued,
    Paragraph,
    PartyNamed,
    PersonEntered,
    StatusGranted,
)
from comity.web.bodies import RunningBody
from comity.web.forms import one_of_many
from comity.web.readmodel.paging import ROWS
from comity.web.told.names import Names
from comity.web.visits import law_on

Visitor = Callable[[str], Client]
HOME = "/b/six-rivers"
MANY = 450
DAY = "2025-01-05"


@pytest.fixture
def large(practice: RunningBody) -> RunningBody:
    """The practice body with so many more persons and members; half of the persons act for a member each."""
    registrar = practice.registrar
    clerk = registrar.state.credentials["c0"]
    said = {"by": clerk.person, "for_": clerk.party}
    registrar.submit([FileSource(**said, source="list", title="List", sha256="a" * 64)])
    cites = [Citation(source="list", paragraph=1)]
    parties = [f"M{n:04}" for n in range(MANY)]
    persons = [f"q{n:04}" for n in range(MANY)]
    for facts in (
        [PartyNamed(party=one, name=f"Member {one[1:]}") for one in parties],
        [StatusGranted(party=one, status="member", since=DAY) for one in parties],
        [PersonEntered(person=one, name=f"Person {one[1:]}") for one in persons],
        [
            CredentialIssued(credential=f"k{n}", person=f"q{n:04}", party=party, powers=["all"], since=DAY)
            for n, party in enumerate(parties[: MANY // 2])
        ],
    ):  # fmt: skip
        registrar.submit([Attest(**said, held=DAY, cites=cites, facts=list(facts))])
    return practice


def page(client: Client, path: str, language: str = "en") -> str:
    answer = client.get(f"{HOME}/{path}", headers={"accept-language": language})
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def persons_on(text: str) -> list[str]:
    return re.findall(rf'href="{HOME}/people/([a-z]\w+)"', text)


def instructor(visitor: Visitor) -> Client:
    """Somebody who may give instructions."""
    for person in ("p0", "p19", "p1", "p2", "p20"):
        client = visitor(person)
        if 'action="/b/six-rivers/tasks"' in page(client, "tasks"):
            return client
    raise AssertionError("nobody may instruct")


# --- lists --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["p0", "p5", "p26"])
def test_people_stand_on_pages_that_together_have_everybody_once(
    large: RunningBody, visitor: Visitor, person: str
) -> None:
    client, found, path = visitor(person), list[str](), "people"
    while path:
        text = page(client, path)
        here = [one for one in persons_on(text) if one.startswith("q")]
        assert len(text) < 200_000
        assert len(here) <= ROWS
        found += here
        onward = re.search(r'rel="next" href="\?([^"]+)"', text)
        path = f"people?{onward[1].replace('&amp;', '&')}" if onward else ""
    rows = list(dict.fromkeys(found))
    assert rows == found or person == "p0"  # who keeps the record has a link to invite as well
    assert len(rows) == MANY


def test_the_list_says_which_of_how_many_and_a_search_finds_one(
    large: RunningBody, visitor: Visitor
) -> None:
    client = visitor("p26")
    number = len(page(client, "people").split("1–100 of ")[1].split(".")[0])
    assert number == 3
    assert persons_on(page(client, "people?q=person+0007")) == ["q0007"]
    assert persons_on(page(client, "people?q=q0300")) == ["q0300"]
    assert persons_on(page(client, "people?q=Member+0011")) == ["q0011"]
    assert "Nobody here fits." in page(client, "people?q=nobody+at+all")
    assert "Никто не подходит." in page(client, "people?q=nobody+at+all", "ru")


@pytest.mark.parametrize("asked", ["0", "-1", "9", "99999999999999999", "x", "²"])
def test_a_page_that_there_is_not_is_told_with_those_that_there_are(
    large: RunningBody, visitor: Visitor, asked: str
) -> None:
    for path in ("people", "body"):
        answer = visitor("p26").get(
            f"{HOME}/{path}?page={asked}", headers={"accept-language": "en"}
        )
        assert answer.status_code in (404, 422)
        assert re.search(r"Write a whole number from 1 to [57]\.", answer.content.decode())


def test_members_stand_on_pages_that_together_have_every_member_once(
    large: RunningBody, visitor: Visitor
) -> None:
    client, found = visitor("p26"), list[str]()
    for number in range(1, 6):
        text = page(client, f"body?page={number}")
        assert len(text) < 200_000
        found += re.findall(rf'href="{HOME}/body/(M\d+)"', text)
    assert found == [f"M{n:04}" for n in range(MANY)]
    assert f"({MANY + 6})" in page(client, "body")
    assert re.findall(rf'href="{HOME}/body/(M\d+)"', page(client, "body?q=member+0123")) == [
        "M0123"
    ]


def test_the_way_to_other_pages_keeps_the_day(large: RunningBody, visitor: Visitor) -> None:
    text = page(visitor("p26"), "body?on=2025-06-01")
    assert 'href="?q=&amp;page=2&amp;on=2025-06-01"' in text


def test_the_page_of_invitations_has_so_many_fields_and_says_how_many_are_left(
    large: RunningBody, visitor: Visitor
) -> None:
    text = page(visitor("p0"), "people/invite")
    assert text.count('name="email:') == 100
    assert f"{MANY // 2 - 100} more are not shown here" in text


# --- choosing -----------------------------------------------------------------------------------------------------------


def test_no_page_has_a_list_of_all_to_choose_from(large: RunningBody, visitor: Visitor) -> None:
    clients = [visitor("p0"), instructor(visitor), visitor("p1")]
    for client in clients:
        for path in (
            *("tasks", "register", "sessions", "people/enter", "people/p5", "attest"),
            *("offices/secretary", "rotas/chair", "matters/new"),
        ):
            answer = client.get(f"{HOME}/{path}")
            if answer.status_code == 200:
                text = answer.content.decode()
                assert "Member 0400" not in text, path
                assert "Person 0400" not in text, path
                assert len(text) < 300_000, path


def test_somebody_is_instructed_by_name_by_id_and_by_a_part_of_the_name(
    large: RunningBody, visitor: Visitor
) -> None:
    client = instructor(visitor)
    for typed, meant in (("Person 0123", "q0123"), ("M0007", "M0007"), ("son 0044", "q0044")):
        sent = {"to": typed, "what_en": "Report.", "what_ru": "Доложить.", "due": ""}
        answer = client.post(f"{HOME}/tasks", sent)
        assert answer.status_code == 303, answer.content.decode()[:3000]
        assert list(large.registrar.state.instructions.values())[-1].to == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Person 00", "fits 100. Write the id of the one who is meant: Person 0000 (q0000)"),
        ("Nobody Else", "Nobody is called “Nobody Else”."),
    ],
)
def test_what_fits_several_or_nobody_is_answered_with_whom_it_fits_and_nothing_is_recorded(
    large: RunningBody, visitor: Visitor, typed: str, said: str
) -> None:
    client, before = instructor(visitor), large.registrar.state.size
    sent = {"to": typed, "what_en": "Report.", "what_ru": "Доложить.", "due": ""}
    answer = client.post(f"{HOME}/tasks", sent, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()
    assert large.registrar.state.size == before


def test_the_register_is_narrowed_down_by_the_name_of_a_member(
    large: RunningBody, visitor: Visitor
) -> None:
    client = visitor("p26")
    assert page(client, "register?who=M0007").count('class="what"') == page(
        client, "register?who=Member+0007"
    ).count('class="what"')
    answer = client.get(f"{HOME}/register?who=Member", headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert f"fits {MANY}" in answer.content.decode()


def test_short_lists_stay_lists(practice: RunningBody) -> None:
    with practice.reading() as state:
        at = Names(state, law_on(state, DAY))
        field = one_of_many.one_of(one_of_many.persons(at), label="Who")
    assert len(field.choices) == len(at.persons)  # type: ignore[attr-defined]


# --- roll calls ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def voting(large: RunningBody) -> RunningBody:
    """All members are asked by correspondence."""
    registrar = large.registrar
    clerk = registrar.state.credentials["c0"]
    said = {"by": clerk.person, "for_": clerk.party}
    registrar.submit(
        [OpenMatter(**said, matter="big", procedure="correspondence", title={"en": "Big"})]
    )
    paragraph = Paragraph(id="a", number="1", text={"en": "All agree.", "ru": "Все согласны."})
    registrar.submit([SubmitText(**said, matter="big", paragraphs=[paragraph])])
    put = PutQuestion(**said, matter="big", deadline="2090-01-02T10:00", version=1)
    registrar.submit([put])
    question = registrar.state.matters["big"].question()
    assert question is not None
    assert len(question.population) > MANY
    return large


def test_of_very_many_a_roll_is_recorded_by_name_and_id(
    voting: RunningBody, visitor: Visitor
) -> None:
    clerk = visitor("p19")
    shown = page(clerk, "matters/big/steps")
    assert len(shown) < 400_000
    assert 'name="of_M0001"' not in shown
    wrong = {"do": "roll", "those_0": "Member 0001\nMember"}
    answer = clerk.post(f"{HOME}/matters/big/steps", wrong)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "fits 450" in told
    assert "Member 0001\nMember" in told, "what was typed is there"
    paper = SimpleUploadedFile("answers.txt", b"Two answered.")
    right = {"do": "roll", "those_0": "Member 0001\nM0002", "those_1": "M0003", "paper": paper}
    assert clerk.post(f"{HOME}/matters/big/steps", right).status_code == 303
    question = voting.registrar.state.matters["big"].question()
    assert question is not None
    assert question.choices.keys() == {"M0001", "M0002", "M0003"}
    assert question.choices["M0001"] == question.choices["M0002"] != question.choices["M0003"]


def test_a_list_of_all_members_is_read_with_each_named_once() -> None:
    named = list[str]()

    def called(one: str) -> str:
        named.append(one)
        return f"Member {one[1:]}"

    ids = [f"M{n:05}" for n in range(3_000)]
    field = one_of_many.several_of(one_of_many.Offer(ids, called, list), label="In favour")
    typed = [f"member {one[1:]}" if n % 2 else one for n, one in enumerate(ids)]
    assert field.clean("\n".join(typed)) == ids
    assert sorted(named) == ids
