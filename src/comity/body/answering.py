"""Who answers a question for a member: whoever the step asks it through, or holds its seat; and who was there to answer."""

from __future__ import annotations

from collections.abc import Collection

from comity.body.acts import Act
from comity.body.asked import room_of
from comity.body.ballots import law_of
from comity.body.course import course_of
from comity.body.matters import refuse
from comity.body.occasion import Occasion
from comity.body.rights import Capacity, capacity
from comity.body.roles import titles_asked
from comity.body.state import Question, question_of
from comity.charter.model import Step


def answering(
    on: Occasion, act: Act, question: Question, step: Step, power: str, right: str
) -> Capacity:
    """The capacity in which somebody answers the question. Refused as ``capacity``, and to who has no title to answer it
    (``credential.narrow``): the step asks members through others, or others hold the seats of the organ asked."""
    assert step.puts is not None
    course = course_of(on, question_of(on.state, question.question)[0])
    law, asked = law_of(on.state, question), step.puts.to
    titles = titles_asked(on, law, asked, act.for_, course.things, course.procedure)
    who = capacity(on, act, power, right, titles=titles)
    credential = on.state.credentials.get(who.credential)
    seated = credential is not None and credential.organ and credential.organ == asked.name
    if titles and who.as_ not in titles and not seated:
        title = " or ".join(sorted(titles))
        raise refuse(
            step,
            "credential.narrow",
            "Only the {title} answers for {party}.",
            "The credential must be issued as {title}.",
            title=title,
            party=who.party or who.name,
        )
    return who


def check_heard(on: Occasion, question: Question, step: Step, answers: Collection[str]) -> None:
    """Refused (``position.no_paper``) for members who were in no room of a session to answer: then a paper must say what
    they said, as for an answer recorded on a member's behalf."""
    room = on.state.sessions.get(room_of(on, question, step))
    away = [member for member in answers if room is None or member not in room.present]
    if not away:
        return
    if room is None:
        raise refuse(
            step,
            "position.no_paper",
            "No session is open in which the roll could be called.",
            "Cite the paper that says what they answered, or call the roll in a session.",
        )
    raise refuse(
        step,
        "position.no_paper",
        "Not in the room, so that they cannot have answered there: {away}.",
        "Cite the paper that says what they answered, or record who is in the room.",
        away=list(away),
    )
