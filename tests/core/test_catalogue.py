import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from parkour.core.catalogue import (
    catalogue_path,
    catalogue_state,
    compile_catalogues,
    extract_messages,
    message_key,
    messages_by_key,
    read_catalogue,
    update_catalogue,
)
from parkour.core.catalogue_checks import message_faults, placeholders, typography_faults

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext_lazy, npgettext, pgettext_lazy

class Idea:
    title = gettext_lazy("Your idea")
    label = pgettext_lazy("on the ballot", "For")
    count = ngettext_lazy("%(count)s idea", "%(count)s ideas", "count")

def greet(name):
    # Translators: the first line of a letter
    return _("Hello %(name)s, "
             "welcome") % {"name": name}

def votes(count):
    return npgettext("poll", "%(count)s vote", "%(count)s votes", count)

def not_a_message(text):
    return _(text)
"""
TEMPLATE = """{% load i18n %}
<p title="{% translate "Close" %}">It's "raw" text, l’été : (non extrait)</p>
    {% translate 'Open' context "a door" %}{{ _("Inline") }}{% include "x.html" with label=_("As argument") %}
  {% blocktranslate trimmed with name=author.name %}
    Dear {{ name }},
    thank you.
  {% endblocktranslate %}
{% blocktranslate count n=total %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}
{# {% translate "Never shown" %} #}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "ideas" / "templates").mkdir(parents=True)
    (tmp_path / "parkour" / "static").mkdir(parents=True)
    (tmp_path / "ideas" / "models.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "ideas" / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "parkour" / "static" / "page.html").write_text('{% translate "Not a template" %}')
    return tmp_path


def translate(root: Path, old: str, new: str) -> None:
    path = catalogue_path(root)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def translate_everything(root: Path) -> None:
    lines = catalogue_path(root).read_text(encoding="utf-8").split("\n")
    header_end = lines.index("")
    for position in range(header_end, len(lines)):
        if lines[position].startswith("msgstr"):
            lines[position] = lines[position].replace(' ""', ' "Traduit"')
    catalogue_path(root).write_text("\n".join(lines), encoding="utf-8")


def test_every_kind_of_call_is_extracted_from_python_and_from_templates(tree):
    assert set(messages_by_key(extract_messages(tree))) == {
        (None, "Your idea"),
        ("on the ballot", "For"),
        (None, "%(count)s idea"),
        (None, "Hello %(name)s, welcome"),
        ("poll", "%(count)s vote"),
        (None, "Close"),
        ("a door", "Open"),
        (None, "Inline"),
        (None, "As argument"),
        (None, "Dear %(name)s, thank you."),
        (None, "%(n)s day"),
    }


def test_a_plural_keeps_both_forms(tree):
    found = messages_by_key(extract_messages(tree))
    assert found[None, "%(n)s day"].id == ("%(n)s day", "%(n)s days")
    assert found["poll", "%(count)s vote"].id == ("%(count)s vote", "%(count)s votes")


def test_one_singular_with_two_plurals_is_refused(tree):
    (tree / "ideas" / "views.py").write_text('ngettext("%(n)s day", "%(n)s other days", n)')
    with pytest.raises(ValueError, match="two different plurals"):
        extract_messages(tree)


def test_the_real_code_can_be_extracted():
    assert isinstance(len(extract_messages()), int)


def test_update_lists_messages_in_order_without_line_numbers(tree):
    update_catalogue(tree)
    text = catalogue_path(tree).read_text(encoding="utf-8")
    messages = [message_key(message)[1] for message in read_catalogue(catalogue_path(tree)) if message.id]
    assert messages == sorted(messages)
    assert "#:" not in text and "POT-Creation-Date" not in text
    assert "#. Translators: the first line of a letter" in text
    assert '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"' in text


def test_update_keeps_translations_and_their_comments(tree):
    update_catalogue(tree)
    translate(tree, 'msgid "Close"\nmsgstr ""', '# vu avec l’équipe\nmsgid "Close"\nmsgstr "Fermer"')
    update_catalogue(tree)
    kept = messages_by_key(read_catalogue(catalogue_path(tree)))[None, "Close"]
    assert (kept.string, kept.user_comments) == ("Fermer", ["vu avec l’équipe"])


def test_update_twice_writes_the_same_file(tree):
    update_catalogue(tree)
    first = catalogue_path(tree).read_bytes()
    update_catalogue(tree)
    assert catalogue_path(tree).read_bytes() == first


def test_update_drops_what_the_code_no_longer_says_and_guesses_nothing(tree):
    update_catalogue(tree)
    translate_everything(tree)
    models = tree / "ideas" / "models.py"
    models.write_text(PYTHON.replace("Your idea", "Your ideas"), encoding="utf-8")
    assert catalogue_state(tree).obsolete == ["'Your idea'"]
    state = update_catalogue(tree)
    assert (state.missing, state.fuzzy, state.obsolete) == (["'Your ideas'"], [], [])


def test_a_complete_catalogue_is_complete(tree):
    assert not update_catalogue(tree).is_complete
    translate_everything(tree)
    assert catalogue_state(tree).is_complete


def test_a_plural_with_one_form_left_empty_is_missing(tree):
    update_catalogue(tree)
    translate_everything(tree)
    text = catalogue_path(tree).read_text(encoding="utf-8")
    catalogue_path(tree).write_text(text.replace('msgstr[1] "Traduit"', 'msgstr[1] ""'), encoding="utf-8")
    assert len(catalogue_state(tree).missing) == 3


def test_a_changed_plural_must_be_translated_again(tree):
    update_catalogue(tree)
    translate_everything(tree)
    page = tree / "ideas" / "templates" / "page.html"
    page.write_text(TEMPLATE.replace("{{ n }} days", "{{ n }} full days"), encoding="utf-8")
    assert catalogue_state(tree).missing == ["'%(n)s day'"]
    assert update_catalogue(tree).missing == ["'%(n)s day'"]


def test_a_fuzzy_translation_is_told(tree):
    update_catalogue(tree)
    translate(tree, 'msgid "Close"\nmsgstr ""', '#, fuzzy\nmsgid "Close"\nmsgstr "Fermer"')
    assert catalogue_state(tree).fuzzy == ["'Close'"]


def test_compiling_writes_only_what_is_out_of_date(tree):
    update_catalogue(tree)
    compiled = catalogue_path(tree).with_suffix(".mo")
    assert compile_catalogues(tree) == [compiled]
    assert compile_catalogues(tree) == []
    translate(tree, 'msgid "Close"\nmsgstr ""', 'msgid "Close"\nmsgstr "Fermer"')
    assert compile_catalogues(tree) == [compiled]
    assert [path.name for path in compiled.parent.iterdir() if path.name.startswith(".")] == []


def test_django_reads_what_was_compiled(tree):
    update_catalogue(tree)
    days = 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\n'
    translate(tree, days + 'msgstr[0] ""\nmsgstr[1] ""', days + 'msgstr[0] "%(n)s jour"\nmsgstr[1] "%(n)s jours"')
    translate(tree, 'msgid "Open"\nmsgstr ""', 'msgid "Open"\nmsgstr "Ouverte"')
    compile_catalogues(tree)
    french = gettext.translation("django", tree / "parkour" / "locale", ["fr"])
    assert [french.ngettext("%(n)s day", "%(n)s days", n) for n in (0, 1, 2)] == [
        "%(n)s jour", "%(n)s jour", "%(n)s jours"]  # fmt: skip
    assert french.pgettext("a door", "Open") == "Ouverte"


@pytest.mark.parametrize(
    "text",
    [
        "Merci\u00a0!", "Réponse promise\u202f: mardi 14:30", "«\u00a0Oui\u00a0»", "Pourquoi\u00a0?!",
        "55\u00a0%%",
        'Voir <a href="https://exemple.fr/?a=1">l’aide</a>', "%(percent)s\u00a0%%", "Une aide (?)",
        "Écrivez à mailto:a@b.fr", "Attendez…", "%(day)s\u00a0: %(count)s idées",
    ],
)  # fmt: skip
def test_good_french_typography_passes(text):
    assert typography_faults(text) == []


@pytest.mark.parametrize(
    "text",
    ["Merci !", "Merci!", "Réponse: oui", "« Oui\u00a0»", "«\u00a0Oui »", "l'aide", "Un \"mot\"",
     "Attendez...", "55 %%", "%(percent)s%%", "%(day)s : oui"],
)  # fmt: skip
def test_poor_french_typography_is_told(text):
    assert len(typography_faults(text)) == 1


def test_placeholders_are_compared_by_name():
    assert placeholders("Hello %(name)s, {count} of %s 100%%") == {"%(name)", "{count}", "1 of %s"}
    assert message_faults(Message("Hello %(name)s", "Bonjour %(name)s")) == []
    assert message_faults(Message("Hello %(name)s", "Bonjour %(nom)s")) == [
        "'Hello %(name)s': placeholders %(name) became %(nom)"
    ]


def test_both_french_forms_carry_the_number():
    """Zero takes the first form in French: « une idée » would be false."""
    message = Message(("One idea", "%(n)s ideas"), ("Une idée", "%(n)s idées"))
    assert message_faults(message) == ["'One idea': placeholders %(n) became none"]


def test_lost_tags_and_lost_spaces_are_told():
    assert message_faults(Message("<b>Now</b>", "Maintenant")) == ["'<b>Now</b>': the HTML tags differ"]
    assert message_faults(Message("Now ", "Maintenant")) == ["'Now ': leading or trailing space differs"]
