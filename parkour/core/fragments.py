"""Pieces of pages that many readers share, kept in memory once rendered.

The key is everything that the piece says: the language and all its facts. There is nothing to invalidate, and two
people get the same piece only when they would read the same words.
"""

from collections import OrderedDict
from functools import lru_cache
from threading import Lock

from django.template.loader import get_template
from django.utils.translation import get_language

KEPT = 2_000  # some megabytes per process at most


class Memory:
    """The last `size` things that were made, by key; for threads that share it."""

    def __init__(self, size: int = KEPT):
        self.size = size
        self._things: OrderedDict = OrderedDict()
        self._lock = Lock()

    def recall(self, key, make):
        """What was made under `key`, or what `make()` makes now."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        thing = make()
        with self._lock:
            self._things[key] = thing
            if len(self._things) > self.size:
                self._things.popitem(last=False)
        return thing


PLAIN = frozenset({str, int, bool, type(None)})


def fragment(template_name: str, **facts):
    """The template rendered with `facts` and nothing else: plain texts, numbers, truths, and tuples of them.

    Ready markup is refused (TypeError): equal to a plain text, it would be kept under the same key.
    """
    return _rendered(template_name, get_language(), tuple((name, _known(fact), fact) for name, fact in facts.items()))


def _known(fact):
    """The types inside a fact: 1 and True are equal, and read differently."""
    kind = type(fact)
    if kind is tuple:
        return tuple(map(_known, fact))
    if kind not in PLAIN:
        raise TypeError(f"{fact!r} is a {kind.__name__}: a kept fragment takes plain values only")
    return kind


@lru_cache(maxsize=KEPT)
def _rendered(template_name, _language, facts):
    return get_template(template_name).render({name: fact for name, _types, fact in facts})
