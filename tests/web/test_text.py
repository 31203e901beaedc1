"""The text of a matter on its page, and the next version drafted and sealed in the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from comity.body.acts import Remark, SubmitText
from comity.body.effects import Paragraph, TextVersioned
from comity.body.state import find_matter
from comity.web.bodies import RunningBody
from comity.web.models import Belonging, Draft
from comity.web.models.drafts import Observation
from comity.web.readmodel import texts
from comity.web.readmodel.paragraphs import Shown
from comity.web.readmodel.texts import TextSection
from comity.web.visits import hosting, visit_of

pytestmark = pytest.mark.django_db
Visitor = Callable[[str], Client]
DRAFT = "/b/six-rivers/matters/plan/draft"
OFFICER, OTHER, DELEGATE, CHAIR = "p20", "p19", "p5", "p22"


def section(
    body: RunningBody, query: str = "", matter: str = "plan", language: str = "en"
) -> TextSection:
    request = RequestFactory().get(f"/?{query}")
    request.user = AnonymousUser()
    request.LANGUAGE_CODE = language
    request.session = {}  # type: ignore[assignment]
    with body.reading() as state:
        found = find_matter(state, matter)
        assert found is not None
        visit = visit_of(request, body, hosting(body.name), state, "")
        shown = texts.section(visit, found)
    assert shown is not None
    return shown


def runs(shown: Shown, column: int = 0) -> list[tuple[str, str]]:
    return [(run.kind, run.text) for run in shown.columns[column].runs]


def words(shown: Shown, column: int = 0) -> str:
    return "".join(text for _, text in runs(shown, column))


def paragraphs(body: RunningBody, matter: str = "plan") -> list[Paragraph]:
    entry = body.registrar.entry(body.registrar.state.matters[matter].versions[-1].entry)
    assert entry is not None
    return next(e.paragraphs for e in entry.effects if isinstance(e, TextVersioned))


def carried(one: Paragraph, **changed: object) -> Paragraph:
    fields = {"id": one.id, "number": one.number, "text": one.text, "came_from": [one.id]}
    return Paragraph(**{**fields, **changed})  # type: ignore[arg-type]


def submit(
    body: RunningBody, given: list[Paragraph], by: str = OFFICER, for_: str = "secretariat"
) -> None:
    """A version in which every comment and proposal that stands is answered."""
    standing = body.registrar.state.matters["plan"].remarks.values()
    answers = {
        one.remark: "not taken"
        for one in standing
        if not one.disposition and one.nature in ("comment", "proposal")
    }
    act = SubmitText(by=by, for_=for_, matter="plan", paragraphs=given, dispositions=answers)
    body.registrar.submit([act])


# --- the text on the matter's page ------------------------------------------------------------------------------------


def test_the_difference_between_versions_is_word_exact(practice: RunningBody) -> None:
    changed = runs(section(practice).paragraphs[1])
    assert ("del", "first") in changed
    assert ("ins", "second") in changed


def test_each_view_has_its_words(practice: RunningBody) -> None:
    by_view = {
        v: words(section(practice, f"text={v}").paragraphs[1])
        for v in ("original", "changed", "final")
    }
    assert "first half" in by_view["original"]
    assert "second half" not in by_view["original"]
    assert "second half" in by_view["changed"]
    assert "first" not in by_view["changed"]
    assert by_view["final"] == by_view["changed"]


def test_a_view_or_version_that_does_not_exist_is_the_usual_one(practice: RunningBody) -> None:
    shown = section(practice, "text=<script>&to=99&from=x")
    assert shown.view == "differences"
    assert shown.new.read.version == 2


def test_open_words_stand_in_brackets_with_their_owners_before_the_full_stop(
    practice: RunningBody,
) -> None:
    shown = section(practice).paragraphs[2]
    owners = [run.owner for run in shown.columns[0].runs if run.owner]
    assert owners == ["ES", "CO"]
    assert runs(shown)[-1] == ("equal", ".")


def test_marks_say_what_stands_and_what_was_answered(practice: RunningBody) -> None:
    one, two, three, four = section(practice).paragraphs
    assert not one.standing
    assert [r.by for r in two.answered] == ["DA", "FA"]
    assert [r.by for r in three.brackets] == ["ES", "CO"]
    assert [(r.by, r.type) for r in four.reservations] == [("CO", "scrutiny")]


def test_on_the_first_version_stand_the_remarks_of_its_round(practice: RunningBody) -> None:
    two = section(practice, "to=1").paragraphs[1]
    assert {r.nature for r in two.standing} | {r.nature for r in two.answered} == {
        "proposal",
        "comment",
    }


def test_languages_stand_beside_each_other_and_one_that_is_missing_is_told(
    practice: RunningBody,
) -> None:
    given = [carried(one) for one in paragraphs(practice)]
    given[3] = carried(given[3], text={"en": "The Secretariat shall report in November."})
    submit(practice, given)
    russian = section(practice, "beside=1").paragraphs[3].columns[1]
    assert russian.language == "ru"
    assert all(run.kind == "del" for run in russian.runs)
    assert section(practice, "beside=1&text=final").paragraphs[3].columns[1].missing


def test_a_language_that_did_not_follow_a_change_is_told_with_its_version(
    practice: RunningBody,
) -> None:
    given = [carried(one) for one in paragraphs(practice)]
    both = dict(given[1].text)  # type: ignore[arg-type]
    given[1] = carried(
        given[1], text={**both, "en": "An exercise shall be held in the second half of the year."}
    )
    submit(practice, given)
    english, russian = section(practice, "beside=1").paragraphs[1].columns
    assert english.behind is None
    assert russian.behind is not None
    assert russian.behind.version == 2


def test_a_reservation_follows_its_paragraph_into_both_parts(practice: RunningBody) -> None:
    given = [carried(one) for one in paragraphs(practice)]
    part = Paragraph(id="n1", number="5", text={"en": "It reports in November."}, came_from=["d"])
    submit(practice, [*given, part])
    *_, four, five = section(practice).paragraphs
    assert [r.by for r in four.reservations] == [r.by for r in five.reservations] == ["CO"]
    assert four.pairing.split
    assert five.pairing.split


def test_what_was_answered_on_merged_paragraphs_is_found_under_the_one(
    practice: RunningBody,
) -> None:
    a, _, c, d = paragraphs(practice)
    submit(practice, [carried(a, came_from=["a", "b"]), carried(c), carried(d)])
    first = section(practice).paragraphs[0]
    assert first.pairing.merged
    assert {"DA", "FA", "ES"} <= {r.by for r in first.answered}


def test_a_moved_paragraph_is_told_as_moved_and_one_left_out_is_shown(
    practice: RunningBody,
) -> None:
    a, _, c, d = paragraphs(practice)
    submit(practice, [carried(d, number="1"), carried(a, number="2"), carried(c, number="3")])
    shown = section(practice).paragraphs
    assert [one.id for one in shown if one.pairing.moved] == ["d"]
    assert [one.id for one in shown if one.left_out] == ["b"]
    assert "b" not in [one.id for one in section(practice, "text=final").paragraphs]


def test_a_version_of_the_chair_after_the_first_is_its_compromise(practice: RunningBody) -> None:
    submit(practice, [carried(one) for one in paragraphs(practice)], CHAIR, "chairmanship")
    assert [line.by_chair for line in section(practice).lines] == [False, False, True]


def test_any_two_versions_are_compared_through_those_between(practice: RunningBody) -> None:
    given = [carried(one) for one in paragraphs(practice)]
    submit(practice, [*given[:3], carried(given[3], id="z", came_from=["d"])])
    shown = section(practice, "from=1&to=3")
    assert shown.old is not None
    assert shown.old.read.version == 1
    assert [one.pairing.old[0].id for one in shown.paragraphs] == ["a", "b", "c", "d"]


# --- drafting ---------------------------------------------------------------------------------------------------------


def fields(client: Client, draft: str = DRAFT) -> dict[str, str]:
    """What the page of the draft would send, nothing typed."""
    page = client.get(draft).content.decode()
    return _fields(page)


def _fields(page: str) -> dict[str, str]:
    sent = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = dict(re.findall(r'(name|value|type)="([^"]*)"', tag))
        if "name" in given and given.get("type") not in ("checkbox", "file"):
            sent[unescape(given["name"])] = unescape(given.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', page):
        sent[unescape(name)] = unescape(text)
    for name, options in re.findall(r'<select name="([^"]*)">(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[unescape(name)] = unescape(chosen.group(1)) if chosen else ""
    return sent


def text_of(draft: Draft, known: str, language: str = "en") -> str:
    return str(next(one["text"][language] for one in draft.paragraphs if one["id"] == known))


def kept() -> Draft:
    return Draft.objects.get(matter="plan", party="secretariat")


def unaccounted(body: RunningBody) -> str:
    """The comment of Farholm that nobody has answered."""
    known = body.registrar.state.matters["plan"].remarks.values()
    return next(one.remark for one in known if one.nature == "comment" and not one.disposition)


def test_whoever_may_submit_a_version_drafts_and_others_are_told_why_not(visitor: Visitor) -> None:
    assert visitor(OFFICER).get(DRAFT).status_code == 200
    refused = visitor(DELEGATE).get(DRAFT)
    assert refused.status_code == 403
    assert "Charter 12" in refused.content.decode()  # the article of the step that the plan is in
    assert not Draft.objects.filter(party="BE").exists()


def test_a_draft_of_what_one_may_not_see_answers_like_one_of_nothing(visitor: Visitor) -> None:
    envoy = visitor("p27")
    hidden = envoy.get("/b/six-rivers/matters/next-appointment/draft")
    absent = envoy.get("/b/six-rivers/matters/nothing/draft")
    assert hidden.status_code == absent.status_code == 404
    token = re.compile(rb'name="(csrfmiddlewaretoken|next)" value="[^"]*"')
    assert token.sub(b"", hidden.content) == token.sub(b"", absent.content)


def test_what_is_typed_is_kept_and_nothing_enters_the_register(
    practice: RunningBody, visitor: Visitor
) -> None:
    size = practice.registrar.state.size
    client = visitor(OFFICER)
    answer = client.post(
        DRAFT, {**fields(client), "text-en:c": "Members bear their own cost.", "do": ""}
    )
    assert answer.status_code == 303
    assert text_of(kept(), "c") == "Members bear their own cost."
    assert practice.registrar.state.size == size


def test_a_button_keeps_what_was_typed_elsewhere_on_the_page(visitor: Visitor) -> None:
    client = visitor(OFFICER)
    client.post(DRAFT, {**fields(client), "text-en:a": "The Chair consults.", "do": "down:b"})
    assert text_of(kept(), "a") == "The Chair consults."
    assert [one["id"] for one in kept().paragraphs] == ["a", "c", "b", "d"]


def test_the_second_officer_sees_what_changed_and_merges(visitor: Visitor) -> None:
    first, second = visitor(OFFICER), visitor(OTHER)
    seen = fields(second)
    first.post(
        DRAFT,
        {**fields(first), "text-en:c": "Members shall bear the cost of taking part.", "do": ""},
    )
    mine = {
        **seen,
        "text-en:c": "All members shall bear the cost of their own participation.",
        "do": "",
    }
    answer = second.post(DRAFT, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Clara Venn" in page
    assert "All members shall bear the cost" in page
    assert text_of(kept(), "c") == "Members shall bear the cost of taking part."
    again = _fields(page)
    assert again["text-en:c"] == mine["text-en:c"]
    assert json.loads(again["was:c"]) == json.loads(seen["was:c"])
    second.post(DRAFT, {**again, "do": "both:c"})
    assert text_of(kept(), "c") == "All members shall bear the cost of taking part."


def test_keeping_mine_is_refused_where_the_paragraph_changed_once_more(visitor: Visitor) -> None:
    first, second = visitor(OFFICER), visitor(OTHER)
    seen = fields(second)
    first.post(DRAFT, {**fields(first), "text-en:c": "One.", "do": ""})
    page = _fields(second.post(DRAFT, {**seen, "text-en:c": "Mine.", "do": ""}).content.decode())
    first.post(DRAFT, {**fields(first), "text-en:c": "Two.", "do": ""})
    mine = {**seen, "text-en:c": "Mine.", "seen:c": page["seen:c"], "do": "mine:c"}
    answer = second.post(DRAFT, mine)
    assert answer.status_code == 409
    assert text_of(kept(), "c") == "Two."
    assert "Mine." in answer.content.decode()
    newest = _fields(answer.content.decode())
    second.post(DRAFT, {**mine, "seen:c": newest["seen:c"]})
    assert text_of(kept(), "c") == "Mine."


def test_words_typed_into_a_paragraph_that_another_took_out_stand_in_a_new_one(
    visitor: Visitor,
) -> None:
    first, second = visitor(OFFICER), visitor(OTHER)
    seen = fields(second)
    first.post(DRAFT, {**fields(first), "do": "remove:b"})
    answer = second.post(DRAFT, {**seen, "text-en:b": "A smaller exercise.", "do": ""})
    assert answer.status_code == 409
    assert kept().paragraphs[-1]["text"]["en"] == "A smaller exercise."


def test_a_paragraph_is_kept_by_itself_while_somebody_types(visitor: Visitor) -> None:
    client = visitor(OFFICER)
    sent = {k: v for k, v in fields(client).items() if k.endswith(":c") or ":" not in k}
    answer = client.post(f"{DRAFT}/paragraph?line=c", {**sent, "text-en:c": "Typing"})
    assert answer.status_code == 200
    assert answer.headers["Draft-Kept"]
    assert json.loads(_fields(answer.content.decode())["was:c"])["en"] == "Typing"
    late = client.post(f"{DRAFT}/paragraph?line=c", {**sent, "text-en:c": "From another window"})
    assert late.status_code == 409
    shown = _fields(late.content.decode())
    more = {**sent, **shown, "text-en:c": "From another window, typing on"}
    assert client.post(f"{DRAFT}/paragraph?line=c", more).status_code == 409
    assert text_of(kept(), "c") == "Typing"


def test_two_observations_on_one_remark_are_both_kept(
    practice: RunningBody, visitor: Visitor
) -> None:
    remark, first, second = unaccounted(practice), visitor(OFFICER), visitor(OTHER)
    seen = fields(second)
    first.post(DRAFT, {**fields(first), f"observation:{remark}": "Asked the treasury.", "do": ""})
    mine = {**seen, f"observation:{remark}": "It answers in May."}
    shown = _fields(second.post(f"{DRAFT}/paragraph?line=c", mine).content.decode())
    second.post(f"{DRAFT}/paragraph?line=c", {**mine, **shown})
    assert kept().dispositions[remark]["observation"] == "Asked the treasury.\nIt answers in May."


def test_typing_after_the_sign_in_expired_is_not_taken_for_kept(visitor: Visitor) -> None:
    client = visitor(OFFICER)
    sent = fields(client)
    client.logout()
    answer = client.post(f"{DRAFT}/paragraph?line=c", {**sent, "text-en:c": "Typing"})
    assert "Draft-Kept" not in answer.headers
    assert not Draft.objects.exists()


def test_the_last_change_is_undone(visitor: Visitor) -> None:
    client = visitor(OFFICER)
    client.post(DRAFT, {**fields(client), "do": "remove:b"})
    client.post(DRAFT, {**fields(client), "do": "undo"})
    assert [one["id"] for one in kept().paragraphs] == ["a", "b", "c", "d"]


def test_script_in_a_paragraph_stays_text(visitor: Visitor) -> None:
    client = visitor(OFFICER)
    client.post(
        DRAFT, {**fields(client), "text-en:c": "</textarea><script>alert(1)</script>", "do": ""}
    )
    page = client.get(DRAFT).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_form_that_did_not_come_from_the_page_is_told_so(visitor: Visitor) -> None:
    client = visitor(OFFICER)
    client.get(DRAFT)
    answer = client.post(DRAFT, {"was:a": "{not json", "text-en:a": "x", "do": ""})
    assert answer.status_code == 422
    assert not Draft.objects.exists()


# --- before anything is typed -----------------------------------------------------------------------------------------


def test_whoever_only_looks_leaves_no_draft_behind(visitor: Visitor) -> None:
    client = visitor(OFFICER)
    sent = fields(client)
    client.post(DRAFT, {**sent, "do": ""})
    client.post(f"{DRAFT}/paragraph?line=c", sent)
    client.post(DRAFT, {**sent, "do": "carry"})
    client.post(DRAFT, {**sent, "do": "undo"})
    assert not Draft.objects.exists()
    assert client.post(DRAFT, {**sent, "do": "discard"}).status_code == 303


def test_the_first_words_are_kept_while_somebody_types_and_the_form_goes_on(
    visitor: Visitor,
) -> None:
    client = visitor(OFFICER)
    sent = fields(client)
    answer = client.post(f"{DRAFT}/paragraph?line=c", {**sent, "text-en:c": "Typing"})
    assert answer.status_code == 200
    shown = {**sent, **_fields(answer.content.decode()), "text-en:c": "Typing on"}
    assert client.post(DRAFT, {**shown, "do": ""}).status_code == 303
    assert text_of(kept(), "c") == "Typing on"


def test_two_who_begin_at_once_write_on_one_draft(visitor: Visitor) -> None:
    first, second = visitor(OFFICER), visitor(OTHER)
    ours = fields(first), fields(second)
    first.post(DRAFT, {**ours[0], "text-en:a": "Theirs.", "do": ""})
    answer = second.post(DRAFT, {**ours[1], "text-en:c": "Mine.", "do": ""})
    assert answer.status_code == 303
    assert (text_of(kept(), "a"), text_of(kept(), "c")) == ("Theirs.", "Mine.")


def test_first_words_on_a_version_that_was_followed_meanwhile_are_told_and_kept(
    practice: RunningBody, visitor: Visitor
) -> None:
    first, second = visitor(OFFICER), visitor(OTHER)
    seen = fields(second)
    first.post(DRAFT, sealed(practice, first))
    in_place = second.post(f"{DRAFT}/paragraph?line=a", {**seen, "text-en:a": "Mine."})
    assert (in_place.status_code, Draft.objects.count()) == (409, 0)
    answer = second.post(DRAFT, {**seen, "text-en:a": "Mine.", "do": ""})
    assert answer.status_code == 409
    assert "was sealed or discarded meanwhile" in answer.content.decode()
    assert text_of(kept(), "a") == "Mine."


def test_who_may_not_draft_keeps_no_first_words(visitor: Visitor) -> None:
    sent = {**fields(visitor(OFFICER)), "text-en:c": "Not theirs."}
    sent.pop("as")
    for path in (DRAFT, f"{DRAFT}/paragraph?line=c"):
        assert visitor(DELEGATE).post(path, sent).status_code in (403, 409)
    assert not Draft.objects.exists()


# --- sealing ----------------------------------------------------------------------------------------------------------


def test_a_version_is_not_sealed_while_a_remark_is_unaccounted_for_and_nothing_is_lost(
    practice: RunningBody, visitor: Visitor
) -> None:
    client = visitor(OFFICER)
    answer = client.post(
        DRAFT, {**fields(client), "text-en:c": "Each bears its own cost.", "do": "seal"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Each bears its own cost." in page
    assert f'href="#remark-{unaccounted(practice)}"' in page
    assert len(practice.registrar.state.matters["plan"].versions) == 2


def test_sealing_says_that_it_ends_the_question_and_is_refused_until_that_is_known(
    practice: RunningBody, visitor: Visitor
) -> None:
    client, remark = visitor(OFFICER), unaccounted(practice)
    sent = {**fields(client), f"disposition:{remark}": "not taken", "do": "seal"}
    assert client.post(DRAFT, sent).status_code == 422
    question = practice.registrar.state.matters["plan"].question()
    assert question is not None
    assert question.question in client.get(DRAFT).content.decode()


def sealed(practice: RunningBody, client: Client) -> dict[str, str]:
    remark = unaccounted(practice)
    question = practice.registrar.state.matters["plan"].question()
    assert question is not None
    return {
        **fields(client),
        "text-en:c": "Each bears its own cost.",
        f"disposition:{remark}": "not taken",
        f"observation:{remark}": "The treasury has answered since.",
        "ends": question.question,
        "do": "seal",
    }


def test_a_sealed_version_has_the_words_typed_and_settles_the_remark(
    practice: RunningBody, visitor: Visitor
) -> None:
    client, remark = visitor(OFFICER), unaccounted(practice)
    assert client.post(DRAFT, sealed(practice, client)).status_code == 303
    matter = practice.registrar.state.matters["plan"]
    assert paragraphs(practice)[2].text["en"] == "Each bears its own cost."  # type: ignore[index]
    assert matter.remarks[remark].disposition == "not taken"
    assert matter.questions[-1].outcome == "superseded"
    assert Observation.objects.get(remark=remark).text == "The treasury has answered since."
    assert not Draft.objects.filter(matter="plan").exists()


def test_a_form_that_seals_sent_twice_is_one_version_and_leads_to_it_again(
    practice: RunningBody, visitor: Visitor
) -> None:
    client = visitor(OFFICER)
    sent = sealed(practice, client)
    first, second = client.post(DRAFT, sent), client.post(DRAFT, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(practice.registrar.state.matters["plan"].versions) == 3


def test_an_expert_drafts_for_the_member_and_does_not_seal(
    practice: RunningBody, visitor: Visitor
) -> None:
    address = "/b/six-rivers/matters/dredging/draft"
    size = practice.registrar.state.size
    expert, decider = visitor("p12"), visitor("p11")
    page = expert.get(address).content.decode()
    remark = next(
        r.remark
        for r in practice.registrar.state.matters["dredging"].remarks.values()
        if r.nature == "comment"
    )
    sent = {
        **_fields(page),
        "text-en:b": "The spoil goes ashore.",
        f"disposition:{remark}": "not taken",
    }
    assert expert.post(address, {**sent, "do": "seal"}).status_code == 403
    assert practice.registrar.state.size == size
    seen = _fields(decider.get(address).content.decode())
    assert seen["text-en:b"] == "The spoil goes ashore."
    assert decider.post(address, {**seen, "do": "seal"}).status_code == 303


def test_a_draft_on_an_older_version_is_carried_over_before_it_is_sealed(
    practice: RunningBody, visitor: Visitor
) -> None:
    address = "/b/six-rivers/matters/dredging/draft"
    remark = next(
        r.remark
        for r in practice.registrar.state.matters["dredging"].remarks.values()
        if r.nature == "comment"
    )
    decider = visitor("p11")
    decider.post(
        address,
        {
            **_fields(decider.get(address).content.decode()),
            "text-en:b": "The spoil goes ashore.",
            "do": "",
        },
    )
    given = [carried(one) for one in paragraphs(practice, "dredging")]
    given[2] = carried(given[2], text={"en": "No dredging in spring."})
    act = SubmitText(
        by=OFFICER,
        for_="secretariat",
        matter="dredging",
        paragraphs=given,
        dispositions={remark: "taken"},
    )
    practice.registrar.submit([act])
    found = Draft.objects.get(matter="dredging")
    assert found.on_version == 1
    before = _fields(decider.get(address).content.decode())
    decider.post(address, {**before, "do": "carry"})
    found.refresh_from_db()
    assert found.on_version == 2
    assert text_of(found, "b") == "The spoil goes ashore."
    assert text_of(found, "c") == "No dredging in spring."


# --- wordings proposed ------------------------------------------------------------------------------------------------


def propose(body: RunningBody, by: str, party: str, words_: str) -> str:
    act = Remark(
        by=by, for_=party, matter="plan", paragraph="c", nature="proposal", proposed={"en": words_}
    )
    return f"k{body.registrar.submit([act]).entries[-1].n}"


def test_a_proposed_wording_is_taken_by_one_click_and_the_others_stay(
    practice: RunningBody, visitor: Visitor
) -> None:
    remark = propose(practice, "p5", "BE", "Members shall bear the cost of their own part.")
    client = visitor(OFFICER)
    client.post(DRAFT, {**fields(client), "do": f"take:{remark}"})
    assert text_of(kept(), "c") == "Members shall bear the cost of their own part."
    assert kept().dispositions[remark]["disposition"] == "taken"
    assert set(kept().dispositions) == {remark}


def test_a_second_wording_that_touches_the_same_words_asks_first(
    practice: RunningBody, visitor: Visitor
) -> None:
    one = propose(practice, "p5", "BE", "Members shall bear the cost of their own boats.")
    two = propose(practice, "p2", "AR", "Members shall bear the cost of their own crews.")
    client = visitor(OFFICER)
    client.post(DRAFT, {**fields(client), "do": f"take:{one}"})
    assert client.get(DRAFT).content.decode().count("Another wording for this paragraph") == 1
    answer = client.post(DRAFT, {**fields(client), "do": f"take:{two}"})
    assert answer.status_code == 409
    assert "boats" in answer.content.decode()
    assert two not in kept().dispositions
    client.post(DRAFT, {**fields(client), "do": f"take_both:{two}"})
    assert text_of(kept(), "c") == "Members shall bear the cost of their own [boats] [crews]."
    assert kept().dispositions[two]["disposition"] == "partly taken"


def test_two_wordings_that_touch_different_words_go_together(
    practice: RunningBody, visitor: Visitor
) -> None:
    one = propose(
        practice, "p5", "BE", "All Members shall bear the cost of their own participation."
    )
    two = propose(practice, "p2", "AR", "Members shall bear the cost of their own boats.")
    client = visitor(OFFICER)
    for remark in (one, two):
        client.post(DRAFT, {**fields(client), "do": f"take:{remark}"})
    assert text_of(kept(), "c") == "All Members shall bear the cost of their own boats."


def test_the_page_belongs_to_persons_of_the_body(practice: RunningBody, stranger: Client) -> None:
    assert stranger.get(DRAFT).status_code == 404
    assert Belonging.objects.filter(body=practice.name).exists()


def test_drafting_while_a_silence_runs_says_that_a_corrected_letter_means_a_new_silence(
    visitor: Visitor,
) -> None:
    page = visitor(OFFICER).get("/b/six-rivers/matters/ferry/draft").content.decode()
    assert "A silence runs on the version that stands" in page
    assert 'name="ends" value="ferry.q' in page
