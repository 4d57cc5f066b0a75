"""docs/authorisation.yaml and its moments as the tests read them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tests.authorisation.answers import NO_SUCH_THING, NOT_CONCERNED, REFUSED, SIGN_IN, TOO_LATE, YES

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILE = DOCS / "authorisation.yaml"
FILES = (FILE, *(DOCS / f"authorisation-{part}.yaml" for part in ("committee", "moments", "scopes")))
PAGE, API = "page", "api"
KEYS_OF_ANSWERS = {
    "refused": REFUSED,
    "too_late": TOO_LATE,
    "not_concerned": NOT_CONCERNED,
    "may": YES,
}  # the last one wins
KEYS = {"may do", "web", "api", "thing", "step", "nobody", "finds", "quiet", *KEYS_OF_ANSWERS}


@dataclass(frozen=True)
class Ask:
    """One method of one route."""

    route: str
    method: str

    @property
    def door(self):
        return API if self.route.startswith("api:") else PAGE

    def __str__(self):
        return f"{self.route} {self.method}"


@dataclass(frozen=True)
class Row:
    """One line: what is asked, on what, and the answer of every column by each door."""

    area: str
    words: str
    asks: tuple[Ask, ...]
    thing: str
    step: str
    finds: bool
    quiet: bool
    expected: dict  # {door: {column: answer}}

    def __str__(self):
        return f"{self.words} ({self.thing})" if self.thing else self.words


class Matrix:
    """The file. Raises ValueError, with the line, for a word that it does not know."""

    def __init__(self, written: dict):
        self.people, self.groups, self.moments = written["people"], written["groups"], written["moments"]
        self.scopes, self.others = written["scopes"], written["others"]
        self.rows = [self._row(area, line) for area, lines in written["areas"].items() for line in lines]

    def columns(self, who) -> set[str]:
        """The columns of a name, of a group, or of a list of them. `all`: strangers too."""
        if not who:
            return set()
        if isinstance(who, list):
            return set().union(*(self.columns(name) for name in who))
        if who == "all":
            return set(self.people)
        if who in self.groups:
            return self.columns(self.groups[who])
        if who in self.people:
            return {who}
        raise ValueError(f"nobody is called {who!r}")

    def _row(self, area, line) -> Row:
        if unknown := set(line) - KEYS:
            raise ValueError(f"{line}: {unknown}")
        return Row(
            area,
            line["may do"],
            tuple(asks_of(line.get("web", "")) + asks_of(line.get("api", ""))),
            line.get("thing", ""),
            line.get("step", ""),
            line.get("finds", False),
            line.get("quiet", False),
            {door: self._answers(line, door) for door in (PAGE, API)},
        )

    def _answers(self, line, door) -> dict[str, str]:
        if line.get("nobody"):
            return dict.fromkeys(self.people, NO_SUCH_THING)
        answers = dict.fromkeys(self.people, NO_SUCH_THING) | {"stranger": SIGN_IN}
        for key, answer in KEYS_OF_ANSWERS.items():
            who = line.get(key)
            who = who.get(door) if isinstance(who, dict) else who
            answers |= dict.fromkeys(self.columns(who), answer)
        if line.get("may") != "all":
            answers["stranger"] = SIGN_IN
        return answers

    def rows_about(self) -> dict[str, list[Row]]:
        """{thing: its rows}: each thing is brought to its moment once."""
        several = {}
        for row in self.rows:
            several.setdefault(row.thing, []).append(row)
        return several

    def is_of_others(self, route: str) -> bool:
        """Whether a route belongs to what others made: told by its prefix."""
        return route.startswith(tuple(rule["prefix"] for rule in self.others.values()))

    def scope_of(self, ask: Ask) -> str:
        """The scope that a token must hold for it, "" for any token. KeyError when the file tells none."""
        return {one: scope for scope, several in self.scopes.items() for one in several}[str(ask)].replace("any", "")


def asks_of(text: str) -> list[Ask]:
    """ "a:b GET POST, a:c GET" → three."""
    return [
        Ask(route, method)
        for one in filter(None, map(str.strip, text.split(",")))
        for route, *methods in [one.split()]
        for method in methods
    ]


@cache
def the_matrix() -> Matrix:
    written = {}
    for file in FILES:
        for part, lines in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            written[part] = written.get(part, {}) | lines
    return Matrix(written)
