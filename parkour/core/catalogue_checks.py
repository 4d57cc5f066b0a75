"""Faults of one translation: placeholders, tags, French typography. Plain text in, sentences out."""

import html
import re
from collections import Counter

from babel.messages.catalog import Message

from parkour.core.catalogue import describe, message_key, translations

NO_BREAK_SPACES = "\u00a0\u202f"
NAMED = re.compile(r"%\((\w+)\)[#0\- +]?\d*(?:\.\d+)?[a-z]")
BRACED = re.compile(r"\{(\w*)[^{}\n]*\}")
POSITIONAL = re.compile(r"(?<!%)(?:%%)*%[#0\-+]?\d*(?:\.\d+)?[sdif](?!\w)")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
TAG_NAME = re.compile(r"</?[a-zA-Z][\w-]*")
ADDRESS = re.compile(r"\b(?:https?://|mailto:)\S*")
CODE = re.compile(r"`[^`]*`")
# The house says vous, to everybody.
FAMILIAR = re.compile(r"\b(tu|te|toi|ton|ta|tes|t[’']\w+)\b", re.IGNORECASE)

SPACED = re.compile(r"[:;?!»]")
FRENCH_RULES = (
    (rf"«(?![{NO_BREAK_SPACES}])", "non-breaking space expected after «"),
    (r"\w'|'\w", "apostrophe must be ’"),
    (r'"', "quotation marks must be « »"),
    (r"\.\.\.", "three dots must be …"),
    (r"[\d\ue000] ?%", "non-breaking space expected before %"),
)


def message_faults(message: Message) -> list[str]:
    """What is wrong with a translated message, one sentence per fault; nothing for an empty one."""
    source = message.id[1] if message.pluralizable else message.id
    faults = []
    for form in translations(message):
        if form.strip():
            faults += _structure_faults(source, form) + typography_faults(form)
    return [f"{describe(message_key(message))}: {fault}" for fault in dict.fromkeys(faults)]


def _structure_faults(source: str, form: str) -> list[str]:
    """French says « 0 idée » and « 1 idée » in one form: each form carries what the plural carries."""
    faults = []
    if placeholders(source) != placeholders(form):
        faults.append(f"placeholders {_listed(placeholders(source))} became {_listed(placeholders(form))}")
    if Counter(TAG_NAME.findall(source)) != Counter(TAG_NAME.findall(form)):
        faults.append("the HTML tags differ")
    # A colon alone is written with its non-breaking space in French.
    if [source[:1] in " \n", source[-1:].isspace()] != [form[:1] in " \n", form[-1:].isspace()]:
        faults.append("leading or trailing space differs")
    return faults


def placeholders(text: str) -> set[str]:
    """``%(name)s``, ``{name}`` and the number of bare ``%s``, as comparable words."""
    found = {f"%({name})" for name in NAMED.findall(text)} | {f"{{{name}}}" for name in BRACED.findall(text)}
    bare = len(POSITIONAL.findall(text))
    return found | ({f"{bare} of %s"} if bare else set())


def typography_faults(text: str) -> list[str]:
    """French typography of a translation: HTML tags, addresses and `code` are left out."""
    doubled = ["one space is enough"] if re.search(rf"[{NO_BREAK_SPACES} ]{{2}}", text) else []
    for pattern in (TAG, ADDRESS, CODE):
        text = pattern.sub("", text)
    # A placeholder stands for a word: what follows it obeys the same rules.
    text = NAMED.sub("\ue000", BRACED.sub("\ue000", html.unescape(text))).replace("%%", "%")
    faults = doubled + [sentence for pattern, sentence in FRENCH_RULES if re.search(pattern, text)]
    if any(_lacks_space_before(text, mark.start()) for mark in SPACED.finditer(text)):
        faults.append("non-breaking space expected before : ; ? ! »")
    return faults


def _lacks_space_before(text: str, position: int) -> bool:
    mark, before, after = text[position], text[position - 1 : position], text[position + 1 : position + 2]
    if not before or before in NO_BREAK_SPACES + "\n":
        return False
    if mark == ":" and before.isdigit() and after.isdigit():
        return False
    # « (?) », « ?! »: a mark that follows a bracket or another mark is already spaced.
    return mark == "»" or before not in "([/:;?!"


def _listed(words: set[str]) -> str:
    return ", ".join(sorted(words)) or "none"
