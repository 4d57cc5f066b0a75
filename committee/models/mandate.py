from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from committee.enums import CollegeCode


def term() -> Func:
    """The days of a mandate as a range of PostgreSQL. A plain Func: migrations need nothing of ours."""
    return Func("from_on", "until_on", RangeBoundary(), function="daterange", output_field=DateRangeField())


class College(models.Model):
    code = models.CharField(_("pole"), max_length=12, choices=CollegeCode.choices, unique=True)
    seats = models.PositiveSmallIntegerField(_("seats"))

    class Meta:
        verbose_name = _("pole")
        verbose_name_plural = _("poles")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__in=CollegeCode.values), name="college_is_known"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="college_has_seats"),
        ]

    def __str__(self):
        return str(self.get_code_display())


class MandateQuerySet(models.QuerySet):
    def in_force(self, day):
        """Mandates that hold on `day`."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)


class Mandate(models.Model):
    """A seat of a person in a pole, from a day to a day (excluded). One at a time per person."""

    college = models.ForeignKey(College, models.PROTECT, related_name="mandates", verbose_name=_("pole"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates", verbose_name=_("person")
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until (excluded)"), null=True, blank=True)
    is_president = models.BooleanField(_("president of the pole"), default=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["college", "-is_president", "person__last_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="mandate_ends_after_it_starts"
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
