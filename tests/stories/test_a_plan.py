"""A plan is reconciled in two rounds: a reservation follows its paragraph when it is split, and is lifted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from visiting import Visitor, answers, drafts, opens, paragraph, puts, seat_time

if TYPE_CHECKING:
    from conftest import Office

COST = (
    "Members bear the cost of their own participation.",
    "Государства-члены несут расходы на собственное участие.",
)
EXERCISE = (
    "A joint exercise shall be held in May.\n\nEach member shall send one company.",
    "В мае проводится совместное учение.\n\nКаждое государство-член направляет одну роту.",
)
OTHERS = ("p2", "p5", "p14", "p17")
"""The representatives of Arvenia, Belmark, Estmar and Farholm."""


def test_a_plan_is_reconciled_in_two_rounds(office: Office, body: str) -> None:
    clerk, corund, dalesia = (office.enter(body, person) for person in ("p20", "p8", "p11"))
    others = [office.enter(body, person) for person in OTHERS]

    plan = opens(clerk, "Plan of the chairmanship", ("Plan of rescue", "План спасения"))
    drafts(clerk, plan, [COST, EXERCISE])
    puts(clerk, plan, seat_time(days=2))
    corund_reserves_the_exercise(corund, plan)
    dalesia_asks_about_the_cost(dalesia, plan)
    for member in (*others, corund):
        answers(member, plan, "In favour")
        member.look_away()
    dalesia_objects_and_the_first_round_ends(dalesia, plan)

    the_exercise_is_split_and_the_reservation_stands_on_both_halves(clerk, plan)
    puts(clerk, plan, seat_time(days=2))
    for member in (*others, dalesia):
        answers(member, plan, "In favour")
        member.look_away()
    corund_lifts_its_reservation_and_agrees(corund, plan)
    the_rounds_can_be_compared(clerk, plan)
    the_chair_approves_the_plan(
        office.enter(body, "p22", "chairmanship:delegate of the chair"), plan
    )


def corund_reserves_the_exercise(corund: Visitor, plan: str) -> None:
    corund.go(f"matters/{plan}").follow("Remark on 2")
    corund.tick("A reservation of a kind that the charter declares")
    corund.choose("Kind of the reservation", "parliamentary reservation (blocks until lifted)")
    corund.write("What you say", "The parliament of Corund sits on Friday.")
    corund.press("Make the remark").reads("Your remark is in the record").picture("reserved")


def dalesia_asks_about_the_cost(dalesia: Visitor, plan: str) -> None:
    dalesia.go(f"matters/{plan}").follow("Remark on 1")
    dalesia.write("What you say", "Who bears the common cost?").press("Make the remark")


def dalesia_objects_and_the_first_round_ends(dalesia: Visitor, plan: str) -> None:
    """By Charter 12 a plan is agreed when everybody answers and nobody objects; else Rules 10 give it back."""
    answers(dalesia, plan, "Against")
    dalesia.reads("Not adopted: blocked by", "Charter 12", within=dalesia.part("Is the plan"))
    dalesia.reads("Drafting, round 2").picture("first-round-ended")


def the_exercise_is_split_and_the_reservation_stands_on_both_halves(
    clerk: Visitor, plan: str
) -> None:
    clerk.go(f"matters/{plan}").follow("Draft the text")
    clerk.press("Split at empty lines", paragraph(clerk, 2)).press("Number from 1")
    clerk.choose("What becomes of it", "not taken", paragraph(clerk, 1))
    clerk.write("Observation", "There is none.", paragraph(clerk, 1))
    clerk.picture("split").press("Save").press("Seal the version").reads("The version was sealed")


def corund_lifts_its_reservation_and_agrees(corund: Visitor, plan: str) -> None:
    corund.go(f"matters/{plan}")
    corund.reads(
        re.compile("Split from 2.*Corund: parliamentary.*Split from 2.*Corund: parl", re.S)
    )
    corund.reads("Corund has yet to answer; what it has reserved blocks until lifted.")
    corund.reads(re.compile("Still needed: Corund’s reservation on paragraphs? 2 and 3 lifted"))
    corund.go(f"matters/{plan}/remarks")
    form = corund.unfold("Take it back")
    corund.write("Reason", "The parliament has agreed.", form).press("Take it back", form)
    corund.go(f"matters/{plan}").picture("lifted")
    answers(corund, plan, "In favour")
    corund.reads("Adopted", within=corund.part("Is the plan"))


def the_rounds_can_be_compared(clerk: Visitor, plan: str) -> None:
    """Dalesia objected in the first round and agreed in the second; the chair's own question is no round."""
    clerk.go(f"matters/{plan}/rounds").reads(re.compile("Dalesia\\s+against\\s+in favour"))
    clerk.reads_nowhere("no answer").picture("rounds")


def the_chair_approves_the_plan(chair: Visitor, plan: str) -> None:
    """Rules 10(3): the chair approves; 10(4): the plan has effect."""
    answers(chair, plan, "In favour")
    chair.reads("Plan in effect").picture("approved")
