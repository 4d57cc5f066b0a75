"""The tags of the desk: their names, two made one, those of a contribution."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from ideas.models.tag import NAME_LIMIT
from parkour.core.forms import AccessibleFormMixin


class NewTagForm(AccessibleFormMixin, forms.Form):
    name = forms.CharField(
        label=_l("Name of the tag"), max_length=NAME_LIMIT, help_text=_l("A word or two: what contributions are about.")
    )


class ChangeTagForm(NewTagForm):
    is_active = forms.BooleanField(label=_l("In use"), required=False)


class MergeTagForm(AccessibleFormMixin, forms.Form):
    """`others`: (key, name) of the tags that this one may go into."""

    into = forms.TypedChoiceField(label=_l("Tag that stays"), coerce=int)

    def __init__(self, *args, others=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", "—"), *others]


class TagsForm(AccessibleFormMixin, forms.Form):
    """`choices`: (key, name) of the tags that this contribution may carry. Without `add`, it carries these alone."""

    tags = forms.TypedMultipleChoiceField(label=_l("Tags"), required=False, coerce=int)
    add = forms.IntegerField(required=False, min_value=0, max_value=10**15, widget=forms.HiddenInput)

    def __init__(self, *args, choices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tags"].choices = choices
        self.fields["tags"].error_messages["invalid_choice"] = _l(
            "One of these tags is no longer in use: choose again."
        )
