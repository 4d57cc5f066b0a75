"""Showing a form again with what was typed, when its page or its session was over, or when it was refused.

Nothing is called here: whoever wrote the words reads them, and sends them with their own hand.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _

from parkour.core import unsent


def is_repeatable(view) -> bool:
    """False for a view whose form is never kept nor shown again (`never_again` on its class): a ballot."""
    return not getattr(getattr(view, "view_class", None), "never_again", False)


def form_page(request, match, data, *, sentence, status=200, key=""):
    """The page of the form filled in with `data`; where it cannot be shown, the words themselves.

    `match` is (view, args, kwargs). `key`: of the kept words, which are forgotten once the form is received.
    """
    view, args, kwargs = match
    request.sent_again = key
    request.method, request.POST = "GET", data
    answer = _own_page(request, view, args, kwargs)
    if answer is None:
        form_class = getattr(getattr(view, "view_class", None), "form_class", None)
        return words_page(request, form_class, sentence=sentence, status=status)
    messages.warning(request, sentence)
    answer.status_code = status
    return answer


def _own_page(request, view, args, kwargs):
    """What the view shows of its form, None when it has no form of its own or no longer shows it to this person."""
    if not getattr(getattr(view, "view_class", None), "shows_again", False):
        return None
    request.shown_again = True
    try:
        answer = view(request, *args, **kwargs)
    except (Http404, PermissionDenied):
        return None
    finally:
        del request.shown_again
    return answer if answer.status_code == 200 else None


@dataclass(frozen=True)
class Line:
    """One field of a form that is shown without its page."""

    name: str
    label: str
    value: str

    @property
    def is_words(self):
        return " " in self.value.strip() or "\n" in self.value or len(self.value) > 40


def lines_of(data, form_class=None) -> list[Line]:
    """Everything that was filled in, with the labels of `form_class` where it knows the field."""
    known = getattr(form_class, "base_fields", {})
    return [
        Line(name, known[name].label if name in known else _("Your words"), value)
        for name, value in unsent.fields_of(data)
    ]


def holds_words(data) -> bool:
    """Whether somebody typed a sentence in this form, rather than pressed a button."""
    return any(line.is_words for line in lines_of(data))


def words_page(request, form_class, *, sentence, status, sendable=True, back_url="/"):
    """What was typed, to send again or (not `sendable`) to copy."""
    context = {
        "sentence": sentence,
        "lines": lines_of(request.POST, form_class),
        "sendable": sendable,
        "back_url": back_url,
    }
    return render(request, "again.html", context, status=status)


def sign_in_first(request, view):
    """Answer to a request without session: the sign-in page, which leads back here, with what the form held."""
    kept = unsent.keep(request) if request.method == "POST" and is_repeatable(view) else None
    way_back = f"{request.path}?{unsent.AGAIN}={kept.pk}" if kept else request.get_full_path()
    answer = redirect_to_login(way_back, resolve_url(settings.LOGIN_URL))
    if request.htmx:  # a part of a page cannot sign in: the whole page goes, once nothing unsent stands on it
        answer = HttpResponse(status=401, headers={"HX-Redirect": answer.url} if request.method == "POST" else {})
    answer["Cache-Control"] = "private, no-store"  # true until somebody signs in, and may name kept words
    return answer


def expired_form(request, reason=""):
    """Answer to a form whose protection is out of date (Django's CSRF failure): nothing was received, nothing is lost.

    The person for whom the page was made reads their words again; anybody else reads none of them.
    """
    match, user, writer = request.resolver_match, request.user, unsent.writer(request)
    if writer is None:
        return render(request, "403_csrf.html", status=403)
    if not user.is_authenticated:
        return sign_in_first(request, match.func)
    if not is_repeatable(match.func):
        messages.error(request, _("This page was too old: nothing was recorded. Please do it again here."))
        return HttpResponseRedirect(request.path, status=303)
    if writer != user.pk:
        unsent.keep(request)  # for the other one
        return render(request, "403_csrf.html", status=403)
    if request.htmx and (kept := unsent.keep(request)):
        return HttpResponse(status=403, headers={"HX-Redirect": f"{request.path}?{unsent.AGAIN}={kept.pk}"})
    sentence = _("This page was too old, so nothing was sent. Here is what you had typed: check it, then send it.")
    place = (match.func, match.args, match.kwargs)
    key = request.POST.get(unsent.SENT_AGAIN, "")
    return form_page(request, place, request.POST, sentence=sentence, status=403, key=key)


def kept_form(request, match):
    """The form whose words were kept until their writer had signed in (`?again=`); without them, the page as it is."""
    kept = unsent.find(request.user, request.GET.get(unsent.AGAIN, ""), request.path)
    if kept is None:
        return HttpResponseRedirect(request.path)
    sentence = _("You had to sign in, so nothing was sent yet. Here is what you had typed: check it, then send it.")
    return form_page(request, match, unsent.as_data(kept.fields), sentence=sentence, key=str(kept.pk))
