"""What PostgreSQL cannot keep, what XML cannot hold, and what stands for a digit without being one."""

import re

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def is_storable(text: str) -> bool:
    """False for a text with a NUL or a lone surrogate: no database row can hold it."""
    return UNSTORABLE.search(text) is None


def readable_in_xml(text: str) -> str:
    """`text` without the characters that no XML document may hold: one of them would make the whole unreadable."""
    return NO_XML.sub("", text)


def has_foreign_digit(text: str) -> bool:
    """True when a digit of another script stands in it: Python reads “١” as 1, an address has one spelling."""
    return any(char.isdecimal() and not char.isascii() for char in text)
