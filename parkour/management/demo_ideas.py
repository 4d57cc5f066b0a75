"""The life of each contribution of the demonstration, told through the services."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from ideas.enums import UNTRIAGED, Outcome, State
from ideas.models import Idea
from ideas.services import coauthors, conversation, follow_up, quick_wins, submission, titles, triage
from ideas.services.lifecycle import record_due_transition
from ideas.services.telling import tell_untold
from parkour.core import clock
from parkour.management.demo_doors import upload_picture
from parkour.management.demo_moves import MOVES
from parkour.organisation.working_days import add_working_days, is_working_day_in

OUTCOME_OF = {
    "answered": Outcome.ANSWER,
    "declined": Outcome.DECLINE,
    "parked": Outcome.PARK,
    "redirected": Outcome.REDIRECT,
    "merged": Outcome.MERGE,
    "workshop": Outcome.WORKSHOP,
    "fast_track": Outcome.QUICK_WIN,
    "quick_win_done": Outcome.QUICK_WIN,
    "quick_win_on_hold": Outcome.QUICK_WIN,
    "measured": Outcome.QUICK_WIN,
    "objected": Outcome.QUICK_WIN,
    "owner_refused": Outcome.QUICK_WIN,
}
OPENED_ONLY = {"in_triage", "assessed"}
SECOND_RATER = "nadia.ferhat@maisonnee.example"
# Five working days of objections never take longer, not even at Christmas in Alsace.
LONGEST_WINDOW = timedelta(days=12)


class IdeaTeller:
    """Adds the steps of one contribution to the story. `cast` maps e-mails to people, `ideas` keys to ideas.

    What comes after a vote is left to the teller of the session when the contribution is `voted` in one.
    """

    def __init__(self, story, cast, ideas, facts, rank, *, voted=False):
        self.story, self.cast, self.ideas, self.facts, self.rank = story, cast, ideas, facts, rank
        self.voted = voted
        self.campaign, self.photos = "", []  # what it answers, what it is sent with
        self.officer = cast["officer@parkour.example"]

    @property
    def idea(self) -> Idea:
        return Idea.objects.get(pk=self.ideas[self.facts["key"]])

    def tell(self):
        """Everything up to the committee; what happens to an action is told when it exists."""
        facts = self.facts
        sent = self._sent_at()
        self.story.add(sent, self._submit)
        after = self._exchange(sent)
        if facts["fate"] in OPENED_ONLY:
            after = self.story.office(0, sent, minute=self.rank)
            self.story.add(after, self._open)
        if facts["fate"] == "assessed":
            after = self.story.office(0, after, minute=self.rank + 9)
            self.story.add(after, lambda: self._assess(facts["scores"]))
        if facts["withdrawn_days_ago"] is not None:
            after = self.story.office(facts["withdrawn_days_ago"], sent)
            self.story.add(after, lambda: submission.withdraw_idea(self.idea, by=self.author))
        if facts["officer_reply"]:
            after = self.story.office(facts["replied_days_ago"] or 1, sent, minute=7 * self.rank)
            self.story.add(after, lambda: self.decide(facts))
            after = self._quick_win(after)
        if not self.voted:
            self.tell_sequel(after)

    @property
    def author(self):
        return self.cast[self.facts["author"]]

    def _sent_at(self) -> datetime:
        facts, story = self.facts, self.story
        if facts["working_days_ago"] is None:
            return story.days_ago(facts["days_ago"], facts["at"])
        # Asked on a Sunday, "three working days ago" is promised for Monday.
        wanted = story.today
        while not is_working_day_in(wanted, ("FR",)):
            wanted += timedelta(days=1)
        day = wanted
        while add_working_days(day, facts["working_days_ago"]) > wanted:
            day -= timedelta(days=1)
        return story.days_ago(max((story.today - day).days, 0), facts["at"])

    def _submit(self):
        facts = self.facts
        idea, _new = submission.submit_idea(
            submission.Submission(
                problem_text=facts["problem"],
                change_text=facts["change"] or "",
                visibility=facts["visibility"],
                client_uuid=uuid5(NAMESPACE_URL, f"parkour-demo:{facts['key']}"),
                group_names=facts["group_names"] or "",
                coauthors=tuple(self.cast[email] for email in facts["co_authors"]),
                campaign=self.campaign,
                files=tuple(upload_picture(photo, by=self.author) for photo in self.photos),
            ),
            by=self.author,
        )
        tell_untold(idea)  # at that hour, not when the worker starts
        self.ideas[facts["key"]] = idea.pk
        for email in facts["co_authors"]:
            coauthors.confirm_coauthor(idea, by=self.cast[email])

    def _open(self):
        triage.open_idea(self.idea, by=self.officer)
        if self.facts["title"]:
            titles.retitle_idea(
                self.idea,
                by=self.officer,
                title=self.facts["title"],
                restatement=self.facts["restatement"] or "",
            )

    def _exchange(self, after):
        for line in self.facts["exchange"]:
            after = self.story.office(line["days_ago"], after, minute=11 * self.rank)
            step = self._ask if line["by"] == "officer" else self._reply
            self.story.add(after, lambda step=step, text=line["text"]: step(text))
        return after

    def _ask(self, text):
        if self.idea.state not in UNTRIAGED:
            conversation.write_message(self.idea, by=self.officer, body=text)
            return
        self._open()
        triage.decide_triage(self.idea, triage.Orientation(Outcome.ASK, text), by=self.officer)

    def _reply(self, text):
        if self.idea.state == State.NEEDS_INFO:
            submission.answer_question(self.idea, by=self.author, body=text)
        else:
            conversation.write_message(self.idea, by=self.author, body=text)

    def _assess(self, scores):
        triage.assess_idea(self.idea, by=self.officer, **scores)

    def _assess_twice(self, scores):
        """One in three was read by two people, who seldom see the novelty alike."""
        self._assess(scores)
        second = self.cast[SECOND_RATER]
        if self.rank % 3 == 0 and scores.get("novelty") and second.has_perm("ideas.assess_idea", self.idea):
            step = 2 if self.rank % 9 == 0 else self.rank % 2
            novelty = scores["novelty"] + (step if scores["novelty"] + step <= 5 else -step)
            triage.assess_idea(self.idea, by=second, **scores | {"novelty": novelty})

    def decide(self, words):
        """An orientation of the officer: the first one, in the `facts`, or a later one among the moves."""
        self._open()
        if words["scores"]:
            self._assess_twice(words["scores"])
        win = words["quick_win"] or {}
        days = win.get("due_in_days", words["offer_due_in_days"])
        triage.decide_triage(
            self.idea,
            triage.Orientation(
                words["outcome"] or OUTCOME_OF.get(words["fate"], Outcome.SHORTLIST),
                words["officer_reply"],
                reason_code=words["reason_code"] or "",
                channel=words["redirect_to"] or "",
                into=Idea.objects.get(pk=self.ideas[words["merge_into"]]) if words["merge_into"] else None,
                review_on=self._review_on(),
                owner=self.cast[win["owner"]] if win else None,
                due_on=self.story.in_days(days) if days is not None else None,
            ),
            by=self.officer,
        )

    def _review_on(self):
        """Parked for six months at most, counted from the day it was parked."""
        wished = self.facts["review_in_days"]
        return min(self.story.in_days(wished), clock.today() + timedelta(days=180)) if wished else None

    def _quick_win(self, after):
        win = self.facts["quick_win"]
        if win and win["accepted"]:
            after = self.story.office(win["accepted_days_ago"], after, minute=40)
            self.story.add(after, lambda: quick_wins.accept_quick_win(self.idea, by=self.cast[win["owner"]]))
            if self.facts["action"]:
                after += LONGEST_WINDOW
        return after

    def tell_sequel(self, after):
        """News of the work, its end, the moves that follow, and what everyone is told: in the order of their days."""
        facts, story = self.facts, self.story
        for days_ago, minute, step in sorted(self._sequel(), key=lambda row: -row[0]):
            after = story.office(days_ago, after, minute=minute)
            story.add(after, step)
        if facts["fate"] == "adopted_verified_published":
            story.add(after + timedelta(minutes=5), self._measure)

    def _sequel(self):
        facts = self.facts
        action = facts["action"] or {"updates": [], "evidence": None}
        for news in action["updates"]:
            yield news["days_ago"], 30, lambda news=news: self.give_news(news)
        if action["evidence"]:
            yield action["updates"][-1]["days_ago"], 150, self._confirm
        for move in facts["moves"]:
            yield move["days_ago"], 20 + 7 * self.rank % 20, lambda move=move: MOVES[move["do"]](self, move)
        if facts["public_update"]:
            yield facts["public_update"]["days_ago"], 170, self._publish

    def give_news(self, news):
        record_due_transition(self.idea)
        action = self.idea.action
        follow_up.give_news(
            action, by=action.owner, status=news["status"], progress=news["progress"], note=news["note"]
        )

    def _confirm(self):
        follow_up.confirm_done(self.idea, by=self.officer, evidence=self.facts["action"]["evidence"])

    def _publish(self):
        words = self.facts["public_update"]
        follow_up.publish_update(
            self.idea,
            by=self.officer,
            you_said=words["you_said"],
            we_did=words["we_did"] or words["because"],
            effect=words["effect"] or "",
            credits=words["credits"] or "",
        )

    def _measure(self):
        action = self.facts["action"]
        follow_up.verify_effect(self.idea, by=self.officer, claim_level=action["claim_level"], effect=action["effect"])
        follow_up.close_idea(self.idea, by=self.officer)
