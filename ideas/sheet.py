"""The one-page sheet of an action: what it asks of small and of larger work, and its whys. Pure."""

# Up to this effort, a target is enough: who, until when and what was done are known already.
SMALL_EFFORT = 2
MOST_WHYS = 5
WHOLE = (
    *("situation", "target", "target_on", "causes", "countermeasure"),
    *("side_effects", "next_step", "next_words"),
)
SMALL = ("target", "target_on", "side_effects", "next_step", "next_words")


def is_small(effort: int | None) -> bool:
    """Whether work of this effort, from 1 to 5, needs the short sheet. Nobody has said: the whole one."""
    return effort is not None and effort <= SMALL_EFFORT


def fields_asked(effort: int | None, written: set[str]) -> tuple[str, ...]:
    """What the form asks of work of this effort: never less than what is written already."""
    return tuple(name for name in WHOLE if name in written or not is_small(effort) or name in SMALL)


def whys(text: str) -> list[str]:
    """The chain of whys, one a line, empty lines left out: each answers why of the one before."""
    return [line.strip() for line in text.splitlines() if line.strip()]
