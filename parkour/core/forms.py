"""Forms that say what they want: own classes, no browser bubbles, nothing cut in silence."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.forms.utils import pretty_name
from django.utils.translation import gettext_lazy as _

from parkour.core.text import is_storable

MANY_VALUES = (forms.SelectMultiple, forms.CheckboxSelectMultiple, forms.MultipleHiddenInput, forms.MultiWidget)
NATIVE_TYPES = (
    (forms.DateTimeField, forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateField, forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeField, forms.TimeInput, "time", "%H:%M"),
)


def refuse_unstorable(value):
    """Refuse NUL and lone surrogates: PostgreSQL keeps neither."""
    if not is_storable(str(value)):
        raise ValidationError(
            _("This text contains an invisible character that cannot be kept. Please type it again."),
            code="unstorable_character",
        )


def too_long(limit):
    """A length validator that tells both numbers in a sentence."""
    return MaxLengthValidator(
        limit,
        message=_("This text has %(show_value)s characters and the limit is %(limit_value)s. Please shorten it."),
    )


def is_group(widget):
    """True for a set of radios or boxes, which is a fieldset with one choice per row."""
    return isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def dress(field):
    """Give a field's widget our classes and native types; take away limits that cut silently."""
    widget = field.widget
    for attribute in ("maxlength", "minlength", "placeholder"):  # a placeholder is no label
        widget.attrs.pop(attribute, None)
    if isinstance(widget, forms.Textarea):
        widget.attrs.pop("cols", None)
        if widget.attrs.get("rows") == "10":  # Django's default; the field grows by hand
            widget.attrs["rows"] = "5"
    for field_class, widget_class, input_type, pattern in NATIVE_TYPES:
        if isinstance(field, field_class) and type(widget) is widget_class:
            widget.input_type, widget.format = input_type, pattern
            widget.attrs.setdefault("data-short", True)
    plain = is_group(widget) or isinstance(widget, forms.CheckboxInput | forms.MultiWidget)
    classes = widget.attrs.get("class", "").split()
    if not plain and not widget.is_hidden and "input" not in classes:
        widget.attrs["class"] = " ".join([*classes, "input"])


def _say_in_sentences(name, field):
    label = field.label or pretty_name(name)
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _("Please fill in “%(label)s”.") % {"label": label}
    if not isinstance(field, forms.CharField):
        return
    field.validators = [
        too_long(validator.limit_value) if type(validator) is MaxLengthValidator else validator
        for validator in field.validators
        if not isinstance(validator, ProhibitNullCharactersValidator)
    ]
    field.validators.append(refuse_unstorable)


class AccessibleFormMixin:
    """Put it first in the bases of a form.

    Fields keep their server rules and answer in sentences; the browser neither blocks nor cuts:
    no `required`, no `maxlength`. Dates use the browser's own picker. A field that takes one value and
    comes with two is refused: nobody guesses which one was meant.
    """

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            dress(field)
            _say_in_sentences(name, field)

    def full_clean(self):
        super().full_clean()
        for name in self._said_twice():
            label = self.fields[name].label or pretty_name(name)
            self.add_error(
                name, _("“%(label)s” was sent twice, with different values. Say which one.") % {"label": label}
            )

    def _said_twice(self):
        if not self.is_bound or not hasattr(self.data, "getlist"):
            return []
        single = [name for name, field in self.fields.items() if not isinstance(field.widget, MANY_VALUES)]
        return [name for name in single if len(set(self.data.getlist(self.add_prefix(name)))) > 1]
