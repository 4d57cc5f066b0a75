"""Guests of an engagement: their links, what is said with them, the page that their link opens."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from ideas import tries
from parkour.core.exceptions import InvalidInput
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.engagements.forms import AnswerGuestsForm, GuestForm, SaidForm
from parkour.engagements.links import guest_of, link_of, path_of
from parkour.engagements.reading import said_with_guests
from parkour.engagements.services import guests
from parkour.engagements.views.engagements import CARRY, OfPart
from parkour.engagements.views.finding import find_engagement, row_for


class GuestsView(ServiceFormView):
    """Who is invited, by which link; what was said; an answer to all of them."""

    form_class = AnswerGuestsForm
    template_name = "engagements/guests.html"
    success_message = gettext_lazy("Your guests read it when they open their link.")

    def find(self):
        return find_engagement(self.request.user, self.kwargs["pk"], CARRY)

    def get_success_url(self):
        return reverse("engagements:guests", args=[self.object.pk])

    def call(self, form):
        return guests.answer_guests(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        rows = list(self.object.guests.select_related("engagement"))
        invited = [(row, link_of(row) if guests.is_live(row) else "") for row in rows]
        words = said_with_guests(self.object, for_guests=False)
        row = row_for(self.object, self.request.user)
        return super().get_context_data(row=row, invited=invited, words=words, **context)


class InviteView(ServiceFormView):
    form_class = GuestForm
    template_name = "engagements/invite.html"
    success_message = gettext_lazy("The link is ready: copy it and send it to your guest yourself.")

    def find(self):
        return find_engagement(self.request.user, self.kwargs["pk"], CARRY)

    def get_success_url(self):
        return reverse("engagements:guests", args=[self.object.pk])

    def call(self, form):
        return guests.invite_guest(self.object, by=self.request.user, **form.cleaned_data)


class OfGuests(OfPart):
    def get_back_url(self):
        return reverse("engagements:guests", args=[self.object.engagement_id])


class CloseLinkView(OfGuests, ServicePostView):
    kind = "guests"
    success_message = gettext_lazy("The link is closed; what was said stays.")

    def call(self):
        return guests.close_link(self.object, by=self.request.user)


class HideWordView(OfGuests, ServicePostView):
    kind, hidden = "words", True
    success_message = gettext_lazy("Guests do not read it any more.")

    def call(self):
        return guests.hide_word(self.object, by=self.request.user, hidden=self.hidden)


class ShowWordView(HideWordView):
    hidden = False
    success_message = gettext_lazy("Guests read it again.")


@method_decorator([login_not_required, never_cache], name="dispatch")
class GuestView(ServiceFormView):
    """One engagement for whoever holds the link: its signature is the authority, and it opens nothing else."""

    form_class = SaidForm
    template_name = "engagements/guest.html"
    never_again = True  # nobody is signed in: there is nobody to keep the words for

    def find(self):
        guest = guest_of(self.kwargs["token"])
        if guest is None:
            raise Http404
        return guest

    def get_back_url(self):
        return path_of(self.object)

    def get_success_url(self):
        return f"{path_of(self.object)}?said=1"  # no message: a stranger gets no session

    def call(self, form):
        if not tries.may_write(f"guest:{self.object.pk}"):
            raise InvalidInput(_("That was a lot at once: try again in a quarter of an hour."), field="text")
        return guests.say_as_guest(self.object, **form.cleaned_data)

    def get_context_data(self, **context):
        engagement = self.object.engagement
        return super().get_context_data(
            guest=self.object,
            said=self.request.GET.get("said") == "1",
            row=row_for(engagement, None),
            words=said_with_guests(engagement, for_guests=True),
            **context,
        )
