"""Reconciliation: remarks made, proposed, lifted, taken in from a table; who stands where; rounds; who has not answered."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from comity.body.acts import SubmitText
from comity.body.effects import Paragraph, TextVersioned
from comity.body.state import find_matter
from comity.exchange.spreadsheets import as_written, harmless
from comity.web.bodies import RunningBody
from comity.web.models import Account, Proposal
from comity.web.models.drafts import Observation
from comity.web.models.marks import Reminder
from comity.web.readmodel import scoreboard
from comity.web.visits import Visit, hosting, visit_of

pytestmark = pytest.mark.django_db
Visitor = Callable[[str], Client]
PLAN = "/b/six-rivers/matters/plan"
REMARKS = f"{PLAN}/remarks"


def at(body: RunningBody, person: str = "p20") -> Visit:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.LANGUAGE_CODE = "en"
    request.session = {}  # type: ignore[assignment]
    with body.reading() as state:
        return visit_of(request, body, hosting(body.name), state, person)


def typed(**fields: str) -> dict[str, str]:
    return {"paragraph": "b", "nature": "comment", "text": "Too early.", "version": "2", **fields}


def made(body: RunningBody) -> list[str]:
    return list(body.registrar.state.matters["plan"].remarks)


# --- making them ------------------------------------------------------------------------------------------------------


def test_a_remark_enters_the_record_in_the_members_name(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = made(practice)
    answer = visitor("p5").post(REMARKS, typed(type="technical"))
    assert answer.status_code == 303
    (new,) = set(made(practice)) - set(before)
    kept = practice.registrar.state.matters["plan"].remarks[new]
    assert (kept.by, kept.nature, kept.type, kept.paragraphs) == (
        "BE",
        "comment",
        "technical",
        ["b"],
    )


def test_one_form_sent_twice_is_one_remark(practice: RunningBody, visitor: Visitor) -> None:
    client, before = visitor("p5"), len(made(practice))
    for _ in range(2):
        client.post(REMARKS, typed(request="the same form"))
    assert len(made(practice)) == before + 1


def test_an_expert_proposes_and_nothing_enters_the_record(
    practice: RunningBody, visitor: Visitor
) -> None:
    size = practice.registrar.state.size
    assert visitor("p6").post(REMARKS, typed()).status_code == 303
    assert practice.registrar.state.size == size
    proposal = Proposal.objects.get(
        body=practice.name, party="BE", matter="plan", by__email="p6@six-rivers.example"
    )
    assert proposal.act["kind"] == "remark.make/1"
    assert "by" not in proposal.act
    assert "Too early." not in visitor("p8").get(REMARKS).content.decode()


def test_who_may_not_remark_is_told_why_and_has_no_form(visitor: Visitor) -> None:
    client = visitor("p21")  # the legal adviser: may speak, and no more
    assert 'name="nature"' not in client.get(REMARKS).content.decode()
    refused = client.post(REMARKS, typed())
    assert refused.status_code == 403
    assert "Rules 3" in refused.content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"nature": "reservation"}, "id_reservation"),
        ({"nature": "reservation", "reservation": "invented"}, "id_reservation"),
        ({"nature": "proposal", "proposed_ru": ""}, "id_proposed_en"),
        ({"text": ""}, "id_text"),
        ({"paragraph": "zz"}, "id_paragraph"),
    ],
)
def test_what_is_missing_is_told_beside_the_field_and_nothing_typed_is_lost(
    fields: dict[str, str], field: str, practice: RunningBody, visitor: Visitor
) -> None:
    before = made(practice)
    answer = visitor("p5").post(
        REMARKS, typed(**{"proposed_ru": "Позже.", "text": "Kept", **fields})
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    assert all(
        value in page
        for value in {"proposed_ru": "Позже.", "text": "Kept", **fields}.values()
        if value not in ("invented", "zz")
    )
    assert made(practice) == before


def test_a_remark_on_a_version_that_is_no_longer_the_last_is_not_made(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = made(practice)
    answer = visitor("p5").post(REMARKS, typed(version="1", text="On the old words"))
    assert answer.status_code == 409
    assert "On the old words" in answer.content.decode()
    assert made(practice) == before


def test_a_capacity_lost_while_the_page_was_open_is_told(visitor: Visitor) -> None:
    answer = visitor("p5").post(REMARKS, typed(**{"as": "secretariat"}))
    assert answer.status_code == 403
    assert "Too early." in answer.content.decode() or "no longer" in answer.content.decode()


def test_script_in_a_remark_stays_text(visitor: Visitor) -> None:
    client = visitor("p5")
    client.post(REMARKS, typed(text="<script>alert(1)</script>"))
    page = client.get(REMARKS).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# --- taking them back -------------------------------------------------------------------------------------------------


def standing(body: RunningBody, by: str, nature: str) -> str:
    known = body.registrar.state.matters["plan"].remarks.values()
    return next(r.remark for r in known if r.by == by and r.nature == nature and not r.disposition)


def test_a_member_takes_its_bracket_back_with_a_reason(
    practice: RunningBody, visitor: Visitor
) -> None:
    remark = standing(practice, "ES", "bracket")
    page = visitor("p14").get(REMARKS).content.decode()
    assert f'name="remark" value="{remark}"' in page
    visitor("p14").post(f"{REMARKS}/lift", {"remark": remark, "reason": "Agreed."})
    assert practice.registrar.state.matters["plan"].remarks[remark].disposition == "lifted"


def test_nobody_takes_back_the_remark_of_another(practice: RunningBody, visitor: Visitor) -> None:
    remark = standing(practice, "ES", "bracket")
    client = visitor("p5")
    assert f'name="remark" value="{remark}"' not in client.get(REMARKS).content.decode()
    assert client.post(f"{REMARKS}/lift", {"remark": remark}).status_code == 403
    assert not practice.registrar.state.matters["plan"].remarks[remark].disposition


def test_a_remark_of_no_matter_is_not_found(visitor: Visitor) -> None:
    assert visitor("p5").post(f"{REMARKS}/lift", {"remark": "k99999"}).status_code == 404


# --- the matrix -------------------------------------------------------------------------------------------------------


def rows(page: str) -> list[str]:
    return [
        unescape(one)
        for one in re.findall(r'<tr id="[^"]*"><th scope="row"[^>]*>([^<]*)<br>', page)
    ]


def test_the_matrix_has_the_columns_of_the_iso_template(visitor: Visitor) -> None:
    page = visitor("p5").get(REMARKS).content.decode()
    heads = re.findall(r'<th scope="col">([^<]*)</th>', page)
    assert heads == [
        "Member",
        "Paragraph",
        "Type",
        "Comment",
        "Proposed change",
        "Observation of the secretariat",
    ]


@pytest.mark.parametrize(
    ("query", "members"),
    [
        ("", ["Estmar", "Dalesia", "Farholm", "Estmar", "Corund", "Farholm", "Corund"]),
        ("sort=member", ["Corund", "Corund", "Dalesia", "Estmar", "Estmar", "Farholm", "Farholm"]),
        ("member=ES", ["Estmar", "Estmar"]),
        ("kind=bracket", ["Estmar", "Corund"]),
        ("state=answered", ["Estmar", "Dalesia", "Farholm"]),
        ("round=2", ["Farholm", "Corund"]),
        ("paragraph=d", ["Corund"]),
    ],
)
def test_the_matrix_is_filtered_and_sorted(
    query: str, members: list[str], visitor: Visitor
) -> None:
    assert rows(visitor("p5").get(f"{REMARKS}?{query}").content.decode()) == members


def test_the_secretariats_observation_stands_beside_the_remark(
    practice: RunningBody, visitor: Visitor
) -> None:
    remark = next(
        r.remark for r in practice.registrar.state.matters["plan"].remarks.values() if r.by == "DA"
    )
    Observation.objects.create(
        body=practice.name, matter="plan", remark=remark, text="The ice is known."
    )
    assert "The ice is known." in visitor("p5").get(REMARKS).content.decode()


def test_remarks_in_confidence_answer_like_those_of_nothing(visitor: Visitor) -> None:
    client = visitor("p27")
    for page in ("remarks", "remarks.csv", "scoreboard", "rounds", "chase"):
        hidden = client.get(f"/b/six-rivers/matters/next-appointment/{page}")
        absent = client.get(f"/b/six-rivers/matters/nothing/{page}")
        assert hidden.status_code == absent.status_code == 404


# --- a table ----------------------------------------------------------------------------------------------------------


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    data = client.get(f"{REMARKS}.csv?{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(data)))


def send(client: Client, text: str | bytes) -> object:
    data = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("remarks.csv", data, "text/csv")
    return client.post(f"{REMARKS}/table", {"table": file})


def test_the_table_has_every_language_and_the_filters_of_the_page(visitor: Visitor) -> None:
    (one,) = table(visitor("p5"), "member=DA")
    assert one["paragraph"] == "2"
    assert one["comment_en"] == "The port is closed by ice until April."
    assert one["comment_ru"] == "Порт до апреля закрыт льдом."
    assert one["disposition"] == "taken"


def test_a_table_taken_away_is_taken_in_again_and_changes_nothing(
    practice: RunningBody, visitor: Visitor
) -> None:
    client, before = visitor("p5"), made(practice)
    answer = send(client, client.get(f"{REMARKS}.csv").content)
    assert answer.status_code == 303  # type: ignore[attr-defined]
    assert made(practice) == before


def test_new_rows_become_remarks_of_the_reader_s_member(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = set(made(practice))
    text = 'paragraph;kind;type;comment_en;proposed_ru\n2;comment;editorial;"One; two";\n3;bracket;;;до мая\n'
    send(visitor("p5"), text)
    state = practice.registrar.state.matters["plan"]
    new = [state.remarks[one] for one in made(practice) if one not in before]
    assert [(r.by, r.nature, r.type, r.paragraphs) for r in new] == [
        ("BE", "comment", "editorial", ["b"]),
        ("BE", "bracket", "", ["c"]),
    ]


def test_one_wrong_row_is_told_and_nothing_of_the_table_is_taken_in(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = made(practice)
    text = (
        "remark,member,paragraph,kind,comment_en\n"
        ",,2,comment,Good\n,,9,comment,Where\n,FA,2,poem,x\n,,4,reservation,no kind\n"
    )
    answer = send(visitor("p5"), text)
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert re.findall(r"<li>Row (\d), (\w+)", page) == [
        ("3", "paragraph"),
        ("4", "member"),
        ("4", "kind"),
    ]
    assert "Row 5: " in page
    assert made(practice) == before


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"", b"a,b\n1,2\n", b'paragraph,kind\n"2,comment\n']
)
def test_what_is_no_such_table_is_told(
    data: bytes, practice: RunningBody, visitor: Visitor
) -> None:
    before = made(practice)
    assert send(visitor("p5"), data).status_code == 422  # type: ignore[attr-defined]
    assert made(practice) == before


def test_an_experts_table_becomes_proposals(practice: RunningBody, visitor: Visitor) -> None:
    size = practice.registrar.state.size
    send(visitor("p6"), "paragraph,kind,comment_en\n2,comment,One\n3,comment,Two\n")
    assert practice.registrar.state.size == size
    assert Proposal.objects.filter(party="BE", by__email="p6@six-rivers.example").count() == 2


@given(st.text())
def test_no_cell_is_taken_for_a_formula_and_every_cell_comes_back(cell: str) -> None:
    assert not harmless(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert as_written(harmless(cell)) == cell


# --- who stands where -------------------------------------------------------------------------------------------------


def board(body: RunningBody, version: int = 2) -> dict[tuple[str, str], scoreboard.Cell]:
    visit = at(body)
    matter = visit.state.matters["plan"]
    of = scoreboard.rounds(visit, matter)[version - 1]
    found = scoreboard.board(visit, matter, of)
    return {
        (row.number, member): cell
        for row in found.rows
        for member, cell in zip(found.members, row.cells, strict=True)
    }


@pytest.mark.parametrize(
    ("paragraph", "member", "letter", "colour"),
    [
        ("1", "AR", "A", "for"),
        ("1", "BE", "–", "waiting"),
        ("3", "ES", "B", "care"),
        ("3", "FA", "C", "care"),
        ("4", "CO", "R", "against"),
        ("2", "CO", "A", "for"),
    ],
)
def test_each_member_stands_on_each_paragraph_where_it_said(
    paragraph: str, member: str, letter: str, colour: str, practice: RunningBody
) -> None:
    cell = board(practice)[paragraph, member]
    assert (cell.letter, cell.colour) == (letter, colour)


def test_what_a_member_took_back_is_struck_through(practice: RunningBody) -> None:
    assert board(practice)["1", "ES"].gone == ("reservation",)


def test_an_objection_to_the_whole_shows_on_paragraphs_without_a_remark_of_ones_own(
    practice: RunningBody,
) -> None:
    first = board(practice, 1)
    assert first["1", "DA"].letter == "O"
    assert first["2", "DA"].gone == ("proposed wording",)


def test_a_reservation_is_counted_on_both_parts_of_a_split_paragraph(practice: RunningBody) -> None:
    entry = practice.registrar.entry(practice.registrar.state.matters["plan"].versions[-1].entry)
    assert entry is not None
    (version,) = (e for e in entry.effects if isinstance(e, TextVersioned))
    same = [
        Paragraph(id=p.id, number=p.number, text=p.text, came_from=[p.id])
        for p in version.paragraphs
    ]
    part = Paragraph(id="n1", number="5", text={"en": "In November."}, came_from=["d"])
    remark = standing(practice, "FA", "comment")
    act = SubmitText(
        by="p20",
        for_="secretariat",
        matter="plan",
        paragraphs=[*same, part],
        dispositions={remark: "taken"},
    )
    practice.registrar.submit([act])
    cells = board(practice, 3)
    assert cells["4", "CO"].letter == cells["5", "CO"].letter == "R"


# --- rounds -----------------------------------------------------------------------------------------------------------


def test_two_rounds_say_who_moved_what_closed_and_what_opened(practice: RunningBody) -> None:
    visit = at(practice)
    matter = visit.state.matters["plan"]
    found = scoreboard.compared(visit, matter, *scoreboard.rounds(visit, matter))
    assert {(m.member, m.before, m.after) for m in found.moved} == {
        ("BE", "in favour", ""),
        ("CO", "", "in favour"),
        ("DA", "against", "in favour"),
        ("FA", "", "in favour"),
    }
    assert found.stayed == ("AR", "ES")
    assert [(r.by, r.nature) for r in found.closed] == [
        ("DA", "proposal"),
        ("FA", "comment"),
        ("ES", "reservation"),
    ]
    assert [(r.by, r.nature) for r in found.opened] == [("CO", "reservation"), ("FA", "comment")]
    assert [(r.by, r.nature) for r in found.stand] == [
        ("ES", "bracket"),
        ("CO", "bracket"),
        ("CO", "reservation"),
        ("FA", "comment"),
    ]


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("rounds", 200),
        ("rounds?from=1&to=2", 200),
        ("rounds?from=2&to=1", 404),
        ("rounds?from=x", 404),
        ("scoreboard", 200),
        ("scoreboard?round=9", 404),
    ],
)
def test_the_pages_of_rounds_and_of_the_board_know_the_rounds_that_there_are(
    page: str, status: int, visitor: Visitor
) -> None:
    assert visitor("p5").get(f"{PLAN}/{page}").status_code == status


# --- who has not answered ---------------------------------------------------------------------------------------------


def test_the_secretariat_reminds_those_who_may_answer_in_their_own_language(
    practice: RunningBody, visitor: Visitor
) -> None:
    Account.objects.filter(email="p5@six-rivers.example").update(language="ru")
    visitor("p20").post(f"{PLAN}/chase", {"member": ["BE", "AR"], "words": "By noon, please."})
    to = {letter.to[0]: letter for letter in mail.outbox}
    assert set(to) == {f"{one}@six-rivers.example" for one in ("p4", "p5", "p6")}
    assert all("By noon, please." in letter.body for letter in mail.outbox)
    assert re.search("[а-я]", str(to["p5@six-rivers.example"].subject))
    assert not re.search("[а-я]", str(to["p4@six-rivers.example"].subject))
    assert [(one.party, one.words) for one in Reminder.objects.all()] == [
        ("BE", "By noon, please.")
    ]


def test_how_often_a_member_was_reminded_is_told(practice: RunningBody, visitor: Visitor) -> None:
    client = visitor("p20")
    for _ in range(2):
        client.post(f"{PLAN}/chase", {"member": "BE"})
    assert "2 times" in client.get(f"{PLAN}/chase").content.decode()


def test_a_member_does_not_remind_another(visitor: Visitor) -> None:
    assert visitor("p5").post(f"{PLAN}/chase", {"member": "BE"}).status_code == 404
    assert not mail.outbox


def test_who_has_not_answered_in_confidence_is_not_told_to_those_asked(
    practice: RunningBody, visitor: Visitor
) -> None:
    address = "/b/six-rivers/matters/next-appointment/chase"
    assert find_matter(practice.registrar.state, "next-appointment") is not None
    page = visitor("p4").get(address).content.decode()
    assert "in confidence" in page
    assert "Farholm" not in page
