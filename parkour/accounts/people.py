"""People and their roles, as administrators keep them."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from parkour.accounts.models import Role, RoleAssignment, User
from parkour.accounts.phone_codes import number_of, refuse_taken
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.organisation.models import Site, Team

WRITABLE = ("first_name", "last_name", "job_title", "site", "team", "locale", "is_active", "phone")


def people_page(
    *, after: int | None = None, size: int, search: str = "", role: str = "", active: bool | None = None, site: str = ""
) -> list[User]:
    """One page of people by number, and one row more if there is a next page."""
    people = User.objects.select_related("site", "team").prefetch_related("role_assignments").order_by("pk")
    if after is not None:
        people = people.filter(pk__gt=after)
    if search:
        people = people.filter(
            Q(email__icontains=search) | Q(first_name__icontains=search) | Q(last_name__icontains=search)
        )
    if role:
        people = people.filter(pk__in=RoleAssignment.objects.filter(role=role).values("user"))
    if active is not None:
        people = people.filter(is_active=active)
    if site:
        people = people.filter(site__code=site)
    return list(people[: size + 1])


def _permit(by):
    if not by.has_perm("accounts.manage_people"):
        raise NotAllowed(_("Only an administrator changes people."))


@transaction.atomic
def add_person(*, by: User, email: str, **facts) -> User:
    """Add somebody, without a password: they choose one by “forgotten password”. Raises InvalidInput, NotAllowed."""
    _permit(by)
    _valid(facts)
    _read_phone(facts)
    try:
        with transaction.atomic():
            return User.objects.create_user(email, None, **facts)
    except IntegrityError as error:
        raise InvalidInput(_("Somebody has this e-mail address already."), field="email") from error


@transaction.atomic
def update_person(person: User, *, by: User, **facts) -> User:
    """Change what an administrator may change (WRITABLE). Nobody shuts themselves out."""
    _permit(by)
    locked = User.objects.select_for_update().get(pk=person.pk)
    if locked.pk == by.pk and facts.get("is_active") is False:
        raise TransitionRefused(_("You cannot close your own account: another administrator does it."))
    if "site" in facts and "team" not in facts and locked.team and locked.team.site != facts["site"]:
        facts["team"] = None
    _valid({"site": locked.site, "team": locked.team} | facts)
    _read_phone(facts, locked)
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.save(update_fields=[name for name in facts if name in WRITABLE])
    return locked


def _valid(facts):
    if "first_name" in facts and not facts["first_name"].strip():
        raise InvalidInput(_("Give the first name."), field="first_name")
    team: Team | None = facts.get("team")
    site: Site | None = facts.get("site")
    if team is not None and team.site_id != (site.pk if site else None):
        raise InvalidInput(_("This team is not of this site."), field="team")


def _read_phone(facts, person=None):
    """The number of `facts` in the shape in which it is kept."""
    if facts.get("phone"):
        facts["phone"] = number_of(facts["phone"])
        refuse_taken(facts["phone"], person=person)


@transaction.atomic
def set_roles(person: User, *, by: User, roles: list[str]) -> User:
    """The roles of a person, exactly these. Nobody takes their own administration away."""
    _permit(by)
    locked = User.objects.select_for_update().get(pk=person.pk)
    wanted = {Role(role) for role in roles}
    if locked.pk == by.pk and Role.ADMIN not in wanted:
        raise TransitionRefused(_("You cannot stop being an administrator: another one does it."))
    locked.role_assignments.exclude(role__in=wanted).delete()
    for role in sorted(wanted):
        locked.grant(role)
    locked.__dict__.pop("role_names", None)
    return locked
