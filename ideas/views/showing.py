"""The board without signing in, by a key: the screen of a site and the feed; and the pages where keys are made."""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from ideas.models import BoardKey
from ideas.printing import form_url
from ideas.services import board_keys
from ideas.showing import IN_A_FEED, Shown, shown, slides_of
from parkour.core.forms import AccessibleFormMixin
from parkour.core.qr_codes import qr_image
from parkour.core.text import readable_in_xml
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.organisation.models import Organisation, Site

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def opened_by(secret: str) -> BoardKey:
    """The live key of this text; 404 for any other, as for one that was revoked."""
    key = board_keys.board_key_of(secret)
    if key is None:
        raise Http404
    return key


def reads_in(request):
    """The language of whoever is not there to choose: that of the address, else the product's own."""
    wished = request.GET.get("lang", "")
    return translation.override(wished if wished in LANGUAGES else settings.LANGUAGE_CODE)


def kept_from_searchers(response):
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"  # the address is a key
    return response


@method_decorator(login_not_required, name="dispatch")
class ScreenView(View):
    """The screen of a site: what was done, what is decided, what is asked. It turns and renews itself."""

    http_method_names = ["get", "head"]

    def get(self, request, secret):
        key = opened_by(secret)
        if key.site is None:  # a person's feed is no screen
            raise Http404
        with reads_in(request):
            slides = slides_of(key.site)
            base = settings.PARKOUR_BASE_URL
            asked = [
                (campaign, qr_image(base + form_url(campaign=campaign.code, site=key.site.code)))
                for campaign in slides.pop("campaigns")
            ]
            context = slides | {"site": key.site, "asked": asked, "language": translation.get_language()}
            context |= {"address": base.split("://", 1)[-1], "organisation": Organisation.current()}
            return kept_from_searchers(render(request, "ideas/tv.html", context))


class BoardFeed(Feed):
    """What was answered and done, as Atom: the words of the board, without names."""

    feed_type = Atom1Feed

    def __init__(self, site=None):
        self.site = site

    def title(self):
        return _("You said, we did")

    def subtitle(self):
        return _("What became of contributions: done, under way, not kept with the reason.")

    def author_name(self):
        return readable_in_xml(Organisation.current().name)

    def link(self):
        return reverse("ideas:board")

    def feed_guid(self):
        return settings.PARKOUR_BASE_URL + reverse("ideas:board")

    def feed_url(self):
        return settings.PARKOUR_BASE_URL + reverse("ideas:board")  # never the key

    def items(self):
        return shown(size=IN_A_FEED, site=self.site)

    def item_title(self, item: Shown):
        return readable_in_xml(f"{item.label}\u00a0: {item.title}")

    def item_description(self, item: Shown):
        said = [item.you_said, f"{item.heading}\n{item.we_did}", item.effect, item.thanks]
        return readable_in_xml("\n\n".join(filter(None, said)))

    def item_link(self, item: Shown):
        return settings.PARKOUR_BASE_URL + item.url

    def item_guid(self, item: Shown):
        return f"{settings.PARKOUR_BASE_URL}{item.url}#{item.published_at:%Y%m%d%H%M%S}"

    def item_pubdate(self, item: Shown):
        return item.published_at

    def item_updateddate(self, item: Shown):
        return item.published_at


@method_decorator(login_not_required, name="dispatch")
class FeedView(View):
    """The feed behind a key; unchanged, it is not sent again."""

    http_method_names = ["get", "head"]

    def get(self, request, secret):
        key = opened_by(secret)
        reader = key.person
        site = reader.site if reader and reader.partner_site is not None else None
        with reads_in(request):
            made = BoardFeed(site)(request)
        response = HttpResponse(made.content, content_type="application/atom+xml; charset=utf-8")
        newest = max((row.published_at for row in shown(size=1, site=site)), default=None)
        if newest:
            response["Last-Modified"] = http_date(newest.timestamp())
        set_response_etag(response)
        kept_from_searchers(response)
        return get_conditional_response(request, etag=response["ETag"], response=response)


class FeedKeyForm(AccessibleFormMixin, forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=80, help_text=gettext_lazy("For example: reader of my phone.")
    )


class DisplayForm(AccessibleFormMixin, forms.Form):
    site = forms.ModelChoiceField(label=gettext_lazy("Site"), queryset=None)
    name = forms.CharField(
        label=gettext_lazy("Which screen"), max_length=80, help_text=gettext_lazy("For example: entrance hall.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.all()


class KeysView(ServiceFormView):
    """A list of keys and one more. The address of a new one is in this answer and never again."""

    template_name = "ideas/board_keys.html"
    route = opens = ""

    def get_back_url(self):
        return reverse(self.route)

    def answer(self):
        key, secret = self.result
        url = settings.PARKOUR_BASE_URL + reverse(self.opens, args=[secret])
        return self.render_to_response(
            self.get_context_data(form=self.form_class(), made=key, made_url=url), status=201
        )

    def get_context_data(self, **context):
        defaults = {"keys": self.keys(), "made": None, "made_url": "", "of_screens": self.opens == "ideas:tv"}
        return super().get_context_data(**defaults | context)


class FeedKeysView(KeysView):
    """One's own keys to the feed."""

    form_class, route, opens = FeedKeyForm, "ideas:feed_keys", "ideas:feed"

    def keys(self):
        return board_keys.feed_keys_of(self.request.user)

    def call(self, form):
        return board_keys.make_feed_key(by=self.request.user, **form.cleaned_data)


class DisplaysView(KeysView):
    """The screens of the sites, for those who look after them."""

    form_class, route, opens = DisplayForm, "ideas:displays", "ideas:tv"

    def find(self):
        if not self.request.user.has_perm("ideas.manage_displays"):
            raise Http404

    def keys(self):
        return board_keys.display_keys()

    def call(self, form):
        return board_keys.make_display_key(by=self.request.user, **form.cleaned_data)


class RevokeKeyView(ServicePostView):
    success_message = gettext_lazy("The key is revoked: it opens nothing any more.")

    def find(self):
        key = BoardKey.objects.filter(pk=self.kwargs["pk"]).first()
        if key is None or not self.request.user.has_perm("ideas.revoke_board_key", key):
            raise Http404
        return key

    def get_back_url(self):
        return reverse("ideas:displays" if self.object.site_id else "ideas:feed_keys")

    def call(self):
        return board_keys.revoke_board_key(self.object, by=self.request.user)
