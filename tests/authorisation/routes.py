"""Every route of the product and the methods that its view takes."""

from django.test import RequestFactory
from django.urls import URLPattern, get_resolver

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def views_of(patterns=None, namespace=""):
    """(route, view) of every address; one without a name is called `-`."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or '-'}", entry.callback
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from views_of(entry.url_patterns, inner)


def methods_of(view) -> set[str]:
    """Methods that a view takes, HEAD and OPTIONS left aside."""
    view_class = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if view_class:
        names = getattr(view, "view_initkwargs", {}).get("http_method_names", view_class.http_method_names)
        return {name.upper() for name in names if hasattr(view_class, name)} & set(METHODS)
    # A function says by its answer which ones it refuses, before it looks at anything.
    return {method for method in METHODS if _answers(view, method)}


def _answers(view, method) -> bool:
    try:
        return view(RequestFactory().generic(method, "/")).status_code != 405
    except Exception:  # it went on with the request: it takes the method
        return True


ROUTES = dict(views_of())
