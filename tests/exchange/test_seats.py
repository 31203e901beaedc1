from __future__ import annotations

import pytest

from comity.exchange.seats import code_of


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("NAMIBIA", "NAMIBIA"),
        ("Korea, Republic of", "KOREA_REPUBLIC_OF"),
        ("Côte d'Ivoire", "CÔTE_D_IVOIRE"),
        ("(Fen)", "FEN"),
        ("!", "_"),
    ],
)
def test_a_code_is_made_of_the_letters_and_digits_of_a_name(name: str, code: str) -> None:
    assert code_of(name) == code
