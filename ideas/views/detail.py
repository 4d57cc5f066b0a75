"""One idea: its thread for those who have a part in it, its public page for the others."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ideas.captures import capture_for, may_disown
from ideas.cards import board_card, current_decision, next_step
from ideas.deadlines import effective_state
from ideas.enums import UNTRIAGED, State
from ideas.forms.author import AnswerForm, WantedForm, WordsForm
from ideas.forms.talk import CommentForm
from ideas.gallery import gallery_of, public_gallery_of
from ideas.joined import joined_to, links_of
from ideas.models import Idea
from ideas.privacy import visible_authors
from ideas.rules import is_author, wrote_it
from ideas.selectors import named_by_the_author, officers, track_of
from ideas.story import pole_results, story_of, told_verdict
from ideas.talk import page_and_next, talk_of
from ideas.views.finding import find_idea
from ideas.workflow import CONFIRMED_EVENT, FINAL, STATES
from parkour.core.keys import whole_number


class DetailView(TemplateView):
    """`ideas/detail.html` with the thread, or `ideas/public.html`; 404 for what the person may not see."""

    def get(self, request, reference, **kwargs):
        idea = find_idea(request, reference)
        thread = request.user.has_perm("ideas.view_thread", idea)
        context = thread_context(request.user, idea) if thread else public_context(request.user, idea)
        if not context.get("is_own"):  # as its way back says; the address alone would say “My ideas”
            request.part_of = reverse("home" if thread else "ideas:board")
        context |= talk_context(request.user, idea, before=whole_number(request.GET.get("before")))
        self.template_name = "ideas/detail.html" if thread else "ideas/public.html"
        return self.render_to_response(self.get_context_data(**context))


def talk_context(user, idea: Idea, *, before: int | None) -> dict:
    """What colleagues added, once it is or was on the board."""
    if not (idea.board_tab or idea.comment_count):
        return {"talk": None}
    talk = talk_of(user, idea, idea.told.hidden, before=before)
    comments, last = page_and_next(talk.comments)
    return {
        "talk": talk,
        "comments": comments,
        "comment_form": CommentForm() if "comment" in talk.may else None,
        "first_url": f"{idea.get_absolute_url()}#talk" if before else "",
        "next_url": f"?before={last.pk}#talk" if last else "",
    }


def public_context(user, idea: Idea) -> dict:
    """What any colleague may read of an idea on the board."""
    decision = current_decision(idea)
    return {
        "idea": idea,
        "card": board_card(user, idea),
        "steps": track_of(idea),
        "next_step": next_step(idea),
        "results": pole_results(decision) if decision else (),
        "rule": decision.rule_text if decision else "",
        "gallery": public_gallery_of(user, idea, idea.told.hidden),
        "links": links_of(idea, user),
        "can_flag": user.has_perm("ideas.flag_idea", idea),
        "can_ask_for": can_ask_for(user, idea),
    }


def can_ask_for(user, idea: Idea) -> bool:
    """Whether this person may ask that the committee handle it in its next session."""
    return idea.state == State.SHORTLISTED and user.has_perm("committee.ask_for_point")


def thread_context(user, idea: Idea) -> dict:
    """Everything its author, its owner and those who work on it may read, and what each may do."""
    hidden, own = idea.told.hidden, is_author(user, idea)
    action = getattr(idea, "action", None)
    owner = action.owner if action else idea.quick_win_owner
    return {
        "idea": idea,
        "is_own": own,
        "info": STATES[effective_state(idea)],
        "steps": track_of(idea),
        "next_step": next_step(idea),
        "title": idea.told.title,
        "authors": [_("You") if person == user else person.get_full_name() for person in visible_authors(user, idea)],
        "named": named_by_the_author(idea) if wrote_it(user, idea) else [],
        "capture": (capture := capture_for(user, idea)),
        "may_disown": capture and own and may_disown(user, idea),
        "some_hidden": bool(hidden.hidden),
        "story": story_of(idea, user, hidden, internal=not own and user.has_perm("ideas.view_triage")),
        "owner": hidden.somebody(owner) if owner else "",
        "due_on": action.due_on if action else idea.quick_win_due_on,
        "action": action,
        "verdict": told_verdict(idea),
        "gallery": gallery_of(user, idea, hidden),
        "links": links_of(idea, user),
        "may_link": user.has_perm("ideas.link_ideas", idea),
        "joined": joined_to(idea, user) if user.has_perm("ideas.view_triage") else [],
        "readers": list(officers()) if effective_state(idea) in UNTRIAGED else [],
    } | _doors(user, idea, own)


def _doors(user, idea, own):
    """What this person may do here; the services check again."""
    answers = user.has_perm("ideas.answer_question", idea)
    writes = user.has_perm("ideas.write_message", idea) and not (answers or (own and idea.state in FINAL))
    return {
        "answer_form": AnswerForm() if answers else None,
        "message_form": WordsForm() if writes else None,
        "can_add_files": user.has_perm("ideas.add_files", idea),
        "can_pair": user.has_perm("ideas.pair_photos", idea),
        "can_ask_for": can_ask_for(user, idea),
        "can_hide_name": user.has_perm("ideas.hide_name", idea),
        "can_show_name": user.has_perm("ideas.show_name", idea),
        "can_flag": user.has_perm("ideas.flag_idea", idea),
        "can_withdraw": user.has_perm("ideas.withdraw_idea", idea),
        "can_answer_offer": user.has_perm("ideas.answer_offer", idea),
        "withdrawing": [row.person for row in idea.authorships.all() if row.withdrawal_asked_at] if own else [],
        "can_appeal": user.has_perm("ideas.appeal", idea),
        "wanted_form": WantedForm(),
        "can_dispute": own and idea.state == State.IMPLEMENTED,
        "confirmed": idea.events.filter(name=CONFIRMED_EVENT, at__gte=idea.state_since).exists(),
        "can_answer_quick_win": idea.quick_win_owner_id == user.pk and idea.state == State.FAST_TRACK,
    }
