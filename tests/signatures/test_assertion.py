"""The text of a signature: one spelling, read back whole; and what a browser gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import BadInput
from comity.signatures.assertion import Assertion, from_browser, parse

part = st.binary(min_size=1, max_size=80)


@given(part, part, part, part)
def test_what_is_written_is_read_back(a: bytes, b: bytes, c: bytes, d: bytes) -> None:
    made = Assertion(a, b, c, d)
    assert parse(made.text()) == made


def test_it_is_the_form_of_the_page(authenticator: Any) -> None:
    made = authenticator()
    assert parse(made.text(bytes(32))).text().startswith("passkey/1:RVMyNTYtMQ.")
    assert Assertion(**made.asserts(bytes(32))).client_data.startswith(b'{"type": "webauthn.get"')


def test_what_a_browser_gives_is_the_same_assertion(authenticator: Any) -> None:
    made = authenticator("EdDSA")  # the same signature each time
    assert from_browser(made.from_browser(bytes(32))).text() == made.text(bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "signed",
        "passkey/1:",
        "passkey/1:aWQ.ZGF0YQ.e30",
        "passkey/1:aWQ.ZGF0YQ.e30.c2ln.c2ln",
        "passkey/1:aWQ.ZGF0YQ..c2ln",
        "passkey/1:aWQ=.ZGF0YQ.e30.c2ln",
        "passkey/1:aWR.ZGF0YQ.e30.c2ln",
        "passkey/1:aWQ.ZG F0YQ.e30.c2ln",
        "passkey/1:aWQ.ZG\nF0YQ.e30.c2ln",
        "passkey/1:a+/.ZGF0YQ.e30.c2ln",
        "passkey/1:é.ZGF0YQ.e30.c2ln",
        "passkey/1:a.ZGF0YQ.e30.c2ln",
        "passkey/2:aWQ.ZGF0YQ.e30.c2ln",
        "passkey/1:aWQ.ZGF0YQ.e30." + "A" * 20_000,
    ],
)
def test_no_other_spelling_is_a_signature(text: str) -> None:
    with pytest.raises(BadInput) as error:
        parse(text)
    assert error.value.code == "signature.unreadable"
    assert error.value.remedy


@pytest.mark.parametrize(
    "given_",
    ["", "null", "{}", '{"rawId":"aWQ"}', '{"rawId":1,"response":{}}', b"\xff", "[" * 100_000],
    ids=lambda given_: repr(given_)[:20],
)
def test_what_is_no_assertion_of_a_browser_is_told_as_that(given_: Any) -> None:
    with pytest.raises(BadInput) as error:
        from_browser(given_)
    assert error.value.code == "signature.unreadable"
