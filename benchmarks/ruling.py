"""How fast a ruling is, beside the same rule written by hand.

    .venv/bin/python benchmarks/ruling.py

Three questions of real size: 193 positions under a two-thirds majority of those voting with a quorum, 27 under a double
majority with populations, 15 under nine affirmative votes and a veto. The hand-written functions are what one would write
for one rule in plain Python, on the same dict of positions: members not mentioned are absent, groups, weights and totals
are worked out beforehand, and a bare word comes back. Ours checks besides who votes and what is said; with reasons it
gives counts, margins, who blocks, how many more are needed and who could give them, what is settled, and who is bound.

Every roll call is different, and every round begins with a new ballot, so that nothing is remembered from one round to
the next. Ratios are ours over theirs: higher is better.
"""

import random  # noqa: TID251 -- a benchmark may draw lots, from a seed
import sys
import time
from collections.abc import Callable
from fractions import Fraction

from comity.rules.counting import Ballot
from comity.rules.terms import AllOf, AnyOf, Count, Nobody, Roll, Rule, Share, Test

Positions = dict[str, str]
REACH = {"outcome only": 1 / 3, "with reasons": 1 / 9}

CALLS = 500
ROUNDS = 7

# Percentages of the Union's population in hundredths, 2025, largest first.
POPULATION = {
    "DE": 1849,
    "FR": 1517,
    "IT": 1323,
    "ES": 1078,
    "PL": 833,
    "RO": 423,
    "NL": 401,
    "BE": 262,
    "CZ": 242,
    "PT": 236,
    "SE": 234,
    "GR": 231,
    "HU": 213,
    "AT": 202,
    "BG": 143,
    "DK": 132,
    "FI": 125,
    "SK": 121,
    "IE": 119,
    "HR": 86,
    "LT": 64,
    "SI": 47,
    "LV": 42,
    "EE": 30,
    "CY": 21,
    "LU": 15,
    "MT": 12,
}
ALL_PEOPLE = sum(POPULATION.values())
PERMANENT = ("CN", "FR", "RU", "UK", "US")
COUNCIL = (*PERMANENT, *(f"E{n}" for n in range(1, 11)))
ASSEMBLY = tuple(f"m{n}" for n in range(1, 194))


def share(
    side: str, over: int, under: int, base: str, op: str = "at least", by: str | None = None
) -> Test:
    return Test(side, Share(Fraction(over, under), base), op, None, by)  # type: ignore[arg-type]


IMPORTANT = Rule(
    "unga.important",
    "UN Charter 18(2)",
    quorum=share("present", 1, 2, "members", "more than"),
    adopted_when=share("in favour", 2, 3, "voting"),
)
QUALIFIED = Rule(
    "eu.qmv",
    "TEU 16(4)",
    adopted_when=AnyOf(
        (
            AllOf(
                (
                    Test("in favour", Count(15), "at least"),
                    share("in favour", 55, 100, "members"),
                    share("in favour", 65, 100, "members", by="population"),
                )
            ),
            Test("not in favour", Count(4), "fewer than"),
        )
    ),
)
SUBSTANTIVE = Rule(
    "unsc.substantive",
    "UN Charter 27(3)",
    adopted_when=AllOf(
        (Test("in favour", Count(9), "at least"), Test("against", Nobody(), among="permanent"))
    ),
)


def important_by_hand(positions: Positions) -> str:
    absent = sum(1 for member in ASSEMBLY if positions.get(member, "absent") == "absent")
    if not 2 * (len(ASSEMBLY) - absent) > len(ASSEMBLY):
        return "no quorum"
    in_favour = sum(1 for side in positions.values() if side == "in favour")
    against = sum(1 for side in positions.values() if side == "against")
    enough = in_favour > 0 and 3 * in_favour >= 2 * (in_favour + against)
    return "adopted" if enough else "rejected"


def qualified_by_hand(positions: Positions) -> str:
    in_favour = [member for member in POPULATION if positions.get(member) == "in favour"]
    number = len(in_favour)
    people = sum(POPULATION[member] for member in in_favour)
    enough = number >= 15 and 100 * number >= 55 * 27 and 100 * people >= 65 * ALL_PEOPLE
    return "adopted" if enough or 27 - number < 4 else "rejected"


def substantive_by_hand(positions: Positions) -> str:
    in_favour = sum(1 for member in COUNCIL if positions.get(member) == "in favour")
    vetoes = [member for member in PERMANENT if positions.get(member) == "against"]
    if in_favour < 9:
        return "rejected"
    return "blocked" if vetoes else "adopted"


def roll_calls(members: tuple[str, ...], seed: int) -> list[Positions]:
    """Roll calls from nearly nobody to nearly everybody in favour; the others mostly against, or mostly not."""
    chance = random.Random(seed)
    sides = [sys.intern(side) for side in ("in favour", "against", "abstaining", "absent")]
    calls = []
    for number in range(CALLS):
        favour = 10 + 85 * number / CALLS
        shares = chance.choice([(0.6, 0.3, 0.1), (0.2, 0.5, 0.3), (0.34, 0.33, 0.33)])
        odds = [favour, *((100 - favour) * share for share in shares)]
        calls.append(dict(zip(members, chance.choices(sides, odds, k=len(members)), strict=True)))
    chance.shuffle(calls)
    return calls


def seconds(make: Callable[[], Callable[[Positions], object]], calls: list[Positions]) -> float:
    """The time of one call in the best of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        work = make()
        work(calls[0])  # what is made ready upon the first call is not counted
        start = time.perf_counter()
        for call in calls:
            work(call)
        best = min(best, time.perf_counter() - start)
    return best / len(calls)


def measured(name: str, rule: Rule, roll: Roll, by_hand: Callable[[Positions], str]) -> None:
    calls = roll_calls(roll.members, 7)
    ballot = Ballot(rule, roll)
    for call in calls:
        assert ballot.outcome(call) == ballot.ruling(call).outcome == by_hand(call)  # type: ignore[arg-type]
    base = seconds(lambda: by_hand, calls)
    for what, ours in (
        ("outcome only", seconds(lambda: Ballot(rule, roll).outcome, calls)),  # type: ignore[arg-type, return-value]
        ("with reasons", seconds(lambda: Ballot(rule, roll).ruling, calls)),  # type: ignore[arg-type, return-value]
    ):
        line = f"{name:<17}{base * 1e6:>7.2f} us  {what:<13}{ours * 1e6:>8.2f} us"
        print(f"{line}{base / ours:>8.2f}{REACH[what]:>8.2f}")


def main() -> None:
    population = {member: Fraction(people) for member, people in POPULATION.items()}
    union = Roll(tuple(POPULATION), {}, {"population": population}, {})
    council = Roll(COUNCIL, {"permanent": frozenset(PERMANENT)}, {}, {})
    print(f"{'question':<17}{'by hand':>10}  {'what':<13}{'ours':>11}{'ratio':>8}{'reach':>8}")
    measured("193, two thirds", IMPORTANT, Roll(ASSEMBLY, {}, {}, {}), important_by_hand)
    measured("27, populations", QUALIFIED, union, qualified_by_hand)
    measured("15, veto", SUBSTANTIVE, council, substantive_by_hand)


if __name__ == "__main__":
    main()
