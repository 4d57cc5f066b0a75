"""Changes that may show in a series, and limits drawn anew after them."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea
from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.indicators.control_charts import may_rebase
from parkour.indicators.models import Baseline, Change, Indicator, Reason
from parkour.indicators.periods import EARLIEST
from parkour.indicators.reading import series_of
from parkour.indicators.services.indicators import permit, take
from parkour.indicators.services.measuring import lock_baselines
from parkour.organisation.models import Site

SENTENCE_LIMIT, WHY_LIMIT = 200, 300


@transaction.atomic
def record_change(indicator: Indicator, *, on: date, sentence: str, by: User, idea: Idea | None = None) -> Change:
    """Write down what was changed on a day, with the contribution it came from. Raises InvalidInput, NotAllowed."""
    permit(by)
    kept = take(indicator)
    sentence = " ".join(clean_text(sentence, "sentence", limit=SENTENCE_LIMIT).split())
    if not sentence:
        raise InvalidInput(_("Say what was changed."), field="sentence")
    if not EARLIEST <= on <= clock.today():
        raise InvalidInput(_("A change is recorded once it was made."), field="on")
    if idea is not None and not by.has_perm("ideas.view_idea", idea):
        raise NotAllowed(_("You may not read this contribution."))
    if idea is not None and kept.changes.filter(idea=idea).exists():
        raise InvalidInput(_("This contribution already has its change in this series."), field="idea")
    return Change.objects.create(indicator=kept, on=on, sentence=sentence, idea=idea, by=by, recorded_at=clock.now())


@transaction.atomic
def remove_change(change: Change, *, by: User) -> None:
    """Take back a change recorded by mistake. Raises NotAllowed, TransitionRefused (limits were drawn from it)."""
    permit(by)
    take(change.indicator)
    if change.baselines.exists():
        raise TransitionRefused(_("Limits were drawn anew from this change: take them back first."))
    change.delete()


@transaction.atomic
def rebase(change: Change, *, why: str, by: User, site: Site | None = None, reason: Reason | None = None) -> Baseline:
    """Draw the limits of a series anew from a change on: it must be followed by a run of seven, and needs a reason.

    Raises InvalidInput, NotAllowed, TransitionRefused (nothing lasting to see, or already done).
    """
    permit(by)
    indicator = take(change.indicator)
    why = " ".join(clean_text(why, "why", limit=WHY_LIMIT).split())
    if not why:
        raise InvalidInput(_("Say why the limits are drawn anew."), field="why")
    first = rebase_point(indicator, change, site, reason)
    if first is None:
        sentence = _("Seven points in a row on one side of the mean must follow the change, after a whole baseline.")
        raise TransitionRefused(sentence)
    made = Baseline.objects.create(
        indicator=indicator, site=site, reason=reason, first=first, change=change, why=why, by=by
    )
    lock_baselines(indicator, {(reason and reason.pk, site and site.pk)})
    made.refresh_from_db()
    return made


@transaction.atomic
def undo_rebase(baseline: Baseline, *, by: User) -> None:
    """Go back to the limits before a rebase; the last one of its series only. Raises NotAllowed, TransitionRefused."""
    permit(by)
    take(baseline.indicator)
    same = Baseline.objects.filter(indicator=baseline.indicator, site=baseline.site, reason=baseline.reason)
    if baseline.change_id is None or same.filter(first__gt=baseline.first).exists():
        raise TransitionRefused(_("Only the limits drawn last are taken back."))
    baseline.delete()


def rebase_point(indicator: Indicator, change: Change, site: Site | None, reason: Reason | None) -> date | None:
    """The period from which limits may be drawn anew after `change`; None when they may not."""
    series = series_of(indicator, site, reason)
    return rebase_point_in(series, change)


def rebase_point_in(series, change: Change) -> date | None:
    """The same in a series that was read already."""
    days = [point.starts_on for point in series.points]
    at = sum(day < change.on for day in days)
    phase = next((one for one in series.phases if one.start < at <= one.stop), None)
    if phase is None or phase is not series.phases[-1] or phase.limits is None or at == len(days):
        return None
    values = [point.value for point in series.points[phase.start :]]
    return days[at] if may_rebase(values, phase.limits, at - phase.start) else None
