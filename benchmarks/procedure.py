"""A whole small procedure in memory, beside SpiffWorkflow's approval of like size.

    .venv/bin/python benchmarks/procedure.py [--rounds 15]

Ours: six members, four steps. A matter is opened, its text provided, the question put and answered by a roll call,
signed by another, and the decision numbered: four acts, each decided under the charter (who may, with which credential,
in which step, by which rule) and evolved into the state; nothing is stored. Theirs (``approval.bpmn``): three tasks
completed by hand, two scripts and a gateway, parsed beforehand. Both go through the same number of rounds in turn, and the
ratio is the median of the rounds'.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from comity.body.acts import (
    AnyAct,
    CallRoll,
    Citation,
    EnterPerson,
    FileSource,
    FoundBody,
    IssueCredential,
    OpenMatter,
    Provide,
)
from comity.body.decide import decide
from comity.body.entry import ENGINE, Entry
from comity.body.evolve import evolve
from comity.body.state import State, find_matter

REACH = 20
EACH_ROUND = 200
MEMBERS = ("ASH", "BEECH", "CEDAR", "ELM", "FIR", "OAK")
NOW = "2026-03-02T09:00:00.000Z"
CHARTER = """
comity: 1
body: forest
title: The Forest League
credentials: {cites: Rules 2}
members: [{member: ASH}, {member: BEECH}, {member: CEDAR}, {member: ELM}, {member: FIR}, {member: OAK}]
organs: [{organ: bureau, powers: [record, convene, propose], cites: Statute 4}]
rules:
  - {rule: consensus, cites: Rules 7, adopted when: {objections: none}}
  - {rule: all_sign, cites: Rules 9, adopted when: {in favour: all}}
procedures:
  - procedure: decision
    about: text
    opened by: any member
    cites: Rules 5
    steps:
      - {step: text, asks for: text, from: any member, cites: Rules 6}
      - {step: question, question: adopt the text, put to: each member, rule: consensus,
         closes: {when: all have answered}, if not adopted: end, cites: Rules 7}
      - {step: signature, question: sign the decision, put to: each member, form: signature, rule: all_sign,
         closes: {when: all have answered}, if not adopted: end, cites: Rules 9}
      - {step: number, takes effect: {issues: decision}, cites: Rules 10}
"""
FOUNDING = FoundBody(charter=CHARTER, clerk="clerk", clerk_name="Clerk", organ="bureau")

MINUTE = [Citation(source="minute")]


def beforehand() -> Iterator[AnyAct]:
    """One person for each member, with every power; and the paper from which the answers are recorded."""
    yield FileSource(by="clerk", for_="bureau", source="minute", title="Minute", sha256="0" * 64)
    for member in MEMBERS:
        person = member.lower()
        yield EnterPerson(by="clerk", for_="bureau", person=person, name=person.title())
        yield IssueCredential(
            by="clerk", for_="bureau", person=person, party=member, powers=["all"]
        )


def procedure(number: int, first: int) -> tuple[AnyAct, ...]:
    """The acts of one procedure, of which the first will be entry ``first``: so are its questions named. In every third,
    one of the members abstains."""
    matter, member = f"d{number}", MEMBERS[number % 6]
    everybody = {"in favour": list(MEMBERS)}
    mostly = {
        "in favour": [one for one in MEMBERS if one != member],
        "abstaining": [member],
    }
    return (
        OpenMatter(
            by=member.lower(),
            for_=member,
            procedure="decision",
            title=f"Decision {number}",
            matter=matter,
        ),
        Provide(
            by=member.lower(), for_=member, matter=matter, thing="text", value=f"Text {number}"
        ),
        CallRoll(
            by="clerk",
            for_="bureau",
            question=f"{matter}.q{first + 1}",
            positions=everybody if number % 3 else mostly,
            cites=MINUTE,
        ),
        CallRoll(
            by="clerk",
            for_="bureau",
            question=f"{matter}.q{first + 2}",
            positions=everybody,
            cites=MINUTE,
        ),
    )


def record(state: State, act: AnyAct) -> None:
    """What the registrar does without its register."""
    effects = decide(state, act, NOW, state.size)
    entry = Entry(
        n=state.size, body="forest", at=NOW, charter=0, act=act, effects=effects, engine=ENGINE
    )
    evolve(state, entry)


def ours() -> Callable[[], float]:
    """A league at work: goes through ``EACH_ROUND`` procedures at each call, and says in how many seconds."""
    state = State()
    for act in (FOUNDING, *beforehand()):
        record(state, act)
    numbers = count()

    def work() -> float:
        begun = [(next(numbers), state.size + 4 * turn) for turn in range(EACH_ROUND)]
        acts = [act for number, first in begun for act in procedure(number, first)]
        start = perf_counter()
        for act in acts:
            record(state, act)
        took = perf_counter() - start
        last = find_matter(state, f"d{begun[-1][0]}")
        assert last is not None
        assert last.outcome == "completed"
        assert len(state.decisions) == begun[-1][0] + 1
        return took

    return work


def theirs() -> Callable[[], float]:
    """The approval, parsed once: goes through ``EACH_ROUND`` of them at each call, and says in how many seconds."""
    try:
        from SpiffWorkflow.bpmn.parser import BpmnParser
        from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
        from SpiffWorkflow.util.task import TaskState
    except ImportError:
        sys.exit(
            "NOT MEASURED: SpiffWorkflow is not installed. `make bench` installs it;"
            " by hand: .venv/bin/python -m pip install 'spiffworkflow>=3.2.0'"
        )
    parser = BpmnParser()
    parser.add_bpmn_file(str(Path(__file__).with_name("approval.bpmn")))
    spec = parser.get_spec("approval")

    def one() -> Any:
        workflow = BpmnWorkflow(spec)
        while not workflow.is_completed():
            workflow.do_engine_steps()
            for task in workflow.get_tasks(state=TaskState.READY, manual=True):
                task.data["in_favour"] = 6
                task.run()
        return workflow

    def work() -> float:
        start = perf_counter()
        for _ in range(EACH_ROUND):
            done = one()
        took = perf_counter() - start
        assert done.data["number"] == "1/2026", "it went the way of approval"
        return took

    return work


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    their_work, our_work = theirs(), ours()
    pairs = [(their_work(), our_work()) for _ in range(rounds)]
    ratios = [other / mine for other, mine in pairs]
    print("A procedure of six members and four steps, in memory")
    rate = EACH_ROUND / median(other for other, _ in pairs)
    print(f"  {'SpiffWorkflow, an approval':<46}{rate:>10,.0f}/s{'1.0':>24}")
    rate = EACH_ROUND / median(mine for _, mine in pairs)
    against = f"{median(ratios):.1f} [{min(ratios):.1f}-{max(ratios):.1f}]"
    print(f"  {'Comity, decided and evolved':<46}{rate:>10,.0f}/s{against:>24}  reach {REACH}")


if __name__ == "__main__":
    main()
