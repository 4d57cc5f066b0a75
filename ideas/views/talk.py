"""What colleagues add to a contribution of the board."""

from ideas.services import support
from ideas.views.finding import find_idea
from parkour.core.views import ServicePostView


class OnTheIdeaView(ServicePostView):
    """A button on a contribution that the person may read."""

    def find(self):
        return find_idea(self.request, self.kwargs["reference"])


class SupportView(OnTheIdeaView):
    """« I want it too », once each."""

    def call(self):
        return support.support(self.object, by=self.request.user)


class WithdrawSupportView(OnTheIdeaView):
    def call(self):
        return support.withdraw_support(self.object, by=self.request.user)
