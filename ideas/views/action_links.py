"""Links between actions: written on the page of an action, removed by a button."""

from django.utils.translation import gettext_lazy

from ideas.finding import action_link_for
from ideas.services.action_links import unlink_actions
from parkour.core.views import ServicePostView


class UnlinkView(ServicePostView):
    """Remove a link that does not hold any more."""

    success_message = gettext_lazy("Link removed.")

    def find(self):
        return action_link_for(self.request.user, self.kwargs["pk"])

    def call(self):
        unlink_actions(self.object, by=self.request.user)
