"""What people are told: asked by a survey once, reminded once; named to fill in an indicator."""

from django.urls import reverse
from django.utils.translation import gettext as _

from parkour.accounts.models import User
from parkour.core.dates import human_date
from parkour.indicators.models import Indicator, Wave
from parkour.notifications.services import Letter, notify


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
