"""The personal link: asking for it, and the page that it opens. Opening it changes nothing: mail scanners do."""

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from parkour.accounts.entering import enter_by_link
from parkour.accounts.forms import AskLinkForm
from parkour.accounts.links import ask_for_link, link_of, use_link
from parkour.core.views import ServiceFormView

GONE = 404


def too_many(request, action, key=None):
    """The page « too many attempts » when it is so, else None; counted per network address, and per `key`."""
    return ratelimit.consume_or_429(request, app="allauth.account", action=action, key=key)


def keep_address_secret(response):
    """No page that this one leads to, no cache and no log line is told its address, which holds a secret."""
    response._has_been_logged = True  # Django would write the address of what it refuses; our line names the route
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@method_decorator(login_not_required, name="dispatch")
class AskLinkView(ServiceFormView):
    """The same answer, written by the same statements, whether or not somebody has this address."""

    form_class = AskLinkForm
    template_name = "ways/ask_link.html"
    never_again = True

    def get_back_url(self):
        return reverse("account_login")

    def get_success_url(self):
        return reverse("link_sent")

    def form_valid(self, form):
        address = form.cleaned_data["email"]
        return too_many(self.request, "sign_in_link", address.lower()) or super().form_valid(form)

    def call(self, form):
        return ask_for_link(form.cleaned_data["email"])


@method_decorator(login_not_required, name="dispatch")
class LinkSentView(TemplateView):
    template_name = "ways/link_sent.html"


@method_decorator(login_not_required, name="dispatch")
class SignInLinkView(View):
    """GET shows one button, POST signs in. A link that opens nothing is like one that never was."""

    http_method_names = ["get", "head", "post", "options"]
    never_again = True

    def get(self, request, key):
        link = link_of(key)
        page, status = ("ways/link.html", 200) if link else ("ways/dead_link.html", GONE)
        return keep_address_secret(render(request, page, {"person": link and link.person}, status=status))

    def post(self, request, key):
        if refused := too_many(request, "login"):
            return keep_address_secret(refused)
        person = use_link(key)
        if person is None:
            return keep_address_secret(render(request, "ways/dead_link.html", status=GONE))
        return enter_by_link(request, person)
