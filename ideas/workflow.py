"""THE table of the life of an idea: states, transitions, who may make them. Pure.

`services.lifecycle.apply_transition` is the only code that acts on it. Source: programme rules §5.2.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ideas.enums import UNDECIDED, BoardTab, State, Step


class Actor(StrEnum):
    """Who makes a transition. `services.lifecycle` knows how to recognise each."""

    AUTHOR = "author"
    OFFICER = "officer"
    FACILITATOR = "facilitator"
    MEMBER = "member"
    COMMITTEE = "committee"
    OWNER = "owner"
    SPONSOR = "sponsor"
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True)
class StateInfo:
    """What a state looks like to the author: a word, a tone, an icon, a step of seven, a tab of the board."""

    author_label: str
    tone: str
    icon: str
    step: Step
    tab: BoardTab = BoardTab.NONE
    final: bool = False


S = State
STATES: dict[State, StateInfo] = {
    S.DRAFT: StateInfo(_("Draft"), "", "file", Step.RECEIVED),
    S.SUBMITTED: StateInfo(_("Received"), "info", "inbox", Step.RECEIVED),
    # Opening is the officer's business: to the author, an opened contribution looks like a received one.
    S.IN_TRIAGE: StateInfo(_("Received"), "info", "inbox", Step.RECEIVED),
    S.NEEDS_INFO: StateInfo(_("Over to you: a question"), "wait", "message-square", Step.RECEIVED),
    S.ANSWERED: StateInfo(
        pgettext_lazy("state of an idea", "Answered"),
        "good",
        "message-square",
        Step.DECIDED,
        BoardTab.DONE,
        True,
    ),
    S.FAST_TRACK: StateInfo(_("Quick win announced"), "accent", "zap", Step.STUDIED, BoardTab.STUDIED),
    S.SHORTLISTED: StateInfo(_("Going to the committee"), "info", "calendar", Step.STUDIED, BoardTab.STUDIED),
    S.WORKSHOP: StateInfo(_("In a workshop"), "info", "users", Step.COMMITTEE, BoardTab.STUDIED),
    S.MERGED: StateInfo(_("Carried with another"), "info", "merge", Step.STUDIED, final=True),
    S.REDIRECTED: StateInfo(_("Passed on"), "info", "arrow-right", Step.DECIDED, final=True),
    S.DECLINED: StateInfo(_("Not kept"), "", "x", Step.DECIDED, BoardTab.NOT_KEPT, True),
    S.PARKED: StateInfo(_("Kept for later"), "", "pause", Step.STUDIED, BoardTab.STUDIED),
    S.SCHEDULED: StateInfo(_("On the committee’s agenda"), "info", "calendar", Step.COMMITTEE, BoardTab.STUDIED),
    S.RECOMMENDED: StateInfo(_("Recommended to the direction"), "wait", "clock", Step.COMMITTEE, BoardTab.STUDIED),
    S.APPROVED: StateInfo(_("Adopted"), "good", "check", Step.DECIDED, BoardTab.IN_PROGRESS),
    S.REJECTED: StateInfo(_("Not adopted"), "", "x", Step.DECIDED, BoardTab.NOT_KEPT, True),
    S.DEFERRED: StateInfo(_("Put off to a later session"), "wait", "clock", Step.COMMITTEE, BoardTab.STUDIED),
    S.IN_PROGRESS: StateInfo(_("In progress"), "info", "refresh-cw", Step.IN_PROGRESS, BoardTab.IN_PROGRESS),
    S.ON_HOLD: StateInfo(_("On hold"), "wait", "pause", Step.IN_PROGRESS, BoardTab.IN_PROGRESS),
    S.IMPLEMENTED: StateInfo(_("Done"), "good", "check", Step.DONE, BoardTab.DONE),
    S.VERIFIED: StateInfo(_("Measured"), "good", "chart-line", Step.MEASURED, BoardTab.DONE),
    S.CLOSED: StateInfo(_("Completed"), "good", "check", Step.MEASURED, BoardTab.DONE, True),
    S.ABANDONED: StateInfo(_("Abandoned"), "", "x", Step.IN_PROGRESS, BoardTab.NOT_KEPT, True),
    S.WITHDRAWN: StateInfo(_("Withdrawn"), "", "x", Step.RECEIVED, final=True),
    S.ARCHIVED: StateInfo(_("Archived"), "", "archive", Step.DECIDED, final=True),
}

FINAL = frozenset(state for state, info in STATES.items() if info.final)


@dataclass(frozen=True)
class Transition:
    """One row of the table. `needs` are the payload keys without which it is refused."""

    name: str
    sources: frozenset[State]
    target: State
    actors: frozenset[Actor]
    label: str
    needs: tuple[str, ...] = ()
    human_reply: bool = False


def _row(name, sources, target, actors, label, *needs, reply=False):
    sources = frozenset(sources if isinstance(sources, (set, frozenset)) else {sources})
    actors = frozenset(actors if isinstance(actors, (set, frozenset)) else {actors})
    return Transition(name, sources, target, actors, label, tuple(needs), reply)


A = Actor
TRANSITIONS: dict[str, Transition] = {
    row.name: row
    for row in (
        _row("submit", S.DRAFT, S.SUBMITTED, A.AUTHOR, _("Sent")),
        _row("open", S.SUBMITTED, S.IN_TRIAGE, A.OFFICER, _("Opened by the officer")),
        _row("ask", S.IN_TRIAGE, S.NEEDS_INFO, A.OFFICER, _("A question for you"), "message", reply=True),
        _row("answer", S.NEEDS_INFO, S.IN_TRIAGE, A.AUTHOR, _("Question answered"), "message"),
        _row("auto_park", S.NEEDS_INFO, S.PARKED, A.SYSTEM, _("Parked, no answer to the question"), "review_on"),
        _row("give_answer", S.IN_TRIAGE, S.ANSWERED, A.OFFICER, _("Answer given"), "message", reply=True),
        _row(
            "propose_quick_win",
            S.IN_TRIAGE,
            S.FAST_TRACK,
            A.OFFICER,
            _("Quick win proposed"),
            "message",
            "owner",
            "due_on",
            reply=True,
        ),
        _row("pass_window", S.FAST_TRACK, S.APPROVED, A.SYSTEM, _("Quick win confirmed"), "decision"),
        _row("object", S.FAST_TRACK, S.SHORTLISTED, A.MEMBER, _("The committee wants to discuss it")),
        _row(
            "withdraw_quick_win",
            S.FAST_TRACK,
            S.IN_TRIAGE,
            {A.OFFICER, A.OWNER},
            _("Quick win withdrawn"),
            "reason",
        ),
        _row(
            # The officer has offered it (`services.self_offers`): the author's yes makes it happen.
            "self_implement",
            S.IN_TRIAGE,
            S.APPROVED,
            A.AUTHOR,
            _("Carried out by its author"),
            "decision",
        ),
        _row(
            "shortlist",
            S.IN_TRIAGE,
            S.SHORTLISTED,
            A.OFFICER,
            _("Kept for the committee"),
            "message",
            reply=True,
        ),
        _row(
            "send_to_workshop",
            S.IN_TRIAGE,
            S.WORKSHOP,
            A.OFFICER,
            _("Sent to a workshop"),
            "message",
            reply=True,
        ),
        _row(
            "promote_variant",
            S.WORKSHOP,
            S.SHORTLISTED,
            {A.OFFICER},
            _("A workshop variant is kept"),
            "message",
        ),
        _row(
            # What its workshop proposes goes on for it; its authors are credited there.
            "carry_on",
            S.WORKSHOP,
            S.ANSWERED,
            A.OFFICER,
            _("Carried on by a proposal of the workshop"),
            "message",
            reply=True,
        ),
        _row("return_from_workshop", S.WORKSHOP, S.IN_TRIAGE, A.OFFICER, _("Back from the workshop"), "reason"),
        _row("merge", S.IN_TRIAGE, S.MERGED, A.OFFICER, _("Merged with another"), "message", "into", reply=True),
        _row("unmerge", S.MERGED, S.IN_TRIAGE, A.OFFICER, _("Separated again"), "reason"),
        _row(
            "redirect",
            S.IN_TRIAGE,
            S.REDIRECTED,
            A.OFFICER,
            _("Passed on to another channel"),
            "message",
            "channel",
            reply=True,
        ),
        _row("decline", S.IN_TRIAGE, S.DECLINED, A.OFFICER, _("Not kept"), "message", "reason_code", reply=True),
        _row(
            "appeal",
            {S.DECLINED, S.ANSWERED},
            S.IN_TRIAGE,
            A.AUTHOR,
            _("Review asked by the author"),
            "message",
        ),
        _row(
            "park",
            {S.IN_TRIAGE, S.DEFERRED},
            S.PARKED,
            A.OFFICER,
            _("Kept for later"),
            "message",
            "review_on",
            reply=True,
        ),
        _row("return_from_park", S.PARKED, S.IN_TRIAGE, {A.SYSTEM, A.OFFICER}, _("Back under review")),
        _row(
            "reshortlist",
            S.DEFERRED,
            S.SHORTLISTED,
            {A.OFFICER, A.COMMITTEE},
            _("Back in the pool of the committee"),
        ),
        _row(
            "schedule",
            S.SHORTLISTED,
            S.SCHEDULED,
            A.COMMITTEE,
            _("On the agenda"),
            "session_label",
            "session_on",
        ),
        _row("unschedule", S.SCHEDULED, S.SHORTLISTED, A.COMMITTEE, _("Waits for a next session")),
        _row("refer_to_workshop", S.SCHEDULED, S.WORKSHOP, A.COMMITTEE, _("Sent to a workshop"), "reason"),
        _row(
            "recommend",
            S.SCHEDULED,
            S.RECOMMENDED,
            A.COMMITTEE,
            _("Recommended to the direction"),
            "decision",
        ),
        _row("approve", S.SCHEDULED, S.APPROVED, A.COMMITTEE, _("Adopted"), "decision"),
        _row("reject", S.SCHEDULED, S.REJECTED, A.COMMITTEE, _("Not adopted"), "decision"),
        _row("grant", S.RECOMMENDED, S.APPROVED, A.SPONSOR, _("Adopted by the direction"), "decision"),
        _row("refuse", S.RECOMMENDED, S.REJECTED, A.SPONSOR, _("Not adopted by the direction"), "decision"),
        _row("defer", S.SCHEDULED, S.DEFERRED, A.COMMITTEE, _("Put off"), "decision"),
        _row("reopen", S.REJECTED, S.SHORTLISTED, A.OFFICER, _("Taken up again"), "reason"),
        _row("start_work", S.APPROVED, S.IN_PROGRESS, {A.OWNER, A.OFFICER}, _("Work has started")),
        _row("hold", S.IN_PROGRESS, S.ON_HOLD, {A.OWNER, A.OFFICER}, _("Put on hold"), "reason", "resume_on"),
        _row("resume", S.ON_HOLD, S.IN_PROGRESS, {A.OWNER, A.OFFICER}, _("Work resumed")),
        _row("mark_done", S.IN_PROGRESS, S.IMPLEMENTED, A.OFFICER, _("Done"), "evidence"),
        _row("dispute", S.IMPLEMENTED, S.IN_PROGRESS, {A.AUTHOR, A.OFFICER}, _("Not done yet"), "reason"),
        _row("verify", S.IMPLEMENTED, S.VERIFIED, A.OFFICER, _("Effect measured"), "claim_level", "effect"),
        _row("close", S.VERIFIED, S.CLOSED, A.OFFICER, _("Completed and told to everyone")),
        _row("abandon", {S.APPROVED, S.IN_PROGRESS}, S.ABANDONED, A.OFFICER, _("Abandoned"), "reason"),
        _row("withdraw", UNDECIDED, S.WITHDRAWN, A.AUTHOR, _("Withdrawn by the author")),
        _row("archive", FINAL - {S.ARCHIVED}, S.ARCHIVED, A.SYSTEM, _("Archived")),
    )
}

# `correct` is the one door outside the table: two persons (admin and officer), a reason, the audit.
CORRECT = "correct"

SUBMISSION_EVENT = "submit"
IMPORT_EVENT = "import"
CONFIRMED_EVENT = "author_confirmed"
OFFER_EVENT = "offer"
OFFER_REFUSED_EVENT = "offer_refused"
WITHDRAWAL_ASKED_EVENT = "ask_withdrawal"
KEPT_EVENT = "keep"
COAUTHOR_EVENT = "coauthor"
CAPTURE_EVENT = "capture"
WORKSHOP_EVENT = "from_workshop"
DISOWNED_EVENT = "disown"
SAID_EVENT = "say"
FILES_EVENT = "files"
FLAG_EVENT, UNFLAG_EVENT = "flag", "unflag"
ESCALATE_EVENT, HAND_BACK_EVENT = "escalate", "hand_back"
PHOTOS_EVENT = "photos"
ACTION_ESCALATED_EVENT, ACTION_ANSWERED_EVENT = "escalate_action", "answer_action"
ACTION_SHAPED_EVENT, SHEET_EVENT = "shape_action", "write_sheet"
ACTIONS_LINKED_EVENT, ACTIONS_UNLINKED_EVENT = "link_actions", "unlink_actions"
GAIN_ADDED_EVENT, GAIN_MEASURED_EVENT, GAIN_REMOVED_EVENT = "add_gain", "measure_gain", "remove_gain"
ANEW_EVENT = "begin_anew"
OPINION_ASKED_EVENT, OPINION_TAKEN_BACK_EVENT = "ask_opinion", "take_back_opinion"
TALKED_EVENT, SETTLED_EVENT = "rate_again", "settle"
REFERENCE_EVENT, RETIRED_EVENT = "make_reference", "retire_reference"
TALK_BEGUN_EVENT = "begin_talk"
NAME_HIDDEN_EVENT, NAME_SHOWN_EVENT = "hide_name", "show_name"
LOOKED_BACK_EVENT = "look_back"
TAGGED_EVENT = "tag"
DECISION_CORRECTED_EVENT = "correct_decision"

EVENT_LABELS = {name: row.label for name, row in TRANSITIONS.items()} | {
    CORRECT: _("Corrected by the administrators"),
    IMPORT_EVENT: _("Brought in from an earlier programme"),
    "assess": _("Assessed on the four criteria"),
    OPINION_ASKED_EVENT: _("Second opinion asked"),
    OPINION_TAKEN_BACK_EVENT: _("Second opinion no longer awaited"),
    TALK_BEGUN_EVENT: _("The two raters talk it over"),
    TALKED_EVENT: _("Levels given again after a talk"),
    SETTLED_EVENT: _("The two raters agree"),
    LOOKED_BACK_EVENT: _("The past was read before giving levels"),
    TAGGED_EVENT: _("Tags set"),
    DECISION_CORRECTED_EVENT: _("What was recorded of the decision is corrected"),
    "message": _("Message"),
    "retitle": _("Title given"),
    "progress": _("News of the work"),
    "publish": _("Told to everyone"),
    "owner_accepted": _("The owner said yes"),
    CONFIRMED_EVENT: _("The author says it is right"),
    OFFER_EVENT: _("Offered to the author"),
    OFFER_REFUSED_EVENT: _("The author cannot carry it out"),
    WITHDRAWAL_ASKED_EVENT: _("An author wants to take it back"),
    KEPT_EVENT: _("Kept after all"),
    COAUTHOR_EVENT: _("A co-author confirmed"),
    CAPTURE_EVENT: _("Typed for somebody else"),
    WORKSHOP_EVENT: _("Written by a workshop"),
    DISOWNED_EVENT: _("The person named is not its author"),
    SAID_EVENT: _("Answer said aloud"),
    FILES_EVENT: _("Files added"),
    FLAG_EVENT: _("Red flag raised"),
    UNFLAG_EVENT: _("Red flag lifted"),
    ESCALATE_EVENT: _("Somebody else is asked"),
    HAND_BACK_EVENT: _("Handed back with words"),
    PHOTOS_EVENT: _("Photo before or after"),
    ACTION_SHAPED_EVENT: _("How the action is carried out"),
    SHEET_EVENT: _("The sheet of the action is written"),
    ACTIONS_LINKED_EVENT: _("The action is linked with another one"),
    ACTIONS_UNLINKED_EVENT: _("The action is no longer linked with another one"),
    GAIN_ADDED_EVENT: _("What the action brings is written"),
    GAIN_MEASURED_EVENT: _("What the action brings is measured"),
    GAIN_REMOVED_EVENT: _("What the action brings is removed"),
    ANEW_EVENT: _("The work begins anew; what was written of the first one"),
    ACTION_ESCALATED_EVENT: _("The direction is asked about the action"),
    ACTION_ANSWERED_EVENT: _("The direction has answered about the action"),
    NAME_HIDDEN_EVENT: _("Names hidden from colleagues"),
    NAME_SHOWN_EVENT: _("Names shown to colleagues"),
    REFERENCE_EVENT: _("Made a reference of the grid"),
    RETIRED_EVENT: _("No longer a reference of the grid"),
    "receive_merge": _("Another contribution joined this one"),
    "link": _("Linked with another contribution"),
    "unlink": _("No longer linked with another contribution"),
    "reschedule": _("Session moved to another day"),
    "second_reading": _("A second reading was held"),
}


def allowed_from(state: State) -> tuple[Transition, ...]:
    """Rows that leave `state`."""
    return tuple(row for row in TRANSITIONS.values() if state in row.sources)
