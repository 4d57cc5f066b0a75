"""What is posted to the chats of the house, for those who look after the mail."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from parkour.notifications.chat_channels import ChatChannel, chat_channels
from parkour.notifications.chats import last_messages, post_again, try_channel
from parkour.notifications.models import ChatMessage
from parkour.notifications.topics import Topic
from parkour.notifications.views.undelivered import ActionView, KeeperMixin


class ChatsView(KeeperMixin, TemplateView):
    """The channels that the operator has set up, what is posted in each, and what became of the last messages."""

    template_name = "notifications/chats.html"

    def get_context_data(self, **kwargs):
        channels = [(channel, _topics(channel)) for channel in chat_channels().values()]
        messages = [(row, gettext(row.last_error) if row.last_error else "") for row in last_messages()]
        return super().get_context_data(channels=channels, chat_messages=messages, **kwargs)


def _topics(channel: ChatChannel) -> list[str]:
    return [str(Topic(topic).label) for topic in channel.topics]


class _ChatAction(ActionView):
    def get_back_url(self):
        return reverse("notifications:chats")


class TryView(_ChatAction):
    success_message = _("A message is on its way to this channel.")

    def call(self):
        return try_channel(self.request.POST.get("channel", ""), by=self.request.user)


class AgainView(_ChatAction):
    success_message = _("The message is on its way again.")

    def find(self):
        super().find()
        return get_object_or_404(ChatMessage, pk=self.kwargs["pk"])

    def call(self):
        return post_again(self.object, by=self.request.user)
