"""What is told of actions to those who follow them, and of recommendations to the direction."""

from django.db.models import prefetch_related_objects
from rest_framework import serializers

from ideas import desk
from ideas.action_links import links_of
from ideas.deadlines import effective_state
from ideas.enums import ActionStage, ActionStatus, ClaimLevel, GainKind, GainPer, LinkAs, NextStep, Pilot, State
from ideas.load import actions_at_once, load_of
from ideas.models import Action, Idea
from ideas.privacy import prefetch_names, veil, visible_authors
from ideas.serializers.outputs import ResultOut, results_out
from ideas.sheets import sheet_of
from ideas.story import pole_results
from ideas.wanted import answers_of
from ideas.workflow import STATES

ATTENTION = {
    desk.ASKED: "asked",
    desk.TO_CONFIRM: "to_confirm",
    desk.STALE: "without_news",
    desk.OVERDUE: "overdue",
    desk.BLOCKED: "blocked",
    desk.NOTHING: "",
}
NEWS_SHOWN = 30


class ActionRow(serializers.Serializer):
    """An action in a list, what needs somebody first."""

    reference = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    state_label = serializers.CharField()
    stage = serializers.ChoiceField(choices=ActionStage.choices)
    status = serializers.ChoiceField(choices=ActionStatus.choices)
    progress = serializers.IntegerField()
    owner = serializers.CharField()
    site = serializers.CharField(allow_null=True)
    due_on = serializers.DateField()
    last_news_at = serializers.DateTimeField()
    waits = serializers.BooleanField(help_text="It needs another action first, which is not done.")
    attention = serializers.CharField(
        help_text="asked (of the direction), to_confirm, without_news, overdue, blocked, or nothing."
    )


def action_row(action: Action, hidden) -> dict:
    state, site = effective_state(action.idea), action.owner.site
    return {
        "reference": action.idea.reference,
        "title": hidden.words(action.idea.display_title),
        "state": state,
        "state_label": str(STATES[state].author_label),
        "stage": action.stage,
        "status": action.status,
        "progress": action.progress,
        "owner": hidden.somebody(action.owner),
        "site": str(site) if site and not hidden.hides(action.owner) else None,
        "due_on": action.due_on,
        "last_news_at": action.last_news_at,
        "waits": action.waits,
        "attention": ATTENTION[action.attention],
    }


def action_rows(user, actions) -> list[dict]:
    prefetch_names([action.idea for action in actions])
    return [action_row(action, veil(user, action.idea)) for action in actions]


class NewsOut(serializers.Serializer):
    at = serializers.DateTimeField()
    by = serializers.CharField()
    status = serializers.ChoiceField(choices=ActionStatus.choices)
    progress = serializers.IntegerField()
    note = serializers.CharField()


class GainOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=GainKind.choices)
    words = serializers.CharField()
    amount = serializers.DecimalField(max_digits=11, decimal_places=2, allow_null=True)
    per = serializers.ChoiceField(choices=GainPer.choices, allow_blank=True)
    said = serializers.CharField(help_text="The amount in words.")
    is_measured = serializers.BooleanField(help_text="Otherwise it is an estimate: say so wherever it is shown.")
    measured_how = serializers.CharField()


class HelpOut(serializers.Serializer):
    at = serializers.DateTimeField()
    by = serializers.CharField(help_text="Nobody: the clock, thirty days after the date.")
    reason = serializers.CharField()
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class ActionLinkOut(serializers.Serializer):
    """The other action of a link; without reference and title where the reader may not read its contribution."""

    id = serializers.IntegerField(source="pk")
    how = serializers.ChoiceField(choices=LinkAs.choices)
    reference = serializers.CharField()
    title = serializers.CharField()
    due_on = serializers.DateField()
    words = serializers.CharField()
    is_open = serializers.BooleanField(help_text="One still waits for the other, or the two still collide.")
    is_given_up = serializers.BooleanField(help_text="What was needed first will not come.")
    is_too_late = serializers.BooleanField(help_text="What is needed first is due after what needs it.")


class AuthorsAnswerOut(serializers.Serializer):
    at = serializers.DateTimeField()
    is_right = serializers.BooleanField(help_text="It is what was wanted; otherwise something is missing.")
    words = serializers.CharField()


class SheetOut(serializers.Serializer):
    """The sheet of an action; version 0 and nothing on it until somebody writes."""

    situation = serializers.CharField()
    target = serializers.CharField()
    target_on = serializers.DateField(allow_null=True)
    causes = serializers.ListField(child=serializers.CharField(), help_text="Each answers why of the one before.")
    countermeasure = serializers.CharField()
    side_effects = serializers.CharField()
    next_step = serializers.ChoiceField(choices=NextStep.choices, allow_blank=True)
    next_words = serializers.CharField()
    version = serializers.IntegerField()


class ActionOut(ActionRow):
    authors = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField(help_text="Why it was decided.")
    resume_on = serializers.DateField(allow_null=True)
    evidence = serializers.CharField()
    effect = serializers.CharField()
    claim_level = serializers.ChoiceField(choices=ClaimLevel.choices, allow_blank=True)
    told = serializers.BooleanField(help_text="“You said, we did” is published.")
    owner_carries = serializers.IntegerField(
        allow_null=True, help_text="Actions at work that the owner carries at once; null where their name is hidden."
    )
    actions_at_once = serializers.IntegerField(help_text="What the organisation has set as enough. Nothing is refused.")
    team = serializers.CharField(allow_null=True)
    sites_done = serializers.IntegerField()
    sites_total = serializers.IntegerField()
    pilot = serializers.ChoiceField(choices=Pilot.choices, allow_blank=True)
    pilot_words = serializers.CharField()
    links = ActionLinkOut(many=True, help_text="What it needs first, what needs it, what it collides with.")
    gains = GainOut(many=True, help_text="Never add up kinds, nor estimates with what was measured.")
    sheet = SheetOut()
    authors_answers = AuthorsAnswerOut(many=True, help_text="Is it what was wanted? The latest answer first.")
    asked_of_direction = HelpOut(many=True, help_text="What the direction was asked, the latest first.")
    news = NewsOut(many=True)


def action_out(user, action: Action) -> dict:
    prefetch_names([action.idea])
    hidden = veil(user, action.idea)
    return action_row(action, hidden) | {
        "authors": [person.get_full_name() for person in visible_authors(user, action.idea)],
        "reason": hidden.words(action.decision.reason),
        "resume_on": action.idea.resume_on,
        "evidence": hidden.words(action.evidence),
        "effect": hidden.words(action.effect),
        "claim_level": action.claim_level,
        "told": hasattr(action.idea, "public_update"),
        "owner_carries": None if hidden.hides(action.owner) else load_of(user, action.owner).number,
        "actions_at_once": actions_at_once(),
        "team": str(action.team) if action.team and not hidden.hides(action.owner) else None,
        "sites_done": action.sites_done,
        "sites_total": action.sites_total,
        "pilot": action.pilot,
        "pilot_words": hidden.words(action.pilot_words),
        "links": links_of(user, action),
        "gains": [
            {
                "pk": gain.pk,
                "kind": gain.kind,
                "words": hidden.words(gain.words),
                "amount": gain.amount,
                "per": gain.per,
                "said": gain.said,
                "is_measured": gain.measured_at is not None,
                "measured_how": hidden.words(gain.measured_how),
            }
            for gain in action.gains.all()
        ],
        "sheet": sheet_of(action, hidden),
        "authors_answers": answers_of(action.idea, hidden),
        "asked_of_direction": [
            {
                "at": row.at,
                "by": hidden.somebody(row.by) if row.by else "",
                "reason": hidden.words(row.reason),
                "answer": hidden.words(row.answer),
                "answered_at": row.answered_at,
            }
            for row in action.escalations.select_related("by")[:NEWS_SHOWN]
        ],
        "news": [
            {
                "at": row.at,
                "by": hidden.somebody(row.by),
                "status": row.status,
                "progress": row.progress,
                "note": hidden.words(row.note),
            }
            for row in action.updates.select_related("by")[:NEWS_SHOWN]
        ],
    }


# --- Recommendations --------------------------------------------------------------------------------------------


class RecommendationRow(serializers.Serializer):
    """What the committee recommends and the direction owes an answer to."""

    reference = serializers.CharField()
    title = serializers.CharField()
    site = serializers.CharField(allow_null=True)
    authors = serializers.ListField(child=serializers.CharField())
    problem_text = serializers.CharField()
    change_text = serializers.CharField()
    restatement = serializers.CharField()
    reason = serializers.CharField(help_text="What the committee says.")
    results = ResultOut(many=True)
    answer_due_on = serializers.DateField(allow_null=True)


def recommendation_rows(user, ideas) -> list[dict]:
    ideas = list(ideas.select_related("site", "action"))
    prefetch_names(ideas)
    prefetch_related_objects(ideas, "decisions")
    return [_recommendation(user, idea) for idea in ideas if user.has_perm("ideas.view_idea", idea)]


def _recommendation(user, idea: Idea) -> dict:
    hidden = veil(user, idea)
    decision = next((row for row in idea.decisions.all() if row.superseded_at is None), None)
    return {
        "reference": idea.reference,
        "title": hidden.words(idea.display_title),
        "site": str(idea.site) if idea.site and not hidden.hidden else None,
        "authors": [person.get_full_name() for person in visible_authors(user, idea)],
        "problem_text": hidden.words(idea.problem_text),
        "change_text": hidden.words(idea.change_text),
        "restatement": hidden.words(idea.restatement),
        "reason": hidden.words(decision.reason) if decision else "",
        "results": results_out(pole_results(decision)) if decision else [],
        "answer_due_on": idea.answer_due_on,
    }
