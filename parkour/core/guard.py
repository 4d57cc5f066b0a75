"""What no request for a page may hold, whatever the page. The fields of a form have their own rules, in the forms."""

import codecs

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

from parkour.core.text import has_foreign_digit, is_storable

METHODS = ("GET", "HEAD", "OPTIONS", "POST")
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
UNREADABLE = (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError)


def fault_of(request, view) -> int | None:
    """The status with which `request` must be refused before `view` sees it; None when nothing is wrong.

    A view that takes more than a form of text says so: `largest_body`, in bytes, on its class.
    """
    if request.method not in METHODS:
        return 405
    if has_foreign_digit(request.path):
        return 404  # one page, one address
    if not is_storable(request.path):
        return 400
    return _fault_of_headers(request, view) or _fault_of_query(request) or _fault_of_body(request)


def _fault_of_headers(request, view):
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()) or len(length) > 15:
        return 400
    if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
        return 415
    page = getattr(view, "view_class", None)
    if int(length) > getattr(page, "largest_body", settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
        return 413
    if request.method == "POST" and int(length) and request.content_type not in FORM_TYPES:
        return 415
    return None


def _fault_of_query(request):
    try:
        query = request.GET
    except UNREADABLE:
        return 400
    texts = (text for name, values in query.lists() for text in (name, *values))
    return None if all(map(is_storable, texts)) else 400


def _fault_of_body(request):
    try:
        request.POST  # noqa: B018 — read here, refused here
    except UNREADABLE as error:
        return 413 if isinstance(error, RequestDataTooBig) else 400
    return None
