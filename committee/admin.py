"""Mandates and sessions for administrators. Votes never: who voted what is nobody's screen."""

from django.contrib import admin

from committee.models import College, Mandate, Session
from committee.services.mandates import invite_to_convened


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
