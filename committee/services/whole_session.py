"""The plan of a whole session: asked for by a person, found by the worker, applied by a person.

What is asked is a row; the worker is woken, and looks every minute. Asked twice, or found by two workers, the last one
asked for stands. While it is made, the last plan stays readable.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from committee.enums import EditKind
from committee.models import AgendaItem, AgendaProposal, ProposalState, Session
from committee.selectors.whole_session import FILLED, WholeSession, whole_session
from committee.services.agenda import put_in_order
from committee.services.editing import editable, noted
from committee.session_planning import FixedDoNotFit, SessionPlan, plan_session, price_of
from parkour.core import clock
from parkour.core.exceptions import TransitionRefused
from parkour.core.wake import wake

logger = logging.getLogger(__name__)
TASK = "committee.tasks.plan_sessions"
AGAIN_AFTER = timedelta(minutes=3)  # a worker that stopped half-way
MOST_ATTEMPTS = 3
MOST_PRICED = 60
FIXED, EFFORT, FAULT = "fixed", "effort", "fault"


@transaction.atomic
def ask_for_plan(session: Session, *, by) -> AgendaProposal:
    """Ask the worker for the best agenda of the whole session. Asked again meanwhile, what is new counts."""
    locked = editable(session, by)
    row, _made = AgendaProposal.objects.update_or_create(
        session=locked,
        defaults={
            "state": ProposalState.ASKED,
            "asked_at": clock.now(),
            "asked_by": by,
            "started_at": None,
            "attempts": 0,
            "failure": {},
        },
    )
    wake(TASK)
    return row


def find_plans() -> int:
    """Find every plan that is asked for; how many were tried. For the worker."""
    tried = 0
    while (row := _begin()) is not None:
        _find(row)
        tried += 1
    return tried


@transaction.atomic
def _begin() -> AgendaProposal | None:
    now = clock.now()
    due = Q(state=ProposalState.ASKED) | Q(state=ProposalState.RUNNING, started_at__lt=now - AGAIN_AFTER)
    rows = AgendaProposal.objects.select_for_update(skip_locked=True, of=("self",)).select_related("session")
    row = rows.filter(due).order_by("asked_at", "pk").first()
    if row is None:
        return None
    row.state, row.started_at, row.attempts = ProposalState.RUNNING, now, row.attempts + 1
    row.save(update_fields=["state", "started_at", "attempts"])
    return row


def _find(row: AgendaProposal):
    try:
        if row.attempts > MOST_ATTEMPTS:
            raise ArithmeticError("The worker stopped each time.")
        whole = whole_session(row.session)
        found = {"state": ProposalState.DONE, "result": written(whole), "found_at": clock.now(), "failure": {}}
    except FixedDoNotFit as refusal:
        found = {"state": ProposalState.FAILED, "failure": {"code": FIXED, "keys": list(refusal.keys)}}
    except ArithmeticError:
        found = {"state": ProposalState.FAILED, "failure": {"code": EFFORT}}
    except Exception:  # told to whoever asked; the others must not wait for it
        logger.exception("the session %s was not planned", row.session_id)
        found = {"state": ProposalState.FAILED, "failure": {"code": FAULT}}
    # Asked for again meanwhile, or taken over: then this one is of yesterday.
    mine = AgendaProposal.objects.filter(pk=row.pk, state=ProposalState.RUNNING, started_at=row.started_at)
    mine.update(**found)


def written(whole: WholeSession) -> dict:
    """The best plan of a session, with the price of what it leaves out, as plain values."""
    plan = plan_session(whole.problem)
    return {
        "fingerprint": whole.fingerprint,
        "blocks": [[block.code, list(block.chosen), block.used, block.capacity] for block in plan.blocks],
        "excluded": [
            [row.key, str(row.cause), row.short_by, _price(whole, plan, row.key) if n < MOST_PRICED else None]
            for n, row in enumerate(plan.excluded)
        ],
        "reasons": {key: [[str(r.code), r.count] for r in reasons] for key, reasons in plan.reasons.items()},
        "warnings": [[str(warning.code), str(warning.subject)] for warning in plan.warnings],
        "proven": plan.proven,
        "gap": float(plan.gap),
        "utility": float(plan.utility),
        "balance_cost": float(plan.balance_cost),
    }


def _price(whole: WholeSession, plan: SessionPlan, key: str) -> list | None:
    price = price_of(whole.problem, plan, key)
    return None if price is None else [list(price.drops), list(price.adds), float(price.loss)]


@transaction.atomic
def apply_plan(session: Session, *, by, fingerprint: str) -> AgendaProposal:
    """Put the plan that was found on the agenda. What is kept in place does not move.

    `fingerprint` names the plan that was read. Raises TransitionRefused when another one was found since, or when the
    agenda or the pool has changed: a plan is applied as it was read, or not at all. Twice is once.
    """
    locked = editable(session, by)
    row = AgendaProposal.objects.filter(session=locked).select_for_update(of=("self",)).first()
    whole = whole_session(locked)
    if row is not None and row.result is not None and row.result.get("applied") == fingerprint:
        return row
    if row is None or row.result is None or row.result["fingerprint"] != fingerprint:
        raise TransitionRefused(_("Another plan was found since you opened this page: look at it first."))
    if whole.fingerprint != fingerprint:
        raise TransitionRefused(_("The agenda or the pool has changed since this plan was found: ask for a new one."))
    result = row.result
    chosen = {key: code for code, keys, _used, _capacity in result["blocks"] for key in keys}
    gone = [e.item.pk for key, e in whole.entries.items() if e.item is not None and key not in chosen]
    with noted(locked, by, EditKind.PLAN):
        AgendaItem.objects.filter(session=locked, pk__in=gone).delete()
        for code, keys, _used, _capacity in result["blocks"]:
            if code in FILLED:
                waiting = [_placed(whole, key, code, result) for key in keys if key in whole.entries]
                put_in_order(whole.fixed[code], waiting)
    # What is on the agenda now is this plan: it need not be asked for again.
    row.result = result | {"applied": fingerprint, "fingerprint": whole_session(locked).fingerprint}
    row.save(update_fields=["result"])
    return row


def _placed(whole: WholeSession, key: str, block: str, result: dict) -> AgendaItem:
    entry = whole.entries[key]
    item = entry.item or AgendaItem(session=whole.session, idea=entry.idea)
    if item.block != block:
        topic = next(topic for topic in whole.problem.topics if topic.key == key)
        item.block, item.duration = block, topic.places[block]
    item.reasons = result["reasons"][key]
    return item
