"""French contributions of our own making: sentences put together from lists, the same for the same seed."""

import json
import random
from pathlib import Path

# One word in fifty contributions of the first thousand, and nowhere else: what a search looks for at every size.
RARE = "défibrillateur"
RARE_COUNT = 50
_LISTS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
PLACES, PEOPLE, TROUBLES, FREQUENCIES = (_LISTS[name] for name in ("places", "people", "troubles", "frequencies"))
EFFECTS, CHANGES, REASONS, STREETS = (_LISTS[name] for name in ("effects", "changes", "reasons", "streets"))
TOWNS, FIRST_NAMES, LAST_NAMES = (_LISTS[name] for name in ("towns", "first_names", "last_names"))


def problem(chance: random.Random, *, rare: bool = False) -> str:
    """About fifty words on what happens."""
    pick = chance.choice
    parts = [
        f"{pick(PLACES).capitalize()}, {pick(PEOPLE)} {pick(TROUBLES)} {pick(FREQUENCIES)}.",
        f"Rue des {pick(STREETS)}, à {pick(TOWNS)}, {pick(PEOPLE)} {pick(TROUBLES)} : {pick(EFFECTS)}.",
        f"{pick(FREQUENCIES).capitalize()}, {pick(EFFECTS)}, et {pick(PEOPLE)} {pick(TROUBLES)}.",
        f"Exemple : secteur {chance.randrange(1, 400)}, poste {chance.randrange(1, 900)}, {pick(PLACES)}.",
    ]
    if rare:
        parts.insert(1, f"Le {RARE} n'est pas signalé.")
    return " ".join(parts)


def change(chance: random.Random) -> str:
    """About thirty words on what would change."""
    pick = chance.choice
    return (
        f"On pourrait {pick(CHANGES)}, puis {pick(CHANGES)}, {pick(PLACES)}. "
        f"{pick(REASONS).capitalize()}, et {pick(REASONS)}. Le mieux serait de {pick(CHANGES)}."
    )


def answer(chance: random.Random) -> str:
    """What was done, or why not, in two sentences."""
    pick = chance.choice
    return f"Nous avons décidé de {pick(CHANGES)} {pick(PLACES)}. {pick(REASONS).capitalize()} ; {pick(EFFECTS)}."
