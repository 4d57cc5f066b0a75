import pytest
from django import forms
from django.utils import translation

from parkour.core.forms import AccessibleFormMixin


class ExampleForm(AccessibleFormMixin, forms.Form):
    title = forms.CharField(max_length=5, required=False)
    due_on = forms.DateField(required=False)
    agreed = forms.BooleanField(required=False)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_a_text_too_long_is_refused_in_a_sentence_and_never_cut():
    form = ExampleForm({"title": "sixsix"})
    assert form.errors["title"] == ["This text has 6 characters and the limit is 5. Please shorten it."]
    assert form["title"].value() == "sixsix"
    assert "maxlength" not in str(form["title"])


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_what_the_database_cannot_keep_is_refused_in_a_sentence(text):
    assert ExampleForm({"title": text}).errors["title"] == [
        "This text contains an invisible character that cannot be kept. Please type it again."
    ]


def test_a_date_uses_the_picker_of_the_browser_in_every_language():
    with translation.override("fr"):
        html = str(ExampleForm({"due_on": "2026-03-19"})["due_on"])
    assert 'type="date"' in html and 'value="2026-03-19"' in html


def test_boxes_keep_their_own_look():
    form = ExampleForm()
    assert 'class="input"' in str(form["title"])
    assert "class=" not in str(form["agreed"])


def test_a_form_does_not_change_its_class():
    ExampleForm()
    assert ExampleForm.base_fields["title"].widget.attrs == {"maxlength": "5"}
