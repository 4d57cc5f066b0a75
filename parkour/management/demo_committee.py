"""The sessions of the demonstration: the past ones with their votes and minutes, one ahead with its agenda."""

from datetime import date, datetime, time, timedelta

from committee.consulting import window
from committee.enums import BLOCK_CAPACITY, Block
from committee.services import (
    agenda,
    answering,
    attendance,
    conduct,
    decisions,
    holding_up,
    sessions,
    whole_session,
)
from ideas.enums import DecisionOutcome
from ideas.models import Idea
from ideas.services import officer_moves
from ideas.services.decisions import arbitrate
from parkour.core import clock
from parkour.management.demo_minutes import MinutesTeller
from parkour.management.demo_votes import NO_ROOM, VoteTeller
from parkour.management.story import PARIS
from parkour.organisation.working_days import is_public_holiday

LONGEST_POINT = 8  # minutes of a decision; fewer when many must fit their block
START = time(14)
THURSDAY, SATURDAY = 3, 5
A_WHILE = timedelta(hours=3)  # in which some have answered, and before which others still may
A_VOTE = timedelta(minutes=1)  # at the end of what is said on a point


def working_thursday(near):
    """The Thursday nearest to a day that is no public holiday, here or in Alsace-Moselle."""
    thursday = near + timedelta(days=(3 - near.weekday() + 3) % 7 - 3)
    while is_public_holiday(thursday, "FR") or is_public_holiday(thursday, "FR-57"):
        thursday += timedelta(days=7)
    return thursday


def day_ahead(story):
    """The day of the session ahead: all employees are being asked about it meanwhile, from T-7 to T-1.

    A Thursday of the days to come where one is so, else another day.
    """

    def is_being_asked(day):
        opens_at, closes_at = window(day, PARIS)
        return opens_at + A_WHILE <= story.now <= closes_at - A_WHILE

    days = [story.today + timedelta(days=ahead) for ahead in range(2, 9)]
    worked = [day for day in days if day.weekday() < SATURDAY and not is_public_holiday(day, "FR")]
    asked = [day for day in worked if not is_public_holiday(day, "FR-57") and is_being_asked(day)]
    return max(asked, key=lambda day: (day.weekday() == THURSDAY, day), default=working_thursday(days[-1]))


class SessionTeller:
    """Adds a session to the story. `tellers` maps the keys of contributions to their `IdeaTeller`.

    `room`: what happened there beside its votes for and against, an entry of ``room``.
    """

    def __init__(self, story, cast, tellers, facts, room=None):
        self.story, self.cast, self.tellers, self.facts = story, cast, tellers, facts
        self.room = NO_ROOM | (room or {})
        self.officer, self.chair = cast["officer@parkour.example"], cast["chair@parkour.example"]
        self.session = self.day = self.released_at = None

    def tell_past(self, later=frozenset()):
        """`later`: keys of the contributions that a session after this one deals with."""
        day = working_thursday(self.story.today - timedelta(days=self.facts["days_ago"]))
        start = datetime.combine(day, START, tzinfo=PARIS)
        self.day, self.released_at = day, start - timedelta(days=10, hours=4)
        keys = [item["idea"] for item in self.facts["items"]]
        self.story.add(start - timedelta(days=30, hours=4), lambda: self._plan(day))
        self.story.add(self.released_at, lambda: self._release(keys))
        self.story.add(start, self._open)
        moment = start + timedelta(minutes=25)
        for item in self.facts["items"]:
            talk = timedelta(minutes=item["discussion_minutes"])
            if item["outcome"]:
                self.story.add(moment, lambda item=item: self._take(item))
                self.story.add(moment + talk - A_VOTE, lambda item=item: self._vote(item))
            moment += talk
            moment += self._tell_break(item["idea"], moment)
        end = moment + timedelta(minutes=5)
        self.story.add(end, lambda: conduct.close_session(self.session, by=self.officer))
        MinutesTeller(self).tell(start, end)
        for item in self.facts["items"]:
            self._after(item, moment, later)

    def _tell_break(self, key, moment) -> timedelta:
        """How long the break after this point is, if there is one."""
        pause = self.room["break"]
        if not pause or pause["after"] != key:
            return timedelta()
        minutes = pause["minutes"]
        self.story.add(moment, lambda: holding_up.suspend_session(self.session, by=self.chair, minutes=minutes))
        back = timedelta(minutes=minutes + 1)
        self.story.add(moment + back, lambda: holding_up.resume_session(self.session, by=self.chair))
        return back

    def _after(self, item, moment, later):
        """What follows the session for one of its points: another session, or its sequel."""
        teller = self.tellers[item["idea"]]
        answer = teller.facts["direction_answer"]
        if item["idea"] not in later:
            teller.tell_sequel(moment + timedelta(days=answer["after_days"] if answer else 1))
        elif item["outcome"] == "deferred":
            self.story.add(moment + timedelta(days=8), lambda: self._reshortlist(teller))

    def _reshortlist(self, teller):
        officer_moves.make_move(teller.idea, "reshortlist", by=self.officer)

    def tell_next(self, planning) -> date:
        """The session ahead, as `planning` says how it was prepared; returns its day."""
        story, ahead = self.story, planning["next_session"]
        day = self.day = day_ahead(story)
        self.released_at = story.office(ahead["released_days_ago"], minute=160)
        story.add(story.days_ago(ahead["planned_days_ago"], "09:10"), lambda: self._set_up(day))
        story.add(story.office(ahead["convened_days_ago"], minute=20), self._convene)
        for row in ahead["answers"]:
            story.add(story.days_ago(row["days_ago"], "17:45"), lambda row=row: self._answer_session(row))
        first = [key for key in self.facts["agenda"] if key not in ahead["added_later"]]
        extra = [*self.facts["subjects"], ahead["dropped_later"]]
        story.add(self.released_at, lambda: self._release(first, extra))
        story.add(story.office(ahead["changed_days_ago"], minute=440), lambda: self._change(ahead))
        story.add(story.now, self._find_plan)
        return day

    def _plan(self, day):
        self._set_up(day)
        self._convene()

    def _set_up(self, day):
        self.session = sessions.plan_session_on(
            day, by=self.officer, place=self.facts["place"], chair=self.chair
        ).session

    def _convene(self):
        self.session = sessions.convene(self.session, by=self.officer)

    def _answer_session(self, row):
        named = {"holder": self.cast[row["proxy"]]} if row["proxy"] else {}
        answering.answer_session(self.session, by=self.cast[row["email"]], answer=row["answer"], **named)

    def _idea(self, key):
        return self.tellers[key].idea

    def _release(self, keys, subjects=None):
        for subject in self.facts["subjects"] if subjects is None else subjects:
            agenda.add_subject(self.session, by=self.officer, presenter=self.officer, **subject)
        self._put_on(keys)
        self._send()

    def _change(self, ahead):
        """The second version: a subject gives its place to a contribution."""
        agenda.remove_item(self.session.items.get(title=ahead["dropped_later"]["title"]), by=self.officer)
        self._put_on(ahead["added_later"])
        self._send()

    def _put_on(self, keys):
        every = self.facts.get("agenda") or keys
        point = min(LONGEST_POINT, BLOCK_CAPACITY[Block.DECISION] // 2 // (len(every) - 1))
        for key in keys:
            idea = self._idea(key)
            block = Block.BIG_TOPIC if self._is_big(idea, every) else Block.DECISION
            item = agenda.add_item(self.session, idea, by=self.officer, block=block)
            if block == Block.DECISION:
                agenda.set_duration(item, by=self.officer, minutes=point)
            presenter = self.tellers[key].facts["presenter"]
            if presenter:
                agenda.set_presenter(item, by=self.officer, presenter=self.cast[presenter])

    def _send(self):
        agenda.release_agenda(self.session, by=self.officer)
        self.session.refresh_from_db()

    def _find_plan(self):
        """The best agenda as the planner sees it, found and not applied: what it would change is there to read."""
        whole_session.ask_for_plan(self.session, by=self.officer)
        whole_session.find_plans()

    def _is_big(self, idea, keys):
        """The heaviest subject of the session has the long slot to itself."""
        pks = [self.tellers[key].ideas[key] for key in keys]
        return idea.pk == Idea.objects.filter(pk__in=pks).order_by("-effort", "-value", "pk").first().pk

    def _open(self):
        self.session = conduct.open_session(self.session, by=self.officer)
        for email, presence in self.facts["attendance"].items():
            if presence == "present":
                attendance.mark_present(self.session, by=self.officer, person=self.cast[email])
        for item in self.session.items.filter(idea=None):
            conduct.start_item(self.session, item, by=self.officer)

    def _take(self, facts):
        conduct.start_item(self.session, self.point(facts["idea"]), by=self.officer)

    def _vote(self, facts):
        item = self.point(facts["idea"])
        VoteTeller(self.cast, self.chair, facts, self.room).vote(item)
        words = {name: facts[name] for name in ("decision_reason",) if name in facts}
        self._decide(item, self.tellers[facts["idea"]].facts | words)

    def _decide(self, item, facts):
        outcome = decisions.outcome_to_record(item)
        owner, due_on = None, None
        if outcome == DecisionOutcome.APPROVED:
            owner, due_on = self._promise(facts)
        elif outcome == DecisionOutcome.RECOMMENDED:
            due_on = self._answer_due(facts)
        decisions.decide_item(item, by=self.chair, reason=facts["decision_reason"], owner=owner, due_on=due_on)
        answer = facts["direction_answer"]
        if answer:
            wait = timedelta(days=answer["after_days"] - 1, hours=19)  # in the morning
            self.story.add(clock.now() + wait, lambda: self._answer(facts, answer))

    def _promise(self, facts):
        """Who carries out what is adopted, and by when."""
        action = facts["action"]
        return (self.cast[action["owner"]], self.story.in_days(action["due_in_days"])) if action else (None, None)

    def _answer_due(self, facts):
        """The day by which the direction answers a recommendation."""
        days = facts["answer_due_in_days"]
        return self.story.in_days(days) if days else clock.today() + timedelta(days=15)

    def _answer(self, facts, answer):
        owner, due_on = self._promise(facts)
        arbitrate(
            self._idea(facts["key"]),
            by=self.cast["sponsor@parkour.example"],
            adopted=answer["adopted"],
            reason=answer["reason"],
            owner=owner,
            due_on=due_on,
        )

    def point(self, key):
        """The point of the agenda that is about a contribution."""
        return self.session.items.get(idea_id=self.tellers[key].ideas[key])
