"""What those who are asked are told: that they are, that it ends soon, and when nobody is asked any more."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from committee.models import Consultation, Participation
from committee.models.session import house_zone
from parkour.core.dates import human_datetime
from parkour.notifications.services import Letter, notify


def _tell(consultation: Consultation, people, kind: str, compose, *, waits: bool = True) -> int:
    last_day = timezone.localtime(consultation.poll.closes_at, house_zone()).date()
    return notify(
        people,
        kind=f"consultation_{kind}",
        event_key=f"consultation:{consultation.pk}:{kind}:{last_day}" if waits else f"consultation:{consultation.pk}",
        compose=compose,
        url=consultation.get_absolute_url(),
        happens_at=datetime.combine(last_day, time.min, tzinfo=house_zone()) if waits else None,
    )


def _facts(consultation: Consultation) -> dict:
    return {"subject": consultation.subject, "moment": human_datetime(consultation.poll.closes_at)}


def _counts_for(consultation: Consultation) -> str:
    if consultation.binding:
        return _("When enough employees answer, it is the vote of their pole.")
    return _("The members of the committee read the result before they vote.")


def tell_asked(consultation: Consultation, people) -> int:
    """Everybody who is asked: what, until when, and what it counts for."""

    def compose(_person):
        facts = _facts(consultation)
        body = _("“%(subject)s”: one answer from your phone, until %(moment)s. Nobody reads who answered what.")
        return Letter(_("Your opinion is asked"), f"{body % facts} {_counts_for(consultation)}", _("Answer"))

    return _tell(consultation, people, "asked", compose)


def tell_last_day(consultation: Consultation, people) -> int:
    """Whoever has not answered, once, on the day before the close."""

    def compose(_person):
        body = _("“%(subject)s”: you may still answer, until %(moment)s.") % _facts(consultation)
        return Letter(_("A consultation ends soon"), body, _("Answer"))

    return _tell(consultation, people, "last_day", compose)


def tell_cancelled(consultation: Consultation) -> int:
    """Everybody who was asked: nobody is any more, and why."""
    lines = Participation.objects.filter(poll=consultation.poll_id).select_related("person")

    def compose(_person):
        facts = {"subject": consultation.subject, "reason": consultation.cancelled_because}
        body = _("“%(subject)s”: nobody is asked any more, and no answer is counted. %(reason)s") % facts
        return Letter(_("A consultation is cancelled"), body)

    return _tell(consultation, [line.person for line in lines], "cancelled", compose, waits=False)
