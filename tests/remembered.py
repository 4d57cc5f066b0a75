"""Worlds that many tests begin with: walked through the services once, and written back as rows for the tests after.

A session with its members, its agenda and its letters is some five hundred statements; as rows it is thirty. What comes
back is what the services made a moment ago, number for number, and an own copy of the objects in Python. A test that
has written something already, looks at another clock or has changed a function gets a world of its own, walked anew.
"""

import copy
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial, wraps
from operator import itemgetter

from django.conf import UserSettingsHolder, settings
from django.db import connection
from django.utils import translation

from parkour.core import clock

# Seconds after which it is walked anew: what is dated « now » must be of now. Sweeps, which take minutes, allow more.
LIFE = 60
TOUCHED = "SELECT relname FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
OF_THE_TEMPLATES = "InvalidVarException"  # what pytest-django changes where a test ignores errors of templates
PLAIN = (str, int, bool, type(None))


@dataclass
class Memory:
    """One world: `thing` is what its builder returned, `rows` what it left in each table that it touched."""

    born: float
    offset: float
    thing: object = None
    rows: dict[str, bytes] = field(default_factory=dict)

    def holds(self, life) -> bool:
        """Whether it is of now: made on this clock, not long ago."""
        return time.monotonic() - self.born < life and abs(_offset() - self.offset) < 1


@dataclass
class State:
    """The running test, if there is one, and what this process remembers."""

    test: object = None
    building: bool = False
    memories: dict[tuple, Memory] = field(default_factory=dict)


state = State()


@contextmanager
def during(test):
    """`test` is the request of a fixture: for the time of one test worlds may be remembered."""
    state.test = test.node
    try:
        yield
    finally:
        state.test = None


def _has_changed_functions() -> bool:
    """Whether the test has planted something: what is walked now is a world of its own."""
    [*_others, patching] = state.test._fixtureinfo.name2fixturedefs.get("monkeypatch", [None])
    made = patching and patching.cached_result
    if not made or made[0] is None:
        return False
    changed = [target for target, *_what in made[0]._setattr if type(target).__name__ != OF_THE_TEMPLATES]
    return bool(changed or made[0]._setitem)


def plain(*values) -> bool:
    """Whether these may stand in a key: equal ones make equal worlds."""
    return all(isinstance(value, PLAIN) or value == () for value in values)


def usual(bring):
    """Decorator of what brings a world about: asked with plain values alone, it is remembered."""

    @wraps(bring)
    def brought(*args, **facts):
        if not plain(*args, *facts.values()):
            return bring(*args, **facts)
        said = sorted(facts.items(), key=itemgetter(0))
        return remembered((bring.__module__, bring.__name__, *args, *said), partial(bring, *args, **facts))

    return brought


def remembered(key: tuple, build: Callable, *, life: float = LIFE, shared: bool = False):
    """What `build()` returns: the world of this key as it was walked a moment ago, or one that is walked now.

    It is kept when it is asked for a second time. One that is `shared` is kept at once, and its objects are the same
    for every test: nobody may change them.
    """
    if not _is_first():
        return build()
    key = (*key, translation.get_language(), *_changed_settings())
    known = state.memories.get(key)
    asked_before = known is not None and known.holds(life)
    if asked_before and known.rows:
        _write_back(known.rows)
        return known.thing if shared else copy.deepcopy(known.thing)
    memory, thing = Memory(time.monotonic(), _offset()), _built(build)
    if shared or asked_before:
        memory.thing, memory.rows = thing if shared else copy.deepcopy(thing), _rows()
    state.memories[key] = memory
    return thing


def _built(build):
    state.building = True
    try:
        return build()
    finally:
        state.building = False


def _is_first() -> bool:
    """Whether nothing has been written for this test, in a transaction that will be taken back, on the true clock."""
    if state.test is None or state.building or not connection.in_atomic_block or abs(_ahead()) > 1:
        return False
    if _has_changed_functions():
        return False
    if connection.connection.info.parameter_status("is_superuser") != "on":
        return False  # nobody else may leave triggers aside
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        return cursor.fetchone()[0]


def _ahead() -> float:
    return clock.now().timestamp() - time.time()


def _offset() -> float:
    """Changes when a test travels."""
    return time.time() - time.monotonic()


def _changed_settings() -> list[tuple[str, str]]:
    holder, changed = settings._wrapped, []
    while isinstance(holder, UserSettingsHolder):
        changed += [(name, repr(value)) for name, value in vars(holder).items() if name.isupper()]
        holder = holder.default_settings
    return changed


def _rows() -> dict[str, bytes]:
    """{table: all its rows} of the tables that this transaction has touched."""
    rows = {}
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED)
        for (table,) in cursor.fetchall():
            with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as out:
                rows[table] = b"".join(out)
    return rows


def _write_back(rows) -> None:
    """Rows as they were, whatever refers to them: triggers and foreign keys saw them when they were made."""
    empty = "; ".join(f'DELETE FROM "{table}"' for table in rows)  # noqa: S608 — names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL session_replication_role = replica; {empty}")
        for table, data in rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as into:
                into.write(data)
        cursor.execute("SET LOCAL session_replication_role = origin")
