"""What is posted to a chat: words in the form of each service, and what its answer means. Pure."""

from django.utils.translation import gettext_noop

from parkour.notifications.topics import ChatService

TITLE, BODY = 200, 1500  # signs
LATER = frozenset({408, 425, 429})
# Translated where it is read.
HALF_WAY = gettext_noop("The posting stopped half-way: look whether it is there before you post it again.")
ZERO_WIDTH = "\u200b"


def payload(service: str, *, title: str, body: str, link: str, action: str) -> dict:
    """The body of the request, as `service` reads it. No word in it calls anybody: « @channel » stays a word."""
    title, body = _cut(title, TITLE), _cut(body, BODY)
    if service == ChatService.SLACK:
        return {"text": f"*{_slack(title)}*\n{_slack(body)}\n<{link}|{_slack(action)}>"}
    if service == ChatService.MATTERMOST:
        return {"text": f"**{_markdown(title)}**\n{_markdown(body)}\n[{_markdown(action)}]({link})"}
    rows = [{"type": "TextBlock", "text": _markdown(row), "wrap": True} for row in body.splitlines() if row]
    return {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "body": [
                        {"type": "TextBlock", "text": _markdown(title), "weight": "Bolder", "wrap": True},
                        *rows,
                    ],
                    "actions": [{"type": "Action.OpenUrl", "title": action, "url": link}],
                },
            }
        ],
    }


def is_taken(status: int) -> bool:
    """True when the chat has the message."""
    return 200 <= status < 300


def is_final(status: int) -> bool:
    """True when the same message will be refused again: the address is wrong, or was withdrawn."""
    return 300 <= status < 500 and status not in LATER


def _cut(text, most):
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _slack(text):
    """Its three signs; nothing is a mention or a link then."""
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, name)
    return text


def _markdown(text):
    """Signs of markdown as they are typed, and no mention."""
    for sign in ("\\", "*", "_", "`", "[", "]", "#", "~", "|", ">"):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("@", f"@{ZERO_WIDTH}")
