"""When the chosen answers leave."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _l

from parkour.core.forms import AccessibleFormMixin


class PublishForm(AccessibleFormMixin, forms.Form):
    """`at` is read in the current time zone: that of the officer's site."""

    at = forms.DateTimeField(
        label=_l("Publish them later, at"),
        required=False,
        help_text=_l("Time of your site. The mail to somebody who is left in peace waits for the end of their rest."),
    )

    def moment(self) -> datetime | None:
        return self.cleaned_data["at"]
