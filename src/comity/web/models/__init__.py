"""What the pages keep for themselves: accounts, drafts, notes inside a delegation. Nothing here is the record of a body.

Whatever a body did is in its register. These tables hold who may sign in, what somebody has not sent yet, and how far a
reader has read; a body's record is whole without them.
"""

from comity.web.models.accounts import Account, Belonging, HostedBody, Invitation, Recovery
from comity.web.models.delegations import Advice, InnerNote, Proposal
from comity.web.models.drafts import Draft, KeptForm, SentForm
from comity.web.models.marks import Reading, Reminder
from comity.web.models.papers import Paper
from comity.web.models.rooms import Minutes, MinutesRemark, RoomNow, SpeakerWaiting

__all__ = [
    "Account",
    "Advice",
    "Belonging",
    "Draft",
    "HostedBody",
    "InnerNote",
    "Invitation",
    "KeptForm",
    "Minutes",
    "MinutesRemark",
    "Paper",
    "Proposal",
    "Reading",
    "Recovery",
    "Reminder",
    "RoomNow",
    "SentForm",
    "SpeakerWaiting",
]
