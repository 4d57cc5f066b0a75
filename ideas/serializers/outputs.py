"""What is told of an idea: to those on its thread, to everybody on the board."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from rest_framework import serializers

from ideas.captures import capture_for, may_disown
from ideas.cards import BoardCard, board_card, current_decision, next_step
from ideas.deadlines import effective_state
from ideas.enums import UNTRIAGED, BoardTab, Channel, DecidedBy, DecisionOutcome, IdeaKind, Origin, State, Visibility
from ideas.models import Idea
from ideas.privacy import Veil, prefetch_names, veil, visible_authors
from ideas.rules import is_author, wrote_it
from ideas.scoring import BAND_CHOICES
from ideas.selectors import named_by_the_author
from ideas.story import PoleResult, pole_results, told_verdict
from ideas.workflow import CONFIRMED_EVENT, STATES

STATE = {"choices": State.choices, "help_text": "To its author, what was opened still looks received."}


def shown_state(user, idea: Idea) -> State:
    """What `user` may know of the state: opening is the officer's business."""
    state = effective_state(idea)
    inside = user.has_perm("ideas.view_triage") and not is_author(user, idea)
    return State.SUBMITTED if state in UNTRIAGED and not inside else state


class ResultOut(serializers.Serializer):
    """The ballots of one pole on a decision."""

    name = serializers.CharField()
    yes = serializers.IntegerField()
    no = serializers.IntegerField()
    abstain = serializers.IntegerField()


def results_out(results: tuple[PoleResult, ...]) -> list[dict]:
    return [{"name": row.name, "yes": row.yes, "no": row.no, "abstain": row.abstain} for row in results]


class IdeaRow(serializers.Serializer):
    """A contribution in a list."""

    reference = serializers.CharField()
    kind = serializers.ChoiceField(choices=IdeaKind.choices)
    title = serializers.CharField()
    state = serializers.ChoiceField(**STATE)
    state_label = serializers.CharField(help_text="As its author reads it.")
    step = serializers.IntegerField(help_text="From 1 to 7.")
    tab = serializers.ChoiceField(choices=BoardTab.choices, allow_blank=True)
    next_step = serializers.CharField(help_text="What comes next and when, in one sentence.")
    site = serializers.CharField(allow_null=True, help_text="Not told when a name is hidden.")
    is_mine = serializers.BooleanField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    supports = serializers.IntegerField()
    comments = serializers.IntegerField()
    page = serializers.CharField(help_text="Its page for people.")


def idea_row(user, idea: Idea, hidden: Veil | None = None) -> dict:
    hidden = hidden or veil(user, idea)
    state = shown_state(user, idea)
    return {
        "reference": idea.reference,
        "kind": idea.kind,
        "title": hidden.words(idea.display_title),
        "state": state,
        "state_label": str(STATES[state].author_label),
        "step": STATES[state].step,
        "tab": idea.board_tab,
        "next_step": next_step(idea),
        "site": str(idea.site) if idea.site and not hidden.hidden else None,
        "is_mine": is_author(user, idea),
        "submitted_at": idea.submitted_at,
        "published_at": idea.published_at,
        "supports": idea.support_count,
        "comments": idea.comment_count,
        "page": idea.get_absolute_url(),
    }


def idea_rows(user, ideas) -> list[dict]:
    """Rows for one reader: as many queries for three as for thirty."""
    prefetch_names(ideas)
    return [idea_row(user, idea) for idea in ideas]


class CardOut(serializers.Serializer):
    """« You said, we did »."""

    reference = serializers.CharField()
    tab = serializers.ChoiceField(choices=BoardTab.choices)
    state_label = serializers.CharField()
    title = serializers.CharField()
    you_said = serializers.CharField()
    heading = serializers.CharField()
    we_did = serializers.CharField(allow_blank=True)
    effect = serializers.CharField(allow_blank=True)
    proof = serializers.CharField(allow_blank=True)
    thanks = serializers.CharField()
    dated = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    supports = serializers.IntegerField()
    comments = serializers.IntegerField()


def card_out(user, card: BoardCard) -> dict:
    hidden = veil(user, card.idea)
    return {
        "reference": card.idea.reference,
        "tab": card.idea.board_tab,
        "state_label": str(card.info.author_label),
        "title": card.title,
        "you_said": hidden.words(card.you_said),
        "heading": card.heading,
        "we_did": card.we_did,
        "effect": card.effect,
        "proof": str(card.proof),
        "thanks": card.thanks,
        "dated": card.dated,
        "published_at": card.idea.published_at,
        "supports": card.idea.support_count,
        "comments": card.idea.comment_count,
    }


class VerdictOut(serializers.Serializer):
    """What the levels say, in words: no number and no rank."""

    sentence = serializers.CharField()
    band = serializers.ChoiceField(choices=BAND_CHOICES, allow_null=True)


def verdict_out(verdict) -> dict | None:
    if verdict is None:
        return None
    return {"sentence": str(verdict.sentence), "band": verdict.band.value if verdict.band else None}


class ThreadOut(serializers.Serializer):
    """What only its author, its owner and those who work on it read."""

    authors = serializers.ListField(child=serializers.CharField())
    named = serializers.ListField(
        child=serializers.CharField(), help_text="Named as co-authors, without a yes so far: told to the authors alone."
    )
    somebody_hidden = serializers.BooleanField()
    group_names = serializers.CharField()
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    origin = serializers.ChoiceField(choices=Origin.choices, help_text="How it came in.")
    entered_by = serializers.CharField(help_text="Who typed it for its author: told to the author and to officers.")
    said_on = serializers.DateField(allow_null=True, help_text="The day it was said, when somebody typed it.")
    restatement = serializers.CharField()
    question = serializers.CharField(help_text="What the officer asks, while it waits for an answer.")
    promised_reply_at = serializers.DateTimeField(allow_null=True)
    owner = serializers.CharField(help_text="Who carries it out.")
    due_on = serializers.DateField(allow_null=True)
    offered_until = serializers.DateField(allow_null=True, help_text="Its author is asked to carry it out until then.")
    verdict = VerdictOut(allow_null=True)
    merged_into = serializers.CharField(allow_null=True)
    redirected_to = serializers.ChoiceField(choices=Channel.choices, allow_null=True)
    session = serializers.CharField()
    session_on = serializers.DateField(allow_null=True)
    may = serializers.ListField(child=serializers.CharField(), help_text="What this person may do now.")


class IdeaOut(IdeaRow):
    """One contribution. `thread` is null for who only reads the board, `card` before it is there."""

    version = serializers.IntegerField(allow_null=True, help_text="For If-Match; told to those who triage.")
    problem_text = serializers.CharField()
    change_text = serializers.CharField()
    results = ResultOut(many=True)
    rule = serializers.CharField()
    card = CardOut(allow_null=True)
    thread = ThreadOut(allow_null=True)


def idea_out(user, idea: Idea) -> dict:
    """One contribution as `user` may read it."""
    prefetch_names([idea])
    prefetch_related_objects([idea], "decisions", "triage_decisions")
    hidden, decision = veil(user, idea), current_decision(idea)
    triages = user.has_perm("ideas.view_triage")
    on_thread = user.has_perm("ideas.view_thread", idea)
    return idea_row(user, idea, hidden) | {
        "version": idea.version if triages else None,
        "problem_text": hidden.words(idea.problem_text),
        "change_text": hidden.words(idea.change_text),
        "results": results_out(pole_results(decision)) if decision else [],
        "rule": decision.rule_text if decision else "",
        "card": card_out(user, board_card(user, idea)) if idea.board_tab else None,
        "thread": thread_out(user, idea, hidden) if on_thread else None,
    }


def thread_out(user, idea: Idea, hidden: Veil) -> dict:
    action = getattr(idea, "action", None)
    owner = action.owner if action else idea.quick_win_owner
    capture = capture_for(user, idea)
    return {
        "authors": [person.get_full_name() for person in visible_authors(user, idea)],
        "named": [row.person.get_full_name() for row in named_by_the_author(idea)] if wrote_it(user, idea) else [],
        "somebody_hidden": bool(hidden.hidden),
        "group_names": "" if hidden.hidden else idea.group_names,
        "visibility": idea.visibility,
        "origin": idea.origin,
        "entered_by": capture.by.get_full_name() if capture else "",
        "said_on": capture.said_on if capture else None,
        "restatement": hidden.words(idea.restatement),
        "question": hidden.words(idea.question),
        "promised_reply_at": idea.promised_reply_at,
        "owner": hidden.somebody(owner) if owner else "",
        "due_on": action.due_on if action else idea.quick_win_due_on,
        "offered_until": idea.self_offer_due_on,
        "verdict": verdict_out(told_verdict(idea)),
        "merged_into": idea.merged_into.reference if idea.merged_into else None,
        "redirected_to": idea.redirected_to or None,
        "session": idea.session_label,
        "session_on": idea.session_on,
        "may": may(user, idea),
    }


def may(user, idea: Idea) -> list[str]:
    """What this person may do with it as author or owner; the services check again."""
    own, done = is_author(user, idea), idea.state == State.IMPLEMENTED
    asked = any(row.withdrawal_asked_at for row in idea.authorships.all())
    confirmed = done and idea.events.filter(name=CONFIRMED_EVENT, at__gte=idea.state_since).exists()
    allowed = {
        "answer": user.has_perm("ideas.answer_question", idea),
        "withdraw": user.has_perm("ideas.withdraw_idea", idea),
        "appeal": user.has_perm("ideas.appeal", idea),
        "confirm": own and done and not confirmed,
        "dispute": own and done,
        "offer": user.has_perm("ideas.answer_offer", idea),
        "keep": asked and user.has_perm("ideas.withdraw_idea", idea),
        "quick-win": idea.quick_win_owner_id == user.pk and idea.state == State.FAST_TRACK,
        "disown": own and may_disown(user, idea),
        "messages": user.has_perm("ideas.write_message", idea),
    }
    return [name for name, possible in allowed.items() if possible]


class IdeaToSign(serializers.Serializer):
    reference = serializers.CharField()
    title = serializers.CharField()
    problem_text = serializers.CharField()
    change_text = serializers.CharField()


class ToSignOut(serializers.Serializer):
    results = IdeaToSign(many=True)


def to_sign_out(idea: Idea) -> dict:
    return {
        "reference": idea.reference,
        "title": idea.display_title,
        "problem_text": idea.problem_text,
        "change_text": idea.change_text,
    }


class MessageOut(serializers.Serializer):
    id = serializers.IntegerField()
    by = serializers.CharField()
    words = serializers.CharField()
    internal = serializers.BooleanField(help_text="A note between those who triage.")
    sent_at = serializers.DateTimeField()


def message_out(user, message, hidden: Veil) -> dict:
    by = message.sender
    return {
        "id": message.pk,
        "by": "" if by is None else _("You") if by == user else hidden.name(by),
        "words": hidden.words(message.body),
        "internal": message.visibility == "internal",
        "sent_at": message.sent_at,
    }


class EntryOut(serializers.Serializer):
    """One line of the story."""

    label = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    words = serializers.CharField()
    reason = serializers.CharField()
    results = ResultOut(many=True)
    rule = serializers.CharField()


def entry_out(entry) -> dict:
    return {
        "label": entry.label,
        "at": entry.at,
        "by": entry.by,
        "words": entry.words,
        "reason": entry.reason,
        "results": results_out(entry.results),
        "rule": entry.rule,
    }


class DecisionOut(serializers.Serializer):
    """A decision that stands, or will."""

    id = serializers.IntegerField()
    idea = serializers.CharField(help_text="Reference.")
    title = serializers.CharField()
    outcome = serializers.ChoiceField(choices=DecisionOutcome.choices)
    decided_by = serializers.ChoiceField(choices=DecidedBy.choices)
    reason = serializers.CharField()
    rule = serializers.CharField()
    results = ResultOut(many=True)
    owner = serializers.CharField(help_text="Told to those on the thread.")
    due_on = serializers.DateField(allow_null=True)
    source = serializers.CharField()
    decided_at = serializers.DateTimeField()
    told_from = serializers.DateTimeField(
        allow_null=True, help_text="Until then it is known in the room alone; null once it holds for everybody."
    )


def decision_out(user, decision) -> dict:
    idea = decision.idea
    hidden, on_thread = veil(user, idea), user.has_perm("ideas.view_thread", idea)
    return {
        "id": decision.pk,
        "idea": idea.reference,
        "title": hidden.words(idea.display_title),
        "outcome": decision.outcome,
        "decided_by": decision.decided_by,
        "reason": hidden.words(decision.reason),
        "rule": decision.rule_text,
        "results": results_out(pole_results(decision)),
        "owner": hidden.somebody(decision.owner) if decision.owner and on_thread else "",
        "due_on": decision.due_on if on_thread else None,
        "source": decision.source_label,
        "decided_at": decision.at,
        "told_from": idea.held_until if decision.is_held else None,
    }


def decision_rows(user, decisions) -> list[dict]:
    prefetch_names([decision.idea for decision in decisions])
    prefetch_related_objects([decision.idea for decision in decisions], "action")
    return [decision_out(user, decision) for decision in decisions]
