"""The OpenAPI description of an address, read from the operations it declares: nothing is written twice."""

from functools import cache

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from parkour.core.api import problems

SENTENCES = {
    problems.MALFORMED: "The query, a header or the JSON cannot be read; an unknown filter or cursor.",
    problems.UNAUTHENTICATED: "No session and no valid token.",
    problems.FORBIDDEN: "The token lacks the scope, the CSRF token is missing, or the person may not do this.",
    problems.NOT_FOUND: "Nothing there, or nothing that this person may see.",
    problems.CONFLICT: "Not possible in the state it is in.",
    problems.STALE: "It was changed since the version named by If-Match.",
    problems.TOO_LARGE: "The body is too large.",
    problems.UNSUPPORTED: "The body is not JSON.",
    problems.INVALID: "A field is missing or wrong, or the key was used for another request.",
    problems.UNCONDITIONAL: "If-Match is missing.",
    problems.THROTTLED: "Too many requests.",
}
ALWAYS = (problems.MALFORMED, problems.UNAUTHENTICATED, problems.FORBIDDEN, problems.NOT_FOUND, problems.THROTTLED)
WITH_BODY = (problems.TOO_LARGE, problems.UNSUPPORTED, problems.INVALID)


@cache
def _page_shape(output):
    """One shape for all operations that answer a page of `output`: two of one name would be two components."""
    return inline_serializer(
        f"{output.__name__}Page",
        {"results": output(many=True), "next": serializers.URLField(allow_null=True)},
    )


class EndpointSchema(AutoSchema):
    """Reads `Operation` instead of guessing."""

    @property
    def declared(self):
        return getattr(getattr(self.view, self.method.lower(), None), "operation", None)

    def is_excluded(self):
        return self.declared is None

    def get_operation_id(self):
        words = [word for word in self._tokenize_path() if word]
        verb = {"GET": "read", "POST": "do", "PUT": "put", "PATCH": "change", "DELETE": "remove"}[self.method]
        ends_with_a_name = self.path.rstrip("/").endswith("}")
        return "_".join([*(word.replace("-", "_") for word in words), "one" if ends_with_a_name else "", verb]).replace(
            "__", "_"
        )

    def get_tags(self):
        return [self._tokenize_path()[0]]

    def get_summary(self):
        return (self._doc() or " ").splitlines()[0].rstrip(".")

    def get_description(self):
        rest = "\n".join((self._doc() or "").splitlines()[1:]).strip()
        if self.declared.open_to_all:
            return "\n\n".join(filter(None, [rest, "Asked without a session and without a token."]))
        if self.declared.by_hand:
            return "\n\n".join(filter(None, [rest, "Asked in a session alone, with no token."]))
        scope = f"Scope of the token: `{self.declared.scope}`." if self.declared.scope else "Any token."
        return "\n\n".join(filter(None, [rest, scope]))

    def _doc(self):
        words = getattr(self.view, self.method.lower()).__doc__ or type(self.view).__doc__ or ""
        return "\n".join(line.strip() for line in words.strip().splitlines())

    def get_auth(self):
        if self.declared.open_to_all:
            return [{}]
        return [{"session": []}] if self.declared.by_hand else [{"token": []}, {"session": []}]

    def get_override_parameters(self):
        parameters = [self.declared.query] if self.declared.query().fields else []
        if self.declared.conditional:
            parameters.append(
                OpenApiParameter(
                    "If-Match",
                    {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
                    OpenApiParameter.HEADER,
                    required=True,
                    description="The ETag of the version that was read.",
                )
            )
        if self.declared.keyed:
            parameters.append(
                OpenApiParameter(
                    "Idempotency-Key",
                    {"type": "string", "format": "uuid"},
                    OpenApiParameter.HEADER,
                    required=True,
                    description="A UUID made once per click: the same request sent twice counts once.",
                )
            )
        return parameters

    def get_request_serializer(self):
        return self.declared.input

    def get_response_serializers(self):
        answers = {(200, kind): OpenApiTypes.BINARY for kind in self.declared.binary}
        answers = answers or {self._good_status(): self._good_shape()}
        for status in self._refusals():
            answers[status, problems.CONTENT_TYPE] = OpenApiResponse(
                problems.ProblemShape, description=SENTENCES[status]
            )
        return answers

    def _good_status(self):
        return 204 if self.declared.output is None else self.declared.status

    def _good_shape(self):
        output = self.declared.output
        if output is None:
            return OpenApiResponse(description="Done.")
        if not self.declared.paged:
            return output
        return _page_shape(output)

    def _refusals(self):
        declared = self.declared
        statuses = {*ALWAYS, *declared.refusals}
        if declared.input:
            statuses |= set(WITH_BODY)
        if declared.conditional:
            statuses |= {problems.STALE, problems.UNCONDITIONAL}
        if declared.keyed:
            statuses.add(problems.INVALID)
        if self.method != "GET":
            statuses.add(problems.CONFLICT)
            statuses.add(problems.INVALID)
        return sorted(statuses)

    def _map_serializer(self, serializer, direction, bypass_extensions=False):
        """A body is exactly its fields: `Input` refuses any other."""
        mapped = super()._map_serializer(serializer, direction, bypass_extensions)
        if getattr(serializer, "refuses_unknown_fields", False) and isinstance(mapped, dict):
            mapped["additionalProperties"] = False
        return mapped
