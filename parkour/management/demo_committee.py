"""The sessions of the demonstration: one past with its votes and minutes, one ahead with its agenda."""

from datetime import datetime, time, timedelta
from uuid import uuid4

from committee.enums import Block, CollegeCode
from committee.models import College
from committee.services import agenda, attendance, conduct, decisions, mandates, minutes, sessions, voting
from ideas.enums import DecisionOutcome
from ideas.models import Idea
from ideas.services.decisions import arbitrate
from parkour.core import clock
from parkour.management.story import PARIS, validated
from parkour.organisation.working_days import is_public_holiday

POINT = 6.5  # minutes of a decision, so that nine points fit their block
START = time(14)


def open_colleges(cast, people, on, *, by):
    """The two poles, and the mandates `by` gives, in force since well before the past session."""
    seats = {code: sum(1 for row in people if (row["mandate"] or {}).get("college") == code) for code in CollegeCode}
    colleges = {code: validated(College(code=code, seats=count)) for code, count in seats.items()}
    for row in people:
        if row["mandate"]:
            mandates.give_mandate(
                cast[row["email"]],
                colleges[row["mandate"]["college"]],
                by=by,
                from_on=on,
                is_president=row["mandate"]["is_president"],
            )


def working_thursday(near):
    """The Thursday nearest to a day that is no public holiday, here or in Alsace-Moselle."""
    thursday = near + timedelta(days=(3 - near.weekday() + 3) % 7 - 3)
    while is_public_holiday(thursday, "FR") or is_public_holiday(thursday, "FR-57"):
        thursday += timedelta(days=7)
    return thursday


class SessionTeller:
    """Adds a session to the story. `tellers` maps the keys of contributions to their `IdeaTeller`."""

    def __init__(self, story, cast, tellers, facts):
        self.story, self.cast, self.tellers, self.facts = story, cast, tellers, facts
        self.officer, self.chair = cast["officer@parkour.example"], cast["chair@parkour.example"]
        self.session = None

    def tell_past(self):
        day = working_thursday(self.story.today - timedelta(days=self.facts["days_ago"]))
        start = datetime.combine(day, START, tzinfo=PARIS)
        keys = [item["idea"] for item in self.facts["items"]]
        self.story.add(start - timedelta(days=30, hours=4), lambda: self._plan(day))
        self.story.add(start - timedelta(days=10, hours=4), lambda: self._release(keys))
        self.story.add(start, self._open)
        moment = start + timedelta(minutes=25)
        for item in self.facts["items"]:
            self.story.add(moment, lambda item=item: self._vote(item))
            moment += timedelta(minutes=item["discussion_minutes"])
        self.story.add(moment + timedelta(minutes=5), lambda: conduct.close_session(self.session, by=self.officer))
        self.story.add(start + timedelta(days=1, hours=2), self._publish)
        for item in self.facts["items"]:
            self.tellers[item["idea"]].tell_action(moment + timedelta(days=1))

    def tell_next(self):
        day = working_thursday(self.story.today + timedelta(days=self.facts["days_ahead"]))
        self.story.add(self.story.days_ago(3, "09:10"), lambda: self._plan(day))
        self.story.add(self.story.days_ago(2, "11:40"), lambda: self._release(self.facts["agenda"]))

    def _plan(self, day):
        self.session = sessions.plan_session_on(
            day, by=self.officer, place=self.facts["place"], chair=self.chair
        ).session
        self.session = sessions.convene(self.session, by=self.officer)

    def _idea(self, key):
        return self.tellers[key].idea

    def _release(self, keys):
        for key in keys:
            idea = self._idea(key)
            block = Block.BIG_TOPIC if self._is_big(idea, keys) else Block.DECISION
            item = agenda.add_item(self.session, idea, by=self.officer, block=block)
            if block == Block.DECISION:
                agenda.set_duration(item, by=self.officer, minutes=POINT)
            presenter = self.tellers[key].facts["presenter"]
            if presenter:
                agenda.set_presenter(item, by=self.officer, presenter=self.cast[presenter])
        agenda.release_agenda(self.session, by=self.officer)
        self.session.refresh_from_db()

    def _is_big(self, idea, keys):
        """The heaviest subject of the session has the long slot to itself."""
        pks = [self.tellers[key].ideas[key] for key in keys]
        return idea.pk == Idea.objects.filter(pk__in=pks).order_by("-effort", "-value", "pk").first().pk

    def _open(self):
        self.session = conduct.open_session(self.session, by=self.officer)
        for email, presence in self.facts["attendance"].items():
            if presence == "present":
                attendance.mark_present(self.session, by=self.cast[email])

    def _vote(self, facts):
        item = self.session.items.get(idea_id=self.tellers[facts["idea"]].ideas[facts["idea"]])
        conduct.start_item(self.session, item, by=self.officer)
        item.refresh_from_db()
        poll = voting.open_poll(item, by=self.chair)
        for number, reading in enumerate(facts["rounds"]):
            if number:
                poll = voting.second_reading(poll, by=self.chair)
            for email, choice in reading["votes"].items():
                if choice != "recused":
                    voting.cast_ballot(poll, by=self.cast[email], choice=choice, key=uuid4())
            voting.close_poll(poll, by=self.chair)
            poll = voting.reveal_poll(poll, by=self.chair)
        self._decide(item, self.tellers[facts["idea"]].facts)

    def _decide(self, item, facts):
        action, recommended = facts["action"], decisions.outcome_to_record(item) == DecisionOutcome.RECOMMENDED
        answer_in = facts["answer_due_in_days"]
        owner = self.cast[action["owner"]] if action else None
        due_on = self.story.in_days(action["due_in_days"]) if action else None
        if recommended:
            answer_due_on = self.story.in_days(answer_in) if answer_in else clock.today() + timedelta(days=15)
            decisions.decide_item(item, by=self.chair, reason=facts["decision_reason"], due_on=answer_due_on)
            if action:  # the direction followed the committee the next morning
                self.story.add(clock.now() + timedelta(hours=19), lambda: self._follow(facts, owner, due_on))
            return
        decisions.decide_item(item, by=self.chair, reason=facts["decision_reason"], owner=owner, due_on=due_on)

    def _follow(self, facts, owner, due_on):
        arbitrate(
            self._idea(facts["key"]),
            by=self.cast["sponsor@parkour.example"],
            adopted=True,
            reason=facts["decision_reason"],
            owner=owner,
            due_on=due_on,
        )

    def _publish(self):
        self.session.refresh_from_db()
        minutes.save_note(self.session, by=self.officer, note=self.facts["minutes_note"])
        minutes.publish_minutes(self.session, by=self.officer)
