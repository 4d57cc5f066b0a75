"""Pieces of pages that many readers share, kept in memory once rendered.

The key is everything that the piece says: the language and all its facts. There is nothing to invalidate, and two
people get the same piece only when they would read the same words.
"""

from functools import lru_cache

from django.template.loader import get_template
from django.utils.translation import get_language

KEPT = 2_000  # some megabytes per process at most
PLAIN = (str, int, bool, type(None))


def fragment(template_name: str, **facts):
    """The template rendered with `facts` and nothing else: plain texts, numbers and truths.

    Ready markup is refused (TypeError): equal to a plain text, it would be kept under the same key.
    """
    for name, value in facts.items():
        if type(value) not in PLAIN:
            raise TypeError(f"{name} is a {type(value).__name__}: a kept fragment takes plain values only")
    return _rendered(template_name, get_language(), tuple((name, type(facts[name]), facts[name]) for name in facts))


@lru_cache(maxsize=KEPT)
def _rendered(template_name, _language, facts):
    return get_template(template_name).render({name: value for name, _type, value in facts})
