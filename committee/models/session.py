from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committee.enums import BLOCK_CAPACITY, AttendanceMode, SessionState
from committee.models.mandate import College
from committee.models.template import SessionTemplate
from parkour.core.dates import dated


def house_zone() -> ZoneInfo:
    """The clock by which sessions are held: `TIME_ZONE` of the settings, that of Paris unless they say another one."""
    return timezone.get_default_timezone()


class Session(models.Model):
    """One meeting of the committee."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    starts_at = models.DateTimeField(_("starts on"))
    duration = models.PositiveSmallIntegerField(_("duration (minutes)"), default=150)
    template = models.ForeignKey(
        SessionTemplate,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("kind of session"),
    )
    # Half-minutes of each block, copied from the template; what is missing has the usual time.
    block_times = models.JSONField(_("time of the blocks"), default=dict, blank=True, editable=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chair"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=SessionState.choices, default=SessionState.PLANNED, editable=False
    )
    agenda_version = models.PositiveSmallIntegerField(_("version of the agenda"), default=0, editable=False)
    # Grows with each change of the draft agenda: what a page says it was drawn from.
    edition = models.PositiveIntegerField(_("changes of the agenda"), default=0, editable=False)
    opened_at = models.DateTimeField(_("opened on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    allows_remote = models.BooleanField(_("members may take part remotely"), default=True, db_default=True)
    suspended_at = models.DateTimeField(_("suspended since"), null=True, blank=True, editable=False)
    resumes_at = models.DateTimeField(_("expected to resume at"), null=True, blank=True, editable=False)
    # Who chaired before somebody else took over: they no longer run this session, president or not.
    stood_down = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True, editable=False)
    # The day of the rule it was planned for by the series: wherever it moves, that day has its session.
    rule_on = models.DateField(_("day of the rule"), null=True, blank=True, editable=False)
    # The session without a quorum that is held again here, with its agenda: valid whatever the number present.
    reconvenes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="held_again", editable=False
    )

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="session_state_is_known"),
            models.CheckConstraint(
                condition=Q(duration__gte=30, duration__lte=480), name="session_lasts_30_min_to_8_h"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "closed", "minutes_published", "no_quorum"], opened_at__isnull=False)
                | ~Q(state__in=["open", "closed", "minutes_published", "no_quorum"]),
                name="session_opened_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "minutes_published", "no_quorum"], closed_at__isnull=False)
                | (~Q(state__in=["closed", "minutes_published", "no_quorum"]) & Q(closed_at=None)),
                name="session_closed_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(suspended_at=None, resumes_at=None) | Q(suspended_at__isnull=False, state="open"),
                name="session_suspended_while_open",
            ),
            models.UniqueConstraint(fields=["rule_on"], name="session_once_per_day_of_the_rule"),
            models.UniqueConstraint(
                fields=["reconvenes"], condition=~Q(state="cancelled"), name="session_held_again_once"
            ),
            models.UniqueConstraint(fields=["state"], condition=Q(state="open"), name="session_one_open_at_a_time"),
        ]

    def __str__(self):
        return str(self.label)

    def get_absolute_url(self):
        return reverse("committee:session", kwargs={"number": self.number})

    @property
    def local_start(self):
        return timezone.localtime(self.starts_at, house_zone())

    @property
    def on(self):
        return self.local_start.date()

    @property
    def is_released(self):
        """Whether an agenda has been sent, in whatever version."""
        return self.agenda_version > 0

    def time_of(self, block: str) -> int:
        """Half-minutes that a block has in this session."""
        return self.block_times.get(str(block), BLOCK_CAPACITY[block])

    @property
    def is_suspended(self):
        return self.suspended_at is not None

    @property
    def is_reconvened(self):
        """Held again for want of a quorum: it needs no half of the members any more, one of each pole is enough."""
        return self.reconvenes_id is not None

    @property
    def quorum_words(self):
        """What is particular about its quorum, for everybody; "" for any other session."""
        if not self.is_reconvened:
            return ""
        return _("Convened again for want of a quorum: valid whatever the number present, one of each pole at least.")

    @property
    def has_published_minutes(self):
        return self.state == SessionState.MINUTES_PUBLISHED

    @property
    def label(self):
        return _("Committee of %(date)s") % {"date": dated(self.on)}


class Attendance(models.Model):
    """« I am here »: a member present at a session, in the pole of the mandate of that day."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances", verbose_name=_("session"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    college = models.ForeignKey(College, models.PROTECT, related_name="+", verbose_name=_("pole"))
    mode = models.CharField(_("how"), max_length=6, choices=AttendanceMode.choices, default=AttendanceMode.ROOM)
    present_from = models.DateTimeField(_("present from"))
    present_until = models.DateTimeField(_("left at"), null=True, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["college", "person__last_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="attendance_once_per_session")]

    def __str__(self):
        return f"{self.person} · {self.session_id}"
