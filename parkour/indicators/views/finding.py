"""Indicators, sites and reasons, found for the person of a request."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from parkour.core.keys import query_string, whole_number
from parkour.indicators.models import Indicator, Reason
from parkour.organisation.models import Site


def require(user, permission: str, thing=None) -> None:
    """404 unless the person may: for everybody else there is nothing here."""
    if not (user.has_perm(permission) if thing is None else user.has_perm(permission, thing)):
        raise Http404


def find_indicator(request, pk: int, permission: str = "indicators.read_indicator") -> Indicator:
    """The indicator, 404 unless the person has `permission` on it."""
    found = get_object_or_404(Indicator.objects.select_related("owner"), pk=pk)
    require(request.user, permission, found)
    return found


def chosen_series(request) -> tuple[Site | None, Reason | None]:
    """The site and the reason that the address names (code, number); what names nothing chooses nothing."""
    code, number = request.GET.get("site", ""), whole_number(request.GET.get("reason"))
    known = code.isprintable() and 0 < len(code) <= 30
    site = Site.objects.filter(code=code).first() if known else None
    return site, Reason.objects.filter(pk=number).first() if number is not None else None


def series_query(site: Site | None, reason: Reason | None, **more: str) -> str:
    """The query of an address that names the same series; "" for the whole."""
    query = query_string(site=site.code if site else "", reason=str(reason.pk) if reason else "", **more)
    return "" if query == "?" else query
