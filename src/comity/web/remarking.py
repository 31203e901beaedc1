"""Remarks in a member's name: made by whoever may speak for it, proposed inside the delegation by its experts.

Who may propose but not decide for a member is an expert: what he or she writes becomes an inner proposal, which the one
entitled sends. It is no act, and nobody outside the delegation learns of it.
"""

from __future__ import annotations

from comity.errors import Refused
from comity.web.readers import Reader
from comity.web.visits import Visit


def must_propose(reader: Reader) -> bool:
    """Whether the reader is an expert of a member: may propose, and the one entitled decides."""
    one = reader.capacity
    return one is not None and one.kind == "party" and one.may("propose") and not one.may("decide")


def needs_decider(visit: Visit) -> Refused:
    """The refusal of what an expert can't do in the member's name."""
    return Refused(
        "reader.expert",
        "You propose for your delegation; the version is sealed by somebody who may decide for it.",
        article=visit.law.charter.credentials.article,
        remedy="The draft is kept: ask the one entitled to look at it and to seal it.",
    )
