"""The probes: whether the process lives, whether the product is ready."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from parkour.core import readiness


@login_not_required
@require_safe
def healthz(request):
    """200 “ok” while the process answers. It asks no server: restarting us would not bring one back."""
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


@login_not_required
@require_safe
def readyz(request):
    """200 when every part works, else 503, with one word per part. For whoever watches."""
    return _answer(readiness.report())


@login_not_required
@require_safe
def readyz_pages(request):
    """The same about what pages cannot do without. For whoever sends people here: a dead beat closes no page."""
    return _answer(readiness.report(readiness.FOR_PAGES))


def _answer(report: readiness.Report) -> JsonResponse:
    return JsonResponse(
        {"ready": report.ready, "parts": report.parts},
        status=200 if report.ready else 503,
        headers={"Cache-Control": "no-store"},
    )
