"""How easy people find a life event, before changes and after: the first wave of its survey and the last one."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from parkour.indicators.models import Kind
from parkour.indicators.proportions import Interval, Score, newcombe
from parkour.indicators.results import score_of_kind
from parkour.journeys.models import LifeEvent


@dataclass(frozen=True)
class Easing:
    """Those who find it easy (5 to 7 of 7). `after` and `rise` are None until a second wave is told."""

    before: Score
    before_on: object
    after: Score | None = None
    after_on: object = None
    rise: Interval | None = None

    @property
    def rows(self) -> list[tuple]:
        """(day, share in percents, good, answers), before and after."""
        pairs = [(self.before_on, self.before), (self.after_on, self.after)]
        return [(day, round(100 * score.value), score.good, score.answers) for day, score in pairs if score]

    @property
    def sentence(self) -> str:
        """What may be said of it, and no more."""
        if self.rise is None:
            return _("Asked once: ask again after a change to know what it brought.")
        rise = self.rise.in_points(0)  # what is said agrees with the numbers that are read
        facts = {"points": f"{rise.value:+.0f}", "low": f"{rise.low:+.0f}", "high": f"{rise.high:+.0f}"}
        if not rise.excludes_zero:
            return _("%(points)s points (from %(low)s to %(high)s): chance alone may explain it.") % facts
        if rise.value > 0:
            return _("%(points)s points (from %(low)s to %(high)s): it has become easier.") % facts
        return _("%(points)s points (from %(low)s to %(high)s): it has become more difficult.") % facts


def easing_of(event: LifeEvent) -> Easing | None:
    """None without a survey, or until five people answered a wave that is over."""
    if event.survey_id is None:
        return None
    waves = [wave for wave in event.survey.waves.select_related("survey").order_by("opens_on", "pk") if wave.is_over]
    first = next(((wave, score) for wave in waves if (score := score_of_kind(wave, Kind.CES))), None)
    if first is None:
        return None
    later = [wave for wave in waves if wave.pk != first[0].pk]
    last = next(((wave, score) for wave in reversed(later) if (score := score_of_kind(wave, Kind.CES))), None)
    if last is None:
        return Easing(first[1], first[0].opens_on)
    rise = newcombe(first[1].good, first[1].answers, last[1].good, last[1].answers)
    return Easing(first[1], first[0].opens_on, last[1], last[0].opens_on, rise)
