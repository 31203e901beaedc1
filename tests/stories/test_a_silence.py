"""A silence is broken at the last minute; a chair passes while another runs."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from visiting import PATIENCE, Visitor, drafts, records_an_answer, seat_clock, seat_time

from comity.registrar import clock_of_the_machine

if TYPE_CHECKING:
    from conftest import Office

FERRY = "ferry"
"""In the practice body its silence has twenty hours left on the day of playing."""
NEARLY_TWENTY_HOURS = 20 * 60 - 12


@pytest.mark.acted_out(minutes_ago=NEARLY_TWENTY_HOURS)
def test_a_silence_is_broken_at_the_last_minute(office: Office, body: str) -> None:
    dalesia = office.enter(body, "p11", zone="America/Toronto").go(f"matters/{FERRY}")

    farholm_breaks_the_silence_in_its_last_minutes(office.enter(body, "p17"))
    dalesia_sees_it_without_asking_and_joins(dalesia)
    the_letter_of_result_tells_everybody(office.enter(body, "p20"))


def farholm_breaks_the_silence_in_its_last_minutes(farholm: Visitor) -> None:
    """Charter 15: a text is adopted unless somebody objects; Rules 15(2): whoever is silent consents."""
    farholm.go("desk").reads("If Farholm does nothing, it counts as not objecting").picture("desk")
    farholm.follow("Summer timetable of the ferries").reads("min left to answer")
    form = farholm.unfold("Break the silence")
    farholm.write("Why, or the wording proposed", "Every hour is too often in May.", form)
    farholm.picture("before-the-break").press("Break the silence", form)
    farholm.reads("The silence is broken. Record no. ")
    farholm.picture("broken")


def dalesia_sees_it_without_asking_and_joins(dalesia: Visitor) -> None:
    dalesia.reads("Every hour is too often in May.", within=dalesia.part("Adopt the text"))
    form = dalesia.go(f"matters/{FERRY}").unfold("Join those who broke the silence")
    dalesia.press("Join them", form).reads("Your member has joined the break")


def the_letter_of_result_tells_everybody(clerk: Visitor) -> None:
    clerk.go(f"matters/{FERRY}").follow("Letter of result")
    clerk.reads("Farholm", "Dalesia", "Charter 15", "Every hour is too often in May.")
    clerk.reads_nowhere("Decision issued").picture("letter-of-result")


CALENDAR = "calendar"
"""In the practice body it waits for its wording, which the Secretariat gives."""
A_SHORT_WHILE = timedelta(seconds=40)
BY_OPENER = "after: 72 hours, set by: opener"


@pytest.mark.acted_out(charter={"after: 72 hours, set by: opener, at least: 24 hours": BY_OPENER})
def test_a_silence_runs_out_unanswered(office: Office, body: str) -> None:
    """By this charter the opener sets any deadline. Nobody acts when it passes."""
    clerk = office.enter(body, "p20")
    drafts(clerk, CALENDAR, [("The Council meets in June.", "Совет заседает в июне.")])
    corund = office.enter(body, "p8", zone="Europe/Vienna").go("desk")
    estmar = office.enter(body, "p14", zone="Asia/Tbilisi")
    the_silence_begins(office, body)

    estmar.go(f"matters/{CALENDAR}")
    estmar_reads_what_silence_means_and_says_nothing(estmar)
    a_desk_that_was_open_offers_to_show_it(corund)
    the_adoption_arrives_on_the_open_page(estmar)
    the_letter_tells_of_the_adoption(clerk)
    the_clock_itself_stands_in_the_register(clerk)


def the_silence_begins(office: Office, body: str) -> None:
    """On the command line, since a page asks for whole minutes."""
    until = (clock_of_the_machine() + A_SHORT_WHILE).isoformat(timespec="seconds")
    act = {"kind": "question.put/1", "by": "p20", "for": "secretariat", "matter": CALENDAR}
    office.command("act", json.dumps({**act, "deadline": until}), "--body", body)


def a_desk_that_was_open_offers_to_show_it(corund: Visitor) -> None:
    """It does not load itself again: somebody may be writing."""
    moved = corund.main.get_by_role("status").filter(has_text="Something has moved")
    corund.reads("Something has moved since this page was made: show it", within=moved)
    corund.reads_nowhere("waits-silence-calendar").picture("desk-moved")
    corund.follow("show it").reads("Calendar of meetings").look_away()


def estmar_reads_what_silence_means_and_says_nothing(estmar: Visitor) -> None:
    estmar.reads("left to answer", within=estmar.part("Adopt the text")).picture("running")


def the_adoption_arrives_on_the_open_page(estmar: Visitor) -> None:
    """Charter 15: adopted unless somebody objects; Rules 15(2): whoever is silent consents; 15(5): it is issued."""
    within = A_SHORT_WHILE.total_seconds() * 1000 + PATIENCE
    part = estmar.part("Adopt the text")
    expect(part).to_contain_text("Adopted. Charter 15", timeout=within, use_inner_text=True)
    estmar.picture("adopted")


def the_letter_tells_of_the_adoption(clerk: Visitor) -> None:
    clerk.go(f"matters/{CALENDAR}").follow("Letter of result")
    clerk.reads("Adopted", "Charter 15", "Decision", "No. ").picture("letter-of-adoption")
    for member in ("Arvenia", "Belmark", "Corund", "Dalesia", "Estmar", "Farholm"):
        clerk.reads(re.compile(f"{member}\\s+silent"))


def the_clock_itself_stands_in_the_register(clerk: Visitor) -> None:
    """Nobody is named: the deadline passed."""
    clerk.go(f"matters/{CALENDAR}/history").reads("by the passing of time").picture("history")


TWENTY_HOURS_AND_A_HALF = 20 * 60 + 30
ONE_HOUR_AND_A_HALF = 90
NOTE = "Corund does not agree that ferries run every hour."


@pytest.mark.acted_out(
    minutes_ago=TWENTY_HOURS_AND_A_HALF, charter={"counts when: received": "counts when: sent"}
)
def test_an_answer_on_paper_is_entered_late(office: Office, body: str) -> None:
    """The silence has ended. The note of Corund was sent an hour before; by this charter the sending counts."""
    clerk = office.enter(body, "p0")

    the_silence_was_kept(clerk)
    the_note_is_recorded_with_both_its_times(clerk)
    the_ruling_is_made_again(clerk)
    the_decision_that_was_issued_waits_for_somebody(clerk)
    corund_reads_its_receipt_and_contests_it(office.enter(body, "p8"))
    the_secretariat_finds_it_contested(clerk)


def the_silence_was_kept(clerk: Visitor) -> None:
    clerk.go(f"matters/{FERRY}").reads("Adopted. Charter 15", within=clerk.part("Adopt the text"))


def the_note_is_recorded_with_both_its_times(clerk: Visitor) -> None:
    sent = seat_clock(-ONE_HOUR_AND_A_HALF)
    records_an_answer(clerk, "Corund", "against", "note", NOTE, sent=f"{sent:%Y-%m-%dT%H:%M}")
    clerk.reads("By the charter, when it was sent.", "Rules 15(2)", f"{sent:%H:%M} in Rivermouth")
    recorded = clerk.main.locator("dd", has_text="record no.").inner_text()
    assert f"{sent:%H:%M}" not in recorded
    clerk.picture("receipt")


def the_ruling_is_made_again(clerk: Visitor) -> None:
    """Charter 15: adopted unless somebody objects; one did, in time."""
    clerk.go(f"matters/{FERRY}").reads(
        "Blocked", "Answer of Corund", re.compile("The ruling was made again.*before: adopted")
    )
    clerk.reads(re.compile("sent .* in Rivermouth.*; recorded .* in Rivermouth")).picture("again")


def the_decision_that_was_issued_waits_for_somebody(clerk: Visitor) -> None:
    """Nothing is undone by itself, and no act of the charter takes a decision back: the clerk records that it stands."""
    clerk.reads("Somebody must act: a ruling was reversed", "The decision stands as it was issued")
    clerk.go("desk").reads("A ruling was reversed, and what followed from it stands.")
    clerk.follow("Summer timetable of the ferries")
    clerk.follow("Record that it stays so, and on whose authority")
    clerk.write("Who says so", "The Council").press("Flag it").reads("reversed by record no. ")
    clerk.go(f"matters/{FERRY}").reads("it is settled what becomes of it").picture("settled")
    clerk.go("desk").reads_nowhere("A ruling was reversed, and what followed from it stands.")


def corund_reads_its_receipt_and_contests_it(corund: Visitor) -> None:
    corund.go(f"matters/{FERRY}").follow("Receipt").reads("Against", "note")
    corund.write("What is wrong with it", "Corund sent no such note.").press("Contest it")
    corund.reads("Contested; the secretariat sees it at once.").picture("contested")


def the_secretariat_finds_it_contested(clerk: Visitor) -> None:
    clerk.go("desk").reads("An answer that was recorded on a member’s behalf is contested.")
    clerk.go(f"matters/{FERRY}").reads("Corund sent no such note.")


REGULAR = "Regular session of the Council"


def test_the_chair_passes_while_a_silence_runs(office: Office, body: str) -> None:
    """Charter 8: the chair passes at the close of the regular session of the Council: from Arvenia to Belmark."""
    arvenia = office.enter(body, "p22", "chairmanship:delegate of the chair")
    at_another_window = office.enter(body, "p22", "chairmanship:delegate of the chair")

    at_another_window.go(f"matters/{FERRY}").reads("Extend the deadline")
    arvenia_opens_and_closes_the_regular_session(arvenia)
    the_former_chair_is_refused_with_the_reason(at_another_window)
    belmark_has_the_chair(at_another_window)
    the_new_chair_moves_the_deadline(office.enter(body, "p4", "chairmanship:head of state"))


def arvenia_opens_and_closes_the_regular_session(arvenia: Visitor) -> None:
    form = arvenia.go("sessions").unfold("Convene a session")
    arvenia.write("Day, at the seat", f"{seat_clock():%Y-%m-%d}", form)
    arvenia.choose("Format", "plenary format", form).tick("A regular session", form)
    arvenia.write("Title of the session (English)", REGULAR, form)
    arvenia.write("Title of the session (Russian)", "Очередное заседание Совета", form)
    arvenia.press("Convene", form).reads("The session is convened")
    arvenia.go(f"sessions/{arvenia.page.url.rsplit('/', 1)[1]}/operate")
    for member in ("Arvenia", "Belmark", "Corund", "Dalesia", "Estmar", "Farholm"):
        arvenia.tick(member)
    arvenia.press("Open the session").reads("There is a quorum").picture("regular-session")
    arvenia.press("Close the session").reads("The session is closed")


def the_former_chair_is_refused_with_the_reason(former: Visitor) -> None:
    """The page was open all the while; what it offers is refused, and nothing is changed."""
    form = former.unfold("Extend the deadline")
    former.write("Until, by the clock of the seat", seat_time(days=3), form)
    former.press("Extend the deadline", form)
    former.reads("This was not done", "is no longer yours", "Rules 3")
    former.reads("What you had typed", seat_time(days=3)).picture("refused")
    former.go(f"matters/{FERRY}").may_not("Extend the deadline")
    former.reads_nowhere("The deadline was moved")


def belmark_has_the_chair(somebody: Visitor) -> None:
    somebody.go("body").reads(re.compile("Chairmanship\\s+Belmark"))


def the_new_chair_moves_the_deadline(belmark: Visitor) -> None:
    """Rules 15(2): who opened the silence, or the chair, moves its deadline."""
    form = belmark.go(f"matters/{FERRY}").unfold("Extend the deadline")
    belmark.write("Until, by the clock of the seat", seat_time(days=3), form)
    belmark.press("Extend the deadline", form).reads("The deadline is moved")
    belmark.reads("18:00 in Rivermouth", within=belmark.part("Adopt the text")).picture("moved")
