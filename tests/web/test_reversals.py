"""A ruling that is reversed after something had followed from it: nothing is undone, and somebody must act."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from msgspec import structs

from comity.body.acts import Correct, FlagIrregularity, LeaveOffice
from comity.body.effects import DecisionIssued, RollCalled, TenureBegan
from comity.body.state import find_question
from comity.web.bodies import RunningBody
from comity.web.models import HostedBody
from comity.web.readmodel.waiting import Index, index_of
from comity.web.visits import visit_of

PRACTICE = "/b/six-rivers"
KEEPER, KEEPS = "p19", "secretariat"
SOMEBODY_MUST = "Somebody must act: a ruling was reversed"
BEHIND = "The ruling behind this was reversed by"


def entry_with(practice: RunningBody, kind: type, **fields: str) -> int:
    """The number of the last entry with such an effect."""
    for number in range(practice.registrar.state.size - 1, -1, -1):
        for effect in practice.registrar.entry(number).effects:
            if isinstance(effect, kind) and fields.items() <= structs.asdict(effect).items():
                return number
    raise AssertionError(f"no {kind.__name__} with {fields}")


def recall(practice: RunningBody, question: str, positions: dict[str, list[str]]) -> int:
    """The roll call of the question is corrected so; the number of the correction, the last of its entries."""
    number = entry_with(practice, RollCalled, question=question)
    number = practice.registrar.state.corrected.get(number, number)
    [was] = [e for e in practice.registrar.entry(number).effects if isinstance(e, RollCalled)]
    fact = structs.replace(was, positions=positions)
    correction = Correct(by=KEEPER, for_=KEEPS, entry=number, reason="Heard wrongly.", facts=[fact])
    return practice.registrar.submit([correction]).entries[-1].n


def page(client: Client, address: str) -> str:
    answer = client.get(f"{PRACTICE}/{address}")
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode())


DUES = {"in favour": ["AR", "CO", "BE", "ES"], "against": ["DA"], "abstaining": ["FA"]}
DUES_FAIL = {"in favour": ["AR"], "against": ["DA", "CO", "BE", "ES"], "abstaining": ["FA"]}


@pytest.fixture
def dues(practice: RunningBody) -> str:
    """The question on the dues, which was adopted; its decision was issued."""
    found = next(
        effect.question
        for number in range(practice.registrar.state.size)
        for effect in practice.registrar.entry(number).effects
        if isinstance(effect, RollCalled) and effect.question.startswith("dues.")
    )
    assert find_question(practice.registrar.state, found)[1].outcome == "adopted"
    return found


def waiting(practice: RunningBody, client: Client) -> bool:
    return 'id="waits-reversed-dues"' in page(client, "desk")


# --- adopted, and not adopted after all -------------------------------------------------------------------------------


def test_the_decision_that_was_issued_is_named_and_waits_on_the_desk_of_who_keeps_the_record(
    practice: RunningBody, visitor, dues: str
) -> None:
    keeper = visitor(KEEPER)
    assert not waiting(practice, keeper)
    by = recall(practice, dues, DUES_FAIL)
    assert waiting(practice, keeper)
    told = page(keeper, "matters/dues")
    assert SOMEBODY_MUST in told
    assert "it had been “adopted” and is “not adopted” now" in told
    assert f'/register/{by}">record no. {by}</a>' in told
    [issued] = [d for d, m in practice.registrar.state.decisions.items() if m == "dues"]
    assert f"/decisions/{issued}" in told
    assert not waiting(practice, visitor("p2"))  # a member neither keeps the record nor put it
    assert SOMEBODY_MUST in page(visitor("p2"), "matters/dues")


def test_a_matter_that_has_ended_shows_its_decision_with_the_number(
    practice: RunningBody, visitor, dues: str
) -> None:
    with practice.reading() as state:
        [decision] = find_question(state, dues)[0].decisions
    card = page(visitor("p2"), "matters/dues").partition('class="card decision"')[2]
    assert f"No. {decision.number}" in card.partition("</section>")[0]


def test_the_record_of_the_decision_says_that_the_ruling_behind_it_was_reversed(
    practice: RunningBody, visitor, dues: str
) -> None:
    issued = entry_with(practice, DecisionIssued, matter="dues")
    member = visitor("p2")
    assert BEHIND not in page(member, f"register/{issued}")
    by = recall(practice, dues, DUES_FAIL)
    for address in (f"register/{issued}", f"register/{by}"):
        assert BEHIND in page(member, address), address
    assert BEHIND not in page(member, f"register/{issued - 1}")
    [decision] = [d for d, m in practice.registrar.state.decisions.items() if m == "dues"]
    assert f'register/{by}">record no. {by}</a>' in page(member, f"decisions/{decision}")


def test_corrected_back_nobody_need_act(practice: RunningBody, visitor, dues: str) -> None:
    issued = entry_with(practice, DecisionIssued, matter="dues")
    recall(practice, dues, DUES_FAIL)
    recall(practice, dues, DUES)
    assert not waiting(practice, visitor(KEEPER))
    assert SOMEBODY_MUST not in page(visitor(KEEPER), "matters/dues")
    assert BEHIND not in page(visitor(KEEPER), f"register/{issued}")


def test_recorded_that_it_stands_it_waits_no_more_and_the_record_says_so_still(
    practice: RunningBody, visitor, dues: str
) -> None:
    keeper, issued = visitor(KEEPER), entry_with(practice, DecisionIssued, matter="dues")
    by = recall(practice, dues, DUES_FAIL)
    [link] = re.findall(r'href="[^"]*(/flag\?[^"]*)"', page(keeper, "matters/dues"))
    form = keeper.get(f"{PRACTICE}{link.replace('&amp;', '&')}").context["form"]
    typed = {field.name: field.value() or "" for field in form}
    assert str(by) in typed["what"]
    typed |= {"authority": "the Council", "as": KEEPS, "request": "r1"}
    assert keeper.post(f"{PRACTICE}/flag", typed).status_code == 303
    assert not waiting(practice, keeper)
    assert SOMEBODY_MUST not in page(keeper, "matters/dues")
    assert BEHIND in page(keeper, f"register/{issued}")


def test_a_flag_from_before_the_reversal_settles_nothing(
    practice: RunningBody, visitor, dues: str
) -> None:
    flag = FlagIrregularity(
        by=KEEPER, for_=KEEPS, about="dues", article="Rules 12", authority="A", what="Late notice."
    )
    practice.registrar.submit([flag])
    recall(practice, dues, DUES_FAIL)
    assert waiting(practice, visitor(KEEPER))


def test_nobody_but_who_keeps_the_record_is_offered_to_flag(
    practice: RunningBody, visitor, dues: str
) -> None:
    recall(practice, dues, DUES_FAIL)
    assert "/flag?" not in page(visitor("p2"), "matters/dues")
    assert "/flag?" not in page(visitor("p26"), "matters/dues")


# --- an office --------------------------------------------------------------------------------------------------------


def appointment_fails(practice: RunningBody) -> str:
    """The Council did not appoint the first Secretary General after all: one objects. The tenure."""
    began = entry_with(practice, TenureBegan, matter="first-appointment")
    [tenure] = [
        one.tenure
        for one in practice.registrar.entry(began).effects
        if isinstance(one, TenureBegan)
    ]
    asked = next(
        effect.question
        for number in range(began)
        for effect in practice.registrar.entry(number).effects
        if isinstance(effect, RollCalled) and effect.question.startswith("first-appointment.")
    )
    recall(practice, asked, {"in favour": ["AR", "BE", "CO", "DA", "ES"], "against": ["FA"]})
    return tenure


def test_an_appointment_on_a_reversed_ruling_waits_until_the_tenure_ends(
    practice: RunningBody, visitor
) -> None:
    keeper = visitor(KEEPER)
    tenure = appointment_fails(practice)
    assert 'id="waits-reversed-first-appointment"' in page(keeper, "desk")
    told = page(keeper, "matters/first-appointment")
    assert "The office is filled: Ingrid Solheim" in told
    assert f'href="{PRACTICE}/offices/secretary_general">End the tenure</a>' in told
    assert "End the tenure" not in page(visitor("p2"), "matters/first-appointment")
    end = LeaveOffice(by=KEEPER, for_=KEEPS, tenure=tenure, reason="recall")
    practice.registrar.submit([end])
    assert 'id="waits-reversed-first-appointment"' not in page(keeper, "desk")
    assert SOMEBODY_MUST not in page(keeper, "matters/first-appointment")


def test_who_put_the_question_finds_it_on_the_desk_as_well(practice: RunningBody, visitor) -> None:
    """Rules 7: the chair put it to the Council, and the chair is Arvenia's now."""
    chair = visitor("p22")
    chair.post(f"{PRACTICE}/capacity", {"choose": "chairmanship:delegate of the chair"})
    assert "waits-reversed" not in page(chair, "desk")
    appointment_fails(practice)
    assert 'id="waits-reversed-first-appointment"' in page(chair, "desk")


# --- not adopted, and adopted after all -------------------------------------------------------------------------------


def tolls(practice: RunningBody) -> str:
    """The question on the tolls in the Council, in which Corund objected."""
    number = entry_with(practice, RollCalled)
    while True:
        for effect in practice.registrar.entry(number).effects:
            if isinstance(effect, RollCalled) and effect.question.startswith("tolls."):
                return effect.question
        number -= 1


ALL = ["AR", "BE", "CO", "DA", "ES", "FA"]


def test_what_would_have_followed_and_has_not_waits_as_well_and_the_other_way_back(
    practice: RunningBody, visitor
) -> None:
    keeper, question = visitor(KEEPER), tolls(practice)
    recall(practice, question, {"in favour": ALL})
    told = page(keeper, "matters/tolls")
    assert SOMEBODY_MUST in told
    assert "What would have followed from the ruling as it is now has not come about." in told
    assert 'id="waits-reversed-tolls"' in page(keeper, "desk")
    recall(practice, question, {"in favour": ALL[:5], "against": ALL[5:]})
    assert SOMEBODY_MUST not in page(keeper, "matters/tolls")
    assert 'id="waits-reversed-tolls"' not in page(keeper, "desk")


def test_a_ruling_made_again_that_stays_asks_nobody_to_act(practice: RunningBody, visitor) -> None:
    """Charter 12: whoever objects blocks, whether it is Corund or Arvenia."""
    recall(practice, tolls(practice), {"in favour": ALL[1:], "against": ["AR"]})
    assert SOMEBODY_MUST not in page(visitor(KEEPER), "matters/tolls")
    assert 'id="waits-reversed-tolls"' not in page(visitor(KEEPER), "desk")


# --- the index --------------------------------------------------------------------------------------------------------


def indexes(practice: RunningBody) -> tuple[Index, Index]:
    request = RequestFactory().get("/")
    request.user, request.session, request.LANGUAGE_CODE = AnonymousUser(), {}, "en"
    with practice.reading() as state:
        visit = visit_of(request, practice, HostedBody(), state, "")
        anew = Index()
        anew.catch_up(state, visit.day, ())
        return index_of(visit), anew


def test_an_index_made_from_the_state_alone_has_what_one_that_followed_the_record_has(
    practice: RunningBody, dues: str
) -> None:
    indexes(practice)
    steps = [
        lambda: recall(practice, dues, DUES_FAIL),
        lambda: appointment_fails(practice),
        lambda: practice.registrar.submit(
            [FlagIrregularity(by=KEEPER, for_=KEEPS, about="dues", article="A", authority="B", what="C")]
        ),
        lambda: recall(practice, dues, DUES),
    ]  # fmt: skip
    for step in steps:
        step()
        grown, anew = indexes(practice)
        filed = [w for w in grown.of(KEEPS).get("", ()) if w.kind == "reversed"]
        assert filed == [w for w in anew.of(KEEPS).get("", ()) if w.kind == "reversed"]
        assert set(grown.again) == set(anew.again) >= {"dues"}
