"""Who may ask: somebody signed in, with the scope and the permission that the operation names."""

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission

from parkour.core.exceptions import NotAllowed


class Declared(BasePermission):
    """Closed by default: only an operation that names its scope and its permission may be asked."""

    def has_permission(self, request, view):
        if not request.user.is_authenticated:
            return False
        declared = getattr(view, "operation", None)
        if declared is None:
            # No such method: the answer is 405. A method that somebody forgot to declare stays closed, and so does
            # a view that declares nothing at all.
            forgotten = request.method != "OPTIONS" and hasattr(view, request.method.lower())
            return getattr(view, "declares_operations", False) and not forgotten
        if request.auth is not None and declared.by_hand:
            raise NotAllowed(_("No token may do this: sign in."))
        if request.auth is not None and declared.scope and declared.scope not in request.auth.scopes:
            raise NotAllowed(_("This token does not hold the scope “%(scope)s”.") % {"scope": declared.scope})
        if declared.permission and not request.user.has_perm(declared.permission):
            raise Http404
        return True


class OpenToAll(BasePermission):
    """Open by declaration only: a method that somebody forgot to declare so stays closed."""

    def has_permission(self, request, view):
        declared = getattr(view, "operation", None)
        known = request.method == "OPTIONS" or hasattr(view, request.method.lower())
        return not known or (declared is not None and declared.open_to_all)
