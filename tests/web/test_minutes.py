"""Minutes: made from what happened, edited by several hands, circulated, approved and filed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from comity.body.acts import Attest, Citation, Correct, EnterPerson, FileSource, Speak
from comity.body.effects import (
    AttendanceRecorded,
    DecisionIssued,
    ItemPlaced,
    MatterOpened,
    PartyNamed,
    PositionStated,
    QuestionPut,
    SessionClosed,
    SessionConvened,
    SessionOpened,
    SpeechMade,
)
from comity.body.occasion import day_at, instant, law_on
from comity.body.room import day_of
from comity.registrar import clock_of_the_machine
from comity.web.bodies import RunningBody
from comity.web.models import Minutes, MinutesRemark
from comity.web.readmodel.minutes import made, merged, numbered, paragraphs, since
from comity.web.told.names import Names

Visitor = Callable[[str], Client]
PAGE = "/b/six-rivers/sessions/council-regular/minutes"
OFFICE = "secretariat"
FORMS = count(1)


def words(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def sent(client: Client, capacity: str = OFFICE, **fields: object) -> tuple[int, str]:
    form = {"as": capacity, "request": f"minutes-{next(FORMS)}", **fields}
    answer = client.post(PAGE, form)
    return answer.status_code, answer.content.decode()


def rep(party: str) -> str:
    return f"{party}:permanent representative"


def text(body: RunningBody, session: str) -> str:
    with body.reading() as state:
        day = day_at(state, instant(clock_of_the_machine()))
        at = Names(state, law_on(state, day))
        return made(state, at, state.sessions[session], body.registrar.entry, day)


def today(body: RunningBody) -> date:
    with body.reading() as state:
        return date.fromisoformat(day_at(state, instant(clock_of_the_machine())))


@pytest.fixture
def drafted(practice: RunningBody, visitor: Visitor) -> Minutes:
    """Minutes of the regular session, made by an officer of the secretariat."""
    assert sent(visitor("p20"), do="make")[0] == 303
    return Minutes.objects.get()


@pytest.fixture
def circulated(practice: RunningBody, visitor: Visitor, drafted: Minutes) -> Minutes:
    """The same, circulated for a week."""
    until = (today(practice) + timedelta(7)).isoformat()
    assert sent(visitor("p20"), do="circulate", edition=0, until=until)[0] == 303
    drafted.refresh_from_db()
    return drafted


def test_minutes_call_a_party_by_its_name_on_the_day_of_the_session(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        after = date.fromisoformat(day_of(state.sessions[PAGE.split("/")[4]])) + timedelta(1)
    named = PartyNamed(party="BE", name={"en": "New Belmark"}, on=after.isoformat())
    practice.registrar.submit(
        [
            FileSource(by="p19", for_="secretariat", source="late", title="Late", sha256="2" * 64),
            Attest(by="p19", for_="secretariat", cites=[Citation(source="late")], facts=[named]),
        ]
    )
    assert sent(visitor("p20"), do="make")[0] == 303
    made_ = Minutes.objects.get()
    assert "Belmark" in made_.text
    assert "New Belmark" not in made_.text


# --- made from what happened ------------------------------------------------------------------------------------------


def test_minutes_say_who_came_and_left_what_was_said_and_what_was_ruled(
    practice: RunningBody,
) -> None:
    told = text(practice, "council-regular")
    for said in (
        "There was a quorum.",
        "Left the room: Corund.",
        "Belmark (Henrik Bohl) explains: Belmark lost two bridges in a night",
        "In favour: Arvenia, Belmark, Corund, Dalesia, Estmar and Farholm. Outcome: adopted (Charter 12;",
        "Chairmanship passed to Arvenia.",
    ):
        assert said in told


def test_items_stand_in_the_order_of_the_agenda(practice: RunningBody) -> None:
    with practice.reading() as state:
        agenda = [
            one.title["en"] for one in state.sessions["council-regular"].items if one.position
        ]  # type: ignore[index]
    headings = [p.text for p in numbered(text(practice, "council-regular")) if p.heading]
    assert headings == [
        "Opening",
        "Statements",
        *(f"{number}. {title}" for number, title in enumerate(agenda, 1)),
        "Closing",
    ]


def test_what_happened_on_the_days_of_another_session_is_not_in_the_minutes(
    practice: RunningBody,
) -> None:
    assert "floods" not in text(practice, "council-first")
    assert "blocked (Charter 12" in text(practice, "council-first")


def test_a_matter_in_confidence_is_in_no_minutes_and_leaves_no_gap(practice: RunningBody) -> None:
    told = text(practice, "council-narrow")
    assert "appointment" not in told.lower()


def test_a_speech_that_was_corrected_stands_as_corrected(practice: RunningBody) -> None:
    with practice.reading() as state:
        entries = (practice.registrar.entry(n) for n in range(state.size))
        spoken = next(
            e for e in entries if e and isinstance(e.act, Speak) and "Gelt asks" in str(e.act.gist)
        )
    was = spoken.effects[0]
    assert isinstance(was, SpeechMade)
    right = SpeechMade(
        speech=was.speech, by="GE", on=was.on, gist="Gelt thanks.", session=was.session
    )
    correct = Correct(
        by="p20", for_="secretariat", entry=spoken.n, reason="Misheard", facts=[right]
    )
    practice.registrar.submit([correct])
    told = text(practice, "council-regular")
    assert "Gelt thanks." in told
    assert "Gelt asks" not in told


@pytest.fixture
def told_late(practice: RunningBody) -> RunningBody:
    """A session of 2020, as a source reports it; and far later in the record what was said and asked there."""
    cited = [Citation(source="old-report")]

    def attest(*facts: Any, **more: Any) -> Attest:
        return Attest(by="p19", for_="secretariat", cites=cited, facts=list(facts), **more)

    people = [
        EnterPerson(by="p19", for_="secretariat", person=f"x{number}", name=f"Person {number}")
        for number in range(600)
    ]
    question = {"step": "reconciliation", "rule": "consensus", "charter": 0}
    practice.registrar.submit(
        [
            FileSource(
                by="p19", for_="secretariat", source="old-report", title="Report", sha256="3" * 64
            ),
            attest(
                MatterOpened(
                    matter="dam", procedure="plan", title="The dam", by="CO", on="2020-04-01"
                ),
                MatterOpened(
                    matter="weir", procedure="plan", title="The weir", by="CO", on="2020-04-01"
                ),
                SessionConvened(session="old", organ="council", on="2020-05-01"),
                ItemPlaced(session="old", item="i", position=1, matter="dam"),
                SessionOpened(session="old", on="2020-05-01", quorum=True),
                SessionClosed(session="old", on="2020-05-02"),
            ),
            *people,
            attest(
                SpeechMade(
                    speech="sp1",
                    by="CO",
                    on="2020-05-01",
                    gist="It leaks.",
                    session="old",
                    matter="dam",
                ),
                SpeechMade(
                    speech="sp2",
                    by="BE",
                    on="2020-05-01",
                    gist="It is rotten.",
                    session="old",
                    matter="weir",
                ),
                AttendanceRecorded(session="old", present=["CO", "BE"]),
                QuestionPut(
                    question="dam.q1",
                    matter="dam",
                    population=["CO", "BE"],
                    opened="2020-05-02",
                    asks="mend the dam",
                    session="old",
                    **question,
                ),
                PositionStated(question="dam.q1", member="CO", choice="in favour", on="2020-05-02"),
                PositionStated(question="dam.q1", member="BE", choice="against", on="2020-05-02"),
                outcomes={"dam.q1": "blocked"},
            ),
            attest(
                DecisionIssued(
                    decision="later",
                    matter="dam",
                    title="Years after",
                    dated="2023-01-01",
                    effective="2023-01-01",
                ),
                DecisionIssued(
                    decision="then",
                    matter="dam",
                    title="On the spot",
                    dated="2020-05-02",
                    effective="2020-05-02",
                ),
            ),
        ]
    )
    return practice


def test_minutes_hold_what_a_source_reports_of_the_session_however_late_it_is_recorded(
    told_late: RunningBody,
) -> None:
    told = text(told_late, "old")
    for said in (
        "In the room: Corund and Belmark.",
        "Corund: It leaks.",
        "The question was put: mend the dam.",
        "In favour: Corund; against: Belmark. Outcome: blocked",
        "On the spot",
    ):
        assert said in told
    assert "Years after" not in told


def test_minutes_hold_what_was_said_on_a_matter_that_is_not_on_the_agenda(
    told_late: RunningBody,
) -> None:
    _, _, after = text(told_late, "old").partition("# Not on the agenda: The weir")
    assert "Belmark: It is rotten." in after


def test_minutes_of_an_old_session_read_a_few_entries(told_late: RunningBody) -> None:
    read = list[int]()

    def reading(number: int) -> Any:
        read.append(number)
        return told_late.registrar.entry(number)

    with told_late.reading() as state:
        at = Names(state, law_on(state, "2026-11-30"))
        made(state, at, state.sessions["old"], reading, "2026-11-30")
    assert len(read) < 20


def test_what_a_source_reports_of_a_session_held_here_is_in_its_minutes(
    practice: RunningBody,
) -> None:
    with practice.reading() as state:
        on = day_of(state.sessions["council-first"])
    speech = SpeechMade(speech="late", by="CO", on=on, gist="Heard late.", session="council-first")
    practice.registrar.submit(
        [
            FileSource(
                by="p19", for_="secretariat", source="old-report", title="Report", sha256="3" * 64
            ),
            Attest(
                by="p19", for_="secretariat", cites=[Citation(source="old-report")], facts=[speech]
            ),
        ]
    )
    assert "Corund: Heard late." in text(practice, "council-first")


# --- the text ---------------------------------------------------------------------------------------------------------

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=6, unique=True).map(
    "\n\n".join
)


@given(generated=TEXTS, edited=TEXTS, fresh=TEXTS)
def test_taking_up_loses_nothing_edited_and_brings_everything_new(
    generated: str, edited: str, fresh: str
) -> None:
    both = paragraphs(merged(generated, edited, fresh))
    kept = paragraphs(edited)
    assert [one for one in both if one in kept] == kept
    assert set(since(generated, fresh)) <= set(both)
    assert set(both) == set(kept) | set(since(generated, fresh))


def test_a_new_paragraph_stands_after_the_one_that_it_follows() -> None:
    assert merged("a\n\nc", "a\n\nc, edited", "a\n\nb\n\nc") == "a\n\nb\n\nc, edited"


def test_numbers_run_through_and_headings_have_none() -> None:
    shown = numbered("# Opening\n\none\n\n\n\n# Item\r\n\r\ntwo\n\n   ")
    assert [(p.number, p.text) for p in shown] == [
        (0, "Opening"),
        (1, "one"),
        (0, "Item"),
        (2, "two"),
    ]


# --- edited by several hands ------------------------------------------------------------------------------------------


def test_a_draft_is_there_for_the_officers_alone(drafted: Minutes, visitor: Visitor) -> None:
    assert visitor("p19").get(PAGE).status_code == 200
    for person in ("p5", "p26", "p27"):
        assert visitor(person).get(PAGE).status_code == 404
        page = visitor(person).get(PAGE.removesuffix("/minutes")).content.decode()
        assert PAGE not in page
        assert sent(visitor(person), do="save", edition=0, text="x")[0] == 404
    drafted.refresh_from_db()
    assert drafted.edition == 0


def test_the_second_of_two_officers_loses_nothing_and_sees_what_the_first_wrote(
    drafted: Minutes, visitor: Visitor
) -> None:
    assert sent(visitor("p19"), do="save", edition=0, text="The first wrote this.")[0] == 303
    status, page = sent(visitor("p20"), do="save", edition=0, text="The <b>second</b> wrote that.")
    drafted.refresh_from_db()
    assert (status, drafted.text) == (409, "The first wrote this.")
    assert "The &lt;b&gt;second&lt;/b&gt; wrote that.</textarea>" in page
    assert "What the other wrote The first wrote this." in words(page)
    assert 'name="edition" value="1"' in page


def test_what_is_typed_is_saved_and_the_edition_told(drafted: Minutes, visitor: Visitor) -> None:
    form = {"as": OFFICE, "request": "auto", "do": "save", "text": "a\r\n\r\nb", "edition": "0"}
    client = visitor("p20")
    saved = client.post(PAGE, form, headers={"X-Autosave": "yes"})
    drafted.refresh_from_db()
    assert (json.loads(saved.content)["edition"], drafted.text) == (1, "a\n\nb")
    late = client.post(PAGE, form, headers={"X-Autosave": "yes"})
    assert late.status_code == 409
    assert "Somebody else" in json.loads(late.content)["said"]


def test_what_has_happened_since_is_taken_up_and_the_edited_text_stays(
    practice: RunningBody, drafted: Minutes, visitor: Visitor
) -> None:
    officer = visitor("p20")
    edited = "# Opening\n\nThe Council met in Farholm."
    Minutes.objects.update(text=edited, generated=edited)
    assert "What has happened since" in words(officer.get(PAGE).content.decode())
    assert sent(officer, do="take_up", edition=0)[0] == 303
    drafted.refresh_from_db()
    kept = paragraphs(edited)
    assert [one for one in paragraphs(drafted.text) if one in kept] == kept
    assert "Left the room: Corund." in drafted.text
    assert "What has happened since" not in words(officer.get(PAGE).content.decode())


# --- circulated -------------------------------------------------------------------------------------------------------


def test_circulated_minutes_are_seen_by_those_admitted_and_they_remark(
    circulated: Minutes, visitor: Visitor
) -> None:
    assert visitor("p27").get(PAGE).status_code == 404
    assert "circulated for remarks" in words(visitor("p5").get(PAGE).content.decode())
    status, _ = sent(visitor("p5"), rep("BE"), do="remark", text="<script>x()</script>")
    remark = MinutesRemark.objects.get()
    assert (status, remark.party) == (303, "BE")
    assert "<script>x()" not in visitor("p20").get(PAGE).content.decode()


def test_who_reads_another_language_is_given_the_minutes_that_there_are_marked_with_theirs(
    circulated: Minutes, visitor: Visitor
) -> None:
    client = visitor("p5")
    client.cookies["django_language"] = "ru"
    page = client.get(PAGE).content.decode()
    assert '<article class="minutes" lang="en"' in page
    assert "Left the room: Corund." in page


def test_an_expert_does_not_remark_in_the_members_name(
    circulated: Minutes, visitor: Visitor
) -> None:
    status, page = sent(visitor("p6"), "BE:expert", do="remark", text="Mine")
    assert (status, MinutesRemark.objects.count()) == (409, 0)
    assert "you prepare but do not decide" in words(page)


def test_a_remark_after_the_day_is_told_what_to_do(
    practice: RunningBody, circulated: Minutes, visitor: Visitor
) -> None:
    after = datetime.combine(
        today(practice) + timedelta(9), datetime.min.time(), clock_of_the_machine().tzinfo
    )
    practice.registrar.clock = lambda: after
    status, page = sent(visitor("p5"), rep("BE"), do="remark", text="Late")
    assert (status, MinutesRemark.objects.count()) == (409, 0)
    assert "The time for remarks is over." in words(page)


def test_a_day_that_has_passed_is_told_at_the_form(
    practice: RunningBody, drafted: Minutes, visitor: Visitor
) -> None:
    until = (today(practice) - timedelta(1)).isoformat()
    status, page = sent(visitor("p20"), do="circulate", edition=0, until=until)
    assert status == 422
    assert "This day has passed." in words(page)


# --- approved ---------------------------------------------------------------------------------------------------------


def test_minutes_are_not_approved_while_a_remark_is_not_settled(
    circulated: Minutes, visitor: Visitor
) -> None:
    sent(visitor("p5"), rep("BE"), do="remark", text="In 3 say two.")
    status, page = sent(visitor("p20"), do="approve", edition=1)
    circulated.refresh_from_db()
    assert (status, circulated.state) == (409, "circulated")
    assert "1 remark is not settled." in words(page)


def test_approved_minutes_are_filed_by_the_digest_of_their_bytes_and_change_no_more(
    practice: RunningBody, circulated: Minutes, visitor: Visitor
) -> None:
    officer = visitor("p20")
    sent(visitor("p5"), rep("BE"), do="remark", text="In 3 say two.")
    sent(officer, do="settle", settle=f"{MinutesRemark.objects.get().pk}:not taken")
    assert sent(officer, do="approve", edition=1)[0] == 303
    circulated.refresh_from_db()
    assert (
        visitor("p26").get(f"{PAGE}?text").status_code == 404
    )  # the papers do not go to observers
    filed = visitor("p5").get(f"{PAGE}?text")
    with practice.reading() as state:
        source = state.sources[circulated.source]
    assert source.sha256 == sha256(filed.content).hexdigest()
    assert filed.headers["Content-Type"].startswith("text/plain")
    status, page = sent(officer, do="save", edition=2, text="Otherwise")
    assert status == 409
    assert "have been approved and filed" in words(page)
    circulated.refresh_from_db()
    assert circulated.text != "Otherwise"


def test_the_chair_who_keeps_no_record_is_told_who_files(
    circulated: Minutes, visitor: Visitor
) -> None:
    status, page = sent(
        visitor("p22"), "chairmanship:delegate of the chair", do="approve", edition=1
    )
    circulated.refresh_from_db()
    assert (status, circulated.state) == (403, "circulated")
    assert "It is kept by" in words(page)
