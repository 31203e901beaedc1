"""A silence is broken at the last minute; a chair passes while another runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from visiting import Visitor

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
