"""A Secretary General is appointed by six delegations, from nomination to assumption of office."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from visiting import Visitor, answers, opens, records_an_answer, seat_day

if TYPE_CHECKING:
    from conftest import Office

VACANT = str(Path(__file__).with_name("vacant.yaml"))
CANDIDATE = "Milena Raske"
TITLE = "Who leads the Secretariat"
MEMBERS = ("Arvenia", "Belmark", "Corund", "Dalesia", "Estmar", "Farholm")
OPEN_TO_ALL = (
    "desk",
    "matters",
    "register",
    "sessions",
    "people",
    "search?q=Raske",
    "search?q=leads",
)
HEADS = {"AR": "p1", "BE": "p4", "CO": "p7", "DA": "p10", "ES": "p13", "FA": "p16"}


@pytest.mark.acted_out(script=VACANT)
def test_a_secretary_general_is_appointed(office: Office, body: str) -> None:
    """Farholm has the chair, and 2025 to 2027 is the slot of Estmar (Charter 8, 10)."""
    chair = office.enter(body, "p16", "chairmanship:head of state")
    heads = {
        member: office.enter(body, person, device=member == "AR")
        for member, person in HEADS.items()
    }
    outsider = office.enter(body, "p26")
    clerk = office.enter(body, "p0")

    arvenia_has_a_key_bound(heads["AR"], clerk)
    known = where_the_name_stands(outsider)
    matter = opens(chair, "Appointment of the Secretary General", (TITLE, "Кто во главе"))
    estmar_nominates(heads["ES"], matter)
    the_capitals_are_consulted_in_confidence(heads, matter)
    the_outsider_meets_nothing_of_it(outsider, matter, known)
    farholm_answers_last(heads["FA"], matter)
    session = the_council_meets(chair)
    the_council_decides(chair, clerk, session)
    arvenia_signs_with_the_key(heads["AR"], matter)
    the_others_sign_on_paper(clerk, matter)
    everybody_can_verify_the_signatures(office, body)
    she_assumes_office(chair, matter)
    everybody_finds_her_in_office(outsider)


def estmar_nominates(estmar: Visitor, matter: str) -> None:
    """Charter 10(2): the candidate comes from the member whose slot it is."""
    form = estmar.go(f"matters/{matter}").unfold("Provide: candidate")
    estmar.choose("Candidate", CANDIDATE, form)
    estmar.write(
        "Note: why, and how the criteria are met (English)", "Nine years on the river.", form
    )
    estmar.press("Provide: candidate", form).reads("In confidence", CANDIDATE).picture("nominated")


def where_the_name_stands(outsider: Visitor) -> dict[str, int]:
    """How often the candidate's name stands on pages that anybody reads: she was entered long before, as an interpreter,
    and what is proposed must neither add to that nor take away from it."""
    return {page: outsider.go(page).page.content().count(CANDIDATE) for page in OPEN_TO_ALL}


def the_capitals_are_consulted_in_confidence(heads: dict[str, Visitor], matter: str) -> None:
    """Rules 18(1): each head of state is asked. Farholm is the last to answer."""
    heads["CO"].go("head").reads(TITLE, "Consent to the candidate", CANDIDATE).picture("head")
    for member in ("AR", "BE", "CO", "DA", "ES"):
        answers(heads[member], matter, "Does not object" if member == "CO" else "In favour")
        heads[member].look_away()


def the_outsider_meets_nothing_of_it(outsider: Visitor, matter: str, known: dict[str, int]) -> None:
    """Whoever is not asked learns neither the name nor who has answered, nor that there is such a matter."""
    outsider.finds_nothing_at(f"matters/{matter}")
    outsider.finds_nothing_at(f"matters/{matter}/history")
    assert where_the_name_stands(outsider) == known
    for page in OPEN_TO_ALL:
        outsider.go(page).reads_nowhere(f"matters/{matter}", "Nine years on the river.")
    outsider.go("matters").reads_nowhere(TITLE)


def farholm_answers_last(farholm: Visitor, matter: str) -> None:
    """By Rules 18(2) the question closes when all have answered."""
    answers(farholm, matter, "In favour")
    farholm.reads("Question to the Council", "to be put by chairmanship").picture("consented")
    farholm.look_away()


def the_council_meets(chair: Visitor) -> str:
    """Rules 7(1): in the narrow format, with each head of state; its id."""
    form = chair.go("sessions").unfold("Convene a session")
    chair.write("Day, at the seat", seat_day(), form).choose("Format", "narrow format", form)
    chair.write("Title of the session (English)", "Session of the Council", form)
    chair.write("Title of the session (Russian)", "Заседание Совета", form)
    chair.press("Convene", form).reads("The session is convened")
    session = chair.page.url.rsplit("/", 1)[1]
    form = chair.unfold("Put a new item on the agenda")
    chair.choose("Matter", TITLE, form).press("Put on the agenda", form)
    return session


def the_council_decides(chair: Visitor, clerk: Visitor, session: str) -> None:
    """Charter 10(3), 12: the Council appoints where everybody answers and nobody objects."""
    chair.go(f"sessions/{session}/operate")
    for member in MEMBERS:
        chair.tick(member)
    chair.press("Open the session").reads("There is a quorum")
    chair.press(f"Next item: 1. {TITLE}").press("Put the question")
    clerk.go(f"sessions/{session}/operate")
    for member in MEMBERS:
        clerk.choose(member, "does not object" if member == "Corund" else "in favour")
    clerk.press("Record the roll call").picture("roll")
    chair.go(f"sessions/{session}/operate").press("Close the question with its ruling")
    chair.reads("The question is closed and ruled on", "Adopted").picture("decided")


def arvenia_has_a_key_bound(arvenia: Visitor, clerk: Visitor) -> None:
    """A passkey is made on the device and offered; the clerk, who has seen its owner, binds it."""
    arvenia.page.goto("/account/2fa/webauthn/add/")
    arvenia.press("Create the key").reads("The key is added.")
    arvenia.go("signing/keys").press("Offer it for signing").reads("Offered. ")
    clerk.go("signing/keys").reads("Livia Arvane").tick("The person was here, with the key")
    clerk.press("Bind the key").reads("The key is bound. Record no. ").picture("key-bound")


def arvenia_signs_with_the_key(arvenia: Visitor, matter: str) -> None:
    """Charter 16: every head of state signs."""
    arvenia.go(f"matters/{matter}").reads("Still needed: the signature")
    arvenia.follow("Sign, or refuse to sign…").reads("Your key signs exactly what is recorded")
    arvenia.reads(CANDIDATE)
    arvenia.picture("to-be-signed").press("Sign")
    arvenia.reads("Signed, and verified with your key. Record no. ").picture("signed")


def the_others_sign_on_paper(clerk: Visitor, matter: str) -> None:
    """What is signed on paper the clerk records with the paper."""
    for member in MEMBERS[1:]:
        clerk.go(f"matters/{matter}").reads("Still needed: the signature")
        if member == MEMBERS[-1]:
            clerk.reads("Still needed: the signature of Farholm").picture("five-signatures")
        paper = f"{member} has signed the appointment of {CANDIDATE}."
        records_an_answer(clerk, member, "in favour", "in the room", paper)


def everybody_can_verify_the_signatures(office: Office, body: str) -> None:
    """From the register alone, by a process that asks no server: one signature of a key, five papers, nothing changed."""
    told = json.loads(office.command("signatures", "--body", body, "--json"))
    assert told["counts"] == {"good": 1, "paper": len(MEMBERS) - 1}
    (signed,) = (one for one in told["signatures"] if one["verdict"] == "good")
    assert (signed["by"], signed["for"]) == (HEADS["AR"], "AR")
    office.command("verify", "--body", body)


def she_assumes_office(chair: Visitor, matter: str) -> None:
    """Rules 18(4), Charter 10(4): on the day that the chair gives, which is today."""
    form = chair.go(f"matters/{matter}").unfold("Provide: day of effect")
    chair.write("Day of effect", seat_day(), form).press("Provide: day of effect", form)
    chair.go(f"matters/{matter}").reads("Assumption of office").picture("in-office")


def everybody_finds_her_in_office(outsider: Visitor) -> None:
    outsider.go("offices").reads(CANDIDATE).picture("offices")
