"""A session loses its quorum and regains it; a head of state who is absent has written that he or she does not object.

In the practice body the Council is convened a week from the day of playing: one that was acted out ten days ago has its
session now.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from visiting import Visitor

if TYPE_CHECKING:
    from conftest import Office

TEN_DAYS = 10 * 24 * 60
SESSION = "sessions/council-next/operate"
CHAIR = ("p22", "chairmanship:delegate of the chair")


@pytest.mark.acted_out(minutes_ago=TEN_DAYS)
def test_a_session_loses_its_quorum_and_regains_it(office: Office, body: str) -> None:
    chair, clerk = office.enter(body, *CHAIR), office.enter(body, "p0")

    chair.go(SESSION)
    for member in ("Arvenia", "Belmark", "Corund", "Dalesia", "Estmar", "Farholm"):
        chair.tick(member)
    chair.press("Open the session").reads("There is a quorum")
    the_item_on_gelt_is_called(chair)
    three_leave_the_room(chair)
    nothing_is_decided_without_a_quorum(chair, clerk)
    all_come_back_and_the_question_is_put_again(chair)
    the_council_decides(chair, clerk)


def the_item_on_gelt_is_called(chair: Visitor) -> None:
    chair.press("2. Partner status for Gelt").reads("question to the Council")


def three_leave_the_room(chair: Visitor) -> None:
    """Charter 6: two thirds of the members, which are four of six, must be present."""
    form = chair.unfold("Change the attendance")
    for member in ("Corund", "Dalesia", "Estmar"):
        form.get_by_label(member, exact=True).uncheck()
    chair.press("Record the attendance", form)
    chair.reads("There is no quorum: nothing can be decided until enough are in the room.")
    chair.picture("quorum-lost")


def nothing_is_decided_without_a_quorum(chair: Visitor, clerk: Visitor) -> None:
    chair.press("Put the question")
    the_roll_is_called(clerk, "Arvenia", "Belmark", "Farholm")
    chair.go(SESSION).press("Close the question with its ruling")
    chair.reads("No quorum.", within=chair.part("Grant partner status")).picture("no-quorum")
    chair.go("matters/gelt-partner").reads("No quorum. Charter 6", "to be put by chairmanship")


def all_come_back_and_the_question_is_put_again(chair: Visitor) -> None:
    form = chair.go(SESSION).unfold("Change the attendance")
    for member in ("Corund", "Dalesia", "Estmar"):
        chair.tick(member, form)
    chair.press("Record the attendance", form)
    chair.reads("There is a quorum").press("Put the question")


def the_council_decides(chair: Visitor, clerk: Visitor) -> None:
    """Charter 12: everybody answers and nobody objects."""
    the_roll_is_called(clerk, "Arvenia", "Belmark", "Corund", "Dalesia", "Estmar", "Farholm")
    chair.go(SESSION).press("Close the question with its ruling")
    chair.reads("Adopted.", within=chair.part("Grant partner status")).picture("decided")
    chair.go("body").reads("Gelt")


def the_roll_is_called(clerk: Visitor, *members: str) -> None:
    clerk.go(SESSION)
    for member in members:
        clerk.choose(member, "in favour")
    clerk.press("Record the roll call").reads("The roll call is recorded")


PRESENT = ("Арвения", "Белмарк", "Далезия", "Эстмар", "Фархольм")
PAPER = "Корунд не возражает против резолюции. Ирена Корд, глава государства."


@pytest.mark.acted_out(minutes_ago=TEN_DAYS)
def test_an_absent_head_wrote_that_she_does_not_object(office: Office, body: str) -> None:
    """In Russian: the resolution waits for an answer of Corund, whose head is not in the room and has written."""
    chair = office.enter(body, *CHAIR, language="ru")
    clerk = office.enter(body, "p0", language="ru")

    chair.go(SESSION)
    for member in PRESENT:
        chair.tick(member)
    chair.press("Открыть сессию").press("Следующий пункт: 1. Единая мера для всех постов")
    chair.press("Поставить вопрос")
    the_five_who_are_present_agree(clerk)
    the_clerk_records_the_paper_of_corund(clerk)
    the_chair_closes_and_the_resolution_is_adopted(chair)
    corund_finds_its_receipt(office.enter(body, "p8", language="ru"))


def the_five_who_are_present_agree(clerk: Visitor) -> None:
    """Charter 12: everybody answers; so the answer of Corund is still needed."""
    clerk.go(SESSION)
    for member in PRESENT:
        clerk.choose(member, "за")
    clerk.press("Внести поимённый опрос").reads("Ещё требуется: ответ: Корунд.").picture("roll")


def the_clerk_records_the_paper_of_corund(clerk: Visitor) -> None:
    clerk.go("matters/gauges").follow("Внести ответ, поступивший иным путём")
    clerk.choose("Государство-член", "Корунд")
    clerk.tick("не возражает", clerk.main.get_by_role("group", name="Ответ"))
    clerk.tick("нота", clerk.main.get_by_role("group", name="Как поступило"))
    paper = {"name": "корунд.txt", "mimeType": "text/plain", "buffer": PAPER.encode()}
    field = clerk.main.get_by_label("Документ: нота или запись телефонного разговора")
    field.set_input_files(paper)
    clerk.press("Внести в запись").reads("Корунд", re.compile("Не возражает")).picture("receipt")


def the_chair_closes_and_the_resolution_is_adopted(chair: Visitor) -> None:
    """Charter 12: whoever does not object has answered. Then the heads of state sign (Charter 16)."""
    chair.go(SESSION).press("Закрыть вопрос и подвести итог").picture("closed")
    chair.go("matters/gauges").reads("подписание главами государств")
    chair.reads(re.compile("Итог: принято, .*, за: 5; не возражает: 1, основание: Устав 12"))
    chair.picture("adopted")


def corund_finds_its_receipt(corund: Visitor) -> None:
    corund.go("matters/gauges").follow("Принять резолюцию?").follow("Расписка")
    corund.reads("Не возражает", "нота")
