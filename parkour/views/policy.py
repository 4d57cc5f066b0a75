"""Where browsers report what the content policy of a page stopped. No session is read, nothing is answered."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from parkour.core.api.throttling import one_more
from parkour.core.observation import figures
from parkour.core.observation.policy_reports import LARGEST, Report, reports_in

logger = logging.getLogger("parkour.policy")
UNREAD, UNREADABLE = "unread", "unreadable"


@login_not_required
@csrf_exempt
def policy_reports(request):
    """One line of the log and one more in the figures for each report; always 204, whatever was sent."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"], content_type="text/plain")
    for report in _reports(request):
        figures.count_policy_report(report.directive)
        fields = {"directive": report.directive, "blocked": report.blocked, "page": report.page}
        logger.warning("stopped by the policy", extra={"fields": fields})
    return HttpResponse(status=204)


def _reports(request) -> list[Report]:
    """What is to be written. What is too much or means nothing is counted only."""
    length = request.META.get("CONTENT_LENGTH") or ""
    within_size = length.isascii() and length.isdigit() and len(length) < 9 and int(length) <= LARGEST
    if not within_size or not one_more("report", "all")[0]:  # of all browsers together: no address is kept for this
        figures.count_policy_report(UNREAD)
        return []
    try:
        return reports_in(request.body)
    except (ValueError, OSError):  # OSError: the body was cut
        figures.count_policy_report(UNREADABLE)
        return []
