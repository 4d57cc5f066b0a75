"""The tags of the desk: the vocabulary with how many carry each, a new one, one changed or merged; those of an item."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.forms.tags import ChangeTagForm, MergeTagForm, NewTagForm, TagsForm
from ideas.models import Tag
from ideas.services.tagging import add_tag, merge_tags, set_tags, write_tag
from ideas.tags import MOST_IN_USE, Choice, desk_tags, tags_measured, tags_with_uses
from ideas.views.triage import FormOfItem
from parkour.core.exceptions import NotAllowed
from parkour.core.views import ServiceFormView


class TagsView(ServiceFormView):
    """Every tag and how many contributions carry it; the form of a new one."""

    form_class = NewTagForm
    template_name = "ideas/tags.html"
    success_message = gettext_lazy("Tag saved.")

    def find(self):
        if not self.request.user.has_perm("ideas.manage_tags"):
            raise Http404

    def get_back_url(self):
        return reverse("ideas:tags")

    def call(self, form):
        return write_tag(by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        rows = tags_with_uses()
        in_use = [row for row in rows if row.is_active]
        return super().get_context_data(
            in_use=in_use,
            retired=[row for row in rows if not row.is_active],
            is_full=len(in_use) >= MOST_IN_USE,
            measured=tags_measured(),
            can_browse=self.request.user.has_perm("ideas.browse"),
            **context,
        )


class ChangeTagView(TagsView):
    """Its name, and whether it is in use."""

    form_class = ChangeTagForm
    template_name = "ideas/tag.html"

    def find(self):
        super().find()
        return get_object_or_404(Tag, pk=self.kwargs["pk"], merged_into=None)

    def get_initial(self):
        return {"name": self.object.name, "is_active": self.object.is_active}

    def call(self, form):
        return write_tag(by=self.request.user, tag=self.object, **form.cleaned_data)

    def get_context_data(self, **context):
        return ServiceFormView.get_context_data(self, uses=self.object.tagged.count(), **context)


class MergeTagView(ChangeTagView):
    """The tag that stays; what goes along is said before."""

    form_class = MergeTagForm
    template_name = "ideas/tag_merge.html"

    def get_initial(self):
        return {}

    def get_form_kwargs(self):
        others = [(row.pk, row.name) for row in tags_with_uses() if row.pk != self.object.pk]
        return super().get_form_kwargs() | {"others": others}

    def call(self, form):
        return merge_tags(self.object, by=self.request.user, into=form.cleaned_data["into"])

    def get_success_message(self):
        return _("“%(gone)s” is merged into “%(stays)s”.") % {"gone": self.object.name, "stays": self.result.name}


class TagIdeaView(FormOfItem):
    """The tags of one item: those that are ticked, or one more."""

    form_name = "tags"

    def permit(self):
        if not self.request.user.has_perm("ideas.tag_idea", self.object):
            raise NotAllowed(_("Only the improvement officer sets tags, and not on what was taken back."))

    @cached_property
    def tags(self):
        return desk_tags(self.object, self.request.user)

    def build(self, name, **kwargs):
        if name != "tags":
            return super().build(name, **kwargs)
        return TagsForm(choices=[(one.pk, one.name) for one in self.tags.choices], **kwargs)

    def call(self, form):
        facts, by = form.cleaned_data, self.request.user
        if facts["add"] is not None:
            return add_tag(self.object, by=by, tag=facts["add"])
        return set_tags(self.object, by=by, tags=facts["tags"])

    def get_success_message(self):
        return _("Tags saved.")

    def get_context_data(self, form=None, **context):
        """Shown again, the boxes stand as they were ticked."""
        shown, form = super().get_context_data(form=form, **context), form or self.get_form()
        ticked = set(form.data.getlist("tags"))
        choices = tuple(Choice(one.pk, one.name, str(one.pk) in ticked) for one in self.tags.choices)
        return shown | {"choices": choices}
