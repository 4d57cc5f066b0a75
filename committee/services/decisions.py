"""From a revealed vote to the decision everybody reads."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from committee.counts import Outcome
from committee.enums import ItemState, PollState
from committee.live import room_changed
from committee.models import AgendaItem
from committee.results import rule_sentences
from committee.selectors import PollResult, polls_of, published_result, shared_subject
from committee.selectors.results import stored_result
from committee.services.common import house_language, house_text, lock_item, lock_poll, permit
from ideas.enums import DecidedBy, DecisionOutcome
from ideas.models import Decision
from ideas.scoring import is_heavy
from ideas.services.decisions import record_decision
from ideas.workflow import Actor
from parkour.core.exceptions import TransitionRefused


def outcome_to_record(item: AgendaItem) -> DecisionOutcome | None:
    """What the vote makes of the contribution; None without a final, revealed vote, or once it was taken back."""
    result = _last_result(item)
    if item.idea_id is None or item.is_withdrawn or result is None or result.outcome is Outcome.SECOND_READING:
        return None
    if result.outcome is Outcome.ADOPTED:
        return DecisionOutcome.RECOMMENDED if is_heavy(item.idea.effort) else DecisionOutcome.APPROVED
    return DecisionOutcome.REJECTED if result.outcome is Outcome.NOT_ADOPTED else DecisionOutcome.DEFERRED


def _last_result(item: AgendaItem) -> PollResult | None:
    polls = polls_of(item)
    return published_result(polls[-1]) if polls else None


@transaction.atomic
def decide_item(item: AgendaItem, *, by, reason: str, owner=None, due_on: date | None = None) -> Decision:
    """Record what the vote decided; its authors and the owner are told. Deciding twice is deciding once.

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
        **_proof(poll),
    )
    locked.decision, locked.state = decision, ItemState.DONE
    locked.save(update_fields=["decision", "state"])
    poll.state = PollState.CERTIFIED
    poll.save(update_fields=["state"])
    room_changed(locked.session)
    return decision


def _proof(poll) -> dict:
    """Counts and rule as the decision keeps them, in the language of the organisation."""
    with house_language():
        result = published_result(poll)
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
        return {"counts": counts, "rule_text": " ".join(rule)[:300]}
