"""The series of sessions: its rule and its exceptions are saved here, its sessions kept two years ahead."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from committee.models import Session, SessionException, SessionRule
from committee.models.session import house_zone
from committee.recurrence import Rule
from committee.selectors import SeriesPlan, series_plan, start_of, untouched
from committee.selectors.series import length_of
from committee.selectors.templates import facts_of_the_usual_kind
from committee.services.common import one_at_a_time, permit
from committee.services.sessions import FURTHEST, acceptable_day
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput

REASON_LIMIT = 200


@transaction.atomic
def keep_series() -> SeriesPlan | None:
    """Plan what the rule asks for, two years ahead. Moves and removes nothing; twice is once. None without a rule."""
    one_at_a_time()
    saved = SessionRule.objects.filter(active=True).first()
    return _apply(series_plan(saved.rule, realign=False)) if saved else None


@transaction.atomic
def save_rule(rule: Rule, *, by, active: bool = True, version: int | None = None) -> SeriesPlan:
    """Save the rule, and let the sessions that nobody has touched follow it.

    `version` is the one that was read, None when there was no rule yet. Raises Conflict when it is not the current
    one, InvalidInput (field "first") for a rule that starts years away.
    """
    permit(by, "plan_sessions")
    one_at_a_time()
    saved = SessionRule.objects.first()
    if version != (saved.version if saved else None):
        raise Conflict(_("The rule was changed meanwhile. Look at it again."), current=saved)
    if rule.first > clock.today(house_zone()) + FURTHEST:
        raise InvalidInput(_("Choose a date in the next three years."), field="first")
    saved = saved or SessionRule(version=0)
    saved.rrule, saved.month, saved.month_week = rule.rrule, rule.month, rule.month_week
    saved.first_on, saved.starts_at, saved.duration = rule.first, rule.starts_at, rule.minutes
    saved.active, saved.changed_by, saved.changed_at = active, by, clock.now()
    saved.version += 1
    saved.save()
    return _realign(saved)


@transaction.atomic
def set_exception(wanted: date, *, by, day: date | None = None, reason: str = "") -> SeriesPlan:
    """No session for this day of the rule, or on `day` instead. A second one replaces the first.

    Raises InvalidInput (field "wanted") when it is no day of the rule to come, or its session is being prepared;
    (field "day") for a day on which no session can be held.
    """
    permit(by, "plan_sessions")
    one_at_a_time()
    saved = _rule_that_has(wanted)
    free = _free()
    own = next((session for session in free if session.rule_on == wanted), None)
    if own is None and Session.objects.filter(rule_on=wanted).exists():
        raise InvalidInput(
            _("The session of this day is being prepared already: move it or cancel it on its own page."),
            field="wanted",
        )
    if day is not None:
        acceptable_day(day, saved.starts_at, moved=own)
    SessionException.objects.update_or_create(
        wanted=wanted,
        defaults={"day": day, "reason": clean_text(reason, "reason", limit=REASON_LIMIT), "by": by, "at": clock.now()},
    )
    return _realign(saved)


@transaction.atomic
def remove_exception(wanted: date, *, by) -> SeriesPlan | None:
    """The rule holds again for this day. Without an exception nothing happens."""
    permit(by, "plan_sessions")
    one_at_a_time()
    SessionException.objects.filter(wanted=wanted).delete()
    saved = SessionRule.objects.first()
    return _realign(saved) if saved else None


def _rule_that_has(wanted: date) -> SessionRule:
    saved = SessionRule.objects.first()
    if saved is None:
        raise InvalidInput(_("Save the rule first: exceptions are made to it."), field="wanted")
    if wanted <= clock.today(house_zone()) or wanted not in saved.rule.dates(wanted.year, wanted.year):
        raise InvalidInput(_("This is no day of the rule to come."), field="wanted")
    return saved


def _free() -> list[Session]:
    """Sessions that the series may move, locked: first the rows, then whether somebody uses them meanwhile."""
    now = clock.now()
    list(untouched(now).select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return list(untouched(now))


def _realign(saved: SessionRule) -> SeriesPlan:
    return _apply(series_plan(saved.rule, realign=True, active=saved.active, free=_free()))


def _apply(plan: SeriesPlan) -> SeriesPlan:
    for session, slot in plan.move:
        session.starts_at, session.rule_on = start_of(slot, plan.rule), slot.wanted
        session.duration = length_of(session, plan.rule)
        session.version += 1
        session.save(update_fields=["starts_at", "rule_on", "duration", "version"])
    Session.objects.filter(pk__in=[session.pk for session in plan.drop]).delete()
    last = Session.objects.aggregate(last=Max("number"))["last"] or 0
    facts = {"duration": plan.rule.minutes}
    usual = facts_of_the_usual_kind() if plan.new else {}
    Session.objects.bulk_create(
        Session(number=number, rule_on=slot.wanted, starts_at=start_of(slot, plan.rule), **usual | facts)
        for number, slot in enumerate(plan.new, last + 1)
    )
    return plan
