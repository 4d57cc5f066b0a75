from django.contrib import admin

from parkour.organisation.models import Closure, Organisation, Site, Team


class TeamInline(admin.TabularInline):
    model = Team
    extra = 0


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "city", "kind", "timezone", "holiday_region"]
    list_filter = ["kind"]
    inlines = [TeamInline]


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin):
    list_display = ["label", "site", "starts_on", "ends_on"]


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return not Organisation.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False
