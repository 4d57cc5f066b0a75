"""What people are told: asked by a survey once, reminded once; named to fill in an indicator;
a file that stopped; series that left their ordinary variation."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parkour.accounts.models import User
from parkour.core.dates import human_date
from parkour.indicators.models import Indicator, MeasurementFile, Wave
from parkour.indicators.periods import within
from parkour.indicators.rates import said_value
from parkour.indicators.signals import News
from parkour.notifications.services import Letter, notify

MOST_LINES = 12  # of one message: those that worry first


def tell_asked(wave: Wave, people: list[User], *, again: bool = False) -> int:
    """Ask these people to answer, or ask again: that is the only reminder."""

    def compose(_person):
        title = _("Reminder: {title}") if again else _("A few questions: {title}")
        words = _(
            "A few questions, answered in two minutes, until {last_day}. Nobody sees who answered what: "
            "results are told from five answers on."
        )
        body = words.format(last_day=human_date(wave.closes_on))
        return Letter(title=title.format(title=wave.survey.title), body=body, action=_("Answer"))

    key = f"survey-wave:{wave.pk}:{'reminder' if again else 'asked'}"
    url = reverse("surveys:answer", args=[wave.pk])
    return notify(people, kind="survey_asked", event_key=key, compose=compose, url=url)


def tell_owner(indicator: Indicator) -> int:
    """Tell somebody that an indicator is theirs to fill in; once for each version that names them anew."""

    def compose(_person):
        body = _("Two numbers for each period: {counted}, among {among}. What is missing is seen on its chart.")
        return Letter(
            title=_("Yours to fill in: {name}").format(name=indicator.name),
            body=body.format(counted=indicator.counted, among=indicator.among),
            action=_("Enter measurements"),
        )

    key = f"indicator-owner:{indicator.pk}:{indicator.version}"
    url = reverse("indicators:indicator", args=[indicator.pk])
    return notify([indicator.owner], kind="indicator_entrusted", event_key=key, compose=compose, url=url)


def tell_of_stopped_file(file: MeasurementFile, reason: str) -> int:
    """Tell those who sent and entered a file of measurements that the work stopped, and why."""

    def compose(_person):
        title = _("Import stopped: {file}").format(file=file.file_name)
        return Letter(title=title, body=reason, action=_("See the import"))

    people, key = [one for one in (file.by, file.entered_by) if one], f"measurement-file:{file.pk}:{file.state}"
    return notify(people, kind="import_failed", event_key=key, compose=compose, url=file.get_absolute_url())


def tell_signals(person: User, news: Sequence[News], monday: date) -> int:
    """Tell somebody, once for a week, which series are no longer explained by chance."""

    def compose(_person):
        title = ngettext("%(count)s new signal in the indicators", "%(count)s new signals in the indicators", len(news))
        lines = [_line_of(one) for one in sorted(news, key=lambda one: one.is_good)[:MOST_LINES]]
        if len(news) > MOST_LINES:
            lines.append(_("And %(count)s more.") % {"count": len(news) - MOST_LINES})
        intro = _("Chance alone no longer explains the last values of:")
        return Letter(title % {"count": len(news)}, "\n".join([intro, "", *lines]), _("See the indicators"))

    one = news[0].indicator
    url = reverse("indicators:indicator", args=[one.pk]) if len(news) == 1 else reverse("indicators:indicators")
    return notify([person], kind="indicator_signals", event_key=f"signals:{monday}", compose=compose, url=url)


def _line_of(one: News) -> str:
    where = [str(part) for part in (one.site and one.site.name, one.reason) if part]
    words = _("– {name}: better since {since}, {value}") if one.is_good else _("– {name}: worse since {since}, {value}")
    name = f"{one.indicator.name} ({', '.join(where)})" if where else one.indicator.name
    period, value = within(one.indicator.period, one.since), said_value(one.indicator.unit, one.last.value)
    return words.format(name=name, since=period, value=value)
