"""Mandates and sessions for administrators. Votes never: who voted what is nobody's screen."""

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from committee.models import College, Mandate, Session
from committee.services.convening import invite_to_convened
from parkour.core.keys import whole_number


class KnownSelect(AutocompleteSelect):
    """Shows again what was chosen; Django's own asks the database for it even when it is no number."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if whole_number(str(key)) is not None], attr)


@admin.register(College)
class CollegeAdmin(admin.ModelAdmin):
    list_display = ["code", "seats"]
    readonly_fields = ["code"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Mandate)
class MandateAdmin(admin.ModelAdmin):
    """Overlapping mandates are refused here as they are by the services."""

    list_display = ["person", "college", "is_president", "from_on", "until_on"]
    list_filter = ["college", "is_president"]
    search_fields = ["person__first_name", "person__last_name", "person__email"]
    autocomplete_fields = ["person"]
    list_select_related = ["person", "college"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        invite_to_convened(obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = KnownSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    """To read only: dates and states move through the committee's own pages, which tell people."""

    list_display = ["number", "starts_at", "place", "state", "agenda_version"]
    list_filter = ["state"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
