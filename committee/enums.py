from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ideas.enums import State


class CollegeCode(models.TextChoices):
    """The two poles of the committee."""

    DIRECTION = "direction", _("Direction")
    EMPLOYEES = "employees", _("Employees")


class CallMethod(models.TextChoices):
    """How seats are given at the end of a call for candidates."""

    DRAW = "draw", _("Lots are drawn")
    OFFICER = "officer", _("The improvement officer chooses")
    VOTE = "vote", _("The people of the pole vote")


# Methods whose draw is promised when the call is written.
WITH_LOTS = frozenset({CallMethod.DRAW, CallMethod.VOTE})


class CallState(models.TextChoices):
    """Where a call stands; what dates decide is derived from the clock."""

    TO_COME = "to_come", pgettext_lazy("state of a call", "To come")
    OPEN = "open", pgettext_lazy("state of a call", "Open")
    VOTING = "voting", pgettext_lazy("state of a call", "Vote under way")
    WAITING = "waiting", pgettext_lazy("state of a call", "To settle")
    SETTLED = "settled", pgettext_lazy("state of a call", "Settled")
    CANCELLED = "cancelled", pgettext_lazy("state of a call", "Cancelled")


class Standing(models.TextChoices):
    """What became of a candidacy."""

    APPLIED = "applied", pgettext_lazy("candidacy", "Received")
    SEATED = "seated", pgettext_lazy("candidacy", "Has a seat")
    ALTERNATE = "alternate", pgettext_lazy("candidacy", "Alternate")
    ON_THE_LIST = "on_the_list", pgettext_lazy("candidacy", "On the waiting list")
    NOT_CHOSEN = "not_chosen", pgettext_lazy("candidacy", "Not chosen")


class SessionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("state of a session", "Planned")
    CONVENED = "convened", pgettext_lazy("state of a session", "Convened")
    AGENDA_RELEASED = "agenda_released", _("Agenda released")
    OPEN = "open", pgettext_lazy("state of a session", "Open")
    CLOSED = "closed", pgettext_lazy("state of a session", "Closed")
    MINUTES_PUBLISHED = "minutes_published", _("Minutes published")
    NO_QUORUM = "no_quorum", _("No quorum")
    POSTPONED = "postponed", pgettext_lazy("state of a session", "Postponed")
    CANCELLED = "cancelled", pgettext_lazy("state of a session", "Cancelled")


# A session that has not begun and is still meant to be held.
UPCOMING = frozenset(
    {SessionState.PLANNED, SessionState.CONVENED, SessionState.AGENDA_RELEASED, SessionState.POSTPONED}
)
HELD = frozenset({SessionState.CLOSED, SessionState.MINUTES_PUBLISHED})
ENDED = HELD | {SessionState.NO_QUORUM, SessionState.CANCELLED}

# A contribution that was kept for the committee and is not decided yet.
BEFORE_THE_COMMITTEE = frozenset({State.SHORTLISTED, State.SCHEDULED})


class Block(models.TextChoices):
    """Blocks of a session, in the order of the room."""

    OPENING = "opening", _("Opening, attendance, recusals")
    REPORT = "report", _("What became of the last decisions")
    CONSENT = "consent", _("Adopted together")
    DECISION = "decision", _("Decisions")
    BIG_TOPIC = "big_topic", _("The big subject")
    WORKSHOP = "workshop", _("Workshop")
    CLOSING = "closing", _("Reading of the decisions, last words")


# Capacity of each block in half-minutes; 150 minutes with a reserve of 5. Source: programme rules §7.
BLOCK_CAPACITY = {
    Block.OPENING: 10,
    Block.REPORT: 40,
    Block.CONSENT: 20,
    Block.DECISION: 110,
    Block.BIG_TOPIC: 50,
    Block.WORKSHOP: 40,
    Block.CLOSING: 20,
}

# These take their time even when nothing is listed in them.
STANDING = frozenset({Block.OPENING, Block.REPORT, Block.CLOSING})


class ItemState(models.TextChoices):
    PENDING = "pending", pgettext_lazy("state of an agenda item", "To come")
    CURRENT = "current", pgettext_lazy("state of an agenda item", "Under discussion")
    DONE = "done", pgettext_lazy("state of an agenda item", "Done")


class EditKind(models.TextChoices):
    """What was done to a draft agenda."""

    ADD = "add", pgettext_lazy("change of an agenda", "Placed")
    MOVE = "move", pgettext_lazy("change of an agenda", "Moved")
    REMOVE = "remove", pgettext_lazy("change of an agenda", "Taken off")
    PIN = "pin", pgettext_lazy("change of an agenda", "Kept in place")
    DURATION = "duration", pgettext_lazy("change of an agenda", "Duration set")
    PRESENTER = "presenter", pgettext_lazy("change of an agenda", "Presenter named")
    PROPOSE = "propose", pgettext_lazy("change of an agenda", "Agenda proposed")
    PLAN = "plan", pgettext_lazy("change of an agenda", "Plan applied")


class AttendanceMode(models.TextChoices):
    ROOM = "room", _("In the room")
    REMOTE = "remote", _("Remotely")


class Answer(models.TextChoices):
    """What a member says of a session to come."""

    YES = "yes", pgettext_lazy("to a session", "I come")
    REMOTE = "remote", pgettext_lazy("to a session", "I take part remotely")
    NO = "no", pgettext_lazy("to a session", "I cannot come")

    @property
    def of_them(self):
        """The answer as others read it beside a name."""
        return _OF_THEM[self]


_OF_THEM = {
    Answer.YES: pgettext_lazy("beside a name", "comes"),
    Answer.REMOTE: pgettext_lazy("beside a name", "takes part remotely"),
    Answer.NO: pgettext_lazy("beside a name", "cannot come"),
}


class PollState(models.TextChoices):
    READY = "ready", pgettext_lazy("state of a poll", "Ready")
    OPEN = "open", pgettext_lazy("state of a poll", "Open")
    CLOSED = "closed", pgettext_lazy("state of a poll", "Closed")
    REVEALED = "revealed", pgettext_lazy("state of a poll", "Revealed")
    CERTIFIED = "certified", pgettext_lazy("state of a poll", "Decided")
    VOID = "void", pgettext_lazy("state of a poll", "Void")


class PollPurpose(models.TextChoices):
    """Who is asked: the members in the room, or everybody who works in the house."""

    SESSION = "session", pgettext_lazy("purpose of a poll", "Vote of a session")
    CONSULTATION = "consultation", pgettext_lazy("purpose of a poll", "Consultation of all employees")


class PoleMode(models.TextChoices):
    """What a consultation of all employees is to the vote of their pole."""

    ADVICE = "members_with_consultation", _("Advice: those who sit in the pole read it before they vote")
    ALL_STAFF = "all_staff", _("The answer of the pole, when enough employees take part")


class ConsultationState(models.TextChoices):
    """Where a consultation stands; the clock decides."""

    TO_COME = "to_come", pgettext_lazy("state of a consultation", "To come")
    OPEN = "open", pgettext_lazy("state of a consultation", "Open")
    CLOSED = "closed", pgettext_lazy("state of a consultation", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("state of a consultation", "Cancelled")


class PollVisibility(models.TextChoices):
    NAMED = "named", _("Named: who voted what is in the minutes")
    HIDDEN = "hidden", _("Hidden: only the counts are shown")
    SECRET = "secret", _("Secret: nobody can read who voted what")


class VoteMethod(models.TextChoices):
    """How the committee answers, in the order of the menu."""

    YES_NO = "yes_no", pgettext_lazy("method of voting", "For or against")
    CONSENT_BLOCK = "consent_block", pgettext_lazy("method of voting", "Adopted together")
    APPROVAL = "approval", pgettext_lazy("method of voting", "Approval of several")
    MAJORITY_JUDGMENT = "majority_judgment", pgettext_lazy("method of voting", "Majority judgment")
    CONSENT = "consent", pgettext_lazy("method of voting", "Consent")
    DOT = "dot", pgettext_lazy("method of voting", "Dots, for advice")
    TEMPERATURE = "temperature", pgettext_lazy("method of voting", "Temperature, for advice")


# Nothing is decided by these: they tell where a room stands before it talks or votes.
ADVISORY = frozenset({VoteMethod.DOT, VoteMethod.TEMPERATURE})
# What is retained of these is known option by option.
CHOOSING = frozenset({VoteMethod.APPROVAL, VoteMethod.MAJORITY_JUDGMENT})
# A ballot of these says something of each option.
WITH_OPTIONS = frozenset({VoteMethod.APPROVAL, VoteMethod.MAJORITY_JUDGMENT, VoteMethod.DOT})


class Stance(models.TextChoices):
    """What somebody says when asked for consent."""

    AGREE = "agree", pgettext_lazy("consent", "I agree")
    RESERVE = "reserve", pgettext_lazy("consent", "I agree, with a reserve")
    OBJECTION = "objection", pgettext_lazy("consent", "I object")


class Choice(models.TextChoices):
    YES = "yes", pgettext_lazy("ballot", "For")
    NO = "no", pgettext_lazy("ballot", "Against")
    ABSTAIN = "abstain", pgettext_lazy("ballot", "Abstain")


class MinutesReply(models.TextChoices):
    """How an objection to published minutes was answered."""

    CORRECTED = "corrected", pgettext_lazy("objection to minutes", "Corrected")
    REFUSED = "refused", pgettext_lazy("objection to minutes", "Not followed")


class Approval(models.TextChoices):
    """Where published minutes stand; the clock decides."""

    AWAITED = "awaited", pgettext_lazy("approval of minutes", "Open to objections")
    CONTESTED = "contested", pgettext_lazy("approval of minutes", "An objection waits for its answer")
    APPROVED = "approved", pgettext_lazy("approval of minutes", "Approved")


class RoomEventKind(models.TextChoices):
    """What happens in a session that runs."""

    OPENED = "opened", pgettext_lazy("in the room", "The session is opened")
    CAME = "came", pgettext_lazy("in the room", "Comes")
    CAME_BACK = "came_back", pgettext_lazy("in the room", "Comes back")
    LEFT = "left", pgettext_lazy("in the room", "Leaves")
    TAKEN = "taken", pgettext_lazy("in the room", "A point is taken")
    ENDED = "ended", pgettext_lazy("in the room", "A point is ended")
    TIME = "time", pgettext_lazy("in the room", "The time of a point is changed")
    CONCERNED = "concerned", pgettext_lazy("in the room", "Declares an interest")
    UNCONCERNED = "unconcerned", pgettext_lazy("in the room", "Takes back a declared interest")
    CHAIR = "chair", pgettext_lazy("in the room", "Takes the chair")
    SUSPENDED = "suspended", pgettext_lazy("in the room", "The session is suspended")
    RESUMED = "resumed", pgettext_lazy("in the room", "The session is resumed")
    NO_VOTES = "no_votes", pgettext_lazy("in the room", "Without a quorum, the point is talked over without a vote")
    NO_QUORUM = "no_quorum", pgettext_lazy("in the room", "The session is ended without a quorum")
    VOTE_PREPARED = "vote_prepared", pgettext_lazy("in the room", "A vote is prepared")
    VOTE_OPENED = "vote_opened", pgettext_lazy("in the room", "A vote is opened")
    VOTE_EXTENDED = "vote_extended", pgettext_lazy("in the room", "A vote is given more time")
    VOTE_CLOSED = "vote_closed", pgettext_lazy("in the room", "A vote is closed")
    VOTE_REVEALED = "vote_revealed", pgettext_lazy("in the room", "The result of a vote is revealed")
    VOTE_CANCELLED = "vote_cancelled", pgettext_lazy("in the room", "A vote is cancelled")
    CLOSED = "closed", pgettext_lazy("in the room", "The session is closed")
