"""Walking the pages: every address of the pages made concrete from a body, and the forms that stand on a page.

An address is made of each pattern of ``comity.web.urls`` and of each thing that the body and its delegations have. A
pattern with a part that nobody here can fill is an error, so that a new page is walked or the walk fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import product
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from comity.body.occasion import day_at, law_on
from comity.body.state import Matter, Question, State, find_matter
from comity.web.models.accounts import Account, Recovery
from comity.web.models.delegations import Proposal
from comity.web.readmodel.tables import TABLES

WELL = {200, 301, 302, 303, 400, 401, 403, 404, 405, 409, 410, 422}
POLICY = (
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "form-action 'self'",
    "frame-ancestors 'none'", "base-uri 'none'",
)  # fmt: skip
NOTHING = "nothing-of-that-name"
PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>|\^?\(\?P<(?P<named>\w+)>[^)]*\)\$?")
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Route:
    """A pattern of the addresses, with the parts to be filled."""

    pattern: str
    name: str
    view: Callable[..., HttpResponse]

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(found["name"] or found["named"] for found in PART.finditer(self.pattern))

    def filled(self, values: Values) -> str:
        """The address with those values."""
        path = PART.sub(lambda found: values[found["name"] or found["named"]], self.pattern)
        return "/" + path.replace("^", "").replace("$", "")


@dataclass(frozen=True, slots=True)
class Address:
    """A concrete address; ``values`` are the things that it names."""

    path: str
    route: Route
    values: Values

    @property
    def of_nothing(self) -> str:
        """The same page of a thing that does not exist: all that is named but the body is another."""
        numbers = {"number", "proposal", "pk"}
        others = {name: "999999" if name in numbers else NOTHING for name in self.values}
        return self.route.filled({**others, "body": self.values.get("body", "")})


def routes() -> list[Route]:
    """Every pattern of the installation."""
    return list(_routes(get_resolver().url_patterns, ""))


def _routes(patterns: Iterable[Any], before: str) -> Iterator[Route]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield Route(before + str(one.pattern), one.name or "", one.callback)


def addresses(body: str, state: State, entries: Iterable[int]) -> list[Address]:
    """Every address of the installation with every thing of the body in it, and with those entries of its record."""
    known = _Things(body, state, [str(number) for number in entries])
    return [
        Address(route.filled(values), route, values)
        for route in routes()
        for values in known.values(route)
    ]


class _Things:
    """What can stand in an address, by the name of the part."""

    def __init__(self, body: str, state: State, entries: list[str]) -> None:
        law = law_on(state, day_at(state, state.at))
        self.matters = [_matter(state, one) for one in (*state.matters, *state.cards)]
        proposals = Proposal.objects.filter(body=body).values_list("pk", flat=True)
        recoveries = Recovery.objects.filter(body=body).values_list("pk", flat=True)
        self.entries = entries
        self.answers = {q.question: list(_answers(q)) for m in self.matters for q in m.questions}
        self.recoveries = [*map(str, recoveries), "999999"]
        self.of: dict[str, list[str]] = {
            "body": [body],
            "session": list(state.sessions),
            "office": list(law.offices),
            "rota": list(law.rotas),
            "person": list(state.persons),
            "party": list(law.parties),
            "source": list(state.sources),
            "conflict": [*state.conflicts, NOTHING],
            "decision": list(state.decisions),
            "table": list(TABLES),
            "task": [*state.instructions, *state.inquiries],
            "proposal": [*map(str, proposals), "999999"],
            **{part: [NOTHING] for part in ("token", "key", "provider_id", "uidb36")},
            "pk": ["999999"],
        }

    def values(self, route: Route) -> Iterator[Values]:
        """Every way to fill the parts of the address."""
        rest = [part for part in route.parts if part not in ("matter", "question", "number")]
        lists = [[(part, value) for value in self.of[part]] for part in rest]
        for matter in self._matters_and_questions(route):
            for number, *others in product(self._numbers(route, matter), *lists):
                yield {**matter, **number, **dict(others)}

    def _matters_and_questions(self, route: Route) -> Iterator[Values]:
        if "question" in route.parts:
            for matter in self.matters:
                for one in matter.questions:
                    whole = {"matter": matter.matter, "question": one.question}
                    yield {part: whole[part] for part in whole if part in route.parts}
        elif "matter" in route.parts:
            yield from ({"matter": one.matter} for one in self.matters)
        else:
            yield {}

    def _numbers(self, route: Route, named: Values) -> list[Values]:
        if "number" not in route.parts:
            return [{}]
        numbers = self.entries
        if route.name in ("stop_recovery", "settle_recovery", "end_sign_in"):
            numbers = self.recoveries
        elif "question" in named:
            numbers = self.answers[named["question"]]
        return [{"number": number} for number in numbers]


def _matter(state: State, name: str) -> Matter:
    found = find_matter(state, name)
    assert found is not None
    return found


def _answers(question: Question) -> Iterator[str]:
    """The record numbers of what was answered to the question."""
    for stated in question.stated.values():
        yield from (str(one.entry) for one in stated)


# --- forms on a page --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Form:
    """A form that posts: where to, its fields as they stand, and its buttons that have a name."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    free: set[str] = field(default_factory=set)
    """The fields in which somebody writes."""
    kinds: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)
    """What each field offers to choose from, in the order of the page."""
    files: list[str] = field(default_factory=list)
    is_offered: bool = False
    """Whether there is anything to press: a button in the form, or one beside it that names the form."""

    @property
    def hidden(self) -> dict[str, str]:
        """What tells this form from others: neither its token nor its request nor who sends it."""
        passing = {"csrfmiddlewaretoken", "request", "as", "next", "kept"}
        fixed = self.fields.keys() - self.free - passing
        return {name: self.fields[name] for name in sorted(fixed)}


class _Reading(HTMLParser):
    """Collects the forms that post, and every ``hx-post``."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms = path, list[Form]()
        self.form: Form | None = None
        self.named: dict[str, Form] = {}
        self.select, self.area = "", ""

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in given}
        if "hx-post" in at and tag != "form":
            self.forms.append(Form(at["hx-post"], is_offered=True))
        if tag == "form":
            posts = at.get("method", "").lower() == "post"
            self.form = Form(at.get("action") or self.path) if posts else None
            if self.form is not None:
                self.forms.append(self.form)
                self.named[at.get("id", "")] = self.form
        elif tag == "button":
            self._button(at, self.named.get(at["form"]) if "form" in at else self.form)
        elif self.form is not None and at.get("name"):
            self._field(tag, at, self.form)
        elif self.form is not None and tag == "option" and self.select:
            self._option(at, self.form)

    def _button(self, at: dict[str, str], form: Form | None) -> None:
        if form is None or at.get("type", "submit") != "submit":
            return
        form.is_offered = True
        if at.get("name"):
            form.buttons.append((at["name"], at.get("value", "")))

    def _field(self, tag: str, at: dict[str, str], form: Form) -> None:
        name, kind = at["name"], at.get("type", "text")
        if tag == "select":
            self.select, form.fields[name] = name, ""
            form.free.add(name)
        elif tag == "textarea":
            self.area, form.fields[name] = name, ""
            form.free.add(name)
        elif tag == "input":
            self._input(name, kind, at, form)

    def _input(self, name: str, kind: str, at: dict[str, str], form: Form) -> None:
        if kind == "file":
            form.files.append(name)
        if kind == "radio":
            form.options.setdefault(name, []).append(at.get("value", ""))
        if kind in ("radio", "checkbox") and name in form.fields and "checked" not in at:
            return
        if kind != "file":
            form.fields[name] = at.get("value", "on" if kind == "checkbox" else "")
            form.kinds[name] = kind
        if kind not in ("hidden", "submit"):
            form.free.add(name)

    def _option(self, at: dict[str, str], form: Form) -> None:
        form.options.setdefault(self.select, []).append(at.get("value", ""))
        if not form.fields[self.select] or "selected" in at:
            form.fields[self.select] = at.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.area:
            self.form.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""


def forms_of(page: str, path: str) -> list[Form]:
    """The forms of a page that post, and whatever else of it does."""
    reading = _Reading(path)
    reading.feed(page)
    return reading.forms


class _Markup(HTMLParser):
    """Collects what a strict content security policy would refuse, and every address of another host."""

    ADDRESSES = ("href", "src", "action", "formaction", "srcset", "poster", "data")

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in given}
        if tag == "style" or "style" in at or any(name.startswith("on") for name in at):
            self.faults.append(f"inline: <{tag} {at}>")
        if tag == "script" and "src" not in at:
            self.inside = at.get("type", "text/javascript")
        for name in self.ADDRESSES:
            if re.match(r"(?:[a-z]+:)?//|javascript:", at.get(name, ""), re.IGNORECASE):
                self.faults.append(f"elsewhere: <{tag} {name}={at[name]}>")

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside != "application/json" and data.strip():
            self.faults.append(f"inline script: {data.strip()[:80]}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.inside = ""


def faults_of_markup(page: str) -> list[str]:
    """Inline styles and scripts of the page, and addresses of other hosts."""
    reading = _Markup()
    reading.feed(page)
    return reading.faults


# --- answers ----------------------------------------------------------------------------------------------------------


def content(answer: Any) -> str:
    """The whole text of an answer, streamed or not."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(data.decode("utf-8", "replace"))


def signed_in(account: Account) -> Client:
    """A browser of whoever has that account."""
    client = Client(raise_request_exception=False)
    client.force_login(account, "comity.web.sessions.Backend")
    return client


def without_what_passes(page: str, *words: str) -> str:
    """The page without tokens, and without those words: what two answers that are alike have in common."""
    page = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", page)
    for word in sorted(filter(None, words), key=len, reverse=True):
        page = page.replace(word, "…")
    return page


def few(addresses: list[Address], most: int = 12) -> Iterator[Address]:
    """At most so many addresses of each page, from all over the body."""
    of: dict[str, list[Address]] = {}
    for at in addresses:
        of.setdefault(at.route.pattern, []).append(at)
    for found in of.values():
        yield from found[:: max(1, len(found) // most)]


def faults_of_answer(answer: Any, page: str) -> Iterator[str]:
    """What is wrong with any answer: a failure, a header missing, markup that the policy would refuse."""
    if answer.status_code not in WELL:
        yield f"{answer.status_code} {getattr(answer, 'exc_info', None)}"
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        yield "no nosniff"
    if answer.headers.get("Referrer-Policy") not in ("same-origin", "strict-origin"):
        yield "no referrer policy"
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return
    policy = answer.headers.get("Content-Security-Policy", "")
    if "unsafe" in policy or not all(part in policy for part in POLICY):
        yield f"policy: {policy}"
    yield from faults_of_markup(page)
