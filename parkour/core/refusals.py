"""Pages of refusal: a sentence in the language of the person, in the product's own look, never a traceback."""

from django.core.exceptions import RequestDataTooBig
from django.shortcuts import render

TOO_LARGE, BAD_REQUEST = 413, 400
# Statuses that have a page of their own: `<status>.html`.
PAGES = frozenset({400, 403, 404, 405, 413, 415, 503})


def refusal(request, status: int):
    """The page of `status`, one of PAGES."""
    return render(request, f"{status}.html", status=status)


def bad_request(request, exception=None):
    """Handler of what Django itself refuses to read: 413 for what is too large, 400 for the rest."""
    return refusal(request, TOO_LARGE if isinstance(exception, RequestDataTooBig) else BAD_REQUEST)
