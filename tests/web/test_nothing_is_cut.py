"""Nothing that is typed is cut without a word: it is recorded whole, or refused and still in its field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import walking
from banks import Banks
from test_every_charter import Walk

from comity.grammar import LONGEST_LINE

pytestmark = pytest.mark.django_db
WEB = Path(__file__).parents[2] / "src/comity/web"
NEW = "/b/two-banks/matters/new"


def opening(banks: Banks, title: str) -> tuple[int, str]:
    """What came of opening a matter of that title."""
    client = banks.visitor("p0")
    page = client.get(f"{NEW}?procedure=silence")
    [form] = [f for f in walking.forms_of(walking.content(page), NEW) if "title_en" in f.fields]
    answer = client.post(NEW, {**form.fields, "title_en": title})
    return answer.status_code, answer.content.decode()


def test_a_title_of_six_thousand_characters_is_refused_and_kept(banks: Banks) -> None:
    title = "Lights " * 900
    status, page = opening(banks, title)
    assert status == 422
    assert f"at most {LONGEST_LINE} characters" in page
    assert title.strip() in page
    assert not banks.body.registrar.state.matters


def test_a_title_as_long_as_the_register_takes_is_recorded_whole(banks: Banks) -> None:
    title = "L" * LONGEST_LINE
    assert opening(banks, title)[0] == 303
    [matter] = banks.body.registrar.state.matters.values()
    assert matter.title == {"en": title}


def test_no_field_on_any_page_tells_the_browser_to_cut(banks: Banks) -> None:
    client, found = banks.visitor("p0"), []
    walk = Walk(client, sends=False).through("/b/two-banks/", most=60)
    for path in walk.opened:
        answer = client.get(path)
        if not answer.streaming and "html" in answer.headers.get("Content-Type", ""):
            found += re.findall(r"<[^>]*maxlength[^>]*>", answer.content.decode())
    assert found == []


def test_no_template_tells_the_browser_to_cut() -> None:
    found = [
        path for path in (WEB / "templates").rglob("*.html") if "maxlength" in path.read_text()
    ]
    assert found == []


def test_a_word_to_those_who_remind_is_refused_where_it_is_too_long(visitor) -> None:
    client, address = visitor("p20"), "/b/six-rivers/matters/plan/chase"
    answer = client.post(address, {"as": "secretariat", "words": "w" * (LONGEST_LINE + 1)})
    assert answer.status_code == 422
    assert "w" * (LONGEST_LINE + 1) in answer.content.decode()
