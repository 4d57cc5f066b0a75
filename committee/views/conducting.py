"""Buttons of the console that hold the session up, pace it, and give the floor."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee.room_forms import BreakForm
from committee.services import holding_up, pacing, practising, speaking
from committee.views.console import ConductView
from committee.views.finding import RoomButton
from parkour.accounts.models import User
from parkour.core.exceptions import InvalidInput
from parkour.core.keys import whole_number


def valid(form) -> dict:
    """What a form of one button says; raises InvalidInput with its first sentence."""
    if not form.is_valid():
        raise InvalidInput(next(iter(form.errors.values()))[0])
    return form.cleaned_data


class SuspendView(ConductView):
    form_class = BreakForm
    success_message = gettext_lazy("The session is suspended.")

    def call(self):
        return holding_up.suspend_session(self.session, by=self.request.user, **valid(BreakForm(self.request.POST)))


class ResumeView(ConductView):
    success_message = gettext_lazy("The session goes on.")

    def call(self):
        return holding_up.resume_session(self.session, by=self.request.user)


class GoOnView(ConductView):
    success_message = gettext_lazy("The point is talked over without a vote.")

    def call(self):
        return holding_up.go_on_without_votes(self.session, by=self.request.user)


class RemoteView(ConductView):
    def call(self):
        allowed = self.request.POST.get("allowed") == "yes"
        return holding_up.allow_remote(self.session, by=self.request.user, allowed=allowed)

    def get_success_message(self):
        if self.result.allows_remote:
            return _("Members may take part remotely.")
        return _("Members take part in the room only; whoever is there remotely stays.")


class ReplaceChairView(ConductView):
    def call(self):
        person = get_object_or_404(User, pk=whole_number(self.request.POST.get("person", "")))
        return holding_up.replace_chair(self.session, by=self.request.user, person=person)

    def get_success_message(self):
        return _("%(name)s chairs the session from now on.") % {"name": self.result.chair}

    def get_success_url(self):
        """Whoever gave the chair away no longer reads the console."""
        runs = self.request.user.has_perm("committee.run_session", self.result)
        return self.get_back_url() if runs else self.session.get_absolute_url()


class TakeBackView(ConductView):
    success_message = gettext_lazy("Taken back.")

    def call(self):
        return pacing.take_back_step(self.session, by=self.request.user)


class NextSpeakerView(ConductView):
    def call(self):
        return speaking.next_speaker(self.session, by=self.request.user)

    def get_success_message(self):
        return _("%(name)s has the floor.") % {"name": self.result.person} if self.result else _("Nobody waits.")


class OpenPracticeView(ConductView):
    success_message = gettext_lazy("The test vote is open.")

    def call(self):
        return practising.open_practice(self.session, by=self.request.user)


class ClosePracticeView(ConductView):
    success_message = gettext_lazy("The test vote is over. Nothing of it is kept.")

    def call(self):
        return practising.close_practice(self.session, by=self.request.user)


class ChangeTimeView(RoomButton):
    def call(self):
        minutes = self.request.POST.get("minutes", "")
        change = {str(step): step for step in pacing.STEPS}.get(minutes)
        return pacing.change_time(self.object, by=self.request.user, minutes=change)
