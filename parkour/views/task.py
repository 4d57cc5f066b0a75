"""One line of what waits for a person."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One thing to do: the sentence, where, and how it looks. `action` is the verb of the link."""

    icon: str
    title: str
    detail: str
    url: str
    action: str
    tone: str = ""
