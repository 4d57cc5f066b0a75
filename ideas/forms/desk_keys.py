from django import forms

from ideas.hotkeys import ACTIONS, errors_in
from parkour.core.forms import AccessibleFormMixin


class KeysForm(AccessibleFormMixin, forms.Form):
    """One key for each action of the desk; an empty field leaves the action without one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        attributes = {"maxlength": 1, "autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        for action in ACTIONS:
            widget = forms.TextInput(attributes | {"data-short": True})
            self.fields[action.name] = forms.CharField(label=action.label, required=False, strip=True, widget=widget)

    def clean(self):
        data = {name: value.lower() for name, value in super().clean().items()}
        for name, sentence in errors_in(data).items():
            self.add_error(name, sentence)
        return data
