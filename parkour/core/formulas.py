"""Keeping the cells of an export from being run as formulas, and back again. Pure."""

import re

# Apostrophes first: a text that already looks guarded gets one more, so that `unguard` gives every text back.
RUNS_AS_A_FORMULA = re.compile(r"'*\s*[\t\r\n=+\-@＝＋－＠]")


def guard(text: str) -> str:
    """`text` with an apostrophe before it when a spreadsheet could run it: = + - @, their wide twins, tab, line end."""
    if text[:1].isalnum():  # most do: no pattern is needed to see that they are harmless
        return text
    return f"'{text}" if RUNS_AS_A_FORMULA.match(text) else text


def unguard(text: str) -> str:
    """What `guard` was given. A text with no such apostrophe is left as it is."""
    return text[1:] if text.startswith("'") and RUNS_AS_A_FORMULA.match(text[1:]) else text


def looks_guarded(text: str) -> bool:
    """Whether `unguard` would take something away from `text`."""
    return unguard(text) != text
