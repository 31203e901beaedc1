"""Every list with every filter set to what is not there: a sentence that names the value, never silence and never a fault.

Which filters a page has is not written down here: each page is opened with an address that notes what it is asked for, so
that a new filter is walked by itself.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import walking
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client
from django.utils.functional import cached_property

from comity.web.bodies import RunningBody
from comity.web.models import Belonging

MADE_UP = "no-such-value"
ABSURD = (
    MADE_UP, "-1", "99999999999999999999", "0000-00-00", "99999-01-01", "2026-02-30", "²", "<b>1'", "x" * 3000,
)  # fmt: skip
FREE = frozenset({"q", "key", "token", "next", "number", "article", "about", "reversed"})
"""What is no filter: words to search for, secrets, ways back; and what is told in its own way: a record number that is
looked for, an article of the charter that no provision cites, and what a form begins with."""
PAGE = "/b/six-rivers"
noted: set[str] = set()


class Noting(QueryDict):
    """What the address gives, noting what is asked for."""

    def get(self, name: str, default: Any = None) -> Any:
        noted.add(name)
        return super().get(name, default)

    def getlist(self, name: str, default: Any = None) -> Any:
        noted.add(name)
        return super().getlist(name, default)


@pytest.fixture
def noting(monkeypatch: pytest.MonkeyPatch) -> None:
    def given(request: WSGIRequest) -> QueryDict:
        return Noting(request.META.get("QUERY_STRING", ""), encoding=request.encoding)

    made = cached_property(given)
    made.__set_name__(WSGIRequest, "GET")
    monkeypatch.setattr(WSGIRequest, "GET", made)


@pytest.fixture
def keeper(practice: RunningBody) -> Client:
    """Somebody who keeps the record, and so has every list."""
    account = Belonging.objects.get(body=practice.name, person="p19").account
    return walking.signed_in(account)


def lists(practice: RunningBody, keeper: Client) -> Iterator[tuple[walking.Address, str]]:
    """An address or two of each page, with each name that the page asks for after the ``?``."""
    with practice.reading() as state:
        found = walking.addresses(practice.name, state, [state.size - 1, 5])
    for at in walking.few([one for one in found if one.path.startswith(PAGE)], most=2):
        noted.clear()
        answer = keeper.get(at.path, headers={"accept-language": "en"})
        walking.content(answer)
        if answer.status_code in (200, 422):
            yield from ((at, name) for name in sorted(noted - FREE))


def told(answer: Any, value: str) -> bool:
    """Whether the answer says that the value is not known, or cannot be read."""
    said = html.unescape(walking.content(answer))
    return answer.status_code in (404, 422) and value[:40] in said


def test_a_value_that_a_filter_does_not_know_is_named_in_the_answer(
    practice: RunningBody, keeper: Client, noting: None
) -> None:
    walked, faults = set[tuple[str, str]](), list[str]()
    for at, name in list(lists(practice, keeper)):
        walked.add((at.route.name, name))
        for value in ABSURD:
            address = f"{at.path}?{urlencode({name: value})}"
            answer = keeper.get(address, headers={"accept-language": "en"})
            if not told(answer, value):
                faults.append(f"{answer.status_code} {address[:120]}")
    assert not faults, "\n".join(faults)
    # Filters that there are, so that the walk is known to have walked.
    assert walked >= {
        ("register", "kind"), ("register", "who"), ("register", "matter"), ("register", "before"), ("register", "since"),
        ("matters", "state"), ("matters", "procedure"), ("matters", "mine"), ("matters", "after"), ("calendar", "organ"),
        ("calendar", "past"), ("sessions", "organ"), ("sessions", "page"), ("search", "kind"), ("decisions", "page"),
        ("people", "page"), ("body", "on"), ("body", "known"), ("body", "page"), ("office", "on"), ("rota", "on"),
        ("charter", "on"), ("remarks", "member"), ("remarks_table", "kind"), ("scoreboard", "round"), ("rounds", "from"),
        ("history", "before"), ("source", "before"), ("tasks", "most"), ("matter", "to"), ("attest", "kind"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("sessions?organ=zz", 404, "It can be: council, "),
        ("register?kind=zz", 404, "It can be: body, clock, "),
        ("register?who=zz", 404, "It can be: AR, BE, "),
        ("register?matter=zz", 404, "Choose on the page what it is to show."),
        ("register?since=2026-10-02&until=2026-10-01", 422, "Exchange them."),
        ("decisions?page=0", 404, "Write a whole number from 1 to "),
        ("decisions?page=x", 422, "Write a whole number from 1 to "),
        ("matters/plan/what-if?step=zz", 404, "It can be: "),
        ("matters/plan/what-if?step=approval&p.AR=zz", 404, "as a value of “p.AR”"),
        ("matters/plan?to=1&from=2", 404, "as a value of “from”"),
        ("matters/new?procedure=zz", 404, "It can be: plan, "),
    ],
)
def test_the_answer_says_what_there_is(
    address: str, status: int, said: str, keeper: Client
) -> None:
    answer = keeper.get(f"{PAGE}/{address}", headers={"accept-language": "en"})
    assert answer.status_code == status
    assert said in html.unescape(answer.content.decode())


def test_a_program_is_answered_in_plain_text(keeper: Client) -> None:
    answer = keeper.get(
        f"{PAGE}/matters/plan/remarks.csv?state=zz", headers={"accept-language": "en"}
    )
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == (
        "“zz” is not known as a value of “state” in this address. It can be: open, answered.\n"
    )


def test_a_matter_and_a_person_in_confidence_are_answered_as_those_that_are_not_there(
    practice: RunningBody, visitor: Any
) -> None:
    def answer(name: str, value: str) -> str:
        found = visitor("p26").get(
            f"{PAGE}/register?{name}={value}", headers={"accept-language": "en"}
        )
        assert found.status_code == 404
        return walking.without_what_passes(found.content.decode(), value)

    assert answer("matter", "next-appointment") == answer("matter", MADE_UP)
    with practice.reading() as state:
        [candidate] = [one for one, of in state.persons.items() if "Raske" in str(of.name)]
    assert answer("who", candidate) == answer("who", MADE_UP)


@pytest.mark.parametrize(
    "address", ["register?kind=roll", "matters?procedure=audit", "calendar?organ=secretariat"]
)
def test_what_is_known_and_has_nothing_is_no_fault(address: str, keeper: Client) -> None:
    assert keeper.get(f"{PAGE}/{address}").status_code == 200
