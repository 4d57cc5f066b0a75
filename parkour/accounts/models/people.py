import re
from functools import cached_property
from zoneinfo import ZoneInfo

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parkour.core import clock
from parkour.core.prepared import prepared_cursor
from parkour.organisation.models import Site, SiteKind, Team

# The roles that were given, and the one of an officer for whom this person stands in today (`deputies.py`).
ROLES = """
SELECT role FROM accounts_roleassignment WHERE user_id = %(me)s
 UNION
SELECT 'officer' FROM accounts_deputy d
 WHERE d.person_id = %(me)s AND d.ended_at IS NULL AND %(today)s BETWEEN d.starts_on AND d.ends_on
   AND EXISTS (SELECT 1 FROM accounts_roleassignment r JOIN accounts_user o ON o.id = r.user_id
                WHERE r.user_id = d.officer_id AND r.role = 'officer' AND o.is_active)
"""
ADMIN_PERMISSION = re.compile(r"\w+\.(add|change|delete|view)_\w+")


class Role(models.TextChoices):
    """Roles that are given. Contributor is everybody; member, chair and owner follow from facts."""

    OFFICER = "officer", _("Improvement officer")
    REVIEWER = "reviewer", _("Second reviewer")
    FACILITATOR = "facilitator", _("Workshop facilitator")
    SPONSOR = "sponsor", _("Direction (sponsor)")
    ADMIN = "admin", _("Administrator")


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        user = self.create_user(email, password, **fields)
        user.grant(Role.ADMIN)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person of the company. Signs in by e-mail; several roles are possible."""

    email = models.EmailField(_("e-mail address"), unique=True)
    phone = models.CharField(
        _("mobile phone"),
        max_length=16,
        blank=True,
        default="",
        help_text=_("For signing in by a code. For example: 06 12 34 56 78."),
    )
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    job_title = models.CharField(_("job"), max_length=120, blank=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("site"))
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="people", verbose_name=_("team")
    )
    hired_on = models.DateField(
        _("hired on"),
        null=True,
        blank=True,
        help_text=_("Surveys at a stage of the employee’s journey are sent from this day on."),
    )
    locale = models.CharField(
        _("language"), max_length=5, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    theme = models.CharField(
        _("appearance"),
        max_length=5,
        choices=[("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
        default="auto",
    )
    is_active = models.BooleanField(_("can sign in"), default=True)
    sessions_ended = models.PositiveIntegerField(_("times signed out everywhere"), default=0, editable=False)
    date_joined = models.DateTimeField(_("added on"), default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name"]
    objects = UserManager()
    # True on the person of a session that a badge or a code opened (backends.py): no role, no mandate, no key.
    contributor_only = False
    # True where a second step is asked of this person and not shown (second_step.py): no role.
    office_closed = False

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_the_case"),
            models.CheckConstraint(condition=~Q(first_name=""), name="user_has_a_first_name"),
            models.UniqueConstraint(fields=["phone"], condition=~Q(phone=""), name="user_phone_unique"),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"), name="user_phone_is_international"
            ),
        ]

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name

    @property
    def initials(self):
        return (self.first_name[:1] + self.last_name[:1]).upper()

    @cached_property
    def role_names(self) -> frozenset[str]:
        """Codes of the roles this person holds here. Asked by almost every request, hence without a queryset."""
        if self.contributor_only or self.office_closed:
            return frozenset()
        with prepared_cursor() as cursor:
            cursor.execute(ROLES, {"me": self.pk, "today": clock.today()})
            return frozenset(role for (role,) in cursor.fetchall())

    @cached_property
    def site_facts(self) -> list[str] | None:
        """Kind and time zone of their site, None without one; come with the person of a session (backends.py)."""
        return [self.site.kind, self.site.timezone] if self.site_id else None

    @property
    def site_kind(self) -> str | None:
        """Whose site they work at."""
        return self.site_facts[0] if self.site_facts else None

    @property
    def zone(self) -> ZoneInfo | None:
        """The clock of the site they work at."""
        return ZoneInfo(self.site_facts[1]) if self.site_facts else None

    @property
    def partner_site(self) -> int | None:
        """The key of their site when it is a partner’s or a franchisee’s; None for the staff of the organisation.

        Whoever was given a role here works here.
        """
        if self.site_kind in {None, SiteKind.OWN} or self.role_names:
            return None
        return self.site_id

    def has_role(self, *roles) -> bool:
        return not self.role_names.isdisjoint(roles)

    def _get_session_auth_hash(self, secret=None):
        """What a session is compared with: it ends with a new password, and when its person signs out everywhere."""
        mark = super()._get_session_auth_hash(secret)
        return f"{mark}.{self.sessions_ended}" if self.sessions_ended else mark

    @property
    def is_staff(self):
        """Django's admin opens to administrators only."""
        return self.is_active and self.has_role(Role.ADMIN)

    def grant(self, role):
        """Give a role; giving it twice changes nothing."""
        RoleAssignment.objects.get_or_create(user=self, role=Role(role))
        self.__dict__.pop("role_names", None)

    def revoke(self, role):
        self.role_assignments.filter(role=role).delete()
        self.__dict__.pop("role_names", None)

    def has_perm(self, perm, obj=None):
        """Administrators hold the permissions of Django's admin; the product's own are the sentences of rules.py.

        What a sentence says no to is not looked for in Django's tables as well: two statements, and nothing there.
        """
        if rules.perm_exists(perm) and not self.is_superuser:
            return rules.has_perm(perm, self, obj)
        if ADMIN_PERMISSION.fullmatch(perm) and not rules.perm_exists(perm) and self.is_staff:
            return True
        return super().has_perm(perm, obj)

    def has_module_perms(self, app_label):
        return self.is_staff or super().has_module_perms(app_label)


class RoleAssignment(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="role_assignments", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="role_given_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self):
        return self.get_role_display()
