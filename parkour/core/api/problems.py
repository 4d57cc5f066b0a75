"""Refusals as RFC 9457 problems: a kind, a status, a sentence for the person, the errors field by field."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, JsonResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rest_framework import exceptions as drf
from rest_framework import serializers
from rest_framework.response import Response

from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, ParkourError, TransitionRefused

CONTENT_TYPE = "application/problem+json"
MALFORMED, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, NO_SUCH_METHOD = 400, 401, 403, 404, 405
CONFLICT, STALE, TOO_LARGE, UNSUPPORTED, INVALID, UNCONDITIONAL, THROTTLED = 409, 412, 413, 415, 422, 428, 429

# Code of the kind and its title, by status.
KINDS = {
    MALFORMED: ("malformed", gettext_lazy("The request cannot be read")),
    UNAUTHENTICATED: ("unauthenticated", gettext_lazy("Sign in first")),
    FORBIDDEN: ("not-allowed", gettext_lazy("Not allowed")),
    NOT_FOUND: ("not-found", gettext_lazy("Not found")),
    NO_SUCH_METHOD: ("method-not-allowed", gettext_lazy("Not possible at this address")),
    CONFLICT: ("refused-by-state", gettext_lazy("Not possible in this state")),
    STALE: ("stale", gettext_lazy("Changed meanwhile")),
    TOO_LARGE: ("too-large", gettext_lazy("Too large")),
    UNSUPPORTED: ("unsupported-media-type", gettext_lazy("Not JSON")),
    INVALID: ("invalid", gettext_lazy("Something is missing or wrong")),
    UNCONDITIONAL: ("precondition-required", gettext_lazy("Say which version you read")),
    THROTTLED: ("throttled", gettext_lazy("Too many requests")),
}


@dataclass(frozen=True)
class Problem:
    """One refusal. `errors` is {field: [sentences]}; `extra` are members of this kind of problem."""

    status: int
    detail: str
    errors: dict = field(default_factory=dict)
    extra: dict = field(default_factory=dict)

    def body(self) -> dict:
        code, title = KINDS[self.status]
        body = {"type": f"urn:parkour:problem:{code}", "title": str(title), "status": self.status}
        body["detail"] = str(self.detail)
        return body | ({"errors": self.errors} if self.errors else {}) | self.extra


class Malformed(ParkourError):
    """The request itself cannot be read: its JSON, its query, its headers."""


class TooLarge(ParkourError):
    """The body is longer than anything this API takes."""


class PreconditionRequired(ParkourError):
    """The version that was read must be named."""


class ProblemShape(serializers.Serializer):
    """A refusal (RFC 9457), in the language of the person."""

    type = serializers.CharField(help_text="Kind of the problem, stable: urn:parkour:problem:…")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="A sentence for the person.")
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="Sentences by field."
    )
    current_version = serializers.IntegerField(required=False, help_text="Of a stale write: what stands now.")
    retry_after = serializers.IntegerField(required=False, help_text="Of too many requests: seconds to wait.")


def problem_of(error) -> Problem | None:
    """The problem that an exception is; None for an accident, which is nobody's fault but ours."""
    for kinds, build in BUILDERS:
        if isinstance(error, kinds):
            return build(error)
    return None


def answer(error, context) -> Response | None:
    """The exception handler of the API."""
    problem = problem_of(error)
    if problem is None:
        return None
    response = Response(problem.body(), status=problem.status, content_type=CONTENT_TYPE)
    if problem.status == UNAUTHENTICATED:
        response["WWW-Authenticate"] = getattr(error, "auth_header", None) or 'Bearer realm="parkour"'
    if problem.status == THROTTLED and "retry_after" in problem.extra:
        response["Retry-After"] = str(problem.extra["retry_after"])
    return response


def plain_answer(status: int, detail: str) -> JsonResponse:
    """The same outside the views of the API, such as at an address that does not exist."""
    return JsonResponse(Problem(status, detail).body(), status=status, content_type=CONTENT_TYPE)


def not_found_sentence() -> str:
    return _("There is nothing at this address, or nothing that you may see.")


def _of(status):
    return lambda error: Problem(status, error.message)


def _invalid(error):
    return Problem(INVALID, error.message, {error.field: [str(error.message)]} if error.field else {})


def _conflict(error):
    version = getattr(error.current, "version", None)
    return Problem(STALE, error.message, extra={} if version is None else {"current_version": version})


def _fields(error):
    errors = dict(_flat(error.detail))
    first = next(iter(errors.values()), [""])[0]
    if set(errors) == {""}:
        return Problem(INVALID, first)
    count = len(errors)
    sentence = ngettext("%(count)s field is missing or wrong.", "%(count)s fields are missing or wrong.", count)
    return Problem(INVALID, sentence % {"count": count}, {name or "request": words for name, words in errors.items()})


def _flat(detail, path=""):
    """(dotted path, [sentences]) of the errors of a serializer, however nested."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            inside = path if name == "non_field_errors" else f"{path}.{name}".lstrip(".")
            yield from _flat(inner, inside)
    elif isinstance(detail, list) and any(isinstance(row, dict | list) for row in detail):
        for index, row in enumerate(detail):
            yield from _flat(row, f"{path}.{index}".lstrip("."))
    else:
        yield path, [str(row) for row in detail] if isinstance(detail, list) else [str(detail)]


def _throttled(error):
    seconds = max(int(error.wait or 1), 1)
    words = ngettext("Too many requests: wait %(count)s second.", "Too many requests: wait %(count)s seconds.", seconds)
    return Problem(THROTTLED, words % {"count": seconds}, extra={"retry_after": seconds})


def _sentence(status, words):
    return lambda error: Problem(status, str(words))


BUILDERS = (
    (InvalidInput, _invalid),
    (Conflict, _conflict),
    (NotAllowed, _of(FORBIDDEN)),
    (TransitionRefused, _of(CONFLICT)),
    (Malformed, _of(MALFORMED)),
    (TooLarge, _of(TOO_LARGE)),
    (PreconditionRequired, _of(UNCONDITIONAL)),
    ((Http404, drf.NotFound), lambda error: Problem(NOT_FOUND, not_found_sentence())),
    (drf.ValidationError, _fields),
    (drf.AuthenticationFailed, lambda error: Problem(UNAUTHENTICATED, str(error.detail))),
    (
        drf.NotAuthenticated,
        _sentence(
            UNAUTHENTICATED,
            gettext_lazy("Sign in, or send a personal token (pkr_…) as “Bearer” in the header “Authorization”."),
        ),
    ),
    ((PermissionDenied, drf.PermissionDenied), _sentence(FORBIDDEN, gettext_lazy("You may not do this."))),
    (
        drf.MethodNotAllowed,
        _sentence(NO_SUCH_METHOD, gettext_lazy("This address exists, but not for this method (see “Allow”).")),
    ),
    (
        drf.UnsupportedMediaType,
        _sentence(UNSUPPORTED, gettext_lazy("Send JSON: the content type is application/json.")),
    ),
    (drf.Throttled, _throttled),
    (RequestDataTooBig, _sentence(TOO_LARGE, gettext_lazy("This is longer than anything this address takes."))),
    (
        (drf.ParseError, SuspiciousOperation, UnreadablePostError),
        _sentence(MALFORMED, gettext_lazy("The request cannot be read: check how it is written.")),
    ),
)
