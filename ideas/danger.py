"""Words that speak of somebody's safety or dignity. A hint for the officer, who alone says what it is. Pure."""

import re

from ideas.enums import Danger

_WORDS = {
    Danger.SAFETY: (
        "danger dangereux dangereuse accident blessé blessée blessure brûlure électrocution incendie amiante "
        "évanouie évanoui malaise agression agressée agressé menacée menacé frappée frappé violence "
        "dangerous injured injury burned electrocution fire asbestos fainted assault assaulted threatened violent"
    ),
    Danger.DIGNITY: (
        "harcèlement harcelée harcelé humiliée humilié humiliation insultée insulté insultes discrimination raciste "
        "sexiste homophobe suicide suicider maltraitance maltraitée maltraité "
        "harassment harassed humiliated insulted racist sexist homophobic abuse abused suicidal"
    ),
}
_FOUND = {kind: re.compile(rf"\b(?:{'|'.join(words.split())})\b", re.IGNORECASE) for kind, words in _WORDS.items()}
MOST_SAID = 5


def hinted(*texts: str) -> tuple[Danger, list[str]] | None:
    """The kind of danger these texts may speak of, with the words that say so (in lower case); None for none."""
    whole = "\n".join(texts)
    for kind in (Danger.DIGNITY, Danger.SAFETY):
        words = dict.fromkeys(word.lower() for word in _FOUND[kind].findall(whole))
        if words:
            return kind, list(words)[:MOST_SAID]
    return None


def reason_of_words(*texts: str) -> str:
    """The reason of the flag that these texts raise by themselves; "" where they raise none."""
    found = hinted(*texts)
    return ", ".join(found[1]) if found else ""
