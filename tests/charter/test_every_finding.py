"""Every finding of `check` that there is: by a charter that has it, and gone, with nothing else found, once it is put right.

What is put right is what the finding says to write; of one that says a fact alone (who can block, what no text settles), the
clause from which it follows. A finding that is new has its sentence on the pages, and so fails here until it has a charter.
"""

# ruff: noqa: E501 - a table reads better with a case on a line

from __future__ import annotations

import pytest

from comity.charter.analysis import analyse
from comity.charter.reading import read_charter_text
from comity.web.readmodel.finding_sentences import FINDINGS

Given = dict[str, str]
PARTS: Given = {
    "top": "",
    "members": "{member: A}, {member: B}, {member: C}, {member: D}",
    "groups": "pair: [A, B], three: [A, B, C], last: [D], all: [A, B, C, D], empty: []",
    "weights": "weights: {votes: {values: {A: 1, B: 1, C: 1, D: 1}}}",
    "organs": "",
    "desk": "record, propose, decide",
    "rule": "adopted when: {in favour: more than 1/2 of members}",
    "rules": "",
    "opened": "desk",
    "steps": "STEP",
    "vote": "to: EACH",
    "text": "{step: text, asks for: note, from: desk}",
    "then": "if not adopted: end",
    "to": "each member",
    "by": "desk",
    "closes": "closes: {after: 3 days, extended: no}",
    "put": "",
    "more": "",
    "effect": "amends charter: yes, with: note",
    "procedures": "",
}


def charter(**given: str) -> str:
    """The smallest charter of which nothing is found, with these parts instead of its own."""
    part = {**PARTS, **given}
    vote = ", ".join(
        filter(
            None,
            [
                f"put to: {part['to']}",
                f"put by: {part['by']}",
                part["closes"],
                part["put"],
                part["then"],
            ],
        )
    )
    return f"""comity: 1
body: four
title: Four
members: [{part["members"]}]
groups: {{{part["groups"]}}}
{part["weights"]}
{part["top"]}
organs: [{{organ: desk, powers: [{part["desk"]}]}}{part["organs"]}]
rules:
  - {{rule: r, cites: Pact 2, {part["rule"]}}}
  {part["rules"]}
procedures:
  - procedure: p
    opened by: {part["opened"]}
    cites: Pact 3
    steps:
      - {part["text"]}
      - {{step: v, question: agree, rule: r, {vote}}}
      {part["more"]}
      - {{step: e, takes effect: {{{part["effect"]}}}}}
  {part["procedures"]}
"""


def found(**given: str) -> set[tuple[str, str]]:
    return {(one.code, one.case) for one in analyse(read_charter_text(charter(**given)))}


EVERY = {
    (code, case)
    for code, sentences in FINDINGS.items()
    for case in ([""] if isinstance(sentences, str) else sentences)
}

# --- the parts of examples ----------------------------------------------------------------------------------------------

# fmt: off
NONE = "adopted when: {objections: none}"
HALF = "adopted when: {in favour: more than 1/2 of voting}"
THREE = "adopted when: {in favour: at least 3}"
TACIT = "fails when: {objections: at least 2}"
ANYBODY = {"rule": HALF}
ACCUSED = "parameters: [accused]"
OBSERVERS = "statuses: [{status: member, rights: [attend, propose, vote]}, {status: observer, rights: [attend, propose, vote]}]"
WATCHED = "{member: A}, {member: B}, {member: C}, {member: D}, {member: E, status: [{is: observer}]}"
ROTA = "rotas: [{rota: turn, of: members, order: [A, B, C, D], ROTA}]"
STARTS = "starting with: A, from: 2026-01-01"
DEAN = "offices: [{office: dean, powers: [all], DEAN}]"
AMENDS = "- {procedure: a, opened by: desk, steps: [{step: w, asks for: note, from: desk}, {step: x, takes effect: {amends charter: yes, with: note}}]}"
FILLS = "- {procedure: f, opened by: desk, steps: [{step: w, asks for: who, from: desk}, {step: x, takes effect: {fills: dean, with: who}}]}"
SLOTS = "offices: [{office: dean, powers: [all], holds over: yes, FILLED slots: {rota: {of: members, order: [ORDER], starting with: A}, from: 2026-01-01, length: 2 years}}]"
WHO = "{step: who, asks for: who, from: desk}"


def dean(keys: str) -> str:
    return DEAN.replace("DEAN", keys)


def rota(keys: str = f"{STARTS}, passes: {{every: calendar year}}, when a turn is skipped: held vacant") -> str:
    return ROTA.replace("ROTA", keys)


def slots(order: str = "A, B, C, D", filled: str = "filled by: f,") -> str:
    return SLOTS.replace("ORDER", order).replace("FILLED", filled)


def step(of: str) -> Given:
    return {"more": f"- {{{of}}}"}


MEMBERSHIP = "statuses: [{status: member, rights: [RIGHTS]}]"


def rights(but: str = "") -> str:
    every = ["attend", "propose", "vote", "circulate", "break silence", "chair"]
    return MEMBERSHIP.replace("RIGHTS", ", ".join(one for one in every if one != but))


def conflict(prevails: str = "") -> str:
    texts = "[{cites: Pact 7, says: one}, {cites: Pact 8, says: other}]"
    return f"conflicts: [{{conflict: whose, about: r, texts: {texts}{prevails}}}]"


CONSENT = "silence means: consent"
CASTING = "{step: c, question: casting, rule: s, put to: CHAIR, closes: {after: 3 days, extended: no}, if not adopted: end, if adopted: e}"
ONE = "- {rule: s, cites: Pact 4, adopted when: {in favour: at least 1}}"
LATER = "- {rule: s, versions: [{from: 2027-01-01, cites: Pact 4, adopted when: {in favour: at least 1}}]}"
CHAIRED = ", {organ: floor, seats: {one for each: member}, chaired by: turn}"
STRANGER = f"- {CASTING.replace('CHAIR', 'desk')}"
LOT = f"{HALF}, tie: lot"
DRAWN = "- {step: drawn, asks for: lot, from: desk, then: e}"


Example = tuple[Given, Given]
"""What the charter has in which it is found, and what it has instead once that is put right."""

MANY = "weights: {v: {values: {A: 1, B: 2, C: 4, D: 8}}, w: {values: {A: 8, B: 4, C: 2, D: 1}}}"
ENDED = ", ".join(f"{{member: {one}, status: [{{from: 2001-01-01, is: member, until: 2010-12-31}}]}}" for one in "ABC") + ", {member: D}"
LEFT = WATCHED.replace("{is: observer}", "{from: 2001-01-01, is: observer, until: 2040-12-31}")
CLUB = "{versions: [{from: 2001-01-01, members: [A, B]}, {from: 2041-01-01, members: []}]}"
BOARD = ", {organ: board, versions: [{from: 2001-01-01, powers: [propose]}, {from: 2041-01-01, powers: [decide]}]}"
DATED_DEAN = "offices: [{office: dean, holds over: yes, versions: [{from: 2001-01-01, powers: [propose]}, {from: 2041-01-01, powers: [decide]}]}]"
ACTING = "when vacant: {acting: a deputy, limit: 6 months}"
BY_DECISION = "passes: {by: decision}, when a turn is skipped: held vacant"
TEXT = PARTS["text"]
FILLED = f"- {WHO}\n      - {{step: f, takes effect: {{fills: dean, with: who}}}}"
NOBODY: dict[str, tuple[str, Given, Given]] = {
    "status": ("any observer", {"top": OBSERVERS}, {"members": WATCHED}),
    "right": ("any member", {"top": rights("propose")}, {"top": rights()}),
    "group": ("the club", {"groups": f"{PARTS['groups']}, club: []"}, {"groups": f"{PARTS['groups']}, club: [A, B, C]"}),
    "office": ("dean", {"top": dean("holds over: yes")}, {"procedures": FILLS}),
    "rota": ("turn", {"top": rota(BY_DECISION)}, {"top": rota(f"starting with: A, {BY_DECISION}")}),
    "slot": ("the member whose slot it is", {}, {"top": slots(filled="filled by: p,"), "more": FILLED}),
    "through": ("{the dean through: head}", {"top": dean("holds over: yes"), "procedures": FILLS}, {"": "dean"}),
}
"""Whom a charter lets do something, what it lacks, and what is written as the finding says."""


def lacks_in(code: str, lacks: Given) -> Given:
    """What is lacking: whoever answers needs the vote, where whoever acts needs to propose."""
    return {key: part.replace(rights("propose"), rights("vote") if code == "answers" else rights("propose")) for key, part in lacks.items()}


def let(code: str, whom: str) -> Given:
    """Whom the charter lets open the procedure, take a step, or answer its question, which others of its kind put."""
    if code == "answers":
        return {"to": whom, "by": "the empty"}
    return {"opened": whom} if code == "opens" else {"text": TEXT.replace("desk", whom)}


NEVER = dict.fromkeys(("blocked", "not adopted", "tied", "no quorum", "void", "deferred"), THREE) | {"rejected": NONE}
"""An outcome, and a rule under which it never comes."""
CLOSES = PARTS["closes"]


def asks(question: str) -> Given:
    """Another question."""
    return step(f"step: w, question: q, put by: desk, {CLOSES}, if not adopted: end, {question}")


def thing(case: str) -> str:
    return "text" if case == "text" else "it"


PERHAPS: dict[str, str] = {
    "effect": "takes effect: {sets measures: it}",
    "clause": "takes effect: {amends charter: yes, with: note, from: it}",
    "wait": "waits for: {date: it}",
    "question": f"question: q, rule: r, put to: the it, put by: desk, {CLOSES}, if not adopted: end",
    "asks": "asks for: more, from: the it",
    "text": f"question: q, rule: r, put to: each member, put by: desk, {CLOSES}, if not adopted: end, on text: yes",
}
"""What a step does that needs what another asks for."""
UNTIL = "status: [{from: 2001-01-01, is: member, until: 2027-12-31}]"
CLUB = "club: {versions: [{from: 2001-01-01, members: [A, B, C]}, {from: 2028-01-01, members: [LEFT]}]}"
OBSERVES = "{member: A}, {member: B}, {member: C}, {member: D}, {member: E, status: [{from: 2001-01-01, is: observer, until: LEFT}]}"
LATER_NOBODY: dict[str, Example] = {
    "record": ({"desk": "propose, decide", "organs": ", {organ: scribe, versions: [{from: 2001-01-01, powers: [record]}, {from: 2028-01-01, powers: [propose]}]}"}, {"desk": "propose, decide, record"}),
    "members": ({"members": ", ".join(f"{{member: {one}, {UNTIL}}}" for one in "ABCD"), "opened": "desk"}, {"members": PARTS["members"]}),
    "group": ({"groups": f"{PARTS['groups']}, {CLUB.replace('LEFT', '')}", "top": "rotas: [{rota: turn, of: club, order: {alphabet: en}, starting with: A, from: 2026-01-01, passes: {every: calendar year}, when a turn is skipped: held vacant}]"}, {"groups": f"{PARTS['groups']}, {CLUB.replace('LEFT', 'A')}"}),
    "status": ({"top": OBSERVERS, "members": OBSERVES.replace("LEFT", "2027-12-31"), "text": TEXT.replace("desk", "any observer")}, {"members": OBSERVES.replace(", until: LEFT", "")}),
}
"""What ends on a day and leaves nobody, and what is left instead."""
BEGINS = "versions: [{from: 2027-01-01, "
EARLY: dict[str, Example] = {
    "rule": ({"rules": LATER, **asks("rule: s, put to: each member")}, {"rules": ONE}),
    "organ": ({"organs": f", {{organ: board, {BEGINS}powers: [propose]}}]}}", "text": TEXT.replace("desk", "board")}, {"organs": ", {organ: board, powers: [propose]}"}),
    "office": ({"top": f"offices: [{{office: dean, {BEGINS}powers: [all], holds over: yes}}]}}]", "procedures": FILLS}, {"top": dean("holds over: yes")}),
    "rota": ({"top": rota(f"{STARTS}, {BEGINS}{BY_DECISION}}}]"), **step("step: s, takes effect: {passes: turn}")}, {"top": rota(f"{STARTS}, {BY_DECISION}")}),
    "group": ({"groups": f"club: {{{BEGINS}members: [A, B, C]}}]}}", "to": "the club"}, {"groups": "club: [A, B, C]"}),
    "weight": ({"weights": f"weights: {{votes: {{{BEGINS}values: {{A: 1, B: 1, C: 1, D: 1}}}}]}}}}", "rule": "adopted when: {in favour by votes: at least 2}"}, {"weights": PARTS["weights"]}),
}
"""What begins after the procedure that needs it, and is there from the beginning instead."""
TIES: dict[str, Example] = {
    "lot": ({"rule": LOT}, {"then": "if tied: drawn, if not adopted: end, if adopted: e", "more": DRAWN}),
    "undrawn": ({"rule": LOT, "then": "if tied: e, if not adopted: end"}, {"then": "if tied: drawn, if not adopted: end, if adopted: e", "more": DRAWN}),
    "chair": (
        {"rule": f"{HALF}, tie: chair decides", "rules": ONE, "organs": CHAIRED, "top": rota(), "to": "floor", **asks("rule: s, put to: each member")},
        {"then": "if tied: c, if not adopted: end, if adopted: e", "more": f"- {CASTING.replace('CHAIR', 'the chair')}"},
    ),
    "stranger": (
        {"rule": f"{HALF}, tie: chair decides", "rules": ONE, "organs": CHAIRED, "top": rota(), "to": "floor", "then": "if tied: c, if not adopted: end, if adopted: e", "more": STRANGER},
        {"more": f"- {CASTING.replace('CHAIR', 'the chair')}"},
    ),
}
CONTRADICTORY: dict[str, Example] = {
    "binds nobody": ({"rule": f"{TACIT}, binds: those in favour", "put": CONSENT}, {"rule": f"{TACIT}, binds: members"}),
    "nobody counted": ({"rule": f"among: pair, remove from count: pair, {HALF}"}, {"rule": f"among: all, remove from count: last, {HALF}"}),
    "nobody votes": ({"rule": "among: pair, must abstain: pair, adopted when: {against: fewer than 2}"}, {"rule": "among: three, must abstain: pair, adopted when: {against: fewer than 2}"}),
    "tests": ({"rule": "adopted when: {all of: [{in favour: at least 3}, {in favour: at most 2}]}"}, {"rule": THREE}),
    "uncounted": ({"rule": "adopted when: {all of: [{in favour: at least 2}, {against: fewer than 3}]}", "put": "positions: [in favour, abstaining]"}, {"put": "positions: [in favour, abstaining, against]"}),
    "nobody answers abstentions": ({"rule": "discard: [abstentions], adopted when: {in favour: more than 1/2 of ballots}", "put": "positions: [in favour, against]"}, {"put": "positions: [in favour, against, abstaining]"}),
    "nobody answers negatives without reasons": ({"rule": f"discard: [negatives without reasons], {HALF}", "put": "positions: [in favour, against]"}, {"put": "positions: [in favour, against, against without reasons]"}),
    "silence of nothing": ({"rule": TACIT, "put": "silence: {counts when: sent}"}, {"put": f"{CONSENT}, silence: {{counts when: sent}}"}),
    "silence objects": ({"put": "silence means: objection, silence: {counts when: sent}"}, {"put": "silence means: objection"}),
    "no period": ({"rule": TACIT, "closes": "at: session", "put": f"{CONSENT}, silence: {{withdrawn break: resumes}}"}, {"closes": CLOSES}),
    "no deadline": ({"rule": TACIT, "closes": "at: session", "put": f"{CONSENT}, silence: {{counts when: sent}}"}, {"closes": CLOSES}),
    "nobody signs": ({"rule": "adopted when: {against: fewer than 2}", "put": "form: signature, positions: [against, abstaining]"}, {"put": "form: signature, positions: [against, abstaining, in favour]"}),
    "signed by silence": ({"rule": TACIT, "put": f"form: signature, {CONSENT}"}, {"put": "form: signature"}),
    "never in favour": ({"put": "positions: [against, abstaining]"}, {"put": "positions: [in favour, against, abstaining]"}),
    "never met": ({"rule": "quorum: {voting: at least 2}, adopted when: {absent: fewer than 3}", "put": "positions: [abstaining, does not object]"}, {"put": "positions: [abstaining, does not object, in favour, against]"}),
    "binds nobody here": ({"rule": "adopted when: {against: fewer than 2}, binds: those in favour", "put": "positions: [against, does not object]"}, {"put": "positions: [in favour, against, does not object]"}),
    "tie ends": ({"rule": f"{HALF}, tie: revote", "then": "if tied: end, if not adopted: end"}, {"then": "if not adopted: end"}),
    "tie leads on": ({"rule": f"{HALF}, tie: revote", "then": "if tied: text, if not adopted: end"}, {"then": "if not adopted: end"}),
    "nobody counted here": ({"rule": f"among: three, {HALF}", "to": "the last"}, {"to": "each member"}),
    "no weight": ({"rule": "adopted when: {in favour by votes: at least 2}", "members": WATCHED, "top": OBSERVERS, "to": "each observer"}, {"to": "each member"}),
    "no weight named": ({"rule": "adopted when: {in favour by tons: more than 1/2 of members}", "top": "parameters: [tons]"}, {"top": "", "weights": "weights: {tons: {values: {A: 1, B: 1, C: 1, D: 1}}}"}),
    "session and deadline": ({"put": "at: session"}, {"closes": "title: agree"}),
    "always adopted": ({"rule": "adopted when: {in favour: at least 0}"}, {"rule": "adopted when: {in favour: at least 2}"}),
}
POINTLESS: dict[str, Example] = {
    "binds all": ({"rule": "adopted when: {in favour: all}, binds: those in favour"}, {"rule": "adopted when: {in favour: all}"}),
    "no objectors": ({"rule": f"{NONE}, binds: members except objectors"}, {"rule": NONE}),
    "tie": ({"rule": f"{THREE}, tie: revote"}, {"rule": f"{HALF}, tie: revote"}),
    "abstentions": ({"rule": f"discard: [abstentions], {THREE}"}, {"rule": "discard: [abstentions], adopted when: {in favour: more than 1/2 of ballots}"}),
    "negatives without reasons": ({"rule": f"discard: [negatives without reasons], {THREE}"}, {"rule": THREE}),
    "removed": ({"rule": f"remove from count: three, may not vote: pair, {HALF}"}, {"rule": f"remove from count: three, {HALF}"}),
    "no vote": ({"rule": f"may not vote: pair, must abstain: pair, {HALF}"}, {"rule": f"may not vote: pair, {HALF}"}),
    "never ends": ({"rule": f"quorum: {{present: at least 0}}, {HALF}"}, {"rule": f"quorum: {{present: at least 2}}, {HALF}"}),
    "test": ({"rule": "adopted when: {all of: [{in favour: at least 2}, {in favour: at least 3}]}"}, {"rule": THREE}),
    "those present": ({"rule": TACIT, "closes": "at: session", "put": f"who votes: those present, {CONSENT}"}, {"put": f"who votes: all who are asked, {CONSENT}"}),
    "no new member": ({"rule": "fails when: {objections: at least 1}", "to": "desk", "put": f"{CONSENT}, silence: {{new member: counted, counts when: sent}}"}, {"put": f"{CONSENT}, silence: {{counts when: sent}}"}),
    "outside": ({"rule": f"among: three, remove from count: last, {HALF}"}, {"rule": f"among: three, {HALF}"}),
    "asks all": ({"to": "at least 2 members"}, {"to": "each member", "rule": "adopted when: {in favour: at least 2}"}),
    "itself": ({"rule": "adopted when: {all of: [{voting: at least 2/3 of voting}, {in favour: at least 2}]}"}, {"rule": "adopted when: {all of: [{voting: at least 2/3 of members}, {in favour: at least 2}]}"}),
    "of itself": ({"organs": ", {organ: floor, seats: {one for each: member}, quorum: {present: at least 2/3 of present}}"}, {"organs": ", {organ: floor, seats: {one for each: member}, quorum: {present: at least 2/3 of members}}"}),
    "several admitted": ({"organs": ", {organ: floor, seats: {one for each: member}, formats: [{format: narrow, admits: [at least 2 members]}]}"}, {"organs": ", {organ: floor, seats: {one for each: member}, formats: [{format: narrow, admits: [any member]}]}"}),
    "never lacking": ({"organs": ", {organ: floor, seats: {one for each: member}, quorum: {present: at least 0}}"}, {"organs": ", {organ: floor, seats: {one for each: member}, quorum: {present: at least 2}}"}),
    "no values": ({"put": "values as at: close"}, {"rule": "adopted when: {in favour by votes: more than 1/2 of members}"}),
}


EXAMPLES: dict[tuple[str, str], Example] = {
    ("to-verify", ""): ({"rule": f"status: to verify, {HALF}"}, {"rule": HALF}),
    ("conflict.open", ""): ({"top": conflict()}, {"top": conflict(", prevails: Pact 7")}),
    # who can block
    ("veto.vote", ""): ({"rule": NONE}, ANYBODY),
    ("veto.vote", "but"): ({"rule": f"remove from count: accused, {NONE}", "top": ACCUSED}, ANYBODY),
    ("veto.vote", "unnamed"): ({"rule": "may not vote: accused, adopted when: {in favour: at least 4}", "top": ACCUSED}, {"rule": "adopted when: {in favour: at least 3}"}),
    ("veto.vote", "named"): ({"rule": "may not vote: accused, adopted when: {in favour: at least 3}", "top": ACCUSED}, {"rule": "adopted when: {in favour: at least 3}"}),
    ("veto.absence", ""): ({"rule": "adopted when: {all of: [{in favour: more than 1/2 of voting}, {absent: none}]}"}, ANYBODY),
    ("veto.absence", "but"): ({"rule": "remove from count: accused, adopted when: {all of: [{in favour: more than 1/2 of voting}, {absent: none}]}", "top": ACCUSED}, ANYBODY),
    ("veto.absence", "unnamed"): ({"rule": "may not vote: accused, adopted when: {in favour: at least 4}", "top": ACCUSED}, {"rule": "adopted when: {in favour: at least 3}"}),
    ("veto.absence", "named"): ({"rule": "may not vote: accused, adopted when: {in favour: at least 3}", "top": ACCUSED}, {"rule": "adopted when: {in favour: at least 3}"}),
    ("veto.own", ""): ({"rule": NONE, "more": f"- {WHO}\n      - {{step: s, takes effect: {{suspends: attend, of: who}}}}"}, {"rule": f"remove from count: who, {HALF}", "top": "parameters: [who]"}),
    ("reach.lost", ""): ({"more": f"- {WHO}\n      - {{step: s, takes effect: {{suspends: vote, of: who}}}}"}, ANYBODY),
    ("reach.unknown", "alone"): ({"rule": "adopted when: {in favour by v: exactly 7}", "weights": MANY}, ANYBODY),
    ("reach.unknown", "adopted"): ({"rule": "adopted when: {in favour by v: exactly 6}", "weights": MANY}, ANYBODY),
    ("reach.unknown", "few"): ({"rule": "adopted when: {any of: [{in favour by v: at least 1/2 of members}, {in favour by w: at least 1/2 of members}]}", "weights": MANY, "more": f"- {WHO}\n      - {{step: s, takes effect: {{suspends: vote, of: who}}}}"}, ANYBODY),
    ("reach.unknown", "named"): ({"rule": f"among: accused, {HALF}", "top": ACCUSED}, {"rule": f"among: three, {HALF}"}),
    ("reach.unknown", "later"): ({"to": "the accused", "top": ACCUSED}, {"to": "the three"}),
    ("reach.never", ""): ({"rule": THREE, "to": "the pair"}, {"to": "the all"}),
    ("reach.no-more", ""): ({"members": ENDED, "rule": "adopted when: {in favour: at least 2}"}, {"rule": "adopted when: {in favour: at least 1}"}),
    ("reach.few", ""): ({"opened": "at least 5 members"}, {"opened": "at least 4 members"}),
    # offices, rotas, the seat
    ("office.unfilled", ""): ({"top": dean(ACTING)}, {"procedures": FILLS}),
    ("office.dead-end", "nobody"): ({"top": dean("title: Dean"), "procedures": FILLS}, {"top": dean("holds over: yes")}),
    ("office.dead-end", "no limit"): ({"top": dean("when vacant: {acting: a deputy, limit: none}"), "procedures": FILLS}, {"top": dean("holds over: yes")}),
    ("office.limit", ""): ({"top": dean(ACTING), "procedures": FILLS}, {"top": dean("holds over: yes")}),
    ("rota.no-skip", ""): ({"top": rota(f"{STARTS}, passes: {{every: calendar year}}")}, {"top": rota()}),
    ("rota.not-passed", ""): ({"top": rota(f"{STARTS}, passes: {{by: decision}}, when a turn is skipped: held vacant")}, {**step("step: s, takes effect: {passes: turn}")}),
    ("seat.idle", ""): ({"top": "seat: {weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]}"}, {"top": "seat: {weekend: [sunday]}"}),
    ("order.differs", "rota leaves out"): ({"top": rota().replace("A, B, C, D", "A, B, C")}, {"top": rota()}),
    ("order.differs", "rota has others"): ({"top": f"{OBSERVERS}\n{rota().replace('C, D', 'C, D, E')}", "members": WATCHED}, {"top": f"{OBSERVERS}\n{rota()}"}),
    ("order.differs", "office leaves out"): ({"top": slots("A, B, C"), "procedures": FILLS}, {"top": slots()}),
    ("order.differs", "office has others"): ({"top": f"{OBSERVERS}\n{slots('A, B, C, D, E')}", "members": WATCHED, "procedures": FILLS}, {"top": f"{OBSERVERS}\n{slots()}"}),
    ("slot.unnamed", ""): ({"top": slots(filled=""), "procedures": FILLS.replace("opened by: desk", "opened by: the member whose slot it is")}, {"top": slots()}),
    # who acts
    ("opener.meant", "becomes"): ({"top": OBSERVERS, "opened": "any member", "more": "- {step: s, takes effect: {grants: observer, to: applicant}}"}, {"more": f"- {WHO}\n      - {{step: s, takes effect: {{grants: observer, to: who}}}}"}),
    ("opener.meant", "loses"): ({"opened": "any member", "more": "- {step: s, takes effect: {ends status: member, of: applicant}}"}, {"more": f"- {WHO}\n      - {{step: s, takes effect: {{ends status: member, of: who}}}}"}),
    ("status.unasked", ""): ({"text": f"{TEXT}\n      - {WHO}\n      - {{step: s, takes effect: {{suspends: attend, of: who}}}}"}, {"text": TEXT, "more": f"- {WHO}\n      - {{step: s, takes effect: {{suspends: attend, of: who}}}}"}),
    ("step.no-power", "clerk"): ({"desk": "record, decide"}, {"desk": "record, decide, propose"}),
    ("step.no-power", "nobody"): ({"opened": "board", "organs": ", {organ: board, powers: [decide]}"}, {"organs": ", {organ: board, powers: [decide, propose]}"}),
    ("answer.no-power", "clerk"): ({"to": "desk", "desk": "record, propose"}, {"desk": "record, propose, decide"}),
    ("answer.no-power", "nobody"): ({"to": "board", "organs": ", {organ: board, powers: [propose]}"}, {"organs": ", {organ: board, powers: [propose, decide]}"}),
    ("nobody.objects", ""): ({"top": rights("break silence"), "rule": TACIT, "put": f"{CONSENT}, silence: {{counts when: sent}}"}, {"top": rights()}),
    ("nobody.chairs", "right"): ({"top": f"{rights('chair')}\n{rota()}", "organs": CHAIRED}, {"top": f"{rights()}\n{rota()}"}),
    ("nobody.chairs", "office"): ({"top": dean("holds over: yes"), "organs": CHAIRED.replace("turn", "dean")}, {"procedures": FILLS}),
    ("nobody.chairs", "rota"): ({"top": rota(BY_DECISION), "organs": CHAIRED}, {"top": rota(f"starting with: A, {BY_DECISION}")}),
    **{
        (f"nobody.{code}", case): ({**lacks_in(code, lacks), **let(code, whom)}, {**{key: part for key, part in mended.items() if key}, **let(code, mended.get("", whom))})
        for code in ("opens", "acts", "answers")
        for case, (whom, lacks, mended) in NOBODY.items()
    },
    # steps and outcomes
    ("outcome.unsaid", ""): ({"rule": f"quorum: {{present: at least 3}}, {HALF}", "then": "if rejected: end"}, {"then": "if not adopted: end"}),
    ("step.endless", ""): ({"then": "if not adopted: v"}, {"then": "if not adopted: end"}),
    ("step.no-end", ""): (
        {"then": "if not adopted: a, if adopted: e", "more": "- {step: a, asks for: one, from: desk}\n      - {step: b, asks for: other, from: desk, then: a}"},
        {"more": "- {step: a, asks for: one, from: desk}\n      - {step: b, asks for: other, from: desk, then: e}"},
    ),
    ("silence.contradicted", "consent"): ({"rule": THREE, "put": CONSENT}, {"rule": TACIT}),
    ("silence.contradicted", "objection"): ({"rule": "adopted when: {against: at least 2}", "put": "silence means: objection"}, {"rule": HALF}),
    ("quorum.votes", ""): ({"rule": f"quorum: {{voting: at least 2}}, {HALF}"}, {"rule": f"quorum: {{present: at least 2}}, {HALF}"}),
    ("quorum.never", "seatless"): ({"organs": ", {organ: board, powers: [decide], quorum: {present: at least 1}}"}, {"organs": ", {organ: board, seats: {one for each: member}, quorum: {present: at least 1}}"}),
    ("quorum.never", "votes"): ({"organs": ", {organ: floor, seats: {one for each: member}, quorum: {in favour: at least 1}}"}, {"organs": ", {organ: floor, seats: {one for each: member}, quorum: {present: at least 1}}"}),
    ("quorum.never", "few"): ({"organs": ", {organ: floor, seats: {one for each: pair}, quorum: {present: at least 3}}"}, {"organs": ", {organ: floor, seats: {one for each: pair}, quorum: {present: at least 2}}"}),
    ("question.no-deadline", "all"): ({"closes": "closes: {when: all have answered}"}, {"closes": "closes: {after: 3 days, extended: no}"}),
    ("question.no-deadline", "early"): ({"closes": "title: agree"}, {"closes": "closes: {after: 3 days, extended: no}"}),
    ("extension.unlimited", ""): ({"closes": "closes: {after: 3 days}"}, {"closes": "closes: {after: 3 days, extended: no}"}),
    ("nobody.acts", "together"): ({"by": "at least 2 members"}, {"by": "any member"}),
    **{("nobody.later", case): pair for case, pair in LATER_NOBODY.items()},
    ("silence.unlimited", ""): ({"rule": TACIT, "put": f"{CONSENT}, silence: {{withdrawn break: resumes}}"}, {"put": f"{CONSENT}, silence: {{withdrawn break: stays broken}}"}),
    ("text.replaced", ""): ({"text": "{step: words, asks for: text, from: desk}", "effect": "issues: decision", "procedures": AMENDS}, {"put": "on text: yes"}),
    ("text.unasked", ""): ({"put": "on text: yes"}, {"text": "{step: words, asks for: text, from: desk}\n      - " + TEXT}),
    **{
        ("thing.perhaps", case): (
            {"then": "if not adopted: z, if adopted: it", "more": f"- {{step: it, asks for: {thing(case)}, from: desk, then: z}}\n      - {{step: z, {later}}}"},
            {"text": f"{TEXT}\n      - {{step: it, asks for: {thing(case)}, from: desk}}", "then": "if not adopted: z, if adopted: e", "more": f"- {{step: z, {later}}}"},
        )
        for case, later in PERHAPS.items()
    },
    # the charter as a whole
    ("charter.fixed", ""): ({"effect": "issues: decision"}, {"effect": "amends charter: yes, with: note"}),
    ("power.ends", "organ"): ({"opened": "board", "organs": BOARD}, {"organs": BOARD.replace("[decide]", "[propose]")}),
    ("power.ends", "office"): ({"opened": "dean", "top": DATED_DEAN, "procedures": FILLS}, {"top": DATED_DEAN.replace("[decide]", "[propose]")}),
    ("rule.unused", ""): ({"rules": ONE}, {"rules": ""}),
    ("procedure.no-effect", ""): ({"procedures": "- {procedure: q, opened by: desk, steps: [{step: w, asks for: word, from: desk}]}"}, {"procedures": "- {procedure: q, opened by: desk, steps: [{step: w, asks for: word, from: desk, takes effect: {issues: decision}}]}"}),
    ("organ.no-record", ""): ({"desk": "propose, decide"}, {"desk": "propose, decide, record"}),
    **{("procedure.early", case): pair for case, pair in EARLY.items()},
    **{
        ("outcome.never", case): ({"rule": rule, "then": f"if {'rejected' if case == 'not adopted' else case}: end, if not adopted: end"}, {"then": f"if {'blocked' if rule == NONE else 'rejected'}: end"})
        for case, rule in NEVER.items()
    },
    **{("tie.nobody", case): pair for case, pair in TIES.items()},
    **{("clause.contradicts", case): pair for case, pair in CONTRADICTORY.items()},
    **{("clause.idle", case): pair for case, pair in POINTLESS.items()},
}
"""By the code and the case of what is found."""
# fmt: on


def test_each_finding_has_a_charter_that_has_it() -> None:
    assert {*EXAMPLES, ("procedure.none", "")} == EVERY  # the last is below


def test_of_the_charter_with_none_of_them_nothing_is_found() -> None:
    assert found() == set()


def test_of_a_charter_without_procedures_it_is_said() -> None:
    text = charter()
    without = text[: text.index("procedures:")]
    assert [one.code for one in analyse(read_charter_text(without))] == ["procedure.none"]


@pytest.mark.parametrize("kind", EXAMPLES, ids=", ".join)
def test_every_finding(kind: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    if kind in (("reach.unknown", "alone"), ("reach.unknown", "few")):
        monkeypatch.setattr("comity.charter.absence.MOST_KINDS", 2)
    if kind == ("reach.unknown", "adopted"):
        monkeypatch.setattr("comity.rules.outcomes.TRIED", 2)
    given, followed = EXAMPLES[kind]
    before, after = found(**given), found(**{**given, **followed})
    assert kind in before
    assert kind not in after
    assert after <= before
