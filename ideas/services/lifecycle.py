"""The only writer of `Idea.state`. Locks the row, permits, checks the source, saves, writes history, tells."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ideas import rules as idea_rules
from ideas.deadlines import OF_THE_OUTCOME, due_transition
from ideas.enums import DecidedBy, DecisionOutcome, State
from ideas.following import tell_followers
from ideas.held import answer_is_due
from ideas.models import Decision, Idea, IdeaEvent
from ideas.notifications import tell_authors, tell_new_owner, tell_officers
from ideas.services.effects import EFFECTS, board_place
from ideas.services.sealing import STILL_AWAITED, unseal
from ideas.services.spoken_answers import ANSWERS, owe_spoken_answer
from ideas.workflow import CORRECT, STATES, TRANSITIONS, Actor, Transition
from parkour.accounts import rules as people
from parkour.core import clock
from parkour.core.dates import human_datetime
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused

RECOGNISED_BY = {
    Actor.AUTHOR: idea_rules.is_author,
    Actor.OWNER: idea_rules.is_owner,
    Actor.OFFICER: lambda user, idea: people.is_officer(user),
    Actor.FACILITATOR: lambda user, idea: people.is_facilitator(user),
    Actor.SPONSOR: lambda user, idea: people.is_sponsor(user),
    Actor.ADMIN: lambda user, idea: people.is_admin(user),
}
PARKED_BY_SILENCE = timedelta(days=90)


# What an earlier moment owes to a locked idea before anything else is written: called by `take`, which they need too.
BEFORE_A_WRITE = []


@transaction.atomic
def apply_transition(
    idea: Idea,
    name: str,
    *,
    by=None,
    actor: Actor | None = None,
    note: str = "",
    version: int | None = None,
    **payload,
) -> Idea:
    """Make one row of the table happen to `idea`; return the locked, saved idea.

    `by` is the person who acts. `actor` is given only by the committee and by the clock, whose guards are
    not about ideas; everybody else is recognised from `by`. `version`, when given, must be the current one.
    `note` (default: payload "message" or "reason") are the words the author reads.
    Raises TransitionRefused, NotAllowed, InvalidInput (with the field), Conflict. Nothing is written then.
    """
    row = TRANSITIONS[name]
    if payload.get("into"):
        lock_in_order(idea, payload["into"])
    locked = lock(idea) if actor is Actor.SYSTEM else take(idea, version)
    _check(locked, row, by, actor, payload)
    return _write(locked, row, by, note or payload.get("message") or payload.get("reason") or "", payload)


def lock(idea: Idea) -> Idea:
    """The idea, read again and locked until the end of the transaction. TransitionRefused when it is gone.

    `answer_is_due` says whether an answer of the desk should have left by now (see services/holding.py).
    """
    rows = Idea.objects.select_for_update(of=("self",)).select_related("site")
    locked = rows.annotate(answer_is_due=answer_is_due()).filter(pk=idea.pk).first()
    if locked is None:
        raise TransitionRefused(
            _("“%(reference)s” was removed: its import was undone.") % {"reference": idea.reference}
        )
    return locked


def take(idea: Idea, version: int | None = None) -> Idea:
    """The idea locked, and what the clock has decided meanwhile written down. Raises Conflict for an old `version`."""
    locked = lock(idea)
    if locked.answer_is_due:
        for carry_out in BEFORE_A_WRITE:
            carry_out(locked)
        locked = lock(idea)
    if version is not None and version != locked.version:
        raise Conflict(_("This contribution was changed meanwhile. Look at it again before deciding."), current=locked)
    settle(locked)
    return locked


def lock_in_order(*ideas: Idea) -> None:
    """Lock several ideas, always the oldest first: two people who merge each into the other do not wait forever."""
    list(Idea.objects.select_for_update(of=("self",)).filter(pk__in=[idea.pk for idea in ideas]).order_by("pk"))


def check_transition(idea: Idea, name: str, *, by, actor: Actor) -> None:
    """What `apply_transition` would refuse of this now, before its facts are known; raises as it does."""
    row = TRANSITIONS[name]
    _check(idea, row, by, actor, dict.fromkeys(row.needs, name))


def _check(idea, row: Transition, by, actor, payload):
    if idea.state not in row.sources:
        raise TransitionRefused(
            _("“%(reference)s” is “%(state)s”: this is no longer possible.")
            % {"reference": idea.reference, "state": State(idea.state).label}
        )
    if idea.held_outcome and row.name != OF_THE_OUTCOME[DecisionOutcome(idea.held_outcome)]:
        with timezone.override(idea.site.tz if idea.site else timezone.get_current_timezone()):
            raise TransitionRefused(
                _("The committee has decided on “%(reference)s”: its authors are told on %(date)s. Wait until then.")
                % {"reference": idea.reference, "date": human_datetime(idea.held_until)}
            )
    if actor is not None:
        allowed = actor in row.actors
    else:
        allowed = by is not None and any(RECOGNISED_BY[kind](by, idea) for kind in row.actors if kind in RECOGNISED_BY)
    if not allowed:
        raise NotAllowed(_("You may not do this to this contribution."))
    for field in row.needs:
        value = payload.get(field)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise InvalidInput(_("Something is missing: fill in this field."), field=field)


def _write(idea: Idea, row: Transition, by, note, payload) -> Idea:
    now, source = clock.now(), idea.state
    EFFECTS.get(row.name, lambda idea, payload: None)(idea, payload)
    idea.state, idea.state_since = row.target, now
    idea.self_offered_at = idea.self_offer_due_on = None  # whatever happens ends an offer that was not answered
    idea.held_outcome, idea.held_until = "", None
    if row.name != "open":  # nothing to read has changed: a page that shows the idea stays up to date
        idea.version += 1
    if row.human_reply and idea.first_human_reply_at is None:
        idea.first_human_reply_at = now
    if idea.sealed and row.target not in STILL_AWAITED:
        unseal(idea)
    board_place(idea, STATES[row.target].tab)
    idea.save()  # the row is locked and was read under that lock: every column is ours
    event = IdeaEvent.objects.create(
        idea=idea,
        name=row.name,
        from_state=source,
        to_state=row.target,
        actor=by,
        note=note,
        at=now,
        is_internal=row.name == "open",
        data=_facts(payload),
    )
    tell_authors(idea, event)
    tell_followers(idea, event)
    if row.name in ANSWERS:
        owe_spoken_answer(idea, event)
    if row.target == State.APPROVED:
        tell_new_owner(idea, event)
        if not idea.action.owner.is_active:  # gone between the decision and the day on which it is told
            tell_officers(idea, event, *OWNER_GONE)
    if row.name in OFFICER_WORDS:
        tell_officers(idea, event, *OFFICER_WORDS[row.name])
    return idea


OWNER_GONE = (
    gettext_noop("Without an owner: {reference}"),
    gettext_noop("Whoever was to carry out “{title}” no longer works here: name somebody else."),
)
OFFICER_WORDS = {
    "answer": (
        gettext_noop("Answer received: {reference}"),
        gettext_noop("The author of “{title}” has answered:"),
    ),
    "appeal": (
        gettext_noop("Review asked: {reference}"),
        gettext_noop("The author of “{title}” asks for a review:"),
    ),
    "object": (
        gettext_noop("Objection to a quick win: {reference}"),
        gettext_noop("“{title}” goes to the committee."),
    ),
    "self_implement": (
        gettext_noop("The author says yes: {reference}"),
        gettext_noop("“{title}” is carried out by its author, due on {due}."),
    ),
    "dispute": (
        gettext_noop("Not done yet: {reference}"),
        gettext_noop("The author of “{title}” says it is not done:"),
    ),
}


def _facts(payload):
    """What the history keeps of a payload: plain values only."""
    kept = {}
    for key in ("reason_code", "channel", "claim_level"):
        if payload.get(key):
            kept[key] = str(payload[key])
    for key in ("review_on", "due_on", "session_on", "resume_on"):
        if payload.get(key):
            kept[key] = payload[key].isoformat()
    if payload.get("into"):
        kept["into"] = payload["into"].reference
    if payload.get("decision"):
        kept["decision"] = payload["decision"].pk
    return kept


def settle(idea: Idea) -> bool:
    """Write down what the clock has already decided about a locked idea, each dated at its deadline."""
    written = False
    while (due := due_transition(idea)) is not None:
        with clock.at(due.at):
            _write_due(idea, due.name)
        written = True
    return written


def _write_due(idea, name):
    payload, by, actor, note = {}, None, Actor.SYSTEM, ""
    if idea.held_outcome:
        decision = payload["decision"] = _release_held(idea)
        by, actor, note = decision.by, Actor.COMMITTEE, decision.reason
    elif name == "pass_window":
        payload["decision"] = _tacit_decision(idea)
    elif name == "auto_park":
        payload["review_on"] = clock.today() + PARKED_BY_SILENCE
    row = TRANSITIONS[name]
    _check(idea, row, by, actor, payload)
    _write(idea, row, by, note, payload)


def _release_held(idea: Idea) -> Decision:
    """The decision that waits on a locked idea, which now holds in place of the one before."""
    supersede_current(idea, clock.now())
    decision = Decision.all_taken.get(idea=idea, is_held=True)
    decision.is_held = False
    decision.save(update_fields=["is_held"])
    return decision


def _tacit_decision(idea):
    supersede_current(idea, clock.now())
    with translation.override(settings.LANGUAGE_CODE):  # kept for everybody, whoever's request wrote it down
        reason = _("Quick win: no member of the committee objected within the time allowed.")
    return Decision.objects.create(
        idea=idea,
        outcome=DecisionOutcome.APPROVED,
        decided_by=DecidedBy.TACIT,
        owner=idea.quick_win_owner,
        due_on=idea.quick_win_due_on,
        at=clock.now(),
        reason=reason,
    )


def supersede_current(idea, at):
    """A decision is never edited: the current one steps back when a later one is taken."""
    Decision.objects.filter(idea=idea, superseded_at=None).update(superseded_at=at)


@transaction.atomic
def record_due_transition(idea: Idea) -> bool:
    """For the sweeper: settle one idea; true when something was written."""
    return settle(lock(idea))


@transaction.atomic
def correct_state(idea: Idea, *, by, seconded_by, state: State, reason: str, **facts) -> Idea:
    """Repair a mistake outside the table: an administrator and an officer together, with a reason.

    `facts` are the columns the target state requires (the database refuses an incomplete repair).
    """
    if by == seconded_by or not people.is_admin(by) or not people.is_officer(seconded_by):
        raise NotAllowed(_("A correction needs two persons: an administrator and an officer."))
    if not reason.strip():
        raise InvalidInput(_("Say why it is corrected."), field="reason")
    locked = lock(idea)
    source, now = locked.state, clock.now()
    if locked.held_outcome:  # the repair takes the place of what the committee decided
        Decision.all_taken.filter(idea=locked, is_held=True).update(is_held=False, superseded_at=now)
        locked.held_outcome, locked.held_until = "", None
    for field, value in facts.items():
        setattr(locked, field, value)
    locked.state, locked.state_since = State(state), now
    if locked.sealed and locked.state not in STILL_AWAITED:
        unseal(locked)
    locked.version += 1
    board_place(locked, STATES[State(state)].tab)
    locked.save()
    event = IdeaEvent.objects.create(
        idea=locked,
        name=CORRECT,
        from_state=source,
        to_state=locked.state,
        actor=by,
        note=reason,
        at=now,
        data={"seconded_by": seconded_by.pk},
    )
    tell_authors(locked, event)
    return locked
