"""What owners of the demonstration write beside their news: sheet, gains, links, pilot, help asked of the direction."""

from decimal import Decimal

from ideas.models import Gain
from ideas.services import action_links, action_sheets, gains
from ideas.services.following_up import answer_action_escalation, escalate_action, shape_action
from ideas.services.lifecycle import record_due_transition

DIRECTION = "sponsor@parkour.example"
AFTER_THE_NEWS = 120  # minutes: news of the same day come first


class FollowUpTeller:
    """Adds the steps of one action to the story; `facts` are an entry of ``follow_up``, `tellers` tell the rest."""

    def __init__(self, story, cast, tellers, facts):
        self.story, self.cast, self.tellers, self.facts = story, cast, tellers, facts

    def tell(self):
        after = None
        for rank, step in enumerate(self.facts["steps"]):
            after = self.story.office(step["days_ago"], after, minute=AFTER_THE_NEWS + 3 * rank)
            self.story.add(after, lambda step=step: STEPS[step["do"]](self, step))

    @property
    def action(self):
        idea = self.tellers[self.facts["idea"]].idea
        record_due_transition(idea)
        return idea.action


def _shape(teller, step):
    action = teller.action
    facts = {name: step[name] for name in ("sites_total", "sites_done", "pilot", "pilot_words") if name in step}
    shape_action(action, by=action.owner, **facts)


def _sheet(teller, step):
    action = teller.action
    words = dict(step["words"])
    if "target_in_days" in words:
        words["target_on"] = teller.story.in_days(words.pop("target_in_days"))
    action_sheets.write_sheet(action, action_sheets.SheetWords(**words), by=action.owner)


def _gain(teller, step):
    action = teller.action
    amount = Decimal(step["amount"]) if "amount" in step else None
    facts = {"kind": step["kind"], "words": step["words"], "amount": amount, "per": step.get("per", "")}
    gains.add_gain(action, by=action.owner, **facts)


def _measure(teller, step):
    """The officer says how the only gain of that kind was measured."""
    gain = Gain.objects.get(action=teller.action, kind=step["kind"])
    amount = Decimal(step["amount"]) if "amount" in step else None
    officer = teller.cast["officer@parkour.example"]
    gains.measure_gain(gain, by=officer, how=step["how"], amount=amount, per=step.get("per", ""))


def _link(teller, step):
    action, other = teller.action, teller.tellers[step["other"]].idea
    action_links.link_actions(action, by=action.owner, other=other, how=step["how"], words=step.get("words", ""))


def _help(teller, step):
    action = teller.action
    escalate_action(action, by=action.owner, reason=step["text"])


def _answer(teller, step):
    answer_action_escalation(teller.action, by=teller.cast[DIRECTION], answer=step["text"])


STEPS = {
    "shape": _shape,
    "sheet": _sheet,
    "gain": _gain,
    "measure": _measure,
    "link": _link,
    "help": _help,
    "answer": _answer,
}
