"""The ways out that ``comity doctor`` prints: acts that are permitted to whom they name when they are printed.

Each is tried on the body before it is printed, so that whoever types it is not refused; the state is not touched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from comity.body.acts import AnyAct
from comity.body.decide import decide
from comity.body.entry import Entry
from comity.body.keeping import last_keepers, recorders
from comity.body.occasion import Occasion
from comity.charter.law import Law
from comity.errors import ComityError

Way = tuple[str, dict[str, object]]
"""What can be done, and the act that does it."""
ZEROS = "0" * 64


def kept_again(on: Occasion, who: str) -> str:
    """What gives the record a keeper again, done by ``who``, who had the power last."""
    return _first(on, _kept_again(on, who))


def goes_on(on: Occasion, matter: str) -> str:
    """What ends that a matter cannot go on, as far as one act can."""
    return _first(on, _goes_on(on, matter))


def voided(on: Occasion, entry: Entry | None) -> str:
    """What takes back what the entry says, which could not be applied."""
    if entry is None:
        return ""
    reason = "What it says could not be applied."
    void = {"kind": "correct/1", "entry": entry.n, "void": True, "reason": reason}
    ways = (("Or void it", {**void, **by}) for by in _recorder(on))
    return _first(replace(on, earlier=entry), ways)


def _first(on: Occasion, ways: Iterable[Way]) -> str:
    permitted = (
        f" {sentence}: comity act with {json.dumps(act)}."
        for sentence, act in ways
        if _is_permitted(on, act)
    )
    return next(permitted, "")


def _is_permitted(on: Occasion, act: dict[str, object]) -> bool:
    try:
        decide(on.state, msgspec.convert(act, AnyAct), on.now, on.number, on.earlier)
    except ComityError:
        return False
    return True


def _recorder(on: Occasion) -> Iterator[dict[str, object]]:
    """Who can record today, and for whom; where nobody can, who could last, for each organ and office that should."""
    for who, name in recorders(on.state, on.law, on.day):
        yield {"by": who, "for": name}
    for who in sorted(last_keepers(on.state, on.law, on.day)):
        for name in on.law.keepers:
            yield {"by": who, "for": name}


def _kept_again(on: Occasion, who: str) -> Iterator[Way]:
    """A credential for an organ that keeps the record; else somebody in an office that does: who acts in it, where the
    charter lets somebody, or who holds it by a paper that says so."""
    law: Law = on.law
    for name in (one for one in law.keepers if one in law.organs):
        given = {"person": who, "party": name, "powers": ["record"]}
        yield (
            "Whoever had it last can have it again, or give it to another",
            {"kind": "credential.issue/1", "by": who, "for": name, **given},
        )
    offices = [one for one in law.keepers if one in law.offices]
    acts = f"{who} acts for {' and '.join(offices)} until somebody holds the office or acts in it."
    for name in offices:
        yield (
            f"{acts} Fill it by its procedure, and say who acts in it until then",
            {"kind": "office.act_in/1", "by": who, "for": name, "office": name, "person": who},
        )
    for name in offices:
        paper, tenure = f"d{on.number}", f"t{on.number}"
        filed = {"kind": "source.filed/1", "source": paper, "title": "Letter of appointment"}
        began = {"kind": "tenure.began/1", "tenure": tenure, "office": name, "person": who}
        facts = [{**filed, "sha256": ZEROS}, {**began, "since": on.day}]
        yield (
            f"{acts} Fill it by its procedure; or attest who holds it, with the title and the SHA-256 of the paper that"
            " says so in place of those here",
            {
                "kind": "attest/1",
                "by": who,
                "for": name,
                "cites": [{"source": paper}],
                "facts": facts,
            },
        )


def _goes_on(on: Occasion, matter: str) -> Iterator[Way]:
    for by in _recorder(on):
        yield "Let it go on", {"kind": "matter.resume/1", **by, "matter": matter}
    for by in (*_recorder(on), *_for_opener(on, matter)):
        yield "Or withdraw it", {"kind": "matter.withdraw/1", **by, "matter": matter}


def _for_opener(on: Occasion, matter: str) -> Iterator[dict[str, object]]:
    """Whoever may act for those who opened the matter."""
    opener = on.state.matters[matter].by
    for one in on.state.credentials.values():
        if one.party == opener:
            yield {"by": one.person, "for": opener}
    for held in on.state.tenures.values():
        if held.office == opener:
            yield {"by": held.person, "for": opener}
