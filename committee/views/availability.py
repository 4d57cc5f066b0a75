"""My availability: one tap a date, for the sessions to come and for the days to which the next one might move."""

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from committee.enums import Answer
from committee.selectors.availability import my_days
from committee.services.answering import answer_session
from committee.services.availability import say_day
from committee.views.finding import find_session
from parkour.core.exceptions import InvalidInput
from parkour.core.keys import whole_number
from parkour.core.views import ServicePostView


def require_member(request):
    """404 for whoever sits in no pole."""
    if not request.user.has_perm("committee.attend"):
        raise Http404


class AvailabilityView(TemplateView):
    """The dates one is asked about."""

    template_name = "committee/availability.html"

    def get_context_data(self, **kwargs):
        require_member(self.request)
        return super().get_context_data(days=my_days(self.request.user), choices=Answer.choices, **kwargs)


class AvailabilityButton(ServicePostView):
    """`answer` of a session (`session`, its number) or of a day (`day`)."""

    success_message = gettext_lazy("Your answer is kept.")

    def find(self):
        require_member(self.request)

    def get_back_url(self):
        return reverse("committee:availability")

    def call(self):
        sent, by = self.request.POST, self.request.user
        number = whole_number(sent.get("session"))
        if number is not None:
            session = find_session(self.request, number, permission="view_draft")
            return answer_session(session, by=by, answer=sent.get("answer", ""))
        try:
            day = forms.DateField().clean(sent.get("day", ""))
        except forms.ValidationError as refused:
            raise InvalidInput(refused.messages[0], field="day") from None
        return say_day(day, by=by, answer=sent.get("answer", ""))
