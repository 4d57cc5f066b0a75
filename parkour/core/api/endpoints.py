"""An address of the API and its operations: what is declared once is checked, done, answered and documented."""

from dataclasses import dataclass
from functools import wraps

from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from parkour.core.api import problems
from parkour.core.api.conditions import etag, expected_version, idempotency_key
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, PageQuery, next_url
from parkour.core.api.parsing import StrictJSONParser
from parkour.core.api.permissions import Declared, OpenToAll
from parkour.core.api.schema import EndpointSchema
from parkour.core.api.throttling import OperationThrottle


@dataclass(frozen=True)
class Operation:
    """One method of one address.

    `scope` is what a token must hold ("": any token); with `by_hand`, no token does it, a session alone.
    `permission` is asked before anything, without an object;
    `sees` is asked on the object by whoever finds it: refused, both are 404. One is named at least, or
    `for_everybody` is said.
    `paged`: the call returns a `Page` and `output` is one row. `conditional`: the version is wanted in If-Match.
    `keyed`: a UUID is wanted in Idempotency-Key. `refusals`: statuses besides those that follow from the rest.
    `open_to_all`: on an `OpenEndpoint`, nobody is asked who they are.
    `binary`: the call returns the answer itself, the bytes of a file of one of these types.
    """

    scope: str
    permission: str = ""
    sees: str = ""
    by_hand: bool = False
    for_everybody: bool = False
    input: type | None = None
    output: type | None = None
    query: type = NoQuery
    paged: bool = False
    versioned: bool = False
    conditional: bool = False
    keyed: bool = False
    status: int = 200
    rate: str = ""
    refusals: tuple[int, ...] = ()
    binary: tuple[str, ...] = ()
    open_to_all: bool = False

    def __post_init__(self):
        if not (self.permission or self.sees or self.for_everybody):
            raise TypeError("An operation names its permission.")


def operation(**declared):
    """Declare a method of an `Endpoint` as an `Operation`; what it returns is what `output` reads (None: 204)."""

    def decorate(method):
        declared.setdefault("rate", "read" if method.__name__ == "get" else "write")
        if declared.get("paged"):
            declared.setdefault("query", PageQuery)
        declaration = Operation(**declared)

        @wraps(method)
        def handle(self, request, *args, **kwargs):
            self.query = declaration.query().read(request.query_params)
            if declaration.conditional:
                self.version = expected_version(request)
            if declaration.keyed:
                self.key = idempotency_key(request)
            if declaration.input:
                body = declaration.input(data=request.data, context={"user": request.user})
                body.is_valid(raise_exception=True)
                self.sent = body.validated_data
            return self.answer(declaration, method(self, request, *args, **kwargs))

        handle.operation = declaration
        return handle

    return decorate


class AlwaysJSON(DefaultContentNegotiation):
    """Whatever is accepted, the answer is JSON."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class Endpoint(APIView):
    """Base of every address. Its methods are operations; who may sign in how is in the settings."""

    permission_classes = [Declared]
    throttle_classes = [OperationThrottle]
    parser_classes = [StrictJSONParser]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = AlwaysJSON
    metadata_class = None
    declares_operations = True
    schema = EndpointSchema()
    query: dict
    sent: dict
    version: int
    key: object

    @property
    def operation(self) -> Operation | None:
        """What was declared for the method of this request."""
        method = "get" if self.request.method == "HEAD" else self.request.method.lower()
        return getattr(getattr(self, method, None), "operation", None)

    def options(self, request, *args, **kwargs):
        return self.http_method_not_allowed(request)

    def get_exception_handler(self):
        return problems.answer

    def perform_authentication(self, request):
        translation.activate(translation.get_language_from_request(request))
        super().perform_authentication(request)
        if request.user.is_authenticated:
            translation.activate(request.user.locale)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["Content-Language"] = translation.get_language()
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
        return response

    def answer(self, declared: Operation, result) -> Response:
        if declared.binary:
            return result
        if declared.output is None:
            return Response(status=204)
        context = {"user": self.request.user}
        if declared.paged and isinstance(result, Page):
            rows = declared.output(result.rows, many=True, context=context).data
            return Response({"results": rows, "next": next_url(self.request, result)})
        version = result["version"] if declared.versioned else None
        headers = None if version is None else {"ETag": etag(version)}
        return Response(declared.output(result, context=context).data, status=declared.status, headers=headers)


class OpenEndpoint(Endpoint):
    """An address that is told nothing about who asks: no session, no token, and no counter that holds an address.

    Whatever its operations take is limited by what they call.
    """

    authentication_classes = []
    permission_classes = [OpenToAll]
    throttle_classes = []
