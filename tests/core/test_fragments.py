import pytest
from django.utils import translation
from django.utils.safestring import mark_safe

from parkour.core.fragments import Memory, fragment

LINE = "ideas/_queue_line.html"
FACTS = {
    "url": "/", "current": False, "kind": "Avis", "kind_icon": "lightbulb", "site": "", "assessed": True,
    "due": "demain", "due_at": "", "tone": "", "title": "<b>Un titre</b>",
}  # fmt: skip


def test_what_is_put_into_a_fragment_is_text_never_markup():
    assert "&lt;b&gt;Un titre&lt;/b&gt;" in fragment(LINE, **FACTS)


@pytest.mark.parametrize("fact", [mark_safe("<b>Un titre</b>"), object(), ["a"], (mark_safe("x"),)])
def test_ready_markup_and_what_can_change_are_refused(fact):
    with pytest.raises(TypeError):
        fragment(LINE, **FACTS | {"title": fact})


def test_each_language_has_its_own():
    with translation.override("fr"):
        french = fragment(LINE, **FACTS)
    with translation.override("en"):
        english = fragment(LINE, **FACTS)
    assert ("Assessed" in english, "Assessed" in french) == (True, False)


def test_one_and_true_are_two_facts():
    assert "(1)" in fragment("_nav.html", items=(("/", "Un", "house", 1, False, False),))
    assert "(True)" in fragment("_nav.html", items=(("/", "Un", "house", True, False, False),))


def test_a_memory_makes_once_and_forgets_the_oldest():
    made, memory = [], Memory(2)

    def ask(key):
        return memory.recall(key, lambda: made.append(key) or len(made))

    assert [ask("a"), ask("b"), ask("a"), ask("c"), ask("a"), ask("b")] == [1, 2, 1, 3, 1, 4]
    assert made == ["a", "b", "c", "b"]
