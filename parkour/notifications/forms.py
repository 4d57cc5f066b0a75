from django import forms
from django.utils.translation import gettext_lazy as _

from parkour.core.forms import AccessibleFormMixin
from parkour.notifications.models import MailPreference
from parkour.notifications.preferences import PHONE
from parkour.notifications.web_push import LONGEST_ADDRESS


class PreferencesForm(AccessibleFormMixin, forms.ModelForm):
    """What one wants by mail, and on one's devices where these can be told anything.

    The service keeps it; this form only reads and checks.
    """

    class Meta:
        model = MailPreference
        fields = ["rhythm", "mine", "entrusted", "committee", *PHONE, "quiet", "quiet_from", "quiet_until", "rest_days"]
        widgets = {"rhythm": forms.RadioSelect}
        labels = {
            "rhythm": _("Which e-mails do you want?"),
            "mine": _("My contributions"),
            "entrusted": _("What I am asked to carry out"),
            "committee": _("The committee (sessions, agendas, decisions), and what I follow"),
            "phone_mine": _("My contributions"),
            "phone_entrusted": _("What I am asked to carry out"),
            "phone_committee": _("The committee (sessions, agendas, decisions), and what I follow"),
            "quiet": _("Leave me in peace outside my working hours"),
            "rest_days": _("Also on week-ends, public holidays and the days my site is closed"),
            "quiet_from": _("From"),
            "quiet_until": _("Until"),
        }
        help_texts = {
            "rhythm": _("Whatever you choose, every message is in Parkour."),
            "quiet": _("What is written meanwhile reaches you afterwards. What cannot wait comes at once: a new "
                       "password, a vote that is open, a session that is today."),
        }  # fmt: skip

    def __init__(self, *args, devices=False, **kwargs):
        super().__init__(*args, **kwargs)
        for name in () if devices else PHONE:
            del self.fields[name]
        for name in ("mine", "entrusted", "committee"):
            self.fields[name].required = False

    def clean(self):
        """A choice that is not shown keeps its value."""
        cleaned = super().clean()
        for name in ("mine", "entrusted", "committee"):
            cleaned[name] = cleaned.get(name) or getattr(self.instance, name)
        return cleaned


class DeviceForm(forms.Form):
    """What a browser says of its subscription; a script fills it in."""

    address = forms.CharField(max_length=LONGEST_ADDRESS)
    public = forms.CharField(max_length=120)
    secret = forms.CharField(max_length=40)
