"""The person asked to carry it out says yes or no: the owner of a quick win, or the author."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.enums import State
from ideas.forms.author import YES, YesOrNoForm
from ideas.load import quick_wins_asked_of
from ideas.privacy import visible_authors
from ideas.services.quick_wins import accept_quick_win, refuse_quick_win
from ideas.services.self_offers import accept_offer, refuse_offer
from ideas.views.finding import find_idea, find_own_idea
from ideas.views.loads import warn_of_load, warn_of_load_to_come
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.core.views import ServiceFormView


class YesOrNoView(ServiceFormView):
    """One question, two buttons, and a reason for a no: write `say_yes`, `say_no`, `thanks`, `permit` and `warn`."""

    form_class = YesOrNoForm
    thanks = ""

    def call(self, form):
        self.said_yes = form.cleaned_data["answer"] == YES
        if not self.said_yes:
            return self.say_no(self.object, by=self.request.user, reason=form.cleaned_data["reason"])
        done = self.say_yes(self.object, by=self.request.user)
        self.warn()
        return done

    def warn(self):
        """After a yes, how much this person carries at once."""
        raise TypeError(f"{type(self).__name__} does not say how much is carried")

    def get_success_message(self):
        return self.thanks if self.said_yes else _("Thank you for saying so: the officer looks for another way.")


class OfferView(YesOrNoView):
    """The author carries out their own idea, or not."""

    template_name = "ideas/offer.html"
    thanks = gettext_lazy("Thank you: it is adopted, and yours to carry out.")
    say_yes, say_no = staticmethod(accept_offer), staticmethod(refuse_offer)

    def find(self):
        return find_own_idea(self.request, self.kwargs["reference"])

    def permit(self):
        self.require("ideas.answer_offer", _("This is no longer offered: the officer has decided otherwise."))

    def warn(self):
        warn_of_load(self.request, self.object, self.request.user)


class QuickWinView(YesOrNoView):
    """Yes starts the time to object; no, with its reason, sends the idea back to the officer."""

    template_name = "ideas/quick_win.html"
    thanks = gettext_lazy("Thank you. Unless the committee objects, you can start when the time to object is over.")
    say_yes, say_no = staticmethod(accept_quick_win), staticmethod(refuse_quick_win)

    def find(self):
        return find_idea(self.request, self.kwargs["reference"])

    def permit(self):
        if self.object.state != State.FAST_TRACK:
            raise TransitionRefused(_("This quick win is no longer waiting for an answer."))
        if self.object.quick_win_owner_id != self.request.user.pk:
            raise NotAllowed(_("Only the person named as owner can answer."))

    def warn(self):
        user = self.request.user
        warn_of_load_to_come(self.request, user, coming=quick_wins_asked_of(user))

    def get_success_url(self):
        # After a no the idea may no longer be this person's to read.
        return self.get_back_url() if self.said_yes else reverse("ideas:mine")

    def get_context_data(self, **context):
        user = self.request.user
        return super().get_context_data(
            title=self.object.told.title,
            authors=[person.get_full_name() for person in visible_authors(user, self.object)],
            **context,
        )
