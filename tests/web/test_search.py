"""Search, decisions and feeds: forms of words, what is left out, addresses that hold."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from comity.body.acts import OpenMatter
from comity.body.effects import MatterOpened
from comity.folding import words_of
from comity.web.bodies import RunningBody
from comity.web.readmodel.search import Index, marked, stem

SEARCH = "/b/six-rivers/search"
ATOM = "{http://www.w3.org/2005/Atom}"


def index_of(*titles: str) -> Index:
    index = Index()
    for n, title in enumerate(titles):
        index.add(
            n, [MatterOpened(matter=f"m{n}", procedure="p", title=title, by="AR", on="2026-01-01")]
        )
    return index


def found(index: Index, query: str) -> list[str]:
    return [index.documents[place].id for place in index.find(query)]


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Решение о сборах за судоходство", "решения"),
        ("Решение о сборах за судоходство", "СБОРЫ"),
        ("Назначение Генерального секретаря", "секретарь"),
        ("Предупреждение о паводках", "паводок"),
        ("Зелёная карта", "зеленую"),
        ("Rules for dredging", "dredg"),
        ("Ferries by night", "ferry night"),
        ("Warning of floods", "flood"),
        ("Plan No. 7/2027", "2027"),
    ],
)
def test_forms_of_a_word_find_each_other(title: str, query: str) -> None:
    assert found(index_of("Something else", title), query) == ["m1"]


@pytest.mark.parametrize("query", ["", "   ", "?", "nothing like it", "flood ferry"])
def test_nothing_is_found_where_a_word_is_missing(query: str) -> None:
    assert found(index_of("Warning of floods", "Ferries by night"), query) == []


def test_the_newer_goes_before_the_older() -> None:
    assert found(index_of("Budget 2026", "Budget 2027"), "budget") == ["m1", "m0"]


def test_a_long_text_is_cut_around_what_was_found() -> None:
    pieces = marked(
        "a " * 400 + "Ships slow down. " + "b " * 400, [stem(w) for w in words_of("ships")]
    )
    said = "".join(piece.text for piece in pieces)
    assert "Ships slow down" in said
    assert len(said) < 300
    assert [piece.text for piece in pieces if piece.found] == ["Ships"]


@pytest.mark.parametrize(
    ("query", "kind", "key"),
    [
        ("ferries", "matter", "ferry"),
        ("tolls", "matter", "tolls"),
        ("Solheim", "person", "p23"),
        ("Council narrow", "session", "council-narrow"),
    ],
)
def test_what_the_body_has_is_found(query: str, kind: str, key: str, visitor) -> None:
    hits = visitor("p26").get(SEARCH, {"q": query}).context["found"].hits
    assert (kind, key) in {(one.kind, one.key) for one in hits}


def test_a_paragraph_is_found_with_the_words_around_it(visitor) -> None:
    hits = visitor("p19").get(SEARCH, {"q": "gauges", "kind": "matter"}).context["found"].hits
    assert any(piece.found for one in hits for piece in one.pieces)


def test_what_is_entered_is_found_at_once(practice: RunningBody, visitor) -> None:
    reader = visitor("p26")
    assert reader.get(SEARCH, {"q": "Zanzibar"}).context["found"].total == 0
    practice.registrar.submit(
        [
            OpenMatter(
                by="p19", for_="secretariat", procedure="silence", title="Zanzibar & <b>co</b>"
            )
        ]
    )
    answer = reader.get(SEARCH, {"q": "zanzibar"})
    assert answer.context["found"].total == 1
    assert "<b>co</b>" not in answer.content.decode()


def test_a_very_long_query_is_cut_and_answered(visitor) -> None:
    assert visitor("p26").get(SEARCH, {"q": "x " * 5000}).status_code == 200


def test_decisions_are_listed_the_newest_first_each_at_its_address(
    practice: RunningBody, visitor
) -> None:
    reader = visitor("p26")
    listed = [one.kept for one in reader.get("/b/six-rivers/decisions").context["decisions"]]
    assert {one.decision for one in listed} == set(practice.registrar.state.decisions)
    assert [one.entry for one in listed] == sorted((one.entry for one in listed), reverse=True)
    for one in listed:
        assert reader.get(f"/b/six-rivers/decisions/{one.decision}").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "members shall limit the draught of vessels to one metre"),
        ("ru", "государства-члены ограничивают осадку судов одним метром"),
    ],
)
def test_a_decision_has_its_text_in_the_language_of_the_reader(
    language: str, words: str, practice: RunningBody, visitor
) -> None:
    state = practice.registrar.state
    decision = next(d for d, matter in state.decisions.items() if matter == "low-water")
    reader = visitor("p26")
    reader.cookies["django_language"] = language
    page = reader.get(f"/b/six-rivers/decisions/{decision}").content.decode()
    assert words in page


def test_what_is_printed_tells_the_address_of_its_own_page(visitor) -> None:
    reader = visitor("p26")
    for path in ("decisions", "register", "decisions", "body?on=2026-03-01"):
        page = reader.get(f"/b/six-rivers/{path}").content.decode()
        (line,) = re.findall(r'class="only-print printed">(.*?)</p>', page)
        assert line.endswith(f"/b/six-rivers/{path}")


def test_a_decision_that_is_none_is_not_there(visitor) -> None:
    assert visitor("p26").get("/b/six-rivers/decisions/none").status_code == 404


@pytest.mark.parametrize("feed", ["decisions.atom", "sessions.atom"])
def test_a_feed_is_well_formed_and_leads_to_pages(feed: str, visitor) -> None:
    reader = visitor("p26")
    root = ElementTree.fromstring(reader.get(f"/b/six-rivers/{feed}").content)
    links = [one.find(f"{ATOM}link").get("href") for one in root.iter(f"{ATOM}entry")]
    assert links
    for link in links:
        assert reader.get(link.removeprefix("http://testserver")).status_code == 200


def test_a_feed_of_a_closed_body_needs_a_sign_in(client, practice: RunningBody) -> None:
    assert client.get("/b/six-rivers/decisions.atom").status_code == 302


NAVIGATION = "naviga\u00adtion"


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Zu\u0308rich", "Zürich"),
        ("Zürich", "zu\u0308rich"),
        ("Приложение и\u0306 к бюджету", "Й"),
        (f"Rules of {NAVIGATION}", "navigation"),
        ("Rules of navigation", NAVIGATION),
        ("Plan \uff12\uff10\uff12\uff17", "2027"),
        ("Plan 2027", "\uff12\uff10\uff12\uff17"),
        ("\u0130stanbul", "istanbul"),
        ("Istanbul", "\u0130STANBUL"),
        ("Isparta", "\u0131sparta"),
        ("замо\u0301к", "замок"),
        ("№7 on ferries", "7"),
        ("m\u00b2 of quay", "m2"),
        ("ﬁnal report", "final"),
    ],
    ids=ascii,
)
def test_however_a_word_is_written_it_is_found(
    practice: RunningBody, visitor, title: str, query: str
) -> None:
    act = OpenMatter(by="p19", for_="secretariat", procedure="silence", title=title)
    practice.registrar.submit([act])
    answer = visitor("p19").get(SEARCH, {"q": query, "kind": "matter"})
    assert title in [str(one.title) for one in answer.context["found"].hits]


def test_what_was_found_is_marked_as_it_is_written() -> None:
    pieces = marked(f"Rules of {NAVIGATION}.", [stem(w) for w in words_of("navigation")])
    assert [one.text for one in pieces if one.found] == [NAVIGATION]
