"""The tablet that a site shares: one person, one contribution, then nothing of either is left on it.

The way of a visit: the first page (which forgets whoever was there) → badge, PIN → the form, shown once → the receipt,
whose session lives a minute → forgotten. Nothing is kept meanwhile on the tablet: without a network the words stay on
the screen. A browser that is no open tablet finds none of these pages.
"""

from dataclasses import replace
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from ideas.anonymous import is_open
from ideas.cards import promise_of
from ideas.enums import Origin
from ideas.forms.author import HIDDEN, ME, IdeaForm, LaterForm
from ideas.hints import for_the_page, hints_in
from ideas.services.drafts import save_draft
from ideas.validators import SHORTEST
from ideas.views.anonymous import AnonymousView, FollowUpView
from ideas.views.finding import find_own_idea
from ideas.views.submission import LATER, send
from parkour.accounts import kiosks
from parkour.accounts.entering import FRESH, KIOSK_LASTS, RECEIPT_LASTS, enter_at_kiosk, is_at_kiosk
from parkour.accounts.middleware import KIOSK_COOKIE
from parkour.accounts.views.letters import LettersView
from parkour.accounts.views.links import keep_address_secret, too_many
from parkour.core.exceptions import NotAllowed
from parkour.core.programs import ServiceDataView
from parkour.core.views import SEE_OTHER, ServiceFormView
from parkour.views.pages import ChannelsView

COOKIE_LASTS = 400 * 24 * 3600  # seconds, the most that browsers keep one; each use begins anew
OF_A_PERSON = ("messages", "received", "theme", settings.LANGUAGE_COOKIE_NAME)
FORGET = '"cache", "storage"'  # not the cookies: one of them is the tablet's own
GONE, NO_CONTENT = 404, 204


def mark_tablet(response, key):
    """Give the browser the key of the tablet, out of reach of any script."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(KIOSK_COOKIE, key, max_age=COOKIE_LASTS, secure=secure, httponly=True, samesite="Lax")


def forget(request, response):
    """End the session, and have the browser clear what it keeps of whoever was there."""
    logout(request)
    response["Clear-Site-Data"] = FORGET
    for name in OF_A_PERSON:
        response.delete_cookie(name)
    return response


@method_decorator(login_not_required, name="dispatch")
class OpenView(View):
    """The address that the administrator was shown: a button makes a shared tablet of this browser."""

    http_method_names = ["get", "head", "post", "options"]
    never_again = True

    def dispatch(self, request, *args, **kwargs):
        return keep_address_secret(too_many(request, "login") or super().dispatch(request, *args, **kwargs))

    def get(self, request, key):
        kiosk = kiosks.kiosk_of(key)
        page, status = ("kiosk/open.html", 200) if kiosk else ("kiosk/closed.html", GONE)
        return render(request, page, {"kiosk": kiosk, "words_key": ""}, status=status)

    def post(self, request, key):
        kiosk = kiosks.kiosk_of(key)
        if kiosk is None:
            return self.get(request, key)
        answer = forget(request, HttpResponseRedirect(reverse("kiosk"), status=SEE_OTHER))
        mark_tablet(answer, key)
        return answer


class AtKiosk:
    """A page of the tablet: kept by nobody, and no page at all elsewhere."""

    never_again = True

    def dispatch(self, request, *args, **kwargs):
        if request.kiosk is None:
            return render(request, "kiosk/closed.html", {"words_key": ""}, status=GONE)
        answer = super().dispatch(request, *args, **kwargs)
        answer["Cache-Control"] = "private, no-store"
        return answer

    def get_context_data(self, **context):
        # No key of words: nothing that is typed here is kept by the scripts of the other pages.
        return super().get_context_data(**context) | {"words_key": "", "kiosk": self.request.kiosk}


@method_decorator(login_not_required, name="dispatch")
class KioskView(AtKiosk, LettersView):
    """What one can do here. Whoever was here before is forgotten by it: nothing leads from it to them."""

    template_name = "kiosk/home.html"

    def get(self, request, *args, **kwargs):
        leaves = request.user.is_authenticated
        if leaves:
            logout(request)
        answer = super().get(request, *args, **kwargs)
        mark_tablet(answer, request.COOKIES[KIOSK_COOKIE])
        return forget(request, answer) if leaves else answer

    def get_back_url(self):
        return reverse("kiosk")

    def answer(self):
        enter_at_kiosk(self.request, self.result)
        kiosks.note_day(self.request.kiosk)
        return HttpResponseRedirect(reverse("kiosk_write"), status=SEE_OTHER)

    def get_context_data(self, **context):
        return super().get_context_data(anonymous_open=is_open(), **context)


class KioskForm(IdeaForm):
    """The three questions; a group is gathered, and files are added, on a device of one's own."""

    place = ""  # code of the site of the tablet

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["speaker"].choices = [row for row in self.fields["speaker"].choices if row[0] in {ME, HIDDEN}]

    def submission(self):
        return replace(super().submission(), site=self.place, files=(), origin=Origin.KIOSK)


class Writing(AtKiosk):
    """One contribution of the person whose badge was shown here; or, if asked, a draft for a device of their own."""

    def dispatch(self, request, *args, **kwargs):
        if request.kiosk is not None and not is_at_kiosk(request):
            return self.without_a_person()
        return super().dispatch(request, *args, **kwargs)

    def without_a_person(self):
        return HttpResponseRedirect(reverse("kiosk"))

    @property
    def for_later(self):
        return self.request.POST.get("then") == LATER

    def get_form_class(self):
        return LaterForm if self.for_later else KioskForm

    def call(self, form):
        if self.for_later:
            return save_draft(form.words(), key=form.cleaned_data["draft"], version=0, by=self.request.user)
        form.place = self.request.kiosk.site.code
        return send(form, self.request.user)

    def get_success_url(self):
        if self.for_later:
            return reverse("kiosk_kept")
        return reverse("kiosk_received", args=[self.result.reference])

    def get_back_url(self):
        return reverse("kiosk")


@method_decorator(login_not_required, name="dispatch")
class KioskWriteView(Writing, ServiceFormView):
    """The form. Shown once per badge: a page loaded again is the next person's, who begins at the first one."""

    template_name = "kiosk/write.html"

    def again(self, form, status, **context):
        form.renew_key()
        return super().again(form, status, **context)

    def get(self, request, *args, **kwargs):
        if not request.session.pop(FRESH, False):
            return HttpResponseRedirect(reverse("kiosk"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, form=None, **context):
        form = form or self.get_form()
        hints = hints_in(*(str(form[name].value() or "") for name in ("problem_text", "change_text")))
        facts = {"hints": hints, "patterns": for_the_page(), "shortest": SHORTEST}
        return super().get_context_data(form=form, **facts, **context)


@method_decorator(login_not_required, name="dispatch")
class KioskSendView(Writing, ServiceDataView):
    """The same form, sent by the page itself, which holds the words until they are received."""

    success_status = 201

    def dispatch(self, request, *args, **kwargs):
        if request.kiosk is None:  # closed meanwhile, perhaps: the page keeps the words, and says why
            return JsonResponse({"message": self.over()}, status=GONE)
        return super().dispatch(request, *args, **kwargs)

    def more(self, form, **context):
        # What was sent under the former one, whose answer was lost, is there: the rest is another thing.
        return {"key": str(uuid4())}

    def over(self):
        return _("Your time here is over, and nothing was sent. Note your words, then show your badge again.")

    def without_a_person(self):
        return self.refuse(NotAllowed(self.over()))

    def said(self):
        return {"url": self.get_success_url()}


@method_decorator(login_not_required, name="dispatch")
class KioskReceivedView(AtKiosk, TemplateView):
    """The receipt, for half a minute."""

    template_name = "kiosk/received.html"

    def get(self, request, *args, **kwargs):
        if not is_at_kiosk(request):
            return HttpResponseRedirect(reverse("kiosk"))
        # From now on, not from the sending: an answer may be lost, and asked for again.
        request.session.set_expiry(RECEIPT_LASTS)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, reference="", **context):
        idea = find_own_idea(self.request, reference) if reference else None
        promise = promise_of(idea) if idea else None
        return super().get_context_data(idea=idea, promise=promise, **context)


@method_decorator(login_not_required, name="dispatch")
class ForgetView(AtKiosk, View):
    """Whoever is here is forgotten: their session, and what the browser keeps."""

    http_method_names = ["get", "post", "options"]

    def get(self, request):
        return HttpResponseRedirect(reverse("kiosk"))

    def post(self, request):
        return forget(request, HttpResponseRedirect(reverse("kiosk"), status=SEE_OTHER))


@method_decorator(login_not_required, name="dispatch")
class HereView(AtKiosk, View):
    """Somebody touches the tablet: their session lives on."""

    http_method_names = ["post", "options"]

    def post(self, request):
        if not is_at_kiosk(request):
            raise Http404
        request.session.set_expiry(KIOSK_LASTS)
        return HttpResponse(status=NO_CONTENT)


@method_decorator(login_not_required, name="dispatch")
class KioskAnonymousView(AtKiosk, AnonymousView):
    """Anonymous feedback, from the site of the tablet. Its words leave without any cookie, hence without the tablet."""

    template_name = "kiosk/anonymous.html"

    def get_context_data(self, **context):
        self.request.GET = self.request.GET.copy()
        self.request.GET["site"] = self.request.kiosk.site.code
        return super().get_context_data(**context)


@method_decorator(login_not_required, name="dispatch")
class KioskFollowUpView(AtKiosk, FollowUpView):
    template_name = "kiosk/follow_up.html"


@method_decorator(login_not_required, name="dispatch")
class KioskChannelsView(AtKiosk, ChannelsView):
    template_name = "kiosk/channels.html"
