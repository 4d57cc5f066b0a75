"""What a text seems to hold that it should not: the name of a client, a word about somebody's health. Pure.

Only a hint, never a refusal: it is wrong at times, in both ways. The same two patterns are given to the page, which
looks by itself: no word leaves the phone for it. They read a text without accents, so that both sides agree.
"""

import re
import unicodedata

_TITLE = (
    r"(?:[Mm]adame|[Mm]onsieur|[Mm]ademoiselle|MADAME|MONSIEUR|[Mm]me|MME|[Mm]lle|MLLE|[Mm]r|Mrs|MR|M\.|Dr|Docteur)"
)
_ANY_TITLE = r"(?:madame|monsieur|mademoiselle|mme|mlle|mr|m\.)"
_TERMS = (
    "alzheimer",
    "parkinson",
    "demence",
    "cancer",
    "tumeur",
    "chimio",
    "diabet",
    "insuline",
    "epilep",
    "escarre",
    "incontinen",
    "dialyse",
    "hepatite",
    "seropositi",
    "schizophren",
    "bipolaire",
    "depressi",
    "suicid",
    "alcooli",
    "cardiaque",
    "infarctus",
    "hemipleg",
    "parapleg",
    "sclerose",
    "ordonnance",
    "diagnosti",
    "fausse couche",
    "soins palliatifs",
    "fin de vie",
)
# In a form that Python and JavaScript read alike: no look-behind, no named class of letters.
PATTERNS = {
    "name": rf"(?:^|[^A-Za-z0-9])(?:{_TITLE}\s+[A-Z][A-Za-z'’-]+|[Cc]hez\s+{_ANY_TITLE}\s+(?!(?:la|le|les)\s)[A-Za-z])",
    "health": rf"(?:^|[^A-Za-z0-9])(?:{'|'.join(_TERMS)}|(?:avc|AVC|vih|VIH|sida|SIDA)(?:[^A-Za-z]|$))",
}
# The terms are written in small letters, and found in capitals too; names are not.
FOLDED = frozenset({"health"})
_READ = {kind: re.compile(pattern, re.IGNORECASE if kind in FOLDED else 0) for kind, pattern in PATTERNS.items()}


def plain(text: str) -> str:
    """The text without its accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def hints_in(*texts: str) -> frozenset[str]:
    """Which of "name" and "health" the texts seem to hold."""
    unaccented = [plain(text or "") for text in texts]
    return frozenset(kind for kind, pattern in _READ.items() if any(map(pattern.search, unaccented)))


def for_the_page() -> list[list[str]]:
    """[kind, pattern, flags] as JavaScript takes them."""
    return [[kind, pattern, "i" if kind in FOLDED else ""] for kind, pattern in PATTERNS.items()]
