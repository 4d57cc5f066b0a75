"""The question whether to send an agenda."""

from django import forms


class ReleaseForm(forms.Form):
    """`shown`: the fingerprint of the agenda that the page showed."""

    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
