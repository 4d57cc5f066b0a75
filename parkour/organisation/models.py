from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkour.core.prepared import prepared_cursor
from parkour.organisation.working_days import WorkCalendar, closed_days, promise_deadline

LONGEST_CLOSURE = timedelta(days=366)


class HolidayRegion(models.TextChoices):
    FRANCE = "FR", _("France")
    MOSELLE = "FR-57", _("Moselle")
    LOWER_RHINE = "FR-67", _("Lower Rhine (Alsace)")
    UPPER_RHINE = "FR-68", _("Upper Rhine (Alsace)")


class SiteKind(models.TextChoices):
    """Whose people work at a site."""

    OWN = "own", _("Of the organisation")
    PARTNER = "partner", _("Of a partner")
    FRANCHISE = "franchise", _("Of a franchisee")


class PartnerBoard(models.TextChoices):
    """What partners and franchisees read of the board besides what comes from their own site."""

    DONE = "done", _("What was done and told to everyone, without names")
    NOTHING = "nothing", _("Nothing")


class Organisation(models.Model):
    """The company that runs this instance, and its settings. One row."""

    name = models.CharField(_("name"), max_length=120)
    promise_days = models.PositiveSmallIntegerField(
        _("working days before the promised answer"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    promise_hour = models.PositiveSmallIntegerField(
        _("hour of the promised answer"), default=18, validators=[MaxValueValidator(23)]
    )
    objection_days = models.PositiveSmallIntegerField(
        _("working days to object to a quick win"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    deputy_after_days = models.PositiveSmallIntegerField(
        _("working days after which a late answer is told to the deputy"),
        default=2,
        db_default=2,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    sponsor_after_days = models.PositiveSmallIntegerField(
        _("working days after which a late answer is told to the direction"),
        default=5,
        db_default=5,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
    )
    orientation_days = models.PositiveSmallIntegerField(
        _("working days before a contribution is oriented"),
        default=10,
        db_default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    decision_days = models.PositiveSmallIntegerField(
        _("calendar days before a contribution is decided"),
        default=76,
        db_default=76,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    actions_at_once = models.PositiveSmallIntegerField(
        _("actions one person carries at once"),
        default=3,
        db_default=3,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("Whoever carries more is named to those who follow all actions. Nothing is refused."),
    )
    anonymous_feedback = models.BooleanField(
        _("anonymous feedback"),
        default=False,
        db_default=False,
        help_text=_("Without signing in, and without a name anywhere. A code made on the phone gives the answer."),
    )
    partner_board = models.CharField(
        _("board for partners and franchisees"),
        max_length=10,
        choices=PartnerBoard.choices,
        default=PartnerBoard.DONE,
        db_default=PartnerBoard.DONE.value,
        help_text=_(
            "Besides what their own site signed, which they always read. What is shared shows them no name of another "
            "site."
        ),
    )
    other_channels = models.TextField(_("other channels for grave matters"), blank=True)

    ONLY = 1  # the key of the one row

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisation")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="organisation_is_one_row"),
            models.CheckConstraint(
                condition=Q(partner_board__in=PartnerBoard.values), name="organisation_partner_board_is_known"
            ),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def current(cls):
        """The organisation of this instance; created with defaults on first use."""
        return cls.objects.get_or_create(pk=cls.ONLY, defaults={"name": "Parkour"})[0]


class Site(models.Model):
    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=120)
    city = models.CharField(_("city"), max_length=120, blank=True)
    kind = models.CharField(
        _("whose site"),
        max_length=10,
        choices=SiteKind.choices,
        default=SiteKind.OWN,
        db_default=SiteKind.OWN.value,
        help_text=_(
            "Whoever works at a partner’s or a franchisee’s site sends contributions and is answered as anybody. "
            "Of the board they read what their site signed and what the organisation shares; of the committee, nothing."
        ),
    )
    timezone = models.CharField(_("time zone"), max_length=50, default="Europe/Paris")
    holiday_region = models.CharField(
        _("public holidays"), max_length=5, choices=HolidayRegion.choices, default=HolidayRegion.FRANCE
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=SiteKind.values), name="site_kind_is_known")]

    def __str__(self):
        return self.name

    def clean(self):
        if self.timezone not in available_timezones():
            raise ValidationError({"timezone": _("“%(value)s” is not a known time zone.") % {"value": self.timezone}})

    @property
    def tz(self):
        return ZoneInfo(self.timezone)

    def promised_answer(self, submitted_at):
        """End of the promised working day at this site, aware, for a contribution sent at `submitted_at`."""
        return answer_deadline(submitted_at, self.pk)


class Team(models.Model):
    site = models.ForeignKey(Site, models.PROTECT, related_name="teams", verbose_name=_("site"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["site__name", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="team_name_unique_in_site")]

    def __str__(self):
        return self.name


class Closure(models.Model):
    """Days on which a site (or all of them) is closed: they are not working days."""

    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="closures", verbose_name=_("site")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    label = models.CharField(_("reason"), max_length=120)

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="closure_ends_after_it_starts")
        ]

    def __str__(self):
        return self.label

    def clean(self):
        if self.starts_on is None or self.ends_on is None:
            return
        if self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day comes before the first one.")})
        if self.ends_on - self.starts_on > LONGEST_CLOSURE:
            raise ValidationError({"ends_on": _("A closure lasts a year at most. Check the years.")})


def closures_of(site):
    """Days on which `site` is closed; with no site, those of the whole company."""
    of_site = Q(site=None) | Q(site=site) if site else Q(site=None)
    return closed_days(Closure.objects.filter(of_site).values_list("starts_on", "ends_on"))


def work_calendar(site) -> WorkCalendar:
    """The working days of `site`; with no site, those of the whole company."""
    return _calendar(site, closures_of(site))


def _calendar(site, closures):
    return WorkCalendar(site.tz, site.holiday_region, closures) if site else WorkCalendar(closures=closures)


# For statements written by hand that know the site as `s`: what `read_closures` reads.
CLOSURES = """(SELECT json_agg(json_build_array(c.starts_on, c.ends_on)) FROM organisation_closure c
    WHERE c.site_id IS NULL OR c.site_id = s.id)"""


def read_closures(value) -> frozenset[date]:
    """The closed days of the value of `CLOSURES`."""
    return closed_days((date.fromisoformat(first), date.fromisoformat(last)) for first, last in value or ())


def calendar_of(site, closures) -> WorkCalendar:
    """The same as `work_calendar`, from the value of `CLOSURES`."""
    return _calendar(site, read_closures(closures))


PROMISE = f"""
SELECT o.promise_days, o.promise_hour, s.timezone, s.holiday_region, {CLOSURES}
  FROM organisation_organisation o LEFT JOIN organisation_site s ON s.id = %s WHERE o.id = %s
"""  # noqa: S608 — a sub-select of ours


def answer_deadline(submitted_at, site_id=None):
    """Promised date of the first human answer (aware): end of the n-th working day of the site. One statement."""
    with prepared_cursor() as cursor:
        cursor.execute(PROMISE, [site_id, Organisation.ONLY])
        facts = cursor.fetchone()
    if facts is None:  # before anybody has opened the settings
        Organisation.current()
        return answer_deadline(submitted_at, site_id)
    days, hour, timezone, region, closures = facts
    return promise_deadline(
        submitted_at,
        tz=ZoneInfo(timezone or "Europe/Paris"),
        region=region or HolidayRegion.FRANCE.value,
        days=days,
        hour=hour,
        closures=read_closures(closures),
    )
