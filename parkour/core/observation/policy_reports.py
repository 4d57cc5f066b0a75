"""What browsers report when the content policy of a page stopped something, without whatever tells of people.

Browsers send one `application/csp-report` each, or several `application/reports+json` at once. Anybody may send
anything here: what is kept of it is a name of a directive, a name of a route, and where the stopped thing came from.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

LARGEST = 16 * 1024  # bytes of a body
MOST = 20  # reports of a body
LONGEST = 200  # characters of a place
OTHER = "other"
DIRECTIVES = frozenset(
    {
        *("default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem"),
        *("style-src-attr", "img-src", "font-src", "connect-src", "media-src", "manifest-src", "worker-src"),
        *("child-src", "frame-src", "object-src", "base-uri", "form-action", "frame-ancestors", "sandbox"),
    }
)
# What stands for a place where there is none.
WORDS = frozenset({"inline", "eval", "wasm-eval", "self", "trusted-types-policy", "trusted-types-sink"})


@dataclass(frozen=True)
class Report:
    """`blocked`: a word, a scheme, or host and path of what was stopped; `page`: the name of the route it was on."""

    directive: str
    blocked: str
    page: str


def reports_in(body: bytes) -> list[Report]:
    """The reports of a body, twenty at most. Raises ValueError when it holds none."""
    try:
        told = [_report(facts) for facts in _facts(json.loads(body))]
    except RecursionError:
        raise ValueError from None
    if not told:
        raise ValueError
    return told


def _facts(told) -> Iterator[dict]:
    """Both shapes as one: names of what is told, in small letters without hyphens."""
    if isinstance(told, dict):
        several = [told.get("csp-report")]
    else:
        rows = [row for row in told[:MOST] if isinstance(row, dict)] if isinstance(told, list) else []
        several = [row.get("body") for row in rows if row.get("type") == "csp-violation"]
    for facts in several:
        if isinstance(facts, dict):
            yield {name.replace("-", "").lower(): value for name, value in facts.items() if isinstance(value, str)}


def _report(facts: dict) -> Report:
    page = _parts(facts.get("documenturi") or facts.get("documenturl") or "")
    directive = (facts.get("effectivedirective") or facts.get("violateddirective") or "").partition(" ")[0]
    blocked = facts.get("blockeduri") or facts.get("blockedurl") or ""
    return Report(directive if directive in DIRECTIVES else OTHER, _place(blocked, page), _route(page))


def _place(blocked: str, page: SplitResult) -> str:
    """Host and path of elsewhere, the route of our own: an address of ours may be a secret, as that of an offer is."""
    if blocked in WORDS:
        return blocked
    parts = _parts(blocked)
    if parts.scheme not in {"http", "https"}:
        return parts.scheme[:30] or OTHER  # data, blob, an extension of the browser
    if parts.netloc == page.netloc:
        return f"self {_route(parts)}"
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"[:LONGEST]


def _route(parts: SplitResult) -> str:
    if parts.path.startswith(settings.STATIC_URL):
        return parts.path[:LONGEST]
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return "-"


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
