"""Templates keep the strict content policy and stand on our own skeletons; components are accessible."""

import gzip
import re
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation
from lucide import IconDoesNotExist

from parkour.core.forms import AccessibleFormMixin
from parkour.core.templatetags.parkour_ui import icon_svg

FOLDERS = sorted(settings.BASE_DIR.glob("*/templates"))
LETTERS = {"notifications/mail.html"}  # mail programs need their style inside, and have no skeleton of ours
HTML = {
    name: path
    for folder in FOLDERS
    for path in sorted(folder.rglob("*.html"))
    if (name := path.relative_to(folder).as_posix()) not in LETTERS
}
EXTENDS = re.compile(r"{%\s*extends\s+(.+?)%}")
NOT_PAGES = ("admin/", "allauth/elements/", "django/")
INLINE = {
    "style attribute": re.compile(r"\sstyle\s*=|<style", re.I),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.I),
    "handler": re.compile(r"\s(hx-)?on[a-z:-]+\s*=\s*[\"']", re.I),
    "absolute address": re.compile(r"https?://|[\"']//", re.I),
}


def is_page(name):
    return not name.rpartition("/")[2].startswith("_") and not any(part in name for part in NOT_PAGES)


def skeletons_of(name):
    """Where the chain of `extends` ends; a tag may choose between two parents."""
    found = EXTENDS.search(HTML[name].read_text())
    parents = re.findall(r"[\w/]+\.html", found[1]) if found else []
    return {skeleton for parent in parents for skeleton in skeletons_of(parent)} or {name}


def parts_of(name):
    """The template and everything it shows: what it extends and includes, and so on."""
    seen, waiting = set(), {name}
    while waiting:
        seen |= waiting
        named = {other for one in waiting for other in re.findall(r"[\w/]+\.html", HTML[one].read_text())}
        waiting = (named & HTML.keys()) - seen
    return seen


def swaps(name):
    return any(re.search(r"\bhx-(get|post|boost)=", HTML[part].read_text()) for part in parts_of(name))


def rendered(source, **context):
    with translation.override("en"):
        return Template("{% load parkour_ui %}" + source).render(Context(context))


@pytest.mark.parametrize("fault", INLINE)
def test_no_template_breaks_the_content_policy(fault):
    assert [name for name, path in HTML.items() if INLINE[fault].search(path.read_text())] == []


def test_every_page_stands_on_the_base():
    alone = {name for name in HTML if is_page(name) and skeletons_of(name) != {"base.html"}}
    assert alone == {"500.html"}  # shown when nothing else can be trusted


def test_the_script_that_swaps_parts_is_loaded_by_the_pages_that_swap_and_by_no_other():
    """It weighs as much as a third of the form, on phones that never use it."""
    shown_only = {name for name in HTML if name.startswith("design")} | {"ideas/tv.html"}
    pages = {name for name in HTML if is_page(name)} - shown_only
    loading = {name for name in pages if "_scripts.html" in parts_of(name)}
    assert loading == {name for name in pages if swaps(name)}
    assert {"committee/live.html", "ideas/triage_item.html"} <= loading
    assert "ideas/submit.html" not in loading


def test_every_template_compiles():
    for name in HTML:
        get_template(name)


def test_every_icon_named_in_a_template_exists():
    names = {name for path in HTML.values() for name in re.findall(r"{% icon [\"']([^\"']+)", path.read_text())}
    assert all(icon_svg(name) for name in names)


def test_an_unknown_icon_is_refused():
    with pytest.raises(IconDoesNotExist):
        icon_svg("no-such-icon")


def test_the_page_of_a_failure_needs_no_context():
    assert "Parkour" in get_template("500.html").render()


class ExampleForm(AccessibleFormMixin, forms.Form):
    text = forms.CharField(label="What happens?", max_length=20, help_text="Two sentences.", widget=forms.Textarea)
    who = forms.ChoiceField(label="Who speaks?", choices=[("me", "Me"), ("us", "Us")], widget=forms.RadioSelect)


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield


def test_a_field_in_error_says_so_and_is_tied_to_its_message(in_english):
    html = rendered("{% form_field form.text counter=True %}", form=ExampleForm({"who": "me"}))
    assert 'aria-describedby="id_text_hint id_text_error id_text_counter"' in html
    assert 'aria-invalid="true"' in html
    assert '<span class="vh">Error: </span>Please fill in “What happens?”.' in html
    assert all(f'id="id_text_{part}"' in html for part in ("hint", "error", "counter"))
    assert "maxlength" not in html and "required" not in html


def test_a_group_of_choices_is_a_fieldset_with_one_label_per_choice():
    html = rendered("{% form_field form.who %}", form=ExampleForm())
    assert "<legend>Who speaks?</legend>" in html
    assert re.findall(r'<label class="choice" for="(\w+)">', html) == ["id_who_0", "id_who_1"]


def test_the_summary_of_errors_leads_to_each_control():
    html = rendered("{% error_summary form %}", form=ExampleForm({}))
    assert re.findall(r'href="#(\w+)"', html) == ["id_text", "id_who_0"]
    assert "There are 2 things to correct" in html
    assert 'role="alert"' in html and 'tabindex="-1"' in html


def test_a_form_without_error_has_no_summary():
    assert rendered("{% error_summary form %}", form=ExampleForm({"text": "Yes", "who": "me"})).strip() == ""


@dataclass
class Step:
    label: str
    status: str


def test_the_track_names_the_current_step_for_everybody():
    steps = [Step("Received", "done"), Step("Studied", "current"), Step("Decided", "upcoming")]
    html = rendered("{% track steps %}", steps=steps)
    assert re.findall(r"<li([^>]*)>(\w+)", html) == [
        (" data-done", "Received"),
        (' aria-current="step"', "Studied"),
        ("", "Decided"),
    ]


def test_a_result_is_said_in_words_and_drawn_with_attributes():
    html = rendered('{% result_bar 6 1 1 label="Employees" %}')
    assert "6 for, 1 against, 1 abstention" in html
    assert re.findall(r'x="([\d.]+)%" width="([\d.]+)%"', html) == [
        ("0.00", "75.00"),
        ("75.00", "12.50"),
        ("87.50", "12.50"),
    ]


def test_a_result_without_any_ballot_draws_nothing():
    assert "<svg" not in rendered("{% result_bar 0 0 %}")


def test_widths_keep_their_dot_in_french():
    with translation.override("fr"):
        assert 'width="33.33%"' in Template("{% load parkour_ui %}{% meter 1 3 %}").render(Context())


@pytest.mark.parametrize(("used", "tone"), [(50, ""), (53, "wait"), (55, ""), (60, "bad")])
def test_capacity_warns_above_95_percent_and_alarms_above_100(used, tone):
    html = rendered("{% capacity used 55 %}", used=used)
    assert (re.findall(r'class="cap" data-tone="(\w+)"', html) or [""])[0] == tone


def test_the_words_of_a_person_are_never_markup():
    html = rendered("{{ text|paragraphs }}", text="One <b>two</b>\nthree\n\nfour")
    assert html == "<p>One &lt;b&gt;two&lt;/b&gt;<br>three</p>\n\n<p>four</p>"


def test_a_state_is_a_tone_an_icon_and_a_word():
    idea = SimpleNamespace(info=SimpleNamespace(author_label="Adopted", tone="good", icon="check"))
    html = rendered("{% state_badge idea %}", idea=idea)
    assert html.startswith('<span class="badge" data-tone="good"><svg') and html.endswith("Adopted</span>")


def test_the_style_sheets_stay_light():
    sheets = (settings.BASE_DIR / "parkour" / "static" / "css").glob("*.css")
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets) <= 14_000
