"""What PostgreSQL cannot keep, and what stands for a digit without being one."""

import re

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """False for a text with a NUL or a lone surrogate: no database row can hold it."""
    return UNSTORABLE.search(text) is None


def has_foreign_digit(text: str) -> bool:
    """True when a digit of another script stands in it: Python reads “١” as 1, an address has one spelling."""
    return any(char.isdecimal() and not char.isascii() for char in text)
