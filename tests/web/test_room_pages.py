"""The room of a session: delegates, the operator, the screen, and what two officers do at once."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from hashlib import sha256
from itertools import count

import pytest
from django.test import Client

from comity.body.acts import Attest, ConveneSession, OpenSession, PlaceItem, Speak
from comity.body.occasion import day_at, instant, law_on
from comity.body.state import Question, Session, find_matter, find_question
from comity.registrar import clock_of_the_machine
from comity.web.bodies import RunningBody
from comity.web.models import SpeakerWaiting
from comity.web.readmodel.attendance import attendance
from comity.web.readmodel.rooms import question_told
from comity.web.told.names import Names

Visitor = Callable[[str], Client]
PAGES = "/b/six-rivers/sessions/now"
MEMBERS = ["AR", "BE", "CO", "DA", "ES", "FA"]
REPS = {"p2": "AR", "p5": "BE", "p8": "CO", "p11": "DA", "p14": "ES", "p17": "FA"}
CHAIR = "chairmanship:delegate of the chair"
FORMS = count(1)


def words(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main or page)).split())


def sent(client: Client, path: str, capacity: str, **fields: object) -> tuple[int, str]:
    form = {"as": capacity, "request": f"room-{next(FORMS)}", **fields}
    answer = client.post(f"{PAGES}{path}", form)
    return answer.status_code, words(answer.content.decode())


def rep(party: str) -> str:
    return f"{party}:permanent representative"


def session(body: RunningBody) -> Session:
    with body.reading() as state:
        return state.sessions["now"]


def the_question(body: RunningBody) -> Question:
    with body.reading() as state:
        found = find_matter(state, "gauges")
        assert found is not None
        return found.questions[-1]


def waiting() -> list[str]:
    live = SpeakerWaiting.objects.filter(session="now", began=None, withdrawn=None, ended=None)
    return list(live.order_by("pk").values_list("party", flat=True))


@pytest.fixture
def sitting(practice: RunningBody) -> RunningBody:
    """The practice body with a session of the Council that sits today, its first item called."""
    with practice.reading() as state:
        today = day_at(state, instant(clock_of_the_machine()))
    clerk = {"by": "p20", "for_": "secretariat"}
    practice.registrar.submit(
        [
            ConveneSession(**clerk, organ="council", on=today, format="plenary", session="now"),
            PlaceItem(**clerk, session="now", position=1, title="Gauges", matter="gauges"),
            PlaceItem(**clerk, session="now", position=2, title="<script>ice()</script>"),
            OpenSession(
                **clerk, session="now", present=[*MEMBERS, "GE", "secretariat"], persons=REPS
            ),
        ]
    )
    return practice


@pytest.fixture
def called(sitting: RunningBody, visitor: Visitor) -> RunningBody:
    """The same, its first item called and its question put by the chair."""
    item = session(sitting).items[0].item
    assert sent(visitor("p20"), "/operate", "secretariat", do="item", item=item)[0] == 303
    assert sent(visitor("p22"), "/operate", CHAIR, do="put", matter="gauges")[0] == 303
    return sitting


# --- who is admitted --------------------------------------------------------------------------------------------------


def test_who_is_not_admitted_is_told_the_format_its_article_and_what_to_do(
    sitting: RunningBody, visitor: Visitor
) -> None:
    answer = visitor("p27").get(f"{PAGES}/room")
    told = words(answer.content.decode())
    assert answer.status_code == 403
    assert "plenary format" in told
    assert "Rules 7(2)" in told
    assert "ask the secretariat" in told
    assert visitor("p27").get(f"{PAGES}/screen").status_code == 404


def test_in_the_narrow_format_a_member_is_admitted_through_its_head_alone(visitor: Visitor) -> None:
    room = "/b/six-rivers/sessions/council-narrow/room"
    assert visitor("p4").get(room).status_code == 200
    assert visitor("p5").get(room).status_code == 403


def test_who_does_not_steer_the_session_is_told_who_does_and_changes_nothing(
    sitting: RunningBody, visitor: Visitor
) -> None:
    client = visitor("p5")
    answer = client.get(f"{PAGES}/operate")
    assert answer.status_code == 403
    assert "chairmanship" in words(answer.content.decode())
    assert sent(client, "/operate", rep("BE"), do="close")[0] == 403
    assert not session(sitting).closed


# --- the list of speakers ---------------------------------------------------------------------------------------------


def test_a_delegate_asks_for_the_floor_once_and_gives_the_place_up(
    sitting: RunningBody, visitor: Visitor
) -> None:
    client = visitor("p5")
    for _ in range(2):
        assert sent(client, "/room", rep("BE"), do="ask", kind="floor")[0] == 303
    assert waiting() == ["BE"]
    place = SpeakerWaiting.objects.get(party="BE")
    assert sent(visitor("p8"), "/room", rep("CO"), do="withdraw", place=place.pk)[0] == 409
    assert sent(client, "/room", rep("BE"), do="withdraw", place=place.pk)[0] == 303
    assert waiting() == []
    assert sent(client, "/room", rep("BE"), do="withdraw", place=place.pk)[0] == 409


def test_who_may_not_speak_for_the_member_gets_no_place_on_the_list(
    sitting: RunningBody, visitor: Visitor
) -> None:
    status, told = sent(visitor("p6"), "/room", "BE:expert", do="ask", kind="floor")
    assert status == 403
    assert "Rules 3" in told
    assert waiting() == []


def test_a_point_of_order_goes_before_everybody_and_is_called_so(
    sitting: RunningBody, visitor: Visitor
) -> None:
    sent(visitor("p5"), "/room", rep("BE"), do="ask", kind="floor")
    sent(visitor("p8"), "/room", rep("CO"), do="ask", kind="order")
    part = words(visitor("p2").get(f"{PAGES}/room?part=speakers").content.decode())
    assert part.index("1 Corund Pavel Anso point of order") < part.index("2 Belmark Marta Belling")


def test_a_closed_list_takes_points_of_order_alone_and_says_so(
    sitting: RunningBody, visitor: Visitor
) -> None:
    sent(visitor("p20"), "/operate", "secretariat", do="list", closed="yes")
    status, told = sent(visitor("p5"), "/room", rep("BE"), do="ask", kind="floor")
    assert (status, waiting()) == (409, [])
    assert "The list of speakers has been closed." in told
    assert sent(visitor("p5"), "/room", rep("BE"), do="ask", kind="order")[0] == 303
    assert waiting() == ["BE"]


def test_a_refusal_is_put_in_place_of_the_list_and_not_a_whole_page(
    sitting: RunningBody, visitor: Visitor
) -> None:
    form = {"as": "BE:expert", "request": "htmx", "do": "ask", "kind": "floor"}
    answer = visitor("p6").post(f"{PAGES}/room", form, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert page.lstrip().startswith('<section id="room-speakers"')
    assert "This was not done" in words(page)


def test_the_second_of_two_officers_who_give_the_floor_is_told_and_changes_nothing(
    sitting: RunningBody, visitor: Visitor
) -> None:
    for person, party in (("p5", "BE"), ("p8", "CO")):
        sent(visitor(person), "/room", rep(party), do="ask", kind="floor")
    first, second = SpeakerWaiting.objects.order_by("pk")
    form = {"do": "floor", "speaking": ""}
    assert sent(visitor("p20"), "/operate", "secretariat", **form, place=first.pk)[0] == 303
    status, told = sent(visitor("p19"), "/operate", "secretariat", **form, place=second.pk)
    assert status == 409
    assert "since you saw the list" in told
    assert waiting() == ["CO"]
    speaking = SpeakerWaiting.objects.exclude(began=None).get(ended=None)
    assert speaking.party == "BE"
    assert sent(visitor("p20"), "/operate", "secretariat", do="stop")[0] == 303
    speaking.refresh_from_db()
    assert speaking.ended is not None


def test_each_item_has_its_list_and_keeps_it_while_another_is_called(
    sitting: RunningBody, visitor: Visitor
) -> None:
    officer, part = visitor("p20"), f"{PAGES}/operate?part=speakers"
    first, second = (one.item for one in session(sitting).items)
    sent(officer, "/operate", "secretariat", do="item", item=first)
    sent(visitor("p5"), "/room", rep("BE"), do="ask", kind="floor")
    sent(officer, "/operate", "secretariat", do="item", item=second)
    assert "Nobody waits" in words(officer.get(part).content.decode())
    sent(officer, "/operate", "secretariat", do="item", item=first)
    assert "1 Belmark" in words(officer.get(part).content.decode())


def test_who_is_not_in_the_room_is_not_put_on_the_list(
    sitting: RunningBody, visitor: Visitor
) -> None:
    assert sent(visitor("p20"), "/operate", "secretariat", do="add", party="HA")[0] == 409
    assert sent(visitor("p20"), "/operate", "secretariat", do="add", party="GE")[0] == 303
    assert waiting() == ["GE"]


@pytest.mark.parametrize("minutes", ["", "0", "-1", "x", "61", "nan", "inf", "1e999"])
def test_what_is_no_time_to_speak_is_told(
    sitting: RunningBody, visitor: Visitor, minutes: str
) -> None:
    status, told = sent(visitor("p20"), "/operate", "secretariat", do="each", minutes=minutes)
    assert status == 409
    assert "Give minutes" in told


# --- what moves -------------------------------------------------------------------------------------------------------


def test_a_part_that_has_not_moved_is_not_sent_again_and_one_that_has_is(
    sitting: RunningBody, visitor: Visitor
) -> None:
    client, part = visitor("p5"), f"{PAGES}/room?part=room"
    tag = client.get(part).headers["ETag"]
    for known in (tag, f"W/{tag.removeprefix('W/')}", f'"other", {tag}'):
        assert client.get(part, headers={"If-None-Match": known}).status_code == 304
    sent(visitor("p8"), "/room", rep("CO"), do="ask", kind="floor")
    after = client.get(part, headers={"If-None-Match": tag})
    assert after.status_code == 200
    assert "Corund" in words(after.content.decode())
    speak = Speak(by="p8", for_="CO", gist="Yes.", session="now")
    sitting.registrar.submit([speak])
    again = client.get(part, headers={"If-None-Match": after.headers["ETag"]})
    assert again.status_code == 200


def test_what_was_typed_stays_text_on_every_page_of_the_room(
    sitting: RunningBody, visitor: Visitor
) -> None:
    officer = visitor("p20")
    item = session(sitting).items[1].item
    sent(officer, "/operate", "secretariat", do="item", item=item)
    sent(officer, "/operate", "secretariat", do="message", message="<script>lunch()</script>")
    for page in ("/room", "/operate", "/screen", "/room?part=now", ""):
        shown = officer.get(f"{PAGES}{page}").content.decode()
        assert "<script>ice()" not in shown
        assert "<script>lunch()" not in shown
        assert "&lt;script&gt;ice()" in shown


def test_the_screen_shows_item_speaker_question_and_positions_and_nothing_to_press(
    called: RunningBody, visitor: Visitor
) -> None:
    sent(visitor("p5"), "/room", rep("BE"), do="ask", kind="floor")
    place = SpeakerWaiting.objects.get().pk
    sent(visitor("p20"), "/operate", "secretariat", do="floor", place=place, speaking="")
    shown = visitor("p20").get(f"{PAGES}/screen").content.decode()
    told = words(shown)
    for said in (
        "1 Gauges",
        "Has the floor Belmark",
        "Adopt the resolution",
        "Farholm not yet answered",
    ):
        assert said in told
    assert not re.search("<(button|form|input|select)", shown)


# --- the question -----------------------------------------------------------------------------------------------------


def test_the_question_is_put_by_whom_the_charter_names_and_others_are_told_why_not(
    sitting: RunningBody, visitor: Visitor
) -> None:
    sent(visitor("p20"), "/operate", "secretariat", do="item", item=session(sitting).items[0].item)
    status, told = sent(visitor("p20"), "/operate", "secretariat", do="put", matter="gauges")
    assert status == 403
    assert "This was not done" in told
    assert sent(visitor("p22"), "/operate", CHAIR, do="put", matter="gauges")[0] == 303
    assert the_question(sitting).session == "now"


def test_a_roll_call_is_one_form_and_its_ruling_stands_in_the_room(
    called: RunningBody, visitor: Visitor
) -> None:
    asked = the_question(called).question
    roll = {f"roll-{party}": "in favour" for party in MEMBERS}
    form = {"do": "roll", "question": asked, **roll}
    assert sent(visitor("p20"), "/operate", "secretariat", **form)[0] == 303
    assert the_question(called).choices == dict.fromkeys(MEMBERS, "in favour")
    assert sent(visitor("p22"), "/operate", CHAIR, do="rule", question=asked)[0] == 303
    with called.reading() as state:
        found = find_question(state, asked)
    assert found is not None
    assert found[1].outcome == "adopted"
    part = words(visitor("p5").get(f"{PAGES}/room?part=question").content.decode())
    assert "Adopted." in part
    assert "Charter 12" in part


def test_a_roll_call_with_a_position_that_is_none_keeps_what_was_typed(
    called: RunningBody, visitor: Visitor
) -> None:
    form = {
        "do": "roll",
        "question": the_question(called).question,
        "roll-AR": "maybe",
        "roll-BE": "against",
    }
    answer = visitor("p20").post(f"{PAGES}/operate", {"as": "secretariat", "request": "r", **form})
    assert answer.status_code == 403
    assert '<option value="against" selected>' in answer.content.decode()
    assert the_question(called).choices == {}


def test_a_matter_in_confidence_shows_the_room_neither_positions_nor_who_answered(
    practice: RunningBody,
) -> None:
    with practice.reading() as state:
        matter = find_matter(state, "next-appointment")
        assert matter is not None
        day = day_at(state, state.at)
        at = Names(state, law_on(state, day))
        asked = question_told(at, matter, matter.questions[-1], day)
    assert asked.secret
    assert (asked.tiles, asked.head, asked.rows, asked.needed) == ((), "", (), "")


# --- attendance and quorum --------------------------------------------------------------------------------------------


def attend(
    client: Client, body: RunningBody, present: list[str], **fields: object
) -> tuple[int, str]:
    seen = ",".join(session(body).present)
    form = {"do": "attend", "seen": seen, "present": present, **fields}
    return sent(client, "/operate", "secretariat", **form)


def test_the_quorum_is_two_thirds_of_the_members_with_its_arithmetic(
    sitting: RunningBody, visitor: Visitor
) -> None:
    officer = visitor("p20")
    attend(officer, sitting, ["AR", "BE", "CO", "DA", "secretariat"])
    assert session(sitting).quorum is True
    attend(officer, sitting, ["AR", "BE", "CO", "GE", "secretariat"])
    told = words(officer.get(f"{PAGES}/operate").content.decode())
    assert session(sitting).quorum is False
    assert "The quorum is lost." in told
    assert "Present 3 of 6 members" in told
    assert "Charter 6" in told
    with sitting.reading() as state:
        kept = state.sessions["now"]
        assert attendance(Names(state, law_on(state, kept.on)), kept).lost


def test_a_question_closed_without_a_quorum_ends_without_a_decision(
    called: RunningBody, visitor: Visitor
) -> None:
    officer, asked = visitor("p20"), the_question(called).question
    attend(officer, called, ["AR", "BE", "secretariat"])
    sent(visitor("p22"), "/operate", CHAIR, do="rule", question=asked)
    assert the_question(called).outcome == "no quorum"
    assert "No quorum." in words(officer.get(f"{PAGES}/room?part=question").content.decode())


def test_attendance_recorded_by_another_meanwhile_is_not_overwritten(
    sitting: RunningBody, visitor: Visitor
) -> None:
    attend(visitor("p19"), sitting, ["AR", "BE", "CO", "DA"])
    form = {"do": "attend", "seen": "AR,BE", "present": ["AR"]}
    status, told = sent(visitor("p20"), "/operate", "secretariat", **form)
    assert status == 409
    assert "Somebody else has recorded the attendance" in told
    assert session(sitting).present == ["AR", "BE", "CO", "DA"]


def test_who_is_not_admitted_is_not_recorded_as_present_and_the_marks_stay(
    sitting: RunningBody, visitor: Visitor
) -> None:
    form = {"do": "attend", "seen": ",".join(session(sitting).present), "present": ["AR", "HA"]}
    answer = visitor("p20").post(f"{PAGES}/operate", {"as": "secretariat", "request": "a", **form})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'value="AR" checked' in page
    assert 'value="BE" checked' not in page


def test_a_session_that_has_closed_offers_no_more_and_says_so(
    sitting: RunningBody, visitor: Visitor
) -> None:
    assert sent(visitor("p20"), "/operate", "secretariat", do="close")[0] == 303
    assert session(sitting).closed
    assert "The session has closed." in words(visitor("p5").get(f"{PAGES}/room").content.decode())
    status, told = sent(visitor("p5"), "/room", rep("BE"), do="ask", kind="floor")
    assert (status, waiting()) == (403, [])
    assert "closed on" in told


# --- what was said ----------------------------------------------------------------------------------------------------


def test_a_delegate_records_in_short_what_he_or_she_said(
    sitting: RunningBody, visitor: Visitor
) -> None:
    status, _ = sent(
        visitor("p5"), "/room", rep("BE"), do="speech", gist_en="We agree.", stance="supports"
    )
    with sitting.reading() as state:
        entry = sitting.registrar.entry(state.size - 1)
    assert (status, entry.act) == (  # type: ignore[union-attr]
        303,
        Speak(by="p5", for_="BE", gist={"en": "We agree."}, session="now", stance="supports"),
    )


def test_what_an_officer_noted_of_anothers_words_is_attested_on_the_note(
    sitting: RunningBody, visitor: Visitor
) -> None:
    form = {"do": "speech", "speaker": "BE", "gist_en": "We agree."}
    for _ in range(2):
        assert sent(visitor("p20"), "/operate", "secretariat", **form)[0] == 303
    digest = sha256(b"We agree.").hexdigest()
    with sitting.reading() as state:
        noted = [one for one in state.sources.values() if one.sha256 == digest]
        acts = [sitting.registrar.entry(n).act for n in (state.size - 2, state.size - 1)]  # type: ignore[union-attr]
    assert len(noted) == 1
    assert all(isinstance(a, Attest) and a.cites[0].source == noted[0].source for a in acts)
    assert [len(a.facts) for a in acts if isinstance(a, Attest)] == [2, 1]


def test_an_empty_speech_is_told_at_the_form(sitting: RunningBody, visitor: Visitor) -> None:
    status, told = sent(visitor("p5"), "/room", rep("BE"), do="speech", gist_en=" ")
    assert status == 422
    assert "Give it in one language at least." in told


def test_who_closes_the_session_is_told_which_questions_are_open_and_what_becomes_of_them(
    called: RunningBody, visitor: Visitor
) -> None:
    page = words(visitor("p20").get(f"{PAGES}/operate").content.decode())
    assert "These questions were put here and are not decided:" in page
    assert "close without a ruling" in page
    assert sent(visitor("p20"), "/operate", "secretariat", do="close")[0] == 303
    assert the_question(called).outcome == "stalled"
    told = words(visitor("p20").get("/b/six-rivers/matters/gauges").content.decode())
    assert "closed before the question was decided" in told
