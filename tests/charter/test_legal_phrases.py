"""A lawyer who writes the usual legal phrase is shown the line, the words, and the same in the notation."""

from __future__ import annotations

import pytest

from comity.charter.reading import read_charter_text
from comity.errors import Faulty

HEAD = (
    "comity: 1\nbody: x\ntitle: X\nmembers: [{member: A}, {member: B}, {member: C}, {member: D}, {member: E}]\n"
    "groups: {chamber: [A, B]}\n"
)
VOTING, MEMBERS = " (voting: those present and voting)", " (members: all members, present or not)"


def fault_of(rest: str):
    """The first fault of the charter in its last line, where it is expected."""
    with pytest.raises(Faulty) as caught:
        read_charter_text(HEAD + rest, "x.yaml")
    last = HEAD.count("\n") + rest.count("\n") + 1
    found = [fault for fault in caught.value.faults if fault.line == last]
    assert found, caught.value
    return found


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("adopted when: simple majority", f'"in favour: more than 1/2 of voting"{VOTING}'),
        ("adopted when: a majority vote", f'"in favour: more than 1/2 of voting"{VOTING}'),
        ("adopted when: absolute majority", f'"in favour: more than 1/2 of members"{MEMBERS}'),
        ("adopted when: a majority of one half of the members", f'"in favour: more than 1/2 of members"{MEMBERS}'),
        ("adopted when: a majority of two thirds of the members", f'"in favour: at least 2/3 of members"{MEMBERS}'),
        ("adopted when: one half of the members", f'"in favour: at least 1/2 of members"{MEMBERS}'),
        ("adopted when: majority of those present and voting", f'"in favour: more than 1/2 of voting"{VOTING}'),
        ("adopted when: {in favour: two thirds of members}", f'"in favour: at least 2/3 of members"{MEMBERS}'),
        ("adopted when: {in favour: 2/3 of present and voting}", f'"in favour: at least 2/3 of voting"{VOTING}'),
        ("adopted when: {in favour: at least 2/3 of present and voting}", f'"in favour: at least 2/3 of voting"{VOTING}'),
        ("adopted when: two-thirds of members present and voting", f'"in favour: at least 2/3 of voting"{VOTING}'),
        ("adopted when: a ballot of two-thirds of the members", f'"in favour: at least 2/3 of members"{MEMBERS}'),
        ("adopted when: three-fourths of the States Parties", f'"in favour: at least 3/4 of members"{MEMBERS}'),
        ("adopted when: {in favour: 60 percent of votes cast}", f'"in favour: at least 60% of voting"{VOTING}'),
        ("adopted when: {in favour: not less than 2/3 of the members}", f'"in favour: at least 2/3 of members"{MEMBERS}'),
        ("adopted when: a majority of members present", '"in favour: more than 1/2 of present"'),
        ("adopted when: an affirmative vote of nine members", '"in favour: at least 9"'),
        ("adopted when: {in favour: 9 members}", '"in favour: at least 9"'),
        ("adopted when: {majority: those present and voting}", f'"in favour: more than 1/2 of voting"{VOTING}'),
        ("adopted when: {yes votes: at least 3}", '"in favour"'),
        ("adopted when: {against among chamber: no vetoes}", '"against among chamber: none"'),
        ("adopted when: {in favour: at least 1/2 of voters}", '"voting" (those present and voting)'),
        ("adopted when: unanimity", '"in favour: all" (every member votes for it), or "against: none"'),
        ("adopted when: {in favour: by consensus}", '"objections: none"'),
        ("adopted when: without objection", '"objections: none"'),
        ("adopted when: qualified majority", "how large a majority"),
        # What is compared is the side that the phrase names.
        ("adopted when: no more than one third against", f'"against: at most 1/3 of voting"{VOTING}'),
        ("adopted when: fewer than three against", '"against: fewer than 3"'),
        ("adopted when: absolute majority of votes cast", f'"in favour: more than 1/2 of voting"{VOTING}'),
        # Half of a phrase would be another rule.
        ("adopted when: nine affirmative votes including the permanent members", "a condition for each part of it"),
        ("adopted when: at least 15 members representing 65 % of the population", "a condition for each part of it"),
        ("adopted when: 2/3 of members and 65% of population", "a condition for each part of it"),
        ("adopted when: consensus minus one", "a condition for each part of it"),
        ("adopted when: unanimity less the party concerned", "a condition for each part of it"),
        ("adopted when: majority weighted by contribution", "a condition for each part of it"),
        ("adopted when: two thirds unless one third object", "a condition for each part of it"),
        ("adopted when: a simple majority with a quorum of half", "a condition for each part of it"),
        ("majority: two thirds", f'adopted when: with "in favour: at least 2/3 of voting"{VOTING}'),
        ("fails when: more than one third of the members", f'"objections: more than 1/3 of members"{MEMBERS}'),
        ("adopted when: {absent: none}, quorum: majority of the members", f'"present: more than 1/2 of members"{MEMBERS}'),
        ("adopted when: {objections: none}, quorum: 3 members", '"present: at least 3"'),
        ("adopted when: {objections: none}, tie: casting vote of the President", '"chair decides"'),
        ("adopted when: {objections: none}, tie: the motion is lost", '"rejected"'),
        ("cites: Rule 5, paragraph 3, adopted when: {absent: none}", 'with a comma: cites: "Rule 5, paragraph 3"'),
        ("cites: Rule 5, 6 (a, b), adopted when: {absent: none}", 'cites: "Rule 5, 6 (a, b)"'),
        ("title: {en: Rules, procedures}, adopted when: {absent: none}", 'en: "Rules, procedures"'),
        ("title: Decisions: substance, adopted when: {absent: none}", 'title: "Decisions: substance"'),
    ],
)  # fmt: skip
def test_a_rule_in_the_usual_words_is_answered_in_the_notation(written: str, said: str) -> None:
    expected = [fault.expected for fault in fault_of(f"rules: [{{rule: r, {written}}}]")]
    assert any(each.startswith(said) or said in each for each in expected), expected


PROCEDURE = "rules: [{rule: r, adopted when: {absent: none}}]\nprocedures:\n  - procedure: p\n    opened by: "


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("at least 2/5 of members", 'a number: "at least 2 members", which is 2/5 of the 5'),
        ("one third of the members", 'a number: "at least 2 members", which is 1/3 of the 5'),
        (
            "a majority of the members",
            'a number: "at least 3 members", which is a majority of the 5',
        ),
        ("two or more members", '"at least 2 members"'),
        ("one fifth of the members", '"any member"'),
        ("any contracting party", '"any member"'),
        ("the states parties", '"each member"'),
    ],
)
def test_who_may_do_something_in_the_usual_words_is_answered_in_the_notation(
    written: str, said: str
) -> None:
    assert said in fault_of(PROCEDURE + written)[0].expected


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("title: Decisions: substance", 'title: "Decisions: substance"'),
        ("seat: {place: Geneva: the Palais}", 'place: "Geneva: the Palais"'),
        ('title: "Friends" of all', "title: '\"Friends\" of all'"),
        ("title: 'The member's vote'", 'title: "The member\'s vote"'),
        ("title: *star", 'title: "*star"'),
        ("title: @home", 'title: "@home"'),
        ("title: - a", 'title: "- a"'),
        ("seat: {place: Hall [b], zone: UTC}", 'place: "Hall [b]"'),
    ],
)
def test_a_text_that_needs_quotes_is_given_back_with_them(written: str, said: str) -> None:
    assert said in fault_of(written)[0].expected


@pytest.mark.parametrize(
    ("members", "least"), [("ABC", 2), ("ABCD", 3), ("ABCDEF", 4), ("ABCDEFG", 4)]
)
def test_a_majority_is_more_than_half_of_an_even_or_odd_number(members: str, least: int) -> None:
    head = f"comity: 1\nbody: x\ntitle: X\nmembers: [{', '.join(f'{{member: {one}}}' for one in members)}]\n"
    with pytest.raises(Faulty) as caught:
        read_charter_text(head + PROCEDURE + "a majority of the members")
    assert any(f'"at least {least} members"' in fault.expected for fault in caught.value.faults)
