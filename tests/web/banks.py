"""The small body of the guide with somebody for each of its parties, founded for a test."""

from __future__ import annotations

from django.test import Client

from comity.body.acts import AnyAct, EnterPerson, FoundBody, IssueCredential
from comity.place import Place
from comity.web import bodies as keeping
from comity.web import setting_up
from comity.web.models import Account, Belonging, HostedBody


class Banks:
    """The small body of the guide, founded a moment ago: ``p0`` keeps its record for the bureau, ``p1`` and ``p2`` decide
    for its two members, each with an account."""

    def __init__(self, place: Place, charter: str) -> None:
        act = FoundBody(charter=charter, clerk="p0", clerk_name="Ada Lang", organ="bureau")
        setting_up.found_body(place, keeping.bodies().store, "two-banks", act)
        HostedBody.objects.create(body="two-banks", practice=True)
        self.body = keeping.require("two-banks")
        self._account("p0")
        powers = ["speak", "propose", "decide", "sign"]
        for person, party in (("p1", "LB"), ("p2", "RB")):
            self.submit(EnterPerson(by="p0", for_="bureau", person=person, name=f"Person {person}"))
            self.submit(
                IssueCredential(by="p0", for_="bureau", person=person, party=party, powers=powers)
            )
            self._account(person)

    def _account(self, person: str) -> None:
        account = Account.objects.create_user(f"{person}@banks.example", name=person)
        Belonging.objects.create(account=account, body="two-banks", person=person)

    def submit(self, *acts: AnyAct) -> int:
        """The number of the last record that was made."""
        return self.body.registrar.submit(list(acts)).entries[-1].n

    def visitor(self, person: str, language: str = "en") -> Client:
        """A browser of that person, who reads that language."""
        client = Client()
        account = Belonging.objects.get(body="two-banks", person=person).account
        client.force_login(account, "comity.web.sessions.Backend")
        client.cookies["django_language"] = language
        return client
