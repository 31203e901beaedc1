"""The exact search for the fewest changes, beside trying every combination."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.rules.searching import TOO_MANY, fewest

offers_of_two_rows = st.dictionaries(
    st.tuples(st.integers(-2, 4), st.integers(-2, 4)), st.integers(1, 4), max_size=5
).map(lambda found: [(gain, size, (n,)) for n, (gain, size) in enumerate(found.items())])


def every_combination(sums, offers):
    """The smallest number of changes that leaves nothing below zero, and the changes in some such combination."""
    best, used = None, set()
    for taken in product(*(range(size + 1) for _, size, _ in offers)):
        left = [
            value + sum(n * gain[row] for n, (gain, _, _) in zip(taken, offers, strict=True))
            for row, value in enumerate(sums)
        ]
        if min(left) >= 0 and (best is None or sum(taken) <= best):
            used = used if sum(taken) == best else set()
            best = sum(taken)
            used = used | {
                c for n, (_, _, some) in zip(taken, offers, strict=True) if n for c in some
            }
    return None if best is None else (best, used)


@settings(max_examples=300, deadline=None)
@given(st.tuples(st.integers(-8, 2), st.integers(-8, 2)), offers_of_two_rows)
def test_the_fewest_is_that_of_trying_every_combination(sums, offers):
    assert fewest(sums, offers) == every_combination(sums, offers)


def test_a_search_without_end_is_given_up_and_says_so():
    # Two shortfalls against forty members whose two weights pull apart: no order, no chambers.
    offers = [((37 + 7 * n, 311 - 7 * n + n * n % 11), 1, (n,)) for n in range(40)]
    assert fewest((-3001, -3500), offers) == TOO_MANY
