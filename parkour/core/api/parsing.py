"""JSON read strictly: what another reader could understand otherwise, or no database can keep, is refused."""

import json
import math

from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser, MultiPartParser

from parkour.core.api.problems import Malformed, TooLarge
from parkour.core.keys import LONGEST_NUMBER, whole_number
from parkour.core.text import UNSTORABLE

LONGEST_BODY = 1_000_000  # bytes: two texts of 20,000 characters, every one of them escaped, and room to spare
DEEPEST = 20


class StrictJSONParser(BaseParser):
    """One UTF-8 JSON value, without duplicate keys, NaN, huge numbers, unstorable characters or deep nests."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        if _announced(parser_context) > LONGEST_BODY or len(body := stream.read(LONGEST_BODY + 1)) > LONGEST_BODY:
            raise TooLarge(_("This is longer than anything this address takes."))
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise Malformed(_("The body is not UTF-8 text.")) from error
        return parse_json(text)


def bounded_form_parser(longest: int) -> type[MultiPartParser]:
    """A parser of multipart forms that refuses a body of more than `longest` bytes before it is read."""

    class BoundedFormParser(MultiPartParser):
        def parse(self, stream, media_type=None, parser_context=None):
            if _announced(parser_context) > longest:
                raise TooLarge(_("This is longer than anything this address takes."))
            return super().parse(stream, media_type, parser_context)

    return BoundedFormParser


def _announced(context) -> int:
    """How many bytes the request says it has: too many are not even read."""
    return whole_number(context["request"].META.get("CONTENT_LENGTH")) or 0


def parse_json(text: str):
    """The value of a JSON text. Raises Malformed with the reason."""
    if _depth(text) > DEEPEST:
        raise Malformed(_("The JSON is nested too deeply."))
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_whole,
            parse_float=_real,
        )
    except json.JSONDecodeError as error:
        raise Malformed(
            _("The body is not valid JSON: line %(line)s, column %(column)s.")
            % {"line": error.lineno, "column": error.colno}
        ) from error
    _storable(value)
    return value


def _depth(text):
    """How deeply arrays and objects are nested, without recursion."""
    depth = deepest = 0
    inside = escaped = False
    for char in text:
        if inside:
            inside = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            inside = True
        elif char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    return deepest


def _object(pairs):
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Malformed(_("The JSON says the same key twice."))
    return value


def _constant(name):
    raise Malformed(_("%(name)s is not a number of JSON.") % {"name": name})


def _whole(digits):
    if len(digits.lstrip("-")) > LONGEST_NUMBER:
        raise Malformed(_("A number has too many digits."))
    return int(digits)


def _real(digits):
    number = float(digits)
    if not math.isfinite(number):
        raise Malformed(_("A number has too many digits."))
    return number


def _storable(value):
    if isinstance(value, str):
        if UNSTORABLE.search(value):
            raise Malformed(_("This text contains an invisible character that cannot be kept. Please type it again."))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _storable(key)
            _storable(inner)
    elif isinstance(value, list):
        for inner in value:
            _storable(inner)
