"""A short run of the fuzzer, from fixed seeds: whatever is accepted folds again, is audited, and can be corrected."""

from __future__ import annotations

import generating
import pytest

from comity.body.acts import Correct


@pytest.mark.parametrize("body", list(generating.BODIES))
def test_whatever_is_accepted_can_be_folded_and_audited(body: str) -> None:
    one = generating.fuzzer(body, seed=1)
    for _ in range(250):
        one.step()
    assert one.accepted > 5, "too little was accepted to say anything"
    one.check()


@pytest.mark.parametrize("body", list(generating.BODIES))
def test_every_entry_of_a_body_can_be_taken_back(body: str) -> None:
    """The last first, so that nothing is in the way; the record stays sound at every step."""
    one = generating.fuzzer(body, seed=2)
    by, for_ = one.clerks[0]
    for number in range(one.registrar.state.size - 1, 0, -1):
        if number in one.registrar.state.corrected:
            continue
        act = Correct(by=by, for_=for_, entry=number, reason="Never happened.", void=True)
        one.registrar.submit([act], now=one.now)
    one.check()
