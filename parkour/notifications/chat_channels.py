"""The chat channels that the operator names in PARKOUR_CHATS: no address is typed into a page.

In JSON: {"Everybody": {"service": "teams", "address": "https://…", "topics": ["told", "minutes"]}}; no topics are all.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register

from parkour.notifications.topics import OFFERED, ChatService

LONGEST = 80


@dataclass(frozen=True)
class ChatChannel:
    """One place of a chat. Its address is a secret: whoever has it may post."""

    name: str
    service: str
    host: str
    topics: tuple[str, ...]
    address: str = field(repr=False)

    @property
    def label(self) -> str:
        return str(ChatService(self.service).label)


def chat_channels() -> dict[str, ChatChannel]:
    """Those that are well written, by name; the others are told when the server starts, and post nothing."""
    found = (_read(name, facts) for name, facts in _named().items())
    return {one.name: one for one in found if isinstance(one, ChatChannel)}


@register()
def check_chats(app_configs, **_kwargs):
    """What is wrong in PARKOUR_CHATS; no address is repeated."""
    if not isinstance(settings.PARKOUR_CHATS, dict):
        return [Error("PARKOUR_CHATS is a JSON object: a name for each channel.", id="notifications.E001")]
    wrong = [_read(name, facts) for name, facts in settings.PARKOUR_CHATS.items()]
    return [Error(words, id="notifications.E002") for words in wrong if isinstance(words, str)]


def _named() -> dict:
    return settings.PARKOUR_CHATS if isinstance(settings.PARKOUR_CHATS, dict) else {}


def _read(name: str, facts) -> ChatChannel | str:
    """The channel, or what is wrong with it."""
    if not isinstance(facts, dict) or not name.strip() or len(name) > LONGEST:
        return f"PARKOUR_CHATS: a channel has a name of {LONGEST} signs at most, with its service and its address."
    service, topics = facts.get("service"), facts.get("topics", [topic.value for topic in OFFERED])
    if service not in ChatService.values:
        return f"PARKOUR_CHATS, {name}: the service is one of {', '.join(ChatService.values)}."
    if not isinstance(topics, list) or not topics or not set(topics) <= {topic.value for topic in OFFERED}:
        return f"PARKOUR_CHATS, {name}: the topics are a list of {', '.join(topic.value for topic in OFFERED)}."
    host = _host(facts.get("address"))
    if not host:
        return f"PARKOUR_CHATS, {name}: the address begins with https:// and names a server."
    return ChatChannel(name.strip(), service, host, tuple(topics), facts["address"])


def _host(address) -> str:
    if not isinstance(address, str):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme == "https" else ""
