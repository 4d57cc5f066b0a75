"""From a revealed vote to the decision everybody reads."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from committee.approval import authors_told_at
from committee.counts import Cause, Outcome
from committee.enums import CHOOSING, ItemState, PollState
from committee.live import room_changed
from committee.models import AgendaItem, Poll
from committee.results import rule_sentences
from committee.selectors import PollResult, polls_of, published_result, shared_subject
from committee.selectors.lots import points_of_lot
from committee.selectors.minutes_due import house_calendar
from committee.selectors.results import stored_result
from committee.services.common import house_language, house_text, lock_item, lock_poll, permit
from committee.services.conduct import measure
from ideas.enums import DecidedBy, DecisionOutcome, State
from ideas.models import Decision
from ideas.scoring import is_heavy
from ideas.services.decisions import record_decision
from ideas.services.lifecycle import apply_transition
from ideas.validators import clean_text
from ideas.workflow import Actor
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused

RULE_LIMIT = 300
NAVETTE_ANSWER = timedelta(days=15)


def outcome_to_record(item: AgendaItem) -> DecisionOutcome | None:
    """What the vote makes of the contribution; None without a final, revealed vote, or once it was taken back.

    What the poles could not agree on, when it came back neither, is the direction's to settle.
    """
    result = _last_result(item)
    if item.idea_id is None or item.is_withdrawn or result is None or not result.decides:
        return None
    if result.outcome is Outcome.ADOPTED:
        if not _is_retained(item, result.poll):
            return DecisionOutcome.REJECTED
        return DecisionOutcome.RECOMMENDED if is_heavy(item.idea.effort) else DecisionOutcome.APPROVED
    if result.poll.rules.get("navette"):
        return DecisionOutcome.RECOMMENDED
    return DecisionOutcome.REJECTED if result.outcome is Outcome.NOT_ADOPTED else DecisionOutcome.DEFERRED


def _is_retained(item: AgendaItem, poll: Poll) -> bool:
    """Whether a vote that chooses among several points chose this one."""
    if poll.method not in CHOOSING:
        return True
    place = poll.options.filter(item=item).values_list("position", flat=True).first()
    return place is None or place in poll.result["winners"]


def _over(item: AgendaItem, *fields):
    """It is dealt with, and took the time that it took."""
    measure(item, clock.now())
    item.state = ItemState.DONE
    item.save(update_fields=["state", "started_at", "spent", *fields])


def told_from() -> datetime | None:
    """From when what is decided now holds outside the room; None: at once."""
    if not settings.DECISIONS_TOLD_NEXT_DAY:
        return None
    calendar = house_calendar()
    return authors_told_at(calendar.day_of(clock.now()), calendar)


def _last_result(item: AgendaItem) -> PollResult | None:
    polls = polls_of(item)
    return published_result(polls[-1]) if polls else None


@transaction.atomic
def decide_item(item: AgendaItem, *, by, reason: str, owner=None, due_on: date | None = None) -> Decision:
    """Record what the vote decided; authors, then everybody, are told on the next working day. Twice is once.

    The outcome is the tally's alone. An adopted contribution needs `owner` and `due_on`; a recommended one may
    have a `due_on`, the date by which the direction answers. Raises TransitionRefused before the reveal, or
    when a second vote is needed, or the author took the contribution back; InvalidInput with the field.
    """
    permit(by, "run_session", item.session)
    locked = lock_item(item)
    if locked.decision_id:
        return locked.decision
    if locked.is_withdrawn:
        raise TransitionRefused(
            _("“%(title)s” was withdrawn by its author: there is nothing left to decide.")
            % {"title": shared_subject(locked)}
        )
    outcome = outcome_to_record(locked)
    if outcome is None:
        raise TransitionRefused(_("There is no final vote to record: vote and reveal first."))
    poll = lock_poll(polls_of(locked)[-1])
    if poll.rules.get("navette") and published_result(poll).outcome is not Outcome.ADOPTED:
        due_on = _answered_by(due_on)
    decision = record_decision(
        locked.idea,
        outcome=outcome,
        decided_by=DecidedBy.POLL,
        actor=Actor.COMMITTEE,
        by=by,
        reason=reason,
        owner=owner,
        due_on=due_on,
        source_label=house_text(locked.session.label),
        held_until=told_from(),
        **_proof(poll),
    )
    locked.decision = decision
    _over(locked, "decision")
    poll.state = PollState.CERTIFIED
    poll.save(update_fields=["state"])
    room_changed(locked.session)
    return decision


@transaction.atomic
def decide_lot(poll: Poll, *, by, reason: str, promises: Mapping[int, tuple] | None = None) -> list[Decision]:
    """Record what a vote on several points decided, one by one, with one reason; those without a contribution are over.

    `promises` holds (owner, due_on) by the number of the point: each adopted contribution needs both. Doing it twice is
    doing it once. Raises as `decide_item`; the field names the point: owner_12, due_on_12.
    """
    permit(by, "run_session", poll.item.session)
    lock_item(poll.item)
    poll = lock_poll(poll)
    result = published_result(poll)
    if result is None or not result.decides:
        raise TransitionRefused(_("There is no final vote to record: vote and reveal first."))
    made = []
    for point in points_of_lot(poll):
        if point.awaits_decision:
            owner, due_on = (promises or {}).get(point.pk, (None, None))
            try:
                made.append(decide_item(point, by=by, reason=reason, owner=owner, due_on=due_on))
            except InvalidInput as error:
                named = error.field in ("owner", "due_on")
                raise InvalidInput(
                    error.message, field=f"{error.field}_{point.pk}" if named else error.field
                ) from error
        elif not point.idea_id:
            _over(lock_item(point))
    room_changed(poll.item.session)
    return made


@transaction.atomic
def send_to_workshop(item: AgendaItem, *, by, reason: str) -> AgendaItem:
    """What the poles disagree on, or where no variant was retained, goes to a workshop: a variant comes back.

    Doing it twice is doing it once. Raises TransitionRefused where the vote says anything else, InvalidInput.
    """
    permit(by, "run_session", item.session)
    locked = lock_item(item)
    if locked.idea_id and locked.idea.state == State.WORKSHOP:
        return locked
    if not may_go_to_a_workshop(locked):
        raise TransitionRefused(_("A workshop follows a vote on which the poles disagree, or that retains nothing."))
    reason = clean_text(reason, "reason", limit=2000)
    if not reason:
        raise InvalidInput(_("Give the reason: everyone reads it."), field="reason")
    poll = lock_poll(polls_of(locked)[-1])
    locked.idea = apply_transition(locked.idea, "refer_to_workshop", by=by, actor=Actor.COMMITTEE, reason=reason)
    _over(locked)
    poll.state = PollState.CERTIFIED
    poll.save(update_fields=["state"])
    room_changed(locked.session)
    return locked


def may_go_to_a_workshop(item: AgendaItem) -> bool:
    """The last vote on it was put off because the poles disagree, or retained nothing."""
    result = _last_result(item) if item.awaits_decision else None
    why = {Cause.DISAGREEMENT, Cause.NONE_RETAINED}
    # Where the poles are not told apart, nobody is told that they disagree: the room knows what it talked about.
    return bool(result and result.outcome is Outcome.DEFERRED and (result.withheld or result.cause in why))


def _answered_by(due_on: date | None) -> date:
    """The day by which the direction answers what the poles could not agree on, as the room was told."""
    latest = clock.today() + NAVETTE_ANSWER
    if due_on and due_on > latest:
        raise InvalidInput(_("The direction answers within fifteen days: choose an earlier day."), field="due_on")
    return due_on or latest


def _proof(poll) -> dict:
    """Counts and rule as the decision keeps them, in the language of the organisation."""
    with house_language():
        result = published_result(poll)
        if not poll.is_tallied:  # the counts of another method stay with the vote, where the minutes read them
            return {"counts": {}, "rule_text": _short(" ".join([result.sentence, *result.rule]))}
        counts = {
            college.code: {
                "name": college.name,
                "yes": college.yes,
                "no": college.no,
                "abstain": college.abstain,
                "present": college.present,
            }
            for college in result.colleges
        }
        rule = rule_sentences(stored_result(poll).rules)
        return {"counts": counts, "rule_text": _short(" ".join(rule))}


def _short(text: str) -> str:
    return text if len(text) <= RULE_LIMIT else f"{text[: RULE_LIMIT - 1]}…"
