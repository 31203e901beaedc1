"""Pages of a body with many persons and members: a part of each list, a search, and no list to choose from that nobody
could read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.body.acts import (
    Attest,
    Citation,
    ConveneSession,
    FileSource,
    OpenMatter,
    OpenSession,
    PutQuestion,
    SubmitText,
)
from comity.body.effects import (
    CredentialIssued,
    Paragraph,
    PartyNamed,
    PersonEntered,
    StatusGranted,
)
from comity.body.occasion import day_at, instant
from comity.registrar import clock_of_the_machine
from comity.web.bodies import RunningBody
from comity.web.forms import one_of_many
from comity.web.models import SpeakerWaiting
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


# --- the room -----------------------------------------------------------------------------------------------------------


ROOM = "sessions/now"


@pytest.fixture
def sitting(large: RunningBody) -> RunningBody:
    """A session of all members that sits today; the first 310 are in the room."""
    registrar = large.registrar
    with large.reading() as state:
        today = day_at(state, instant(clock_of_the_machine()))
    clerk = {"by": "p20", "for_": "secretariat"}
    convening = ConveneSession(**clerk, organ="council", on=today, format="plenary", session="now")
    present = ["secretariat", *(f"M{n:04}" for n in range(310))]
    registrar.submit([convening, OpenSession(**clerk, session="now", present=present)])
    return large


def there(body: RunningBody) -> set[str]:
    return set(body.registrar.state.sessions["now"].present)


def operated(client: Client, **fields: str) -> tuple[int, str]:
    sent = {"as": "secretariat", **fields}
    answer = client.post(
        f"{HOME}/{ROOM}/operate", sent, headers={"accept-language": "en"}, follow=False
    )
    return answer.status_code, answer.content.decode()


def test_no_page_of_the_room_has_a_field_or_a_line_for_each_of_very_many(
    sitting: RunningBody, visitor: Visitor
) -> None:
    for path in ("", "/room", "/operate", "/screen", "/room?part=room", "/attendance"):
        text = page(visitor("p20"), ROOM + path)
        assert len(text) < 100_000, path
        assert len(set(re.findall(r"Member (\d{4})", text))) <= 2 * ROWS, path
        assert len(re.findall("<(?:input|select|textarea|option)", text)) < 150, path


def test_who_came_and_who_left_is_written_and_the_others_stay(
    sitting: RunningBody, visitor: Visitor
) -> None:
    before = there(sitting)
    came = "Member 0400\nM0401\nPerson 0202\nq0203"
    assert operated(visitor("p20"), do="attend", came=came, left="M0007\nmember 0008")[0] == 303
    assert there(sitting) - before == {"M0400", "M0401"}
    assert before - there(sitting) == {"M0007", "M0008"}
    assert sitting.registrar.state.sessions["now"].persons == {"q0202": "M0202", "q0203": "M0203"}
    assert operated(visitor("p20"), do="attend", came="M0402\nq0007", left="q0202\nM0203")[0] == 303
    assert {"M0007", "M0202", "M0402"} <= there(sitting), "a member comes in with its person"
    assert "M0203" not in there(sitting)
    assert sitting.registrar.state.sessions["now"].persons == {"q0007": "M0007"}


def test_everybody_with_a_seat_is_there_but_for_those_who_are_written(
    sitting: RunningBody, visitor: Visitor
) -> None:
    assert operated(visitor("p20"), do="attend", everybody="on", left="M0007")[0] == 303
    assert {f"M{n:04}" for n in range(MANY)} - there(sitting) == {"M0007"}


@pytest.mark.parametrize(
    ("came", "left", "said"),
    [
        ("M0200\nMember", "", "“Member” fits 450."),
        ("Nobody Else", "M0007", "Nobody is called “Nobody Else”."),
        ("M0200\nM0201", "M0201", "Written both as come in and as left: M0201. Write each once."),
        ("", "", "Nobody is named: write who came in or who left."),
    ],
)
def test_an_attendance_that_cannot_be_read_comes_back_as_it_was_typed(
    sitting: RunningBody, visitor: Visitor, came: str, left: str, said: str
) -> None:
    before, size = there(sitting), sitting.registrar.state.size
    status, told = operated(visitor("p20"), do="attend", came=came, left=left)
    assert status == 422
    assert said in told
    assert re.findall(r'<textarea name="(?:came|left)"[^>]*>\n([^<]*)<', told) == [came, left]
    assert (there(sitting), sitting.registrar.state.size) == (before, size)


def test_what_was_typed_is_there_where_somebody_else_opened_the_session_meanwhile(
    sitting: RunningBody, visitor: Visitor
) -> None:
    before = there(sitting)
    status, told = operated(visitor("p20"), do="open", came="M0400\nMember 0401")
    assert status == 403
    assert "opened on" in told
    assert re.findall(r'<textarea name="came"[^>]*>\n([^<]*)<', told) == ["M0400\nMember 0401"]
    assert there(sitting) == before


def test_every_member_is_on_a_page_of_the_attendance(
    sitting: RunningBody, visitor: Visitor
) -> None:
    client, found, path = visitor("p26"), list[str](), f"{ROOM}/attendance"
    assert f'href="{HOME}/{path}"' in page(client, ROOM)
    while path:
        text = page(client, path)
        found += re.findall(r"Member (\d{4})", text)
        onward = re.search(r'rel="next" href="\?([^"]+)"', text)
        path = f"{ROOM}/attendance?{onward[1].replace('&amp;', '&')}" if onward else ""
    assert found == [f"{n:04}" for n in range(MANY)]
    one = page(client, f"{ROOM}/attendance?q=Member+0007")
    assert re.findall(r"Member (\d{4})", one.partition("<table")[2]) == ["0007"]
    assert "<td>yes</td>" in one
    assert "<td>no</td>" in page(client, f"{ROOM}/attendance?q=M0400")


def test_who_speaks_and_who_raised_a_hand_is_written(
    sitting: RunningBody, visitor: Visitor
) -> None:
    client = visitor("p20")
    assert operated(client, do="add", party="Member 0007", kind="reply")[0] == 303
    assert [(one.party, one.kind) for one in SpeakerWaiting.objects.all()] == [("M0007", "reply")]
    status, told = operated(client, do="add", party="Member 0400", kind="floor")
    assert (status, "Nobody is called “Member 0400”." in told) == (422, True)
    assert 'value="Member 0400"' in told
    speech = {"do": "speech", "gist_en": "We agree.", "gist_ru": "Мы согласны.", "stance": ""}
    status, told = operated(client, **speech, speaker="Member 00")
    assert (status, "fits 100" in told) == (422, True)
    assert 'value="Member 00"' in told
    assert "We agree." in told
    assert operated(client, **speech, speaker="M0009")[0] == 303


# --- who stands where ---------------------------------------------------------------------------------------------------


@pytest.fixture
def two_rounds(large: RunningBody) -> RunningBody:
    """All members are asked on the second version of a text."""
    registrar = large.registrar
    clerk = registrar.state.credentials["c0"]
    by, for_ = clerk.person, clerk.party
    opening = OpenMatter(
        by=by, for_=for_, matter="big", procedure="correspondence", title={"en": "Big"}
    )
    registrar.submit([opening])
    for text in ("All agree.", "All agree now."):
        paragraph = Paragraph(id="a", number="1", text={"en": text, "ru": text})
        registrar.submit([SubmitText(by=by, for_=for_, matter="big", paragraphs=[paragraph])])
    deadline = "2090-01-02T10:00"
    registrar.submit([PutQuestion(by=by, for_=for_, matter="big", deadline=deadline, version=2)])
    return large


@pytest.mark.parametrize("of", ["scoreboard", "rounds", "chase"])
def test_where_members_stand_is_on_pages_that_together_have_every_member_once(
    two_rounds: RunningBody, visitor: Visitor, of: str
) -> None:
    client, found, path = visitor("p20"), list[str](), f"matters/big/{of}"
    while path:
        text = page(client, path)
        assert len(text) < 60_000
        found += re.findall(r"Member (\d{4})", text)
        onward = re.search(r'rel="next" href="\?([^"]+)"', text)
        path = f"matters/big/{of}?{onward[1].replace('&amp;', '&')}" if onward else ""
    assert found == [f"{n:04}" for n in range(MANY)]
    for sought, fits in (("Member+0123", ["0123"]), ("M0321", ["0321"]), ("nobody+here", [])):
        text = re.sub('value="[^"]*"', "", page(client, f"matters/big/{of}?q={sought}"))
        assert re.findall(r"Member (\d{4})", text) == fits
        assert ("Nobody here fits." in text) is not bool(fits)


def test_the_way_to_other_members_keeps_the_rounds(
    two_rounds: RunningBody, visitor: Visitor
) -> None:
    client = visitor("p20")
    assert 'href="?q=&amp;page=2&amp;round=1"' in page(client, "matters/big/scoreboard?round=1")
    told = page(client, "matters/big/rounds?from=1&to=2")
    assert 'href="?q=&amp;page=2&amp;from=1&amp;to=2"' in told


def test_those_marked_on_a_page_are_reminded_and_what_was_typed_comes_back(
    two_rounds: RunningBody, visitor: Visitor
) -> None:
    client, path = visitor("p20"), f"{HOME}/matters/big/chase?page=3"
    sent = {"member": ["M0205", "M0206"], "words": "Please \u202eanswer."}
    answer = client.post(path, sent, headers={"accept-language": "en"})
    assert answer.status_code == 422
    told = answer.content.decode()
    ticked = re.findall(r'name="member" value="(M\d+)"[^>]* checked>', told)
    assert ticked == ["M0205", "M0206"]
    assert told.count('name="member"') == ROWS
    answer = client.post(path, {**sent, "words": "Please answer."})
    assert (answer.status_code, answer["Location"]) == (303, path)
