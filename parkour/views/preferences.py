"""Language and appearance, before and after signing in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views import i18n
from django.views.decorators.http import require_POST

from parkour.views.context import THEMES

YEAR = 365 * 24 * 3600


def _way_back(request):
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(url if safe else "/")


@login_not_required
@require_POST
def set_theme(request):
    """Keep the wished appearance: in the browser, and with the account of a signed-in person."""
    theme = request.POST.get("theme")
    theme = theme if theme in THEMES else "auto"
    response = _way_back(request)
    response.set_cookie(
        "theme", theme, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )
    if request.user.is_authenticated:
        request.user.theme = theme
        request.user.save(update_fields=["theme"])
    return response


@login_not_required
@require_POST
def set_language(request):
    """Keep the wished language: in the browser, and with the account of a signed-in person."""
    response = i18n.set_language(request)
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES) and check_for_language(language):
        request.user.locale = language
        request.user.save(update_fields=["locale"])
    return response
