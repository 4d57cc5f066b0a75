import allauth.mfa.admin  # noqa: F401 — registers what is taken back below
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.core.exceptions import ValidationError
from django.forms import CharField
from django.utils.translation import gettext_lazy as _

from parkour.accounts.models import RoleAssignment, User
from parkour.accounts.phone_codes import number_of
from parkour.accounts.second_step import turn_off
from parkour.core.exceptions import InvalidInput

admin.site.unregister(Authenticator)  # passkeys are their owner's: nobody adds one by hand


class PersonForm(UserChangeForm):
    """The phone number is kept in one shape, however it is typed."""

    phone = CharField(label=User._meta.get_field("phone").verbose_name, max_length=40, required=False)

    def clean_phone(self):
        try:
            return number_of(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""
        except InvalidInput as error:
            raise ValidationError(error.message) from error


class RoleInline(admin.TabularInline):
    model = RoleAssignment
    extra = 0


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    form = PersonForm
    ordering = ["last_name", "first_name"]
    list_display = ["email", "first_name", "last_name", "site", "job_title", "is_active"]
    list_filter = ["is_active", "site", "role_assignments__role"]
    list_select_related = ["site"]
    search_fields = ["email", "first_name", "last_name"]
    inlines = [RoleInline]
    actions = ["turn_off_second_step"]
    readonly_fields = ["date_joined"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "phone", "password", "first_name", "last_name", "job_title"]}),
        (_("Where"), {"fields": ["site", "team", "hired_on"]}),
        (_("Preferences"), {"fields": ["locale", "theme"]}),
        (_("Access"), {"fields": ["is_active", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": [
                    "email",
                    "first_name",
                    "last_name",
                    "site",
                    "usable_password",
                    "password1",
                    "password2",
                ]
            },
        ),
    ]

    @admin.action(description=_("Turn off the second step (a lost phone)"))
    def turn_off_second_step(self, request, people):
        for person in people:
            if turn_off(person, by=request.user):
                self.log_change(request, person, _("Second step turned off"))
        self.message_user(request, _("They sign in without a code now. Ask them to set up an app again."))
