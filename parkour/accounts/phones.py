"""Phone numbers in one shape: + and digits, as machines dial them. Pure."""

import re

FRENCH, FRENCH_LENGTH = "33", 9  # digits after the 0, or after +33
SIGNS = re.compile(r"[\s.\-/()\u00a0\u202f\u2011]")
INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}\Z", re.ASCII)
NATIONAL = re.compile(rf"0[1-9][0-9]{{{FRENCH_LENGTH - 1}}}\Z", re.ASCII)


def normalised(text: str) -> str | None:
    """`text` as +33612345678; None when it is no number. Without + or 00 it is read as a French one."""
    plain = SIGNS.sub("", text.replace("(0)", "").strip())
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    if NATIONAL.match(plain):
        plain = f"+{FRENCH}{plain[1:]}"
    if not INTERNATIONAL.match(plain):
        return None
    if plain.startswith(f"+{FRENCH}"):
        rest = plain[len(FRENCH) + 1 :].removeprefix("0")  # +33 06… is what many people write
        return f"+{FRENCH}{rest}" if len(rest) == FRENCH_LENGTH else None
    return plain


def spoken(number: str) -> str:
    """The number as people of its country read it: 06 12 34 56 78."""
    rest = number.removeprefix(f"+{FRENCH}")
    if rest == number or len(rest) != FRENCH_LENGTH:
        return number
    digits = f"0{rest}"
    return "\u00a0".join(digits[at : at + 2] for at in range(0, len(digits), 2))
