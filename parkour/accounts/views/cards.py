"""Badges: coming in by one, and the page of the administrator who prints and revokes them."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from parkour.accounts import cards
from parkour.accounts.card_sheets import print_cards
from parkour.accounts.entering import enter_by_card
from parkour.accounts.forms import CardInForm, CardsForm, FirstUseForm
from parkour.accounts.models import AccessCard, User
from parkour.accounts.views.links import GONE, keep_address_secret, too_many
from parkour.core.views import ServiceFormView, ServicePostView

LISTED = 200


@method_decorator(login_not_required, name="dispatch")
class CardInView(ServiceFormView):
    """GET asks, POST signs in. An unknown badge, a revoked one and one past its date get the same page."""

    template_name = "ways/card_in.html"
    never_again = True

    def dispatch(self, request, *args, **kwargs):
        if refused := too_many(request, "login"):
            return keep_address_secret(refused)
        try:
            answer = super().dispatch(request, *args, **kwargs)
        except Http404:
            answer = render(request, "ways/dead_card.html", status=GONE)
        return keep_address_secret(answer)

    def find(self):
        card = cards.card_of(self.kwargs["key"])
        if card is None:
            raise Http404
        return card

    def get_form_class(self):
        return FirstUseForm if self.object.last_used_at is None and not self.object.pin else CardInForm

    def get_back_url(self):
        return reverse("account_login")

    def call(self, form):
        return cards.use_card(self.object, pin=form.cleaned_data["pin"])

    def answer(self):
        return enter_by_card(self.request, self.result)


class _Administrators:
    def find(self):
        if not self.request.user.has_perm("accounts.manage_people"):
            raise Http404

    def get_back_url(self):
        return reverse("cards")

    def answer(self):
        return self.result


class CardsView(_Administrators, ServiceFormView):
    """Who has a badge; a print for everybody of a site or a team who has none."""

    form_class = CardsForm
    template_name = "ways/cards.html"

    def call(self, form):
        return print_cards(cards.people_for_cards(without=True, **form.cleaned_data), by=self.request.user)

    def get_context_data(self, **context):
        sought = self.request.GET.get("q", "").strip()[:80]
        people = list(cards.people_for_cards(search=sought)[: LISTED + 1])
        live = cards.live_cards([person.pk for person in people])
        rows = [(person, live.get(person.pk)) for person in people[:LISTED]]
        return super().get_context_data(rows=rows, sought=sought, more=len(people) > LISTED, **context)


class MakeCardView(_Administrators, ServicePostView):
    """One badge for one person, in the place of the one they had."""

    def find(self):
        super().find()
        return get_object_or_404(User, pk=self.kwargs["pk"])

    def call(self):
        return print_cards([self.object], by=self.request.user)


class RevokeAnyCardView(_Administrators, ServicePostView):
    success_message = _("The badge is revoked: it opens nothing any more.")
    answer = ServicePostView.answer

    def find(self):
        super().find()
        return get_object_or_404(AccessCard, pk=self.kwargs["pk"])

    def call(self):
        return cards.revoke_card(self.object, by=self.request.user)
