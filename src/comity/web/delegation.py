"""Inside a delegation: what experts propose that their member should say, and the one entitled who says it, or does not.

A proposal is an act without its author, kept beside the register and seen by the delegation alone. It is sent by whoever
decides for the member, in his or her own name, and then the kernel decides it like any other act. What has become stale
meanwhile (another version of the text, a question that closed) is told and not sent: it is looked at again first.

=================  ===============================================================================================
``expert``         whether what the reader would say in the member's name becomes a proposal
``propose``        the act as a proposal to the delegation, if the charter would permit it to those who decide
``written``        whether there is anything inside the delegation about a matter
``proposals``      those of the reader's delegation, the newest first
``stale``          why a proposal can no longer be sent as it is
``send``           the member says it; ``decline``: it does not, with a word; ``withdraw``: its author takes it back
``agree``          another expert agrees, or does so no more
``write_note``     a remark to the others; ``advise``: the adviser's lines to the head
=================  ===============================================================================================
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext, pgettext

from comity.body.acts import AnyAct, OpenMatter
from comity.body.state import find_matter, find_question
from comity.errors import ComityError, Refused
from comity.registrar import Answer
from comity.store.codec import encode_act, read_act
from comity.web import acting
from comity.web.models.delegations import Advice, Agreement, InnerNote, Proposal
from comity.web.readers import capacities
from comity.web.told.versions import revision
from comity.web.visibility import visible_matter
from comity.web.visits import Visit

LISTED = 200  # proposals of one delegation on a page


WRITTEN = """
SELECT EXISTS (SELECT 1 FROM web_proposal WHERE body = %s AND party = %s AND matter = %s)
    OR EXISTS (SELECT 1 FROM web_innernote WHERE body = %s AND party = %s AND matter = %s)
    OR EXISTS (SELECT 1 FROM web_advice WHERE body = %s AND party = %s AND matter = %s)
"""
PROPOSED = (
    "SELECT 1 FROM web_proposal WHERE body = %s AND party = %s AND state = 'proposed' LIMIT 1"
)


def inside(visit: Visit) -> bool:
    """Whether the reader is at the page as somebody of a member's delegation."""
    one = visit.reader.capacity
    return one is not None and one.kind == "party" and one.may("propose")


def expert(visit: Visit) -> bool:
    """Whether what the reader would say in the member's name becomes a proposal: he or she proposes and does not decide."""
    return inside(visit) and not visit.reader.may("decide")


def propose(visit: Visit, act: AnyAct, note: str = "") -> Proposal:
    """The act as a proposal to those who decide for the reader's member. Refused to who is in no delegation, and as the
    kernel refuses the act to everybody who decides for the member: what nobody could send is not proposed."""
    _be_inside(visit)
    refused = refused_to_all(visit, act)
    if refused is not None:
        raise refused
    bare = msgspec.structs.replace(act, by="", for_=visit.reader.party)
    matter = _matter_of(visit, act)
    found = find_matter(visit.state, matter) if matter else None
    return Proposal.objects.create(
        body=visit.name,
        party=visit.reader.party,
        matter=matter,
        question=getattr(act, "question", ""),
        version=found.versions[-1].version if found is not None and found.versions else 0,
        by_id=_account(visit),
        act=msgspec.json.decode(encode_act(bare)),
        note=note,
    )


def proposals(visit: Visit, matter: str = "", state: str = "") -> list[Proposal]:
    """The proposals of the reader's delegation, the newest first: on one matter, in one state. Nobody else has any."""
    if not inside(visit):
        return []
    found = _own(visit).select_related("by", "answered_by").prefetch_related("agreements__by")
    if matter:
        found = found.filter(matter=matter)
    if state:
        found = found.filter(state=state)
    return [one for one in found.order_by("-pk")[:LISTED] if _may_see(visit, one)]


def written(visit: Visit, matter: str) -> bool:
    """Whether anything was written about the matter inside the reader's delegation: mostly nothing is."""
    if not inside(visit):
        return False
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [visit.name, visit.reader.party, matter] * 3)
        found = cursor.fetchone()
    return found is not None and bool(found[0])


def proposed(visit: Visit) -> bool:
    """Whether any proposal waits in the reader's delegation: mostly none does."""
    with connection.cursor() as cursor:
        cursor.execute(PROPOSED, [visit.name, visit.reader.party])
        return cursor.fetchone() is not None


def find(visit: Visit, proposal: int) -> Proposal:
    """The proposal of the reader's delegation with that number. ``Http404`` where there is none."""
    found = _own(visit).filter(pk=proposal).first() if inside(visit) else None
    if found is None or not _may_see(visit, found):
        raise Http404
    return found


def act_of(proposal: Proposal) -> AnyAct:
    """What is proposed, as an act without its author."""
    return read_act(msgspec.json.encode(proposal.act))


def stale(visit: Visit, proposal: Proposal) -> ComityError | None:
    """Why the proposal cannot be sent as it was made: the text or the question has moved on. None while neither has."""
    matter = find_matter(visit.state, proposal.matter) if proposal.matter else None
    if matter is None:
        return None
    if matter.ended:
        return _stale(gettext("The matter has ended since this was proposed."))
    found = find_question(visit.state, proposal.question) if proposal.question else None
    if found is not None and found[1].closed:
        return _stale(gettext("The question has closed since this was proposed."))
    now = matter.versions[-1].version if matter.versions else 0
    if now != proposal.version:
        said = gettext("This was proposed on: {old}. Before the members is: {new}.")
        return _stale(said.format(old=_called(proposal.version), new=_called(now)))
    return None


def sendable(visit: Visit, proposal: Proposal) -> ComityError | None:
    """Why the reader may not send the proposal now; None where he or she may. Nothing is recorded."""
    return (
        _not_entitled(visit)
        or stale(visit, proposal)
        or acting.refusal(visit, _by_reader(visit, act_of(proposal)))
    )


def send(visit: Visit, proposal: Proposal, act: AnyAct | None = None, word: str = "") -> Answer:
    """The member says it, by the reader: as it was proposed, or as ``act`` says after the reader changed it.

    Refused to who does not decide for the member, when it is settled already, when it is stale, and as the kernel refuses
    the act; then nothing is recorded, and the proposal waits as before."""
    for error in (_not_entitled(visit), None if act is not None else stale(visit, proposal)):
        if error is not None:
            raise error
    said = _by_reader(visit, act if act is not None else act_of(proposal))
    # Without a transaction: others may have to wait for it while the act is recorded.
    _settle(visit, proposal, "sent", word)
    own = Proposal.objects.filter(pk=proposal.pk)
    try:
        answer = acting.submit(visit, said)
    except BaseException:
        own.update(state="proposed", word="", answered_by=None)
        raise
    changed = msgspec.json.decode(encode_act(said)) if act is not None else None
    own.update(entry=answer.entries[-1].n, sent_act=changed)
    return answer


def _called(version: int) -> str:
    """A version as delegates call it; 0 is before there was any."""
    return revision(version) if version > 0 else pgettext("version of a text", "no text yet")


def look_again(visit: Visit, proposal: Proposal, seen: int) -> None:
    """Refused (``proposal.stale``) where the text has moved on from the version that the reader saw while changing it."""
    matter = find_matter(visit.state, proposal.matter) if proposal.matter else None
    now = matter.versions[-1].version if matter is not None and matter.versions else 0
    if seen != now:
        said = gettext("You changed this on: {old}. Before the members is: {new}.")
        raise _stale(said.format(old=_called(seen), new=_called(now)))


def decline(visit: Visit, proposal: Proposal, word: str) -> None:
    """The member does not say it. Refused to who does not decide for the member, and when it is settled already."""
    error = _not_entitled(visit)
    if error is not None:
        raise error
    _settle(visit, proposal, "declined", word)


def withdraw(visit: Visit, proposal: Proposal) -> None:
    """Its author takes the proposal back. Refused to everybody else."""
    if proposal.by_id != visit.reader.account:
        raise Refused(
            "proposal.not_yours",
            gettext("Somebody else made this proposal."),
            article="",
            remedy=gettext("Say in a note what you think of it, or propose otherwise."),
        )
    _settle(visit, proposal, "withdrawn", "")


def agree(visit: Visit, proposal: Proposal, agrees: bool) -> None:
    """The reader agrees with the proposal, or does so no more. Its author agrees anyway."""
    own = Agreement.objects.filter(proposal=proposal, by_id=visit.reader.account)
    if not agrees:
        own.delete()
    elif proposal.by_id != visit.reader.account:
        Agreement.objects.get_or_create(proposal=proposal, by_id=visit.reader.account)


def write_note(visit: Visit, matter: str, text: str) -> InnerNote:
    """A remark to the others of the delegation about the matter."""
    _be_inside(visit)
    return InnerNote.objects.create(
        body=visit.name,
        party=visit.reader.party,
        matter=matter,
        by_id=_account(visit),
        text=text,
    )


def notes(visit: Visit, matter: str) -> list[InnerNote]:
    """What those of the reader's delegation remarked about the matter, in the order of time."""
    if not inside(visit):
        return []
    found = InnerNote.objects.filter(body=visit.name, party=visit.reader.party, matter=matter)
    return list(found.select_related("by").order_by("pk"))


def advise(visit: Visit, matter: str, text: str, advised: str = "") -> None:
    """The lines to the head on the matter are these from now on; none where the text is empty."""
    _be_inside(visit)
    key: dict[str, Any] = {"body": visit.name, "party": visit.reader.party, "matter": matter}
    if not text:
        Advice.objects.filter(**key).delete()
        return
    said: dict[str, Any] = {"by_id": _account(visit), "text": text, "advised": advised}
    Advice.objects.update_or_create(**key, defaults=said)


def advice(visit: Visit, matter: str) -> Advice | None:
    """The lines to the head of the reader's member on the matter; None where nobody wrote any."""
    if not inside(visit):
        return None
    found = Advice.objects.filter(body=visit.name, party=visit.reader.party, matter=matter)
    return found.select_related("by").first()


# --- whether it could be sent ---------------------------------------------------------------------------------------------


def refused_to_all(visit: Visit, act: AnyAct) -> ComityError | None:
    """Why nobody who decides for the reader's member could do the act now: as it is refused to the one with the most
    powers. None where somebody could, and where the member has nobody who decides: then it waits for one."""
    said = [
        acting.refused_by_charter(
            visit, msgspec.structs.replace(act, by=person, for_=visit.reader.party)
        )
        for person in _deciders(visit)
    ]
    if any(one is None or one.code in acting.SIGNING for one in said):
        return None
    return next(iter(said), None)


def _deciders(visit: Visit) -> list[str]:
    """The persons who decide for the reader's member, those with the most powers first."""
    state, party = visit.state, visit.reader.party
    persons = dict.fromkeys(c.person for c in state.credentials.values() if c.party == party)
    powers = {
        person: len(one.powers)
        for person in persons
        for one in capacities(state, person, visit.day)
        if one.name == party and one.may("decide")
    }
    return sorted(powers, key=lambda person: -powers[person])


# --- who, and whether still ---------------------------------------------------------------------------------------------


def _own(visit: Visit) -> QuerySet[Proposal]:
    return Proposal.objects.filter(body=visit.name, party=visit.reader.party)


def _may_see(visit: Visit, proposal: Proposal) -> bool:
    if not proposal.matter:
        return True
    return visible_matter(visit.state, visit.reader, proposal.matter, visit.day) is not None


def _account(visit: Visit) -> int:
    assert visit.reader.account is not None, "whoever has a capacity has an account"
    return visit.reader.account


def _by_reader(visit: Visit, act: AnyAct) -> AnyAct:
    return msgspec.structs.replace(act, by=visit.reader.person, for_=visit.reader.acts_for)


def _be_inside(visit: Visit) -> None:
    if not inside(visit):
        raise Refused(
            "delegation.not_inside",
            gettext("You act here for no member’s delegation."),
            article=visit.law.charter.credentials.article,
            remedy=gettext("Choose the capacity in which you are of a delegation."),
        )


def _not_entitled(visit: Visit) -> Refused | None:
    if inside(visit) and visit.reader.may("decide"):
        return None
    return Refused(
        "delegation.not_yours_to_send",
        gettext("You do not decide for the member: your credential carries no such power."),
        article=visit.law.charter.credentials.article,
        remedy=gettext("Somebody of the delegation who decides sends it."),
    )


def _stale(sentence: str) -> Refused:
    return Refused(
        "proposal.stale",
        sentence,
        article="",
        remedy=gettext("Look at it as it stands now; then change the proposal, or decline it."),
    )


def _settle(visit: Visit, proposal: Proposal, state: str, word: str) -> None:
    """Of two who settle it at once, the first. Refused (``proposal.settled``) to the second."""
    # One that was being sent when the process was killed can be sent again by the same reader.
    unfinished = Q(state="sent", entry=None, answered_by=visit.reader.account)
    waiting = Proposal.objects.filter(Q(state="proposed") | unfinished, pk=proposal.pk)
    if not waiting.update(state=state, word=word, answered_by_id=visit.reader.account):
        raise Refused(
            "proposal.settled",
            gettext("This proposal was settled already."),
            article="",
            remedy=gettext("See what became of it."),
        )


def _matter_of(visit: Visit, act: AnyAct) -> str:
    """The matter that the act is about; empty where it would open one."""
    if isinstance(act, OpenMatter):
        return ""
    named = getattr(act, "matter", "") or getattr(act, "about", "")
    if named:
        return str(named) if find_matter(visit.state, named) is not None else ""
    question = find_question(visit.state, getattr(act, "question", ""))
    if question is not None:
        return question[0].matter
    remark = getattr(act, "remark", "")
    found = (m.matter for m in visit.state.matters.values() if remark and remark in m.remarks)
    return next(found, "")
