"""The words of an answer: the variables of a template, and what an answer should say. Pure."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What a template may hold between braces; nothing else is looked up in anything.
VARIABLES = ("first_name", "reference", "title", "days", "why", "officer")
# Stands where only the officer knows what to say; an answer does not leave while it is there.
GAP = "[…]"
_BRACES = re.compile(r"\{\s*(\w*)\s*\}")
_PLACE = re.compile(r"((?:,?[ \u00a0])?)" + _BRACES.pattern + r"((?:,[ \u00a0])?)")
LONGEST_QUOTE = 200
_SENTENCE = re.compile(r".+?[.!?…](?=\s|$)")


def unknown_variables(body: str) -> list[str]:
    """What stands between braces in `body` and is no variable, each once."""
    return list(dict.fromkeys(name for name in _BRACES.findall(body) if name not in VARIABLES))


def fill(body: str, facts: dict[str, str]) -> str:
    """`body` with its variables replaced, once: braces that come with a fact stay as they are. An empty fact (nobody to
    name) goes with the comma or the space that led to it.
    """

    def put(found):
        before, name, after = found.groups()
        fact = facts.get(name)
        if fact is None:
            return found[0]
        return f"{before}{fact}{after}" if fact else after * bool(before)

    return _PLACE.sub(put, body)


def with_reason(message: str, words: str) -> str:
    """`message` with the words of a reason where it waits for them, else before its last paragraph (who signs); nothing
    that was there goes.
    """
    if GAP in message:
        return message.replace(GAP, words, 1)
    *body, last = message.rstrip().split("\n\n")
    return "\n\n".join(part for part in (*body, words, last) if part.strip())


def whole_quote(text: str) -> str:
    """The first line of `text`, or its first sentence, if it can be quoted whole; "" otherwise: nothing is cut. A line
    that leads to the next one is not whole.
    """
    line = text.strip().split("\n", 1)[0].strip()
    if len(line) <= LONGEST_QUOTE and not line.endswith((":", ",", ";")):
        return line
    sentence = _SENTENCE.match(line)
    return sentence[0] if sentence and len(sentence[0]) <= LONGEST_QUOTE else ""


def in_quotes(text: str) -> str:
    """`text` as it stands between quotation marks, before the full stop of the sentence around it."""
    return text if text.endswith("..") else text.removesuffix(".")


@dataclass(frozen=True)
class Part:
    """Something that an answer should say, and words that show that it does."""

    name: str
    label: Promise | str
    words: str

    def is_in(self, text: str) -> bool:
        return re.search(self.words, text, re.IGNORECASE) is not None


PARTS = (
    Part("thanks", _("A thank-you"), r"merci|thank"),
    Part("understood", _("What you have understood"), r"compr(?:is|ends)|understand|understood|votre contribution|«|“"),
    Part("next", _("What happens next"), r"suite|prochaine|ensuite|réponse|question|next|answer|can be done|remain"),
    Part(
        "when",
        pgettext_lazy("part of an answer", "When"),
        r"quand|\bjours?\b|date|semaine|avant|dès|when|\bdays?\b|week|later|today|once",
    ),
    Part(
        "why",
        pgettext_lazy("part of an answer", "Why"),
        r"pourquoi|parce que|\bcar\b|raison|puisque|why|because|reason|since",
    ),
)


def said_parts(text: str) -> list[tuple[Part, bool]]:
    """Each part, and whether `text` seems to say it: advice for whoever writes, never a refusal. A line that still
    waits for its words says nothing yet.
    """
    written = "\n".join(line for line in text.split("\n") if GAP not in line)
    return [(part, part.is_in(written)) for part in PARTS]
