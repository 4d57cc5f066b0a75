"""What people are told about surveys: asked once, reminded once."""

from django.urls import reverse
from django.utils.translation import gettext as _

from parkour.accounts.models import User
from parkour.core.dates import human_date
from parkour.indicators.models import Wave
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
