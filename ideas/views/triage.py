"""One item of the triage: read, assess on the criteria, title, notes. The queue itself is in `queue`."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from ideas.captures import capture_for
from ideas.danger import hinted
from ideas.enums import UNTRIAGED, MessageVisibility, Outcome
from ideas.escalations import open_escalation
from ideas.forms.fields import DOES_NOT_APPLY
from ideas.forms.officer import AssessmentForm, NoteForm, TitleForm
from ideas.gallery import Gallery, gallery_of
from ideas.hotkeys import with_keys
from ideas.joined import joined_to, links_of
from ideas.keeping import clocks_of, flag_of
from ideas.models import Idea
from ideas.neighbours import neighbours_of
from ideas.opinions import assessments_of, is_sealed_from
from ideas.outcomes import WAYS, ways_out
from ideas.own_desk import own_desk
from ideas.queue_place import place_for
from ideas.reference_ideas import examples_for, is_reference, may_become_reference
from ideas.scoring import Scores
from ideas.selectors import history_of, imported_author, thread_of
from ideas.services.conversation import write_message
from ideas.services.opinions import ask_opinion, take_back_opinion
from ideas.services.rubrics import rubric_to_read
from ideas.services.titles import retitle_idea
from ideas.services.triage import assess_idea, open_idea
from ideas.tags import desk_tags
from ideas.verdict import verdict
from ideas.views.desk import (
    IN_PLACE,
    LEVELS,
    VERSION,
    criteria_of,
    find_for_triage,
    item_url,
    levels_of,
    next_up,
    next_url,
    opinion_for,
)
from ideas.views.outcomes import sheet
from parkour.accounts.rules import is_officer
from parkour.core.exceptions import NotAllowed
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView

EVENTS_SHOWN = 30
ASK_OPINION, NO_OPINION = "second_opinion", "no_second_opinion"
OPINIONS = {ASK_OPINION: ask_opinion, NO_OPINION: take_back_opinion}


class ItemPage(ServiceFormView):
    """The page of one item, shown by GET and again by each of its forms when something is wrong."""

    template_name = "ideas/triage_item.html"
    form_name = "assessment"

    def find(self):
        return find_for_triage(self.request, self.kwargs["reference"])

    def get_back_url(self):
        return item_url(self.object)

    @cached_property
    def assessments(self):
        """Assessments of the current round."""
        return list(assessments_of(self.object).select_related("rater")) if self.object.has_levels else []

    @cached_property
    def rubric(self):
        """The grid in force, with the reference ideas that stand beside its anchors."""
        return rubric_to_read(examples=True)

    def own_assessment(self):
        return next((row for row in self.assessments if row.rater_id == self.request.user.pk), None)

    def build(self, name, **kwargs):
        """One of the three forms of the page."""
        idea = self.object
        if name == "assessment":
            initial = AssessmentForm.initial_from(self.own_assessment())
            examples = examples_for(self.request.user, self.rubric, besides=idea.reference)
            return AssessmentForm(idea=idea, rubric=self.rubric, examples=examples, initial=initial, **kwargs)
        if name == "title":
            initial = {"title": idea.told.hidden.words(idea.title), "restatement": idea.told.restatement}
            return TitleForm(initial=initial, **kwargs)
        return NoteForm(may_write_to_author=is_officer(self.request.user), **kwargs)

    def get_form(self, form_class=None):
        bound = {"data": self.request.POST} if self.request.method == "POST" else {}
        return self.build(self.form_name, **bound)

    def get_context_data(self, form=None, **context):
        shown = {name: self.build(name) for name in ("assessment", "title", "note") if name != self.form_name}
        shown[self.form_name] = form = form or self.get_form()
        levels = {name: str(shown["assessment"][name].value() or "") for name in criteria_of(self.object)}
        things = item_context(self.object, self.request.user, self.assessments)
        return super().get_context_data(
            form=form,
            next_up=next_up(self.request, self.object, things["place"]),
            verdict=verdict_of(self.object, levels, self.rubric),
            can_refer=may_become_reference(self.request.user, self.object),
            is_reference=is_reference(self.object, self.rubric),
            **things,
            **{f"{name}_form": shown[name] for name in shown},
            **context,
        )


def item_context(idea, user, assessments) -> dict:
    """Everything the page of an item shows besides its forms. Levels of others only once one's own are saved."""
    place, hidden = place_for(user, idea), idea.told.hidden
    own_things = own_desk(user, idea=idea, facts=place.own)
    waits = own_things.here if own_things.here and own_things.here.waits else None
    ways = ways_out(idea) if not waits and user.has_perm("ideas.decide_triage", idea) else ()
    own = next((row for row in assessments if row.rater_id == user.pk), None)
    if idea.effort != 1 or is_sealed_from(user, idea, own):
        ways = tuple(way for way in ways if way.outcome != Outcome.SELF_IMPLEMENT)
    author = idea.authorships.all()[0].person if idea.authorships.all() else None
    thread = thread_of(idea, internal=True) if idea.has_messages else []
    near = neighbours_of(idea, user) if idea.has_neighbours else []
    flag = flag_of(idea) if idea.has_flag else None
    idea.is_flagged = flag is not None and flag.lifted_at is None
    escalation = open_escalation(idea) if idea.has_escalation else None
    tags = desk_tags(idea, user)
    idea.is_passed_on = escalation is not None
    return {
        "idea": idea,
        "place": place,
        "clocks": clocks_of(idea, place.facts),
        "flag": flag if idea.is_flagged else None,
        "flag_why": hidden.words(flag.reason) if idea.is_flagged else "",
        "hint": hinted(idea.problem_text, idea.change_text) if flag is None and place.rank else None,
        "escalation": escalation,
        "escalation_why": hidden.words(escalation.reason) if escalation else "",
        "can_escalate": user.has_perm("ideas.escalate_idea", idea),
        "can_flag": user.has_perm("ideas.flag_idea", idea),
        "can_lift": user.has_perm("ideas.lift_flag", idea),
        "gallery": gallery_of(user, idea, hidden) if idea.has_files or idea.has_joined else Gallery(),
        "can_show_photos": user.has_perm("ideas.show_photo", idea),
        "author": None if hidden.hides(author) else author,
        "imported_author": imported_author(idea) if is_officer(user) else "",
        "capture": capture_for(user, idea) if is_officer(user) else None,
        "contributions": idea.author_sent or 0,
        "is_own": any(row.person_id == user.pk for row in idea.authorships.all()),
        "can_retitle": user.has_perm("ideas.retitle_idea"),
        "can_assess": not waits and user.has_perm("ideas.assess_idea", idea),
        "ways": with_keys(ways, own_things.keys),
        "held_here": waits,
        "failed_here": None if waits or not is_officer(user) else own_things.here,
        "desk": own_things,
        "neighbours": near,
        "alike_wait": sum(one.idea.state in UNTRIAGED for one in near),
        "links": links_of(idea, user) if idea.has_links else [],
        "joined": joined_to(idea, user) if idea.has_joined else [],
        "may_link": user.has_perm("ideas.link_ideas", idea),
        "tags": tags,
        "choices": tags.choices,
        "can_manage_tags": user.has_perm("ideas.manage_tags"),
        "can_browse": user.has_perm("ideas.browse"),
        "may_merge": any(way.outcome == Outcome.MERGE for way in ways),
        "own": own,
        "author_ids": {row.person_id for row in idea.authorships.all()},
        "hidden_ids": {person.pk for person in hidden.hidden},
        "others": [levels_of(row, idea) for row in assessments if row is not own] if own else [],
        "opinion": opinion_for(user, idea, own),
        "thread": [(message, hidden.words(message.body)) for message in thread],
        "events": history_of(idea, internal=True, size=EVENTS_SHOWN),
    }


class TriageItemView(ItemPage):
    http_method_names = ["get", "head", "options"]


class FormOfItem(ItemPage):
    """A form of the item page: a GET of its address goes back to the page."""

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_back_url())


class AssessView(FormOfItem):
    """Save the levels, then go where the button says: next item, or the sheet of an outcome."""

    def post(self, request, *args, **kwargs):
        way = WAYS.get(self.then)
        if way and not way.assessed and not self.get_form().is_filled_in():
            return self.lead_to_sheet()
        return super().post(request, *args, **kwargs)

    @property
    def then(self):
        return self.request.POST.get("then", "")

    def lead_to_sheet(self):
        """The sheet itself for a page that shows it in its place: one way there and back instead of two."""
        names = {"reference": self.object.reference, "outcome": self.then}
        if IN_PLACE in self.request.headers:
            return sheet(self.request, **names)
        return HttpResponseRedirect(reverse("ideas:decide", kwargs=names), status=303)

    def call(self, form):
        version = whole_number(self.request.POST.get("version"))
        saved = assess_idea(self.object, by=self.request.user, version=version, **form.facts())
        open_idea(self.object, by=self.request.user)
        if self.then in OPINIONS:
            OPINIONS[self.then](self.object, by=self.request.user)
        return saved

    def answer(self):
        """The page that shows the next item from its memory asks for nothing but to know that it is saved."""
        if self.then in WAYS:
            return self.lead_to_sheet()
        if IN_PLACE not in self.request.headers:
            return super().answer()
        version = Idea.objects.values_list("version", flat=True).get(pk=self.object.pk)
        return HttpResponse(status=204, headers={VERSION: str(version)})

    def get_success_message(self):
        if self.then == ASK_OPINION:
            return _("Levels saved. A second opinion is asked of your colleagues of the desk.")
        if self.then == NO_OPINION:
            return _("Levels saved. No second opinion is awaited any more.")
        return _("Levels saved.")

    def get_success_url(self):
        return self.get_back_url() if self.then in {"stay", *OPINIONS} else next_url(self.request, self.object)


class RetitleView(FormOfItem):
    form_name = "title"

    def permit(self):
        if not self.request.user.has_perm("ideas.retitle_idea"):
            raise NotAllowed(_("Only the officer gives titles."))

    success_message = gettext_lazy("Title saved. The words of the author stay as they are.")

    def call(self, form):
        version = whole_number(self.request.POST.get("version"))
        return retitle_idea(self.object, by=self.request.user, version=version, **form.cleaned_data)

    def again(self, form, status, conflict=None, **context):
        """After a conflict the page names the version it shows: saving again is a choice between two texts."""
        return super().again(form, status, other_title=bool(conflict), **context)


class NoteView(FormOfItem):
    form_name = "note"

    def call(self, form):
        return write_message(
            self.object,
            by=self.request.user,
            body=form.cleaned_data["body"],
            internal=form.is_internal(),
            keeps_promise=form.keeps_promise(),
        )

    def get_success_message(self):
        return _("Note saved.") if self.result.visibility == MessageVisibility.INTERNAL else _("Message sent.")


class OpenView(ServicePostView):
    """Told by the page once it is in front of somebody; loading it changes nothing."""

    def find(self):
        return find_for_triage(self.request, self.kwargs["reference"])

    def get_back_url(self):
        return item_url(self.object)

    def call(self):
        return open_idea(self.object, by=self.request.user)

    def answer(self):
        return HttpResponse(status=204)


class VerdictView(View):
    """The band and the sentence of the levels in the query: nothing is saved."""

    def get(self, request, reference):
        idea = find_for_triage(request, reference)
        levels = {name: request.GET.get(name, "") for name in criteria_of(idea)}
        return render(request, "ideas/_verdict.html", {"verdict": verdict_of(idea, levels, rubric_to_read())})


def verdict_of(idea, levels, rubric) -> dict:
    """What `_verdict.html` shows of levels as typed: the verdict, and how many criteria wait for a level."""
    given = {name: int(level) for name, level in levels.items() if level in LEVELS}
    return {
        "said": verdict(Scores(**given), idea.kind, rubric.values),
        "to_give": sum(level not in {*LEVELS, DOES_NOT_APPLY} for level in levels.values()),
    }
