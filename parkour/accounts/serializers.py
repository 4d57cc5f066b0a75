"""People as the API writes them: to administrators, and to themselves."""

from django.conf import settings
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from parkour.accounts.models import Role, User
from parkour.core.api.fields import Flag, Input, OneOf, Text, Whole
from parkour.core.api.pagination import PageQuery
from parkour.organisation.models import Site, Team


class PersonField(Text):
    """A colleague, named by e-mail address; the value is the person."""

    default_error_messages = {"unknown": _("Nobody here has this e-mail address.")}

    def __init__(self, **kwargs):
        super().__init__(max_length=254, help_text="E-mail address of a colleague.", **kwargs)

    def to_internal_value(self, data):
        person = User.objects.filter(email__iexact=super().to_internal_value(data), is_active=True).first()
        if person is None:
            self.fail("unknown")
        return person


class SiteField(Text):
    """A site, by its code; the value is the site."""

    default_error_messages = {"unknown": _("There is no site with this code.")}

    def to_internal_value(self, data):
        site = Site.objects.filter(code=super().to_internal_value(data)).first()
        if site is None:
            self.fail("unknown")
        return site


class TeamField(Whole):
    """A team, by its number; the value is the team."""

    default_error_messages = {"unknown": _("There is no team with this number.")}

    def to_internal_value(self, data):
        team = Team.objects.filter(pk=super().to_internal_value(data)).select_related("site").first()
        if team is None:
            self.fail("unknown")
        return team


class TeamOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class SiteOut(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    city = serializers.CharField()
    timezone = serializers.CharField()
    holiday_region = serializers.CharField()
    teams = TeamOut(many=True)


class PersonOut(serializers.Serializer):
    id = serializers.IntegerField()
    email = serializers.EmailField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    job_title = serializers.CharField()
    site = serializers.CharField(allow_null=True, help_text="Code of the site.")
    team = serializers.IntegerField(allow_null=True)
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
        "site": person.site.code if person.site else None,
        "team": person.team_id,
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


class PeopleQuery(PageQuery):
    search = serializers.CharField(required=False, max_length=80, help_text="Part of the name or of the address.")
    role = serializers.ChoiceField(required=False, choices=Role.choices)
    active = serializers.BooleanField(required=False, allow_null=True, default=None)
    site = serializers.SlugField(required=False, max_length=30)


class PersonChange(Input):
    first_name = Text(required=False, max_length=80)
    last_name = Text(required=False, max_length=80, allow_blank=True)
    job_title = Text(required=False, max_length=120, allow_blank=True)
    site = SiteField(required=False, allow_null=True, max_length=30)
    team = TeamField(required=False, allow_null=True)
    locale = OneOf(required=False, choices=settings.LANGUAGES)
    is_active = Flag(required=False)


class PersonInput(Input):
    email = Text(max_length=254, validators=[EmailValidator()])
    first_name = Text(max_length=80)
    last_name = Text(required=False, max_length=80, allow_blank=True)
    job_title = Text(required=False, max_length=120, allow_blank=True)
    site = SiteField(required=False, allow_null=True, max_length=30)
    team = TeamField(required=False, allow_null=True)
    locale = OneOf(required=False, choices=settings.LANGUAGES)


class RolesInput(Input):
    roles = serializers.ListField(child=OneOf(choices=Role.choices), allow_empty=True, max_length=len(Role))
