"""THE table of what people are told: what each kind is about, and whether its mail may wait.

A kind that may wait is held during the quiet hours of its reader and may leave with the Friday digest.
One that may not is useless later (a vote is open now), or answers what its reader did a second ago
(a receipt, a new password). `UNTIL_THE_DAY` waits as long as that does not lead to the day of what is announced.
A kind in a group without choice cannot be refused, and one that is never mailed stays in the inbox.
"""

from dataclasses import dataclass
from enum import Enum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """What a person may choose about, in their words."""

    MINE = "mine", _("My contributions")
    FOLLOWED = "followed", _("What I follow")
    ENTRUSTED = "entrusted", _("What I am asked to carry out")
    COMMITTEE = "committee", _("The committee")
    DESK = "desk", _("The work of the improvement officer")
    ACCOUNT = "account", _("My account")


# Those a person may choose about; the others have no mail (desk) or no choice (account).
CHOSEN = (Group.MINE, Group.ENTRUSTED, Group.COMMITTEE)
# What one follows is news of the whole company, like that of the committee: one choice for both.
_CHOSEN_WITH = {Group.FOLLOWED: Group.COMMITTEE}


def choice_of(group: Group) -> Group:
    """The group whose choice holds for `group`."""
    return _CHOSEN_WITH.get(group, group)


class Waits(Enum):
    """Whether the mail of a kind may be held."""

    YES = "yes"
    UNTIL_THE_DAY = "until the day"
    NO = "no"


@dataclass(frozen=True)
class Kind:
    """`label` says what it was to somebody who may not read it."""

    group: Group
    label: Promise | str
    waits: Waits = Waits.YES


KINDS: dict[str, Kind] = {
    "author_submit": Kind(Group.MINE, _("Receipt of a contribution"), Waits.NO),
    "committee_convened": Kind(Group.COMMITTEE, _("Invitation to a session"), Waits.UNTIL_THE_DAY),
    "committee_agenda": Kind(Group.COMMITTEE, _("Agenda of a session"), Waits.UNTIL_THE_DAY),
    "committee_presenter": Kind(Group.COMMITTEE, _("A point to present"), Waits.UNTIL_THE_DAY),
    "committee_moved": Kind(Group.COMMITTEE, _("New place of a session"), Waits.UNTIL_THE_DAY),
    "committee_proxy_given": Kind(Group.COMMITTEE, _("A proxy to hold"), Waits.UNTIL_THE_DAY),
    "committee_proxy_lost": Kind(Group.COMMITTEE, _("A proxy that nobody holds"), Waits.UNTIL_THE_DAY),
    "committee_proxy_ended": Kind(Group.COMMITTEE, _("A proxy that has ended"), Waits.UNTIL_THE_DAY),
    "committee_reminder": Kind(Group.COMMITTEE, _("Reminder of a session"), Waits.UNTIL_THE_DAY),
    "committee_postponed": Kind(Group.COMMITTEE, _("New date of a session"), Waits.UNTIL_THE_DAY),
    "committee_cancelled": Kind(Group.COMMITTEE, _("Cancellation of a session"), Waits.UNTIL_THE_DAY),
    "committee_withdrawn": Kind(Group.COMMITTEE, _("A session to which one is no longer invited"), Waits.UNTIL_THE_DAY),
    "committee_vote_opened": Kind(Group.COMMITTEE, _("A vote is open"), Waits.NO),
    "candidacy_vote_open": Kind(Group.COMMITTEE, _("A vote for the committee"), Waits.UNTIL_THE_DAY),
    "candidacy_counted": Kind(Group.COMMITTEE, _("The result of a vote for the committee")),
    "committee_minutes": Kind(Group.COMMITTEE, _("Record of decisions")),
    "committee_objection": Kind(Group.COMMITTEE, _("An objection to minutes")),
    "committee_quick_win": Kind(Group.COMMITTEE, _("Announcement of a quick win")),
    "coauthor_invited": Kind(Group.MINE, _("Invitation to sign a contribution together")),
    "campaign_summary": Kind(Group.MINE, _("What came of a campaign")),
    "survey_asked": Kind(Group.ENTRUSTED, _("Questions of a survey"), Waits.UNTIL_THE_DAY),
    "indicator_entrusted": Kind(Group.ENTRUSTED, _("An indicator to fill in")),
    "indicator_signals": Kind(Group.ENTRUSTED, _("Indicators that chance no longer explains")),
    "import_failed": Kind(Group.ENTRUSTED, _("An import that could not be done"), Waits.NO),
    "document_asked": Kind(Group.ENTRUSTED, _("A document that somebody is asked for")),
    "desk_mail_server": Kind(Group.DESK, _("The mail server does not answer"), Waits.NO),
    "account_device": Kind(Group.ACCOUNT, _("A device on which messages are told"), Waits.NO),
    "account_password": Kind(Group.ACCOUNT, _("Access to the account"), Waits.NO),
}
# The many events of a contribution share one line: `author_decline`, `owner_approve`, `officer_answer`…
FAMILIES: dict[str, Kind] = {
    "author": Kind(Group.MINE, _("News of a contribution")),
    "follower": Kind(Group.FOLLOWED, _("News of a contribution that somebody follows")),
    "comment": Kind(Group.MINE, _("News of a comment")),
    "opinion": Kind(Group.ENTRUSTED, _("A second opinion to give or to talk about")),
    "promise": Kind(Group.ENTRUSTED, _("A promised answer that waits")),
    "flag": Kind(Group.ENTRUSTED, _("Somebody’s safety or dignity")),
    "escalation": Kind(Group.ENTRUSTED, _("A contribution about which somebody is asked")),
    "mandate": Kind(Group.COMMITTEE, _("A mandate in the committee")),
    "candidacy": Kind(Group.COMMITTEE, _("A candidacy for the committee")),
    "consultation": Kind(Group.COMMITTEE, _("A consultation of all employees"), Waits.UNTIL_THE_DAY),
    "workshop": Kind(Group.ENTRUSTED, _("A workshop"), Waits.UNTIL_THE_DAY),
    "engagement": Kind(Group.ENTRUSTED, _("An engagement that somebody answers for")),
    "deputy": Kind(Group.ENTRUSTED, _("Standing in for somebody")),
    "owner": Kind(Group.ENTRUSTED, _("An action to carry out")),
    "officer": Kind(Group.DESK, _("Work for the improvement officer"), Waits.NO),
}


def kind_of(name: str) -> Kind:
    """The line of the table for a kind. Raises LookupError for a kind that nobody wrote into it."""
    found = KINDS.get(name) or FAMILIES.get(name.partition("_")[0])
    if found is None:
        raise LookupError(f"Notifications of kind {name!r} have no line in parkour/notifications/kinds.py.")
    return found
