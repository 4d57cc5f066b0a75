"""What waits for one person today, across all parts of the product, the most urgent first."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committee import selectors as committee
from committee.selectors.consultations import consultations_for
from committee.selectors.preparing import awaited_from
from committee.terms import reminder_due
from ideas.calibrating import calibration_is_due
from ideas.desk import answers_to_read, queue_numbers, unanswered
from ideas.enums import ActionStatus, State
from ideas.escalations import escalations_of
from ideas.incoming import held_mails
from ideas.models import Action, Idea
from ideas.privacy import tell
from ideas.ready_answers import old_before
from ideas.selectors import STALE_AFTER, waiting_for
from ideas.talk import reported_comments
from parkour.accounts.models import Role
from parkour.core import clock, unsent
from parkour.core.counting import capped_counts, say_count
from parkour.core.dates import human_date, human_datetime, human_due
from parkour.views.minutes_todo import minutes_tasks
from parkour.views.task import Task

SHOWN = 6


def tasks_of(person) -> list[Task]:
    """Everything that waits for `person`, in the order in which it should be done."""
    tasks = [
        *_votes(person),
        *_unsent(person),
        *_own_ideas(person),
        *_quick_wins(person),
        *_actions(person),
        *_documents(person),
    ]
    if committee.is_member(person):
        tasks += _member_tasks(person)
    tasks += [*_consultations(person), *_calls(person)]
    if person.has_role(Role.OFFICER):
        tasks += [*minutes_tasks(), *_ending_mandates(person)]
    if person.has_role(Role.REVIEWER) and not person.has_role(Role.OFFICER):  # an officer reads it on the desk
        tasks += _opinions(person)
    if person.has_role(Role.REVIEWER, Role.OFFICER):
        tasks += _calibration(person)
    if person.has_role(Role.SPONSOR, Role.OFFICER):
        tasks += _asked_of(person)
    if person.has_role(Role.SPONSOR):
        tasks += [*_recommendations(person), *_help_with_actions()]
    return tasks


def _opinions(person):
    """Second opinions that wait for a reviewer, and levels to talk over."""
    numbers, tasks = queue_numbers(person), []
    if talks := numbers["talks"]:
        title = ngettext("%(count)s opinion to talk over", "%(count)s opinions to talk over", talks)
        detail = _("Your levels and those of a colleague are far apart.")
        tasks.append(
            Task(
                "message-square",
                title % {"count": say_count(talks)},
                detail,
                reverse("ideas:opinions"),
                _("Talk it over"),
                "wait",
            )
        )
    if waiting := numbers["opinions"]:
        title = ngettext("%(count)s second opinion to give", "%(count)s second opinions to give", waiting)
        detail = _("Without the levels of the others, in two minutes each.")
        tasks.append(
            Task("users", title % {"count": say_count(waiting)}, detail, reverse("ideas:opinions"), _("Give my levels"))
        )
    return tasks


def _calibration(person):
    """Reference ideas to re-score, once in a cycle."""
    if not calibration_is_due(person):
        return []
    detail = _("Three reference ideas to rate again, at the start of the cycle: five minutes.")
    return [Task("target", _("Calibration"), detail, reverse("ideas:calibration"), _("Rate them"))]


def _votes(person):
    poll = committee.current_poll_for(person)
    if poll is None:
        return []
    return [Task("vote", _("A vote is open"), poll.item.subject, reverse("committee:live"), _("Vote"), "wait")]


def _unsent(person):
    """Words that could not be received when they were sent: the session was over."""
    return [
        Task(
            "pen",
            _("You had not sent this"),
            Truncator(max((value for name, value in kept.fields), key=len)).chars(140),
            f"{kept.path}?{unsent.AGAIN}={kept.pk}",
            _("Read it again"),
            "wait",
        )
        for kept in unsent.waiting_of(person)[:SHOWN]
    ]


def _own_ideas(person):
    """One's own contributions that wait for a word: a question, an offer, something done to confirm."""
    tasks = {State.NEEDS_INFO: _asked, State.IN_TRIAGE: _offered}
    return [tasks.get(idea.state, _done)(idea) for idea in tell(person, waiting_for(person)[:SHOWN])]


def _asked(idea):
    title = _("A question about “%(title)s”") % {"title": idea.told.title}
    return Task("message-square", title, idea.told.question, idea.get_absolute_url(), _("Answer"), "wait")


def _offered(idea):
    return Task(
        "user",
        _("Will you carry out “%(title)s” yourself?") % {"title": idea.told.title},
        _("Your own idea, to be done by %(date)s.") % {"date": human_date(idea.self_offer_due_on)},
        reverse("ideas:offer", args=[idea.reference]),
        _("Say yes or no"),
        "wait",
    )


def _done(idea):
    title = _("“%(title)s” is done") % {"title": idea.told.title}
    return Task(
        "check", title, _("Is it what you wanted?"), idea.get_absolute_url(), _("Say whether it is right"), "good"
    )


def _quick_wins(person):
    ideas = Idea.objects.filter(quick_win_owner=person, state=State.FAST_TRACK, quick_win_accepted_at=None)
    return [
        Task(
            "zap",
            _("Will you carry out “%(title)s”?") % {"title": idea.told.title},
            _("A quick win, due on %(date)s.") % {"date": human_date(idea.quick_win_due_on)},
            reverse("ideas:quick_win", args=[idea.reference]),
            _("Say yes or no"),
            "wait",
        )
        for idea in tell(person, ideas.order_by("state_since", "pk")[:SHOWN])
    ]


def _actions(person):
    """One's own actions that are under way, the earliest date first."""
    actions = (
        Action.objects.filter(owner=person, idea__state__in=[State.APPROVED, State.IN_PROGRESS])
        .exclude(status=ActionStatus.DONE)
        .select_related("idea")
        .order_by("due_on", "pk")[:SHOWN]
    )
    tell(person, [action.idea for action in actions])
    return [
        Task(
            "list-checks",
            action.idea.told.title,
            _("Your action, due %(when)s") % {"when": human_due(action.due_on)},
            action.get_absolute_url(),
            _("Start the work") if action.idea.state == State.APPROVED else _("Give news"),
            "bad" if action.due_on < clock.today() else "",
        )
        for action in actions
    ]


def _documents(person):
    """Documents that this person was asked for before the committee."""
    return [
        Task(
            "file",
            row.what,
            _due_document(row),
            row.get_absolute_url(),
            _("Say that it is there"),
            "bad" if row.due_on and row.due_on < clock.today() else "wait",
        )
        for row in awaited_from(person, SHOWN)
    ]


def _due_document(row) -> str:
    if row.due_on is None:
        return _("A document that %(name)s expects from you") % {"name": row.by}
    facts = {"name": row.by, "when": human_due(row.due_on)}
    return _("A document that %(name)s expects from you, due %(when)s") % facts


def _consultations(person):
    """Questions to all employees that this person has not answered."""
    return [
        Task(
            "users",
            row.subject,
            _("All employees are asked, until %(when)s") % {"when": human_datetime(row.poll.closes_at)},
            row.get_absolute_url(),
            pgettext("a question", "Answer"),
        )
        for row in consultations_for(person)
    ]


def _calls(person):
    """Seats of the committee for which this person may apply, or vote."""
    return [_vote(call) if call.is_voting else _call(call) for call in committee.calls_for(person)]


def _call(call):
    title, detail = _("The committee looks for candidates"), _("Two lines are enough to apply, until %(date)s.")
    date = human_date(call.closes_on)
    return Task("users", title, detail % {"date": date}, call.get_absolute_url(), _("See the call"))


def _vote(call):
    title, detail = _("Your pole votes for the committee"), _("A secret ballot, until %(date)s.")
    date = human_date(call.votes_until)
    return Task("users", title, detail % {"date": date}, reverse("committee:ballot", args=[call.pk]), _("Vote"))


def _ending_mandates(person):
    """For the officer: mandates to renew or to call for."""
    ending = [mandate for mandate in committee.ending_mandates() if mandate.person_id != person.pk]
    if not ending:
        return []
    title = ngettext("%(count)s mandate ends soon", "%(count)s mandates end soon", len(ending))
    first = ending[0]
    detail = _("The first one: %(name)s, on %(date)s.") % {"name": first.person, "date": human_date(first.last_day)}
    url, action = reverse("committee:members"), _("Renew, or call for candidates")
    return [Task("users", title % {"count": say_count(len(ending))}, detail, url, action, "wait")]


def _member_tasks(person):
    tasks = []
    mandate = committee.mandate_of(person)
    if mandate and reminder_due(*mandate.term, clock.today()) and not committee.goes_on(mandate):
        tasks.append(
            Task(
                "calendar",
                _("Your mandate in the committee ends on %(date)s") % {"date": human_date(mandate.last_day)},
                _("Tell the improvement officer whether you would go on."),
                reverse("committee:members"),
                _("See who sits in the committee"),
            )
        )
    tasks += _to_answer(person)
    session = committee.next_session()
    if session and session.agenda_version:
        tasks.append(
            Task(
                "calendar",
                str(session.label),
                _("Read the agenda before the session."),
                session.get_absolute_url(),
                _("Prepare"),
            )
        )
    open_wins = committee.quick_wins_open_to_objection().count()
    if open_wins:
        tasks.append(
            Task(
                "zap",
                ngettext("%(count)s quick win announced", "%(count)s quick wins announced", open_wins)
                % {"count": open_wins},
                _("Without an objection they are carried out."),
                reverse("committee:quick_wins"),
                _("Look at them"),
            )
        )
    return tasks


def _to_answer(person):
    """Sessions of which a member has not said whether they come, or who votes for them now that the day is another."""
    tasks = []
    for session in committee.sessions_to_answer(person):
        title = _("Do you come to the committee on %(date)s?") % {"date": human_date(session.on)}
        detail = _("One click is enough. If you cannot come, a member of your pole may vote for you.")
        if session.to_confirm:
            title = _("Confirm your proxy for the committee on %(date)s") % {"date": human_date(session.on)}
            detail = _("The session was moved: your proxy counts again once you confirm it.")
        url = reverse("committee:answer", args=[session.number])
        tasks.append(Task("calendar", title, detail, url, _("Answer"), "wait"))
    return tasks


def _asked_of(person):
    """What an officer has passed on to this person."""
    return [
        Task(
            "users",
            _("%(name)s asks you about “%(title)s”") % {"name": row.by, "title": row.idea.told.title},
            Truncator(row.idea.told.hidden.words(row.reason)).chars(140),
            reverse("ideas:escalation", args=[row.idea.reference]),
            _("Read it and answer"),
            "wait",
        )
        for row in escalations_of(person)[:SHOWN]
    ]


def _recommendations(person):
    ideas = Idea.objects.filter(state=State.RECOMMENDED).order_by("answer_due_on", "pk")
    return [
        Task(
            "scale",
            _("The committee recommends “%(title)s”") % {"title": idea.told.title},
            _("Your answer is due %(when)s.") % {"when": human_due(idea.answer_due_on)},
            reverse("ideas:arbitrate", args=[idea.reference]),
            _("Answer"),
            "bad" if idea.answer_due_on < clock.today() else "wait",
        )
        for idea in tell(person, ideas[:SHOWN])
    ]


def _help_with_actions():
    """What the direction is asked about actions: one line, the list begins with them."""
    count = unanswered().count()
    if not count:
        return []
    title = ngettext("%(count)s action asks for your help", "%(count)s actions ask for your help", count)
    detail = _("Somebody asked, or it is a month late. Your answer goes to its owner and to the officers.")
    return [Task("flag", title % {"count": say_count(count)}, detail, reverse("ideas:actions"), _("Answer"), "wait")]


@dataclass(frozen=True)
class Desk:
    """The officer's day in numbers."""

    to_triage: int
    late: int
    due_today: int
    answers: int
    declared_done: int
    stale: int
    reported: int
    mails: int
    to_say: int
    opinions: int
    talks: int
    flags: int
    ready: int
    is_ready_long: bool
    session: object


def officer_desk(person=None) -> Desk:
    """Counts of what waits for the officers, and for `person` among them, each from an indexed filter."""
    now, numbers = clock.now(), queue_numbers(person)
    actions = Action.objects.filter(idea__state__in=[State.APPROVED, State.IN_PROGRESS])
    counts = capped_counts(
        answers=answers_to_read(),
        declared_done=actions.filter(status=ActionStatus.DONE, idea__state=State.IN_PROGRESS),
        stale=actions.filter(last_news_at__lt=now - STALE_AFTER).exclude(status=ActionStatus.DONE),
        reported=reported_comments(),
        mails=held_mails(),
    )
    return Desk(
        to_triage=numbers["total"],
        late=numbers["late"],
        due_today=numbers["today"],
        to_say=numbers["to_say"],
        opinions=numbers["opinions"],
        talks=numbers["talks"],
        flags=numbers["flags"],
        ready=numbers["ready"],
        is_ready_long=numbers["ready"] > 0 and numbers["ready_since"] < old_before(),
        **counts,
        session=committee.next_session(),
    )
