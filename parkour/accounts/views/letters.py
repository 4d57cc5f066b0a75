"""Coming in by the letters of a badge, typed or scanned into a field; then by its PIN."""

from django.contrib.auth.decorators import login_not_required
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from parkour.accounts import cards
from parkour.accounts.entering import enter_by_card
from parkour.accounts.forms import LettersForm
from parkour.accounts.secrets_kept import digest_of, plain_code
from parkour.accounts.views.links import keep_address_secret, too_many
from parkour.core.views import ServiceFormView


class LettersView(ServiceFormView):
    """The letters, then, where it is asked for, the PIN, on the same page. Whoever comes in is `self.result`."""

    form_class = LettersForm
    never_again = True
    card = None  # that was shown and waits for its PIN

    def dispatch(self, request, *args, **kwargs):
        return keep_address_secret(super().dispatch(request, *args, **kwargs))

    def form_valid(self, form):
        if refused := too_many(self.request, "card_letters", self._counted(form)):
            return refused
        self.card = self._shown(form)
        if self.card is None:
            form.add_error(None if form.cleaned_data["shown"] else "code", self._unknown(form))
            return self.form_invalid(form)
        if cards.takes_pin(self.card) and not form.cleaned_data["shown"]:
            return self.render_to_response(self.get_context_data(form=self._next_step()))
        return super().form_valid(form)

    def call(self, form):
        return cards.use_card(self.card, pin=form.cleaned_data["pin"])

    def get_back_url(self):
        return reverse("account_login")

    def get_context_data(self, **context):
        first = self.card is not None and not self.card.pin and self.card.last_used_at is None
        return super().get_context_data(card=self.card, chooses_pin=first, **context)

    def _shown(self, form):
        data = form.cleaned_data
        return cards.card_shown(data["shown"]) if data["shown"] else cards.card_typed(data["code"])

    def _next_step(self):
        return self.form_class(initial={"shown": cards.sign_shown(self.card)})

    @staticmethod
    def _unknown(form):
        if form.cleaned_data["shown"]:
            return _("Too much time has passed: show your badge again.")
        return _("These letters open nothing. Check each sign; a badge that was replaced opens nothing any more.")

    @staticmethod
    def _counted(form):
        """What tries are counted by: the badge that was shown, or the letters that were written."""
        data = form.cleaned_data
        shown = cards.card_shown(data["shown"]) if data["shown"] else None
        return f"card {shown.pk}" if shown else digest_of("tried", plain_code(data["code"]))


@method_decorator(login_not_required, name="dispatch")
class CardLettersView(LettersView):
    template_name = "ways/card_letters.html"

    def answer(self):
        return enter_by_card(self.request, self.result)
