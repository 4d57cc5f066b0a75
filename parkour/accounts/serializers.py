"""People as the API writes them: to administrators, and to themselves."""

from django.conf import settings
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from parkour.accounts.models import AccessCard, Kiosk, Role, User
from parkour.core.api.fields import Flag, Input, Named, OneOf, Text
from parkour.core.api.pagination import PageQuery
from parkour.core.keys import LONGEST_NUMBER, whole_number
from parkour.organisation.models import Site, SiteKind, Team


class PersonField(Named):
    """A colleague, named by e-mail address; for whoever works at a partner’s site, one of that site."""

    default_error_messages = {"unknown": _("Nobody here has this e-mail address.")}

    def __init__(self, **kwargs):
        super().__init__(help_text="E-mail address of a colleague.", **kwargs)

    def find(self, text):
        site = getattr(self.context.get("user"), "partner_site", None)
        known = {"is_active": True} | ({"site": site} if site else {})
        return User.objects.filter(email__iexact=text, **known).first()


class SiteField(Named):
    """A site, named by its code."""

    longest = 30
    default_error_messages = {"unknown": _("There is no site with this code.")}

    def find(self, text):
        return Site.objects.filter(code=text).first()


class TeamField(Named):
    """A team, named by its number."""

    longest = LONGEST_NUMBER
    default_error_messages = {"unknown": _("There is no team with this number.")}

    def find(self, text):
        number = whole_number(text)
        return number is not None and Team.objects.filter(pk=number).select_related("site").first() or None


class TeamOut(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()


class SiteOut(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    city = serializers.CharField()
    kind = serializers.ChoiceField(choices=SiteKind.choices, help_text="Whose people work there.")
    timezone = serializers.CharField()
    holiday_region = serializers.CharField()
    teams = TeamOut(many=True)


class PersonOut(serializers.Serializer):
    id = serializers.IntegerField()
    email = serializers.EmailField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    job_title = serializers.CharField()
    phone = serializers.CharField(help_text="As +33612345678; empty for none.")
    site = serializers.CharField(allow_null=True, help_text="Code of the site.")
    team = serializers.CharField(allow_null=True, help_text="Number of the team.")
    locale = serializers.CharField()
    is_active = serializers.BooleanField()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))


def person_out(person: User) -> dict:
    return {
        "id": person.pk,
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "job_title": person.job_title,
        "phone": person.phone,
        "site": person.site.code if person.site else None,
        "team": str(person.team_id) if person.team_id else None,
        "locale": person.locale,
        "is_active": person.is_active,
        "roles": sorted(row.role for row in person.role_assignments.all()),
    }


class MeOut(serializers.Serializer):
    email = serializers.EmailField()
    name = serializers.CharField()
    locale = serializers.CharField()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    scopes = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="Of the token; null with the session of a browser."
    )


class BadgeOut(serializers.Serializer):
    id = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    is_live = serializers.BooleanField(help_text="Neither revoked nor past its date.")
    has_pin = serializers.BooleanField()


def badge_out(card: AccessCard) -> dict:
    return {
        "id": card.pk,
        "created_at": card.created_at,
        "expires_at": card.expires_at,
        "last_used_at": card.last_used_at,
        "is_live": card.is_live,
        "has_pin": bool(card.pin),
    }


class KioskInput(Input):
    site = SiteField()
    name = Text(max_length=80, help_text="Which tablet.")


class KioskOut(serializers.Serializer):
    id = serializers.IntegerField()
    site = serializers.CharField(help_text="Code of the site.")
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_on = serializers.DateField(allow_null=True)
    url = serializers.CharField(help_text="The address to open on the tablet: in the answer that makes it, else empty.")


def kiosk_out(kiosk: Kiosk, url: str = "") -> dict:
    return {
        "id": kiosk.pk,
        "site": kiosk.site.code,
        "name": kiosk.name,
        "created_at": kiosk.created_at,
        "last_used_on": kiosk.last_used_on,
        "url": url,
    }


class PasskeyOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


def passkey_out(passkey) -> dict:
    return {
        "id": passkey.pk,
        "name": passkey.wrap().name,
        "created_at": passkey.created_at,
        "last_used_at": passkey.last_used_at,
    }


class PeopleQuery(PageQuery):
    search = serializers.CharField(required=False, max_length=80, help_text="Part of the name or of the address.")
    role = serializers.ChoiceField(required=False, choices=Role.choices)
    active = serializers.BooleanField(required=False, allow_null=True, default=None)
    site = serializers.SlugField(required=False, max_length=30)


class PersonChange(Input):
    first_name = Text(required=False, max_length=80)
    last_name = Text(required=False, max_length=80, allow_blank=True)
    job_title = Text(required=False, max_length=120, allow_blank=True)
    site = SiteField(required=False, allow_null=True)
    team = TeamField(required=False, allow_null=True)
    phone = Text(required=False, max_length=40, allow_blank=True, help_text="06 12 34 56 78 or +33612345678.")
    locale = OneOf(required=False, choices=settings.LANGUAGES)
    is_active = Flag(required=False)


class PersonInput(Input):
    email = Text(max_length=254, validators=[EmailValidator()])
    first_name = Text(max_length=80)
    last_name = Text(required=False, max_length=80, allow_blank=True)
    job_title = Text(required=False, max_length=120, allow_blank=True)
    site = SiteField(required=False, allow_null=True)
    team = TeamField(required=False, allow_null=True)
    phone = Text(required=False, max_length=40, allow_blank=True, help_text="06 12 34 56 78 or +33612345678.")
    locale = OneOf(required=False, choices=settings.LANGUAGES)


class RolesInput(Input):
    roles = serializers.ListField(child=OneOf(choices=Role.choices), allow_empty=True, max_length=len(Role))
