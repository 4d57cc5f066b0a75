"""What a member does in a session besides voting: raise a hand, try the test vote, say that one is concerned."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee.enums import SessionState
from committee.models import Interest
from committee.room_forms import InterestForm
from committee.selectors import mandate_of
from committee.selectors.shared import veiled
from committee.services import interests, practising, speaking
from committee.views.finding import ItemButton, SessionButton, find_item, session_url
from parkour.accounts.models import User
from parkour.core.exceptions import NotAllowed
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, safe_next


class FromThePhone(SessionButton):
    """A button of a member on their own screen of the session."""

    sees = needs = "view_draft"

    def get_back_url(self):
        return safe_next(self.request, reverse("committee:live"))


class RaiseHandView(FromThePhone):
    success_message = gettext_lazy("You asked to speak.")

    def call(self):
        order = bool(self.request.POST.get("point_of_order"))
        return speaking.raise_hand(self.session, by=self.request.user, point_of_order=order)


class LowerHandView(FromThePhone):
    """One’s own hand; whoever runs the session may lower that of somebody, with `person`."""

    def call(self):
        named = self.request.POST.get("person", "")
        person = get_object_or_404(User, pk=whole_number(named)) if named else None
        return speaking.lower_hand(self.session, by=self.request.user, person=person)


class TryVoteView(FromThePhone):
    success_message = gettext_lazy("Your telephone works: this was a test, nothing is counted.")

    def call(self):
        return practising.try_vote(self.session, by=self.request.user, choice=self.request.POST.get("choice", ""))


def where_from(item) -> str:
    """The page that one came from: the session that runs, or one’s files before it."""
    if item.session.state == SessionState.OPEN:
        return reverse("committee:live")
    return session_url("my_session", item.session)


class InterestView(ServiceFormView):
    """« I am concerned »: one question, for a member of that day."""

    form_class = InterestForm
    template_name = "committee/interest.html"
    success_message = gettext_lazy("It is noted: you do not vote on this point.")

    def find(self):
        item = veiled([find_item(self.request, self.kwargs["pk"])])[0]
        self.mine = Interest.objects.filter(item=item, person=self.request.user).first()
        return item

    def permit(self):
        if mandate_of(self.request.user, self.object.session.on) is None:
            raise NotAllowed(_("You do not sit in this session."))

    def get_back_url(self):
        return where_from(self.object)

    def get_initial(self):
        return {"reason": self.mine.reason} if self.mine else {}

    def call(self, form):
        return interests.declare_interest(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        return super().get_context_data(item=self.object, declared=self.mine is not None, **context)


class TakeBackInterestView(ItemButton):
    needs = "view_draft"
    success_message = gettext_lazy("You take part in the vote on this point.")

    def call(self):
        return interests.take_back_interest(self.object, by=self.request.user)

    def get_back_url(self):
        return where_from(self.object)
