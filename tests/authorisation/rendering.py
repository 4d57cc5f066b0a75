"""docs/authorisation.md: the matrix as tables that people read."""

from collections.abc import Iterable

from tests.authorisation.answers import NOT_CONCERNED, REFUSED, TOO_LATE, YES
from tests.authorisation.matrix import API, FILE, PAGE, Matrix, Row

PAGE_FILE = FILE.with_suffix(".md")
INTRODUCTION = """# Who may do what

Written from [`authorisation.yaml`](authorisation.yaml) by `python -m tests.authorisation`; change that file, not this
one. The suite asks every address in the name of every role below, by its page and by the API, and compares the answers.

1. **Closed by default.** Who is not signed in is sent to the sign-in page (by the API: 401), but for the lines that say
   “everybody, also without signing in”.
2. **What is not yours does not exist.** Who is not named in a line gets the page of what does not exist (404), whether
   it exists or not.
3. **Told no** means: a sentence says that it is not theirs to do, and nothing is written. They may know that the thing
   exists.
4. **Too late** means: it would be theirs at another moment; a sentence says so, and nothing is written.
   **Not concerned** means: they may come here, and it does not concern them.
5. The API lets nobody do more than the pages. Where it says no in other words, the lines tell which: a page may say
   that something does not exist where the API says that it is not theirs. A personal token never does more than its
   owner, and only what was ticked; revoked, past its date or with its owner gone, it opens nothing.

No role reads who voted what in a vote that is not named, nor any count before a vote is revealed: there is no such
page. Names that are hidden stay hidden from all but the officer and the author.
"""


def render(matrix: Matrix) -> str:
    """The whole page."""
    parts = [INTRODUCTION, "## The roles\n", *(f"- **{name}**: {words}" for name, words in matrix.people.items())]
    areas = {}
    for row in matrix.rows:
        areas.setdefault(row.area, []).append(row)
    for area, rows in areas.items():
        parts += [f"\n## {area}\n", "| to | of | who may | others |", "|---|---|---|---|"]
        parts += [_line(matrix, row) for row in rows]
    parts += ["\n## What a token must hold\n", "| scope | operations of the API |", "|---|---|"]
    parts += [
        f"| `{scope}` | {', '.join(f'`{one[4:]}`' for one in several)} |" for scope, several in matrix.scopes.items()
    ]
    parts += ["\n## Pages of others that are served here\n", *map(_of_others, matrix.others.items())]
    return "\n".join(parts) + "\n"


def _line(matrix, row: Row) -> str:
    thing = matrix.moments.get(row.thing, "")
    doors = list(dict.fromkeys(ask.door for ask in row.asks))
    who = _by_door(matrix, row, doors, [YES]) or "nobody"
    others = [
        f"{words}: {named}"
        for answer, words in ((REFUSED, "told no"), (TOO_LATE, "too late"), (NOT_CONCERNED, "not concerned"))
        if (named := _by_door(matrix, row, doors, [answer]))
    ]
    return f"| {row.words} | {thing} | {who} | {'; '.join(others)} |"


def _by_door(matrix, row, doors, answers) -> str:
    """Who gets these answers; said for each door where they differ."""
    named = {door: _names(matrix, {c for c, said in row.expected[door].items() if said in answers}) for door in doors}
    if len(set(named.values())) == 1:
        return named[doors[0]]
    words = {PAGE: "on the page", API: "by the API"}
    return ", ".join(f"{who} ({words[door]})" for door, who in named.items() if who)


def _names(matrix, columns: Iterable[str]) -> str:
    everybody = set(matrix.people) - {"stranger"}
    columns = set(columns)
    if columns == set(matrix.people):
        return "everybody, also without signing in"
    if columns == everybody:
        return "everybody"
    if len(columns) > len(everybody) / 2:
        return f"everybody else but {', '.join(name for name in matrix.people if name in everybody - columns)}"
    return ", ".join(name for name in matrix.people if name in columns)


def _of_others(rule) -> str:
    name, facts = rule
    if "models" in facts:
        return f"- **{name}** (`{facts['prefix']}…`): {facts['may']} only. It holds {', '.join(facts['models'])}."
    opened = ", ".join(f"`{route}`" for route in facts["open"])
    closed = ", ".join(f"`{route}`" for route in facts["signed_in"])
    return f"- **{name}** (`{facts['prefix']}…`): open to everybody: {opened}; once signed in: {closed}."
