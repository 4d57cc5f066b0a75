"""Whether a mail leaves, when, and with which others. Pure: facts in, a plan out."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from parkour.notifications.kinds import Group, Kind, Waits
from parkour.notifications.quiet import Quiet, digest_moment, first_moment

DIGEST = "digest:"


class Delivery(models.TextChoices):
    """What a person wants for one group."""

    NOW = "now", _("At once")
    FRIDAY = "friday", _("On Friday, in one mail")
    NEVER = "never", _("No e-mail")


@dataclass(frozen=True)
class Plan:
    """`bundle`: mails of one person with the same one leave together. `may_wait`: the quiet hours hold it."""

    not_before: datetime
    bundle: str = ""
    may_wait: bool = True


def plan_mail(
    kind: Kind,
    delivery: Delivery,
    quiet: Quiet,
    *,
    now: datetime,
    not_before: datetime | None = None,
    happens_at: datetime | None = None,
    thread: str = "",
) -> Plan | None:
    """The plan of a mail, None when its reader wants none.

    `not_before` (default: now) is the earliest moment its event allows, `happens_at` the moment it announces,
    `thread` its object: what is said of one object on one day leaves as one mail.
    """
    earliest = max(not_before or now, now)
    if kind.group == Group.DESK:
        return None
    if kind.group == Group.ACCOUNT:
        return Plan(earliest, may_wait=False)
    if delivery == Delivery.NEVER:
        return None
    if delivery == Delivery.FRIDAY and kind.waits != Waits.NO:
        friday = digest_moment(earliest, quiet)
        if not _too_late(kind, friday, happens_at, quiet):
            return Plan(friday, f"{DIGEST}{friday.astimezone(quiet.tz).date().isoformat()}")
    waited = first_moment(earliest, quiet)
    if kind.waits == Waits.NO or (waited > earliest and _too_late(kind, waited, happens_at, quiet)):
        return Plan(earliest, _of_the_day(earliest, thread, quiet), may_wait=False)
    return Plan(waited, _of_the_day(waited, thread, quiet))


def is_digest(bundle: str) -> bool:
    """True for the bundle of a Friday."""
    return bundle.startswith(DIGEST)


def _too_late(kind, leaves, happens_at, quiet):
    """True when waiting until `leaves` leads to the day of what is announced, or past it."""
    if kind.waits != Waits.UNTIL_THE_DAY or happens_at is None:
        return False
    return leaves.astimezone(quiet.tz).date() >= happens_at.astimezone(quiet.tz).date()


def _of_the_day(moment, thread, quiet):
    return f"{moment.astimezone(quiet.tz).date().isoformat()}:{thread}"[:160] if thread else ""
