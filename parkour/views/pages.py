"""Small pages of the shell: other channels, one's profile."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, UpdateView

from parkour.accounts.models import User
from parkour.core.forms import AccessibleFormMixin
from parkour.organisation.models import Organisation


@method_decorator(login_not_required, name="dispatch")
class ChannelsView(TemplateView):
    """Whom to call for grave matters: open to everyone, signed in or not."""

    template_name = "channels.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(organisation=Organisation.current(), **kwargs)


class ProfileForm(AccessibleFormMixin, forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name", "job_title"]


class ProfileView(UpdateView):
    """One's own name and preferences. Site, team and roles are the administrator's."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "profile.html"
    form_class = ProfileForm
    success_url = reverse_lazy("profile")

    def get_object(self, queryset=None):
        # A copy: a refused name must not appear in the page's own menu.
        return User.objects.select_related("site", "team").get(pk=self.request.user.pk)

    def form_valid(self, form):
        form.instance.save(update_fields=form.Meta.fields)
        messages.success(self.request, _("Your profile is saved."))
        return HttpResponseRedirect(self.success_url)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response
