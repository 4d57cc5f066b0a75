from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IdeaKind(models.TextChoices):
    PROPOSAL = "proposal", _("Proposal")
    FEEDBACK = "feedback", _("Feedback")


class Visibility(models.TextChoices):
    """Who sees the author's name. The officer does, but for anonymous feedback: its author is written nowhere."""

    PUBLIC = "public", _("My name is shown")
    NAME_HIDDEN = "name_hidden", _("My name is hidden from colleagues")
    ANONYMOUS = "anonymous", _("Nobody knows my name")


# What somebody who is known may choose.
OF_A_KNOWN_AUTHOR = [choice for choice in Visibility.choices if choice[0] != Visibility.ANONYMOUS]


class Origin(models.TextChoices):
    """How a contribution came in."""

    WEB = "web", _("Form")
    QR = "qr", _("Form, by the poster of a site")
    KIOSK = "kiosk", _("Shared tablet")
    EMAIL = "email", pgettext_lazy("origin of a contribution", "E-mail")
    IMPORT = "import", _("Import")
    SESSION = "session", _("Committee session")
    ASSISTED = "assisted", _("Said to a colleague, who typed it")
    VISIT = "visit", _("Field visit")
    CARD = "card", _("Card on a wall")
    MEETING = "meeting", _("Meeting")


# Typed by somebody else than whoever says it (`ideas.models.Capture`).
SPOKEN = (Origin.ASSISTED, Origin.VISIT, Origin.CARD, Origin.MEETING)


class Disowned(models.TextChoices):
    """What somebody answers who is named as the author of what another person typed."""

    NOT_MINE = "not_mine", _("It is not from me")
    NOT_MEANT = "not_meant", _("It is not what I meant")


class AuthorRole(models.TextChoices):
    AUTHOR = "author", _("Author")
    COAUTHOR = "coauthor", _("Co-author")


class State(models.TextChoices):
    """Where an idea stands: the label officers read. Authors read `workflow.STATES`."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Received")
    IN_TRIAGE = "in_triage", _("Under review")
    NEEDS_INFO = "needs_info", _("Question asked")
    ANSWERED = "answered", pgettext_lazy("state of an idea", "Answered")
    FAST_TRACK = "fast_track", _("Quick win, open to objections")
    SHORTLISTED = "shortlisted", _("Kept for the committee")
    WORKSHOP = "workshop", _("In a workshop")
    MERGED = "merged", _("Merged")
    REDIRECTED = "redirected", _("Redirected")
    DECLINED = "declined", _("Not kept")
    PARKED = "parked", _("Parked")
    SCHEDULED = "scheduled", _("On the agenda")
    RECOMMENDED = "recommended", _("Recommended to the direction")
    APPROVED = "approved", _("Adopted")
    REJECTED = "rejected", _("Not adopted")
    DEFERRED = "deferred", _("Deferred")
    IN_PROGRESS = "in_progress", _("In progress")
    ON_HOLD = "on_hold", _("On hold")
    IMPLEMENTED = "implemented", _("Done")
    VERIFIED = "verified", _("Measured")
    CLOSED = "closed", _("Completed")
    ABANDONED = "abandoned", _("Abandoned")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ARCHIVED = "archived", _("Archived")


UNTRIAGED = frozenset({State.SUBMITTED, State.IN_TRIAGE})
# Not sent yet, or taken back: whoever did not write it does not come across it.
OUT_OF_SIGHT = (State.DRAFT, State.WITHDRAWN)
# No other contribution is merged into one of these.
NOT_TO_JOIN = frozenset({State.DRAFT, State.MERGED, State.WITHDRAWN, State.ARCHIVED, State.REDIRECTED})
# It has its answer: what says the same is linked with it, and gets one of its own.
DECIDED = frozenset(
    {
        State.ANSWERED,
        State.DECLINED,
        State.APPROVED,
        State.REJECTED,
        State.IN_PROGRESS,
        State.ON_HOLD,
        State.IMPLEMENTED,
        State.VERIFIED,
        State.CLOSED,
        State.ABANDONED,
    }
)
# Until a decision is taken, the author may still take the contribution back.
UNDECIDED = UNTRIAGED | {
    State.DRAFT,
    State.NEEDS_INFO,
    State.FAST_TRACK,
    State.SHORTLISTED,
    State.WORKSHOP,
    State.PARKED,
    State.SCHEDULED,
    State.DEFERRED,
}

# Sent, and nothing is decided yet, in the order of their life.
OPEN = (
    State.SUBMITTED,
    State.IN_TRIAGE,
    State.NEEDS_INFO,
    State.WORKSHOP,
    State.PARKED,
    State.FAST_TRACK,
    State.SHORTLISTED,
    State.SCHEDULED,
    State.RECOMMENDED,
    State.DEFERRED,
)

# On the board for good: no transition leads on from there, and the talk is over.
ENDED = frozenset({State.CLOSED, State.ABANDONED})


class Step(models.IntegerChoices):
    """The seven steps an author follows."""

    RECEIVED = 1, _("Received")
    STUDIED = 2, _("Studied")
    COMMITTEE = 3, _("Committee")
    DECIDED = 4, _("Decided")
    IN_PROGRESS = 5, _("In progress")
    DONE = 6, _("Done")
    MEASURED = 7, _("Measured")


class BoardTab(models.TextChoices):
    DONE = "done", pgettext_lazy("tab of the board", "Done")
    IN_PROGRESS = "in-progress", pgettext_lazy("tab of the board", "In progress")
    STUDIED = "studied", pgettext_lazy("tab of the board", "Being studied")
    NOT_KEPT = "not-kept", pgettext_lazy("tab of the board", "Not kept")
    NONE = "", pgettext_lazy("tab of the board", "Not on the board")


class OpinionReason(models.TextChoices):
    """Why a second person gives levels without seeing the first ones."""

    ASKED = "asked", _("Asked by a colleague of the desk")
    APPEAL = "appeal", _("The author asked for a review")
    DESK_AUTHOR = "desk_author", _("Its author works at the desk")
    UNSURE = "unsure", _("The first person was not sure")
    NEAR = "near", _("Close to the threshold of the agenda")
    DRAWN = "drawn", _("Drawn by lot, one in ten")
    FEW = "few", _("Fewer than 30 contributions were assessed twice")
    UNASKED = "unasked", _("Given without being asked")


class Outcome(models.TextChoices):
    """What the officer decides at triage."""

    SHORTLIST = "shortlist", _("To the committee")
    ANSWER = "give_answer", _("Answer")
    ASK = "ask", _("Ask the author")
    QUICK_WIN = "propose_quick_win", _("Quick win")
    SELF_IMPLEMENT = "self_implement", _("Over to the author")
    WORKSHOP = "send_to_workshop", _("Workshop")
    MERGE = "merge", _("Merge into another")
    PARK = "park", _("Park")
    REDIRECT = "redirect", _("Redirect")
    DECLINE = "decline", _("Decline")


class ReasonCode(models.TextChoices):
    """Why something is not kept. The personal text always comes with it."""

    ALREADY_EXISTS = "already_exists", _("Already in place")
    ALREADY_DECIDED = "already_decided", _("Already decided otherwise")
    COST = "cost", _("Out of proportion with the effect")
    LEGAL = "legal", _("Not allowed by law or by an agreement")
    OUT_OF_SCOPE = "out_of_scope", _("Outside what the company can change")
    SAFETY = "safety", _("A risk for people")
    OTHER = "other", _("Another reason")


class ImportState(models.TextChoices):
    """Where the import of a file stands."""

    UPLOADED = "uploaded", _("Columns to look at")
    MAPPED = "mapped", _("Columns chosen")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", pgettext_lazy("state of an import", "Imported")
    FAILED = "failed", _("Stopped")
    UNDONE = "undone", pgettext_lazy("state of an import", "Undone")


# A worker has something to do; a person has something to do; only the story is left.
IMPORT_AT_WORK = frozenset({ImportState.CHECKING, ImportState.IMPORTING})
IMPORT_TO_GO_ON = frozenset({ImportState.UPLOADED, ImportState.MAPPED, ImportState.CHECKED, ImportState.FAILED})
IMPORT_OVER = frozenset({ImportState.DONE, ImportState.UNDONE})


class Channel(models.TextChoices):
    """Where a redirected contribution goes."""

    MANAGER = "manager", _("The manager of the site")
    HR = "hr", _("Human resources")
    IT = "it", _("IT support")
    CSE = "cse", _("Works council (CSE)")
    HARASSMENT = "harassment", _("Harassment contact")
    WHISTLEBLOWING = "whistleblowing", _("Internal alert")


SENSITIVE_CHANNELS = frozenset({Channel.HARASSMENT, Channel.WHISTLEBLOWING})


class DecidedBy(models.TextChoices):
    POLL = "poll", _("Vote of the committee")
    CONSENT_BLOCK = "consent_block", _("Adopted together, without objection")
    TACIT = "tacit", _("No objection within the time allowed")
    OFFICER = "officer", _("Improvement officer")
    SPONSOR = "sponsor", _("Direction")


class DecisionOutcome(models.TextChoices):
    APPROVED = "approved", _("Adopted")
    RECOMMENDED = "recommended", _("Recommended to the direction")
    REJECTED = "rejected", _("Not adopted")
    DEFERRED = "deferred", _("Deferred")


class MessageVisibility(models.TextChoices):
    AUTHOR = "author", _("Author and officer")
    INTERNAL = "internal", _("Internal note")


class Danger(models.TextChoices):
    """What a red flag is about."""

    SAFETY = "safety", _("Somebody’s safety")
    DIGNITY = "dignity", _("Somebody’s dignity")


class ReportReason(models.TextChoices):
    """Why a reader asks the officer to look at a comment."""

    HURTFUL = "hurtful", _("It hurts or attacks somebody")
    PRIVATE = "private", _("It names a client, or tells something private")
    OFF_TOPIC = "off_topic", _("It is about something else")
    OTHER = "other", _("Another reason")


class ActionStage(models.TextChoices):
    PLAN = "plan", _("Plan")
    DO = "do", _("Do")
    CHECK = "check", _("Check")
    ACT = "act", _("Act")


class ActionStatus(models.TextChoices):
    MOVING = "moving", _("Moving forward")
    BLOCKED = "blocked", _("Blocked")
    DONE = "done", _("Done")


class ClaimLevel(models.TextChoices):
    DEMONSTRATED = "demonstrated", _("Effect demonstrated")
    PROBABLE = "probable", _("Effect probable")
    NO_SIGNAL = "no_signal", _("No signal")
    ADVERSE = "adverse", _("Got worse")
    INSUFFICIENT = "insufficient", _("Not enough data")
    NOT_MEASURABLE = "not_measurable", _("Not measurable")


class Pilot(models.TextChoices):
    """Whether it is tried in one place first, and what came of it."""

    NONE = "", _("No pilot")
    UNDER_WAY = "under_way", _("Pilot under way")
    GENERALISED = "generalised", _("Generalised after the pilot")
    STOPPED = "stopped", _("Stopped after the pilot")


class GainKind(models.TextChoices):
    """What an action brings. No kind is turned into another."""

    TIME = "time", _("Time given back")
    COMFORT = "comfort", _("Comfort at work")
    QUALITY = "quality", _("Quality for customers")
    MONEY = "money", _("Money")


class GainPer(models.TextChoices):
    """How often an amount is gained."""

    ONCE = "once", pgettext_lazy("period of a gain", "once")
    WEEK = "week", pgettext_lazy("period of a gain", "a week")
    MONTH = "month", pgettext_lazy("period of a gain", "a month")
    YEAR = "year", pgettext_lazy("period of a gain", "a year")


class NextStep(models.TextChoices):
    """What becomes of an action once its effect is known: the fourth part of its sheet."""

    GENERALISE = "generalise", _("Generalise it")
    ADJUST = "adjust", _("Adjust it and try again")
    STOP = "stop", _("Stop it")
    STANDARD = "standard", _("Write the standard")


class LinkKind(models.TextChoices):
    """How two actions stand in each other's way."""

    ORDER = "order", _("One needs the other first")
    COLLISION = "collision", _("They collide")


class LinkAs(models.TextChoices):
    """The same as it is said of one of them."""

    NEEDS = "needs", _("It needs the other one first")
    NEEDED = "needed", _("The other one needs it first")
    COLLIDES = "collides", _("The two collide: same people, same rooms or same weeks")


class MailFate(models.TextChoices):
    """What became of a mail to the mailbox of contributions."""

    TAKEN = "taken", _("Contribution")
    ADDED = "added", _("Message to a contribution")
    HELD = "held", _("To decide")
    DISCARDED = "discarded", _("Discarded")
    IGNORED = "ignored", _("Automatic")


class HeldBecause(models.TextChoices):
    UNKNOWN = "unknown", _("Nobody of the company has this address")
    UNPROVEN = "unproven", _("The mail server could not confirm who sent it")
    SHORT = "short", _("There is hardly anything to read")
    LARGE = "large", _("It is too large: only its head was read")
    UNREADABLE = "unreadable", _("It could not be read")


class FileKind(models.TextChoices):
    IMAGE = "image", _("Photo")
    DOCUMENT = "document", _("Document")


class PhotoSlot(models.TextChoices):
    """The two photos that show what an idea has changed."""

    BEFORE = "before", pgettext_lazy("photo", "Before")
    AFTER = "after", pgettext_lazy("photo", "After")


class CampaignTarget(models.TextChoices):
    """Whom a campaign asks."""

    EVERYBODY = "everybody", _("Everybody")
    SITES = "sites", _("Some sites")
    TEAMS = "teams", _("Some teams")


class CampaignState(models.TextChoices):
    """Where a campaign stands; read from its dates, never written."""

    DRAFT = "draft", _("Draft")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", pgettext_lazy("state of a campaign", "Open")
    CLOSED = "closed", _("Closed")
    SUMMARISED = "summarised", _("Result told")
