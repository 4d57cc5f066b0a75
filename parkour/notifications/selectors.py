"""Who may be written to and when, and what has not left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from parkour.accounts.models import Role, User
from parkour.core import clock
from parkour.notifications.kinds import FAMILIES, KINDS, Group
from parkour.notifications.models import MailPreference, MailServer, Notification, OutgoingMail
from parkour.notifications.quiet import Quiet
from parkour.organisation.models import Closure
from parkour.organisation.working_days import closed_days

# A server that is away for a moment is nobody's business.
ALERT_AFTER = timedelta(minutes=15)
CLOSURES_AHEAD = timedelta(days=120)
WEEK = timedelta(days=7)
# What is told to a role or to a mandate, and not to whoever shows a badge.
OF_OFFICE = (Group.COMMITTEE, Group.DESK)


def _of_office(table) -> str:
    return "|".join(name for name, line in table.items() if line.group in OF_OFFICE)


OFFICE_KINDS = rf"^(({_of_office(FAMILIES)})(_.*)?|{_of_office(KINDS)})$"


def inbox_of(person: User) -> QuerySet[Notification]:
    """What `person` was told, newest first; in a session that a badge opened, what is told to a contributor."""
    rows = Notification.objects.filter(recipient=person).order_by("-pk")
    if not person.contributor_only:
        return rows
    return rows.exclude(kind__regex=OFFICE_KINDS)


def closures_around(site_path: str) -> ArraySubquery:
    """The closures of a row's site (and of the whole company) that matter to a mail of today."""
    today = clock.today()
    of_site = Q(site=None) | Q(site=OuterRef(site_path))
    near = Closure.objects.filter(of_site, ends_on__gte=today, starts_on__lte=today + CLOSURES_AHEAD).order_by("pk")
    return ArraySubquery(near.values(period=JSONObject(first="starts_on", last="ends_on")))


def readers(people: Iterable[User]) -> QuerySet[User]:
    """Those of `people` who are still here, with all that `quiet_of` and `preference_of` need, in one query."""
    keys = {person.pk for person in people}
    here = User.objects.filter(pk__in=keys, is_active=True).select_related("site", "mail_preference")
    return here.annotate(closures=closures_around("site_id"))


def preference_of(person: User) -> MailPreference:
    """What a person wants by mail; the defaults (not saved) of somebody who never said."""
    return getattr(person, "mail_preference", None) or MailPreference(person=person)


def quiet_of(person: User, periods: list[dict] = ()) -> Quiet:
    """The quiet hours of a person; `periods` are closures as `closures_around` gives them."""
    preference, site = preference_of(person), person.site
    place = {"tz": site.tz, "region": site.holiday_region} if site else {}
    closed = [(date.fromisoformat(one["first"]), date.fromisoformat(one["last"])) for one in periods]
    return Quiet(
        active=preference.quiet,
        start=preference.quiet_from,
        end=preference.quiet_until,
        rest_days=preference.rest_days,
        closures=closed_days(closed),
        **place,
    )


def undelivered() -> QuerySet[OutgoingMail]:
    """Mails that did not arrive and wait for somebody's decision, newest first."""
    return OutgoingMail.objects.filter(state=OutgoingMail.State.FAILED).select_related("recipient").order_by("-pk")


def waiting() -> QuerySet[OutgoingMail]:
    """Mails that should have left by now."""
    return OutgoingMail.objects.filter(state__in=OutgoingMail.LIVE, not_before__lte=clock.now())


def failing_server() -> MailServer | None:
    """The mail server when it has refused for long, else None."""
    return MailServer.objects.filter(failing_since__lt=clock.now() - ALERT_AFTER).first()


@dataclass(frozen=True)
class MailTrouble:
    """What whoever looks after the mail must know on their home page."""

    undelivered: int
    waiting: int
    server: MailServer | None


def mail_trouble(person: User) -> MailTrouble | None:
    """What is wrong with the mail, for those who look after it; None for everybody else or when all is well."""
    if not person.has_role(Role.OFFICER, Role.ADMIN):
        return None
    server, failed = failing_server(), undelivered().count()
    if server is None and not failed:
        return None
    return MailTrouble(failed, waiting().count() if server else 0, server)


@dataclass(frozen=True)
class MailNumbers:
    """How the mail has gone, in numbers that outlive the texts."""

    sent_this_week: int
    waiting: int
    scheduled: int


def mail_numbers() -> MailNumbers:
    """Counts for the page of the mail."""
    now = clock.now()
    return MailNumbers(
        sent_this_week=OutgoingMail.objects.filter(state=OutgoingMail.State.SENT, sent_at__gte=now - WEEK).count(),
        waiting=waiting().count(),
        scheduled=OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED, not_before__gt=now).count(),
    )


def keepers_of_the_mail() -> QuerySet[User]:
    """Those who are told when mail does not leave."""
    return User.objects.filter(is_active=True, role_assignments__role__in=[Role.OFFICER, Role.ADMIN]).distinct()


def sent_since(moment: datetime) -> int:
    """How many mails the server has accepted since `moment`, and how many are being handed over."""
    done = Q(state=OutgoingMail.State.SENT, sent_at__gte=moment)
    return OutgoingMail.objects.filter(done).count()
