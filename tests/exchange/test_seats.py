from __future__ import annotations

import pytest

from comity.exchange.seats import code_of


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("NAMIBIA", "NAMIBIA"),
        ("Korea, Republic of", "KOREA_REPUBLIC_OF"),
        ("Côte d'Ivoire", "COTE_D_IVOIRE"),
        ("(Fen)", "FEN"),
        ("!", "PARTY_BB7208BC"),
        ("Россия", "PARTY_22FA0A6E"),
        ("x" * 200, "X" * 100),
    ],
)
def test_a_code_is_made_of_the_letters_and_digits_of_a_name(name: str, code: str) -> None:
    assert code_of(name) == code
