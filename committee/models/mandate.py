from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committee.enums import CollegeCode, PoleMode


def term() -> Func:
    """The days of a mandate as a range of PostgreSQL. A plain Func: migrations need nothing of ours."""
    return Func("from_on", "until_on", RangeBoundary(), function="daterange", output_field=DateRangeField())


class College(models.Model):
    code = models.CharField(_("pole"), max_length=12, choices=CollegeCode.choices, unique=True)
    seats = models.PositiveSmallIntegerField(_("seats"))
    alternates = models.PositiveSmallIntegerField(_("alternates"), default=0, db_default=0)
    mode = models.CharField(
        _("what a consultation counts for"),
        max_length=25,
        choices=PoleMode.choices,
        default=PoleMode.ADVICE,
        db_default="members_with_consultation",
    )

    class Meta:
        verbose_name = _("pole")
        verbose_name_plural = _("poles")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__in=CollegeCode.values), name="college_is_known"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="college_has_seats"),
            # The direction is its members: only the employees are asked all together.
            models.CheckConstraint(
                condition=Q(mode="members_with_consultation") | Q(mode="all_staff", code="employees"),
                name="college_of_the_employees_is_open",
            ),
        ]

    def __str__(self):
        return str(self.get_code_display())


class MandateQuerySet(models.QuerySet):
    def in_force(self, day):
        """Mandates of those who sit on `day`: an alternate sits once they take a seat."""
        return self.held_on(day).filter(is_alternate=False)

    def held_on(self, day):
        """The same and those of the alternates."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)

    def not_over(self, day):
        """Those that hold on `day` or begin later, alternates included."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=day))


class Mandate(models.Model):
    """A seat of a person in a pole, or of its alternate, from a day to a day (excluded). One at a time per person."""

    college = models.ForeignKey(College, models.PROTECT, related_name="mandates", verbose_name=_("pole"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates", verbose_name=_("person")
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until (excluded)"), null=True, blank=True)
    is_president = models.BooleanField(_("president of the pole"), default=False)
    is_alternate = models.BooleanField(_("alternate"), default=False, db_default=False)
    ended_at = models.DateTimeField(_("ended early on"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    ended_because = models.TextField(_("why it ended early"), blank=True, default="", db_default="", editable=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["college", "-is_president", "person__last_name", "pk"]
        indexes = [models.Index(fields=["-until_on", "-id"], name="mandate_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="mandate_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(is_president=True, is_alternate=True), name="mandate_president_sits"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_because="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False, until_on__isnull=False) & ~Q(ended_because="")),
                name="mandate_ended_early_says_why",
            ),
            ExclusionConstraint(
                name="mandate_one_at_a_time_per_person",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (term(), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="mandate_one_president_per_pole",
                expressions=[
                    ("college", RangeOperators.EQUAL),
                    (term(), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_president=True),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.college}"

    def get_absolute_url(self):
        return reverse("committee:mandate", kwargs={"pk": self.pk})

    @property
    def last_day(self):
        """The last day on which it holds, None without an end."""
        return self.until_on and self.until_on - timedelta(days=1)

    def covers(self, day) -> bool:
        """Whether it holds on that day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)

    @property
    def term(self):
        return self.from_on, self.until_on
