"""What the page of components shows: things made up in memory, never read from the data and never written to it."""

import uuid
from datetime import datetime, timedelta
from types import SimpleNamespace

from django import forms
from django.contrib.messages import constants as levels
from django.contrib.messages.storage.base import Message
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from committee.calendar import Milestone
from committee.enums import CollegeCode, PollVisibility, SessionState
from committee.models import Session
from committee.selectors import CollegeCounts, PollResult
from committee.tally import Outcome
from committee.views.wall import Seats
from ideas.cards import MineCard
from ideas.enums import IdeaKind, ImportState, State
from ideas.forms.exchange import UploadForm
from ideas.forms.officer import AssessmentForm
from ideas.models import Action, Idea, ImportBatch
from ideas.rubric_texts import DEFAULT_TEXTS
from ideas.scoring import Scores
from ideas.selectors import track_of
from ideas.story import Entry, PoleResult
from ideas.verdict import verdict
from ideas.workflow import STATES
from parkour.core import clock
from parkour.core.forms import AccessibleFormMixin
from parkour.views.context import NavItem

COLOURS = (
    ("accent", "accent-solid", "accent-soft", "accent-line", "against"),
    ("bg", "surface", "surface-2", "surface-3", "line", "line-strong", "text", "text-2"),
    ("good", "good-soft", "wait", "wait-soft", "bad", "bad-soft", "info", "info-soft"),
)
DONE_OF = (340, 1_200)
SIZES = ("2xl", "xl", "l", "m", "s", "xs")
TONES = ("good", "wait", "bad", "info", "accent", "")
NOTES = (("", "info"), ("good", "check"), ("wait", "triangle-alert"), ("bad", "triangle-alert"), ("info", "users"))
KINDS = ("", "primary", "quiet", "danger")
WROTE_AT = datetime(2024, 3, 12, 14, 30, tzinfo=timezone.get_default_timezone())
NOBODY = 0  # the number of no row: a form that is sent from here finds nothing


class SampleForm(AccessibleFormMixin, forms.Form):
    """One field of each kind."""

    words = forms.CharField(
        label=_l("What happens?"), help_text=_l("Two sentences are enough."), max_length=600, widget=forms.Textarea
    )
    place = forms.CharField(label=_l("Place"), required=False)
    day = forms.DateField(label=_l("Day"))
    pole = forms.ChoiceField(label=_l("Pole"), choices=CollegeCode.choices)
    speaker = forms.ChoiceField(
        label=_l("Who speaks?"), choices=[("me", _l("I do")), ("group", _l("A group"))], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label=_l("I am sure"), help_text=_l("You can change it later."), required=False)


def words():
    return _("Two hours between two visits, three times a week: I wait in my car.")


def answer():
    return _("The visits are now grouped by street. Tours are one third shorter since March.")


def idea(state=State.SUBMITTED, number=12):
    """A contribution in that state, with the words that may be read of it."""
    made = Idea(pk=NOBODY, reference=f"PKR-2024-{number:04}", state=state, kind=IdeaKind.PROPOSAL)
    made.submitted_at = made.state_since = WROTE_AT
    made.problem_text = words()
    made.title = _("Group the visits by street")
    question = _("On which days does it happen most?")
    made.told = SimpleNamespace(title=made.title, problem=words(), change="", question=question)
    made.confirmations = []
    return made


def mine(state, next_step="", said="", **facts):
    made = idea(state)
    return MineCard(made, STATES[state], track_of(made), next_step, said, "Léa" if said else "", **facts)


def mine_cards():
    return [
        mine(State.SUBMITTED, next_step=_("You have an answer by %(date)s") % {"date": "…"}),
        mine(State.NEEDS_INFO, said=_("On which days does it happen most?")),
        mine(State.IMPLEMENTED, said=answer()),
        mine(State.IN_TRIAGE, is_offered=True),
    ]


def tracks():
    return [track_of(idea(state)) for state in (State.SUBMITTED, State.SHORTLISTED, State.VERIFIED)]


def said_cards():
    """Facts of `ideas/_said.html`: a yes and a no have the same card."""
    common = {"you_said": words(), "dated": "", "effect": "", "proof": "", "url": "#part-cards"}
    return [
        common
        | _info(State.IMPLEMENTED, heading=_("We did"), we_did=answer(), thanks=_("Proposed by a colleague"))
        # An effect and its proof stand under what was done.
        | {"effect": _("−2 h a week for each carer"), "proof": _("Measured")},
        common
        | _info(State.DECLINED, heading=_("Not kept, because"), we_did=_("The lease ends this year."), thanks="")
        | {"thanks": _("Proposed by a colleague")},
    ]


def _info(state, **facts):
    info = STATES[state]
    return facts | {"state": info.author_label, "tone": info.tone, "icon": info.icon, "reference": "PKR-2024-0012"}


def badges():
    """(name, the author's badge, the officer's word) of every state of a contribution."""
    return [(str(state), info, state.label) for state, info in STATES.items()]


def session(state=SessionState.AGENDA_RELEASED, number=NOBODY):
    starts_at = timezone.localtime(clock.now() + timedelta(days=9)).replace(hour=14, minute=0)
    return Session(number=number, state=state, starts_at=starts_at, place=_("Loire room"))


def sessions():
    return [session(state) for state in SessionState]


def milestones():
    day = session().on
    return [
        Milestone("agenda_released", _("Agenda sent"), -10, day - timedelta(days=10)),
        Milestone("session", _("The session"), 0, day),
    ]


def actions():
    """Rows of `ideas/_actions_table.html`, one per kind of attention."""
    today = clock.today()
    kinds = [
        (State.IMPLEMENTED, 0, "done", 5),
        (State.IN_PROGRESS, 1, "moving", 20),
        (State.IN_PROGRESS, 2, "moving", -3),
        (State.IN_PROGRESS, 3, "blocked", 12),
        (State.IN_PROGRESS, 9, "moving", 40),
    ]
    rows = []
    for number, (state, attention, status, days) in enumerate(kinds, start=1):
        made = Action(idea=idea(state, number), status=status, due_on=today + timedelta(days=days))
        made.attention, made.waits, made.last_news_at = attention, number == 5, clock.now() - timedelta(days=3)
        rows.append(SimpleNamespace(action=made, title=made.idea.title, owner="Nadia Petit", site="Nantes"))
    return rows


def queue_lines():
    """Facts of `ideas/_queue_line.html`."""
    common = {"url": "#part-lists", "kind": _("Proposal"), "kind_icon": "lightbulb", "site": "Nantes", "due_at": ""}
    common["title"] = words()
    return [
        common | {"current": True, "assessed": True, "due": _("Answered once"), "tone": ""},
        common
        | {
            "current": False,
            "assessed": False,
            "due": _("late by %(count)s h") % {"count": 5},
            "tone": "bad",
            "due_at": "2024-03-12",
        },
        common | {"current": False, "assessed": False, "due": _("tomorrow"), "tone": ""},
    ]


def contribution_lines():
    return [idea(State.SUBMITTED, 3), idea(State.APPROVED, 2), idea(State.DECLINED, 1)]


def tasks():
    """Rows of `_task.html`."""
    made = [("message-square", "wait", _("Answer the question")), ("vote", "accent", _("Join the session"))]
    made.append(("zap", "", _("Say yes or no")))
    return [
        {"icon": icon, "tone": tone, "title": title, "detail": words(), "url": "#part-lists", "action": title}
        for icon, tone, title in made
    ]


def imports():
    return [ImportBatch(pk=NOBODY, state=state) for state in ImportState]


def story():
    """Entries of `ideas/_story.html`, newest first: a decision with its votes, an answer, the author's words."""
    results = (PoleResult("Direction", 4, 1, 0), PoleResult(_("Employees"), 6, 1, 1))
    return [
        Entry(_("Decision of the committee"), "check", "good", WROTE_AT, "", "", reason=answer(), results=results),
        Entry(_("A question for you"), "message-square", "wait", WROTE_AT, "Léa Martin", idea().told.question),
        Entry(_("Sent"), "lightbulb", "", WROTE_AT, "Samira Benali", words(), is_voice=True),
    ]


def messages():
    return [
        Message(levels.ERROR, _("You may not do this here, or it is too late.")),
        Message(levels.WARNING, _("The agenda was changed since it was sent: publish it again for everybody to read.")),
        Message(levels.SUCCESS, _("Your profile is saved.")),
    ]


def counts(code, yes, no, abstain):
    enrolled = yes + no + abstain
    name = CollegeCode(code).label
    return CollegeCounts(code, name, yes, no, abstain, enrolled, enrolled, True, yes > no, False)


def result():
    """A revealed vote that both poles adopted."""
    colleges = (counts("direction", 4, 1, 0), counts("employees", 6, 1, 1))
    rule = (_("Each pole decides by the majority of its votes."),)
    return PollResult(None, Outcome.ADOPTED, None, _("Adopted by both poles."), rule, (), colleges)


def wall():
    """Context of `committee/_wall.html` while a vote is open."""
    item = SimpleNamespace(subject=idea().title, idea_id=None, is_withdrawn=False)
    closes_at = clock.now() + timedelta(minutes=5)
    room = SimpleNamespace(item=item, result=None, place=2, total=5, is_open=True, last_decided=None)
    room.ends_about = session().starts_at + timedelta(minutes=95)  # one time of day: the pictures stay the same
    room.poll = SimpleNamespace(closes_at=closes_at, is_secret=False)
    return {
        "session": session(SessionState.OPEN),
        "room": room,
        "seats": [Seats("Direction", 3, 5), Seats(_("Employees"), 4, 6)],
        "voted": 7,
        "enrolled": 11,
        "seconds_left": None,
        "token": "",
    }


def ballot():
    """Context of `committee/_ballot.html` with a choice made."""
    poll = SimpleNamespace(pk=NOBODY, visibility=PollVisibility.HIDDEN)
    mandate = SimpleNamespace(college=_("Employees"))
    return {"mine": SimpleNamespace(poll=poll), "mandate": mandate, "key": uuid.UUID(int=0), "choice": "yes"}


def desk(quiet=False):
    """Numbers of the officer's day."""
    numbers = {
        "to_triage": 12,
        "late": 2,
        "due_today": 3,
        "answers": 1,
        "declared_done": 1,
        "stale": 4,
        "reported": 0,
        "mails": 0,
        "to_say": 0,
    }
    return {name: 0 if quiet else number for name, number in numbers.items()} | {"session": session()}


def verdicts():
    """Contexts of `ideas/_verdict.html`: nothing yet, then one per band."""
    levels_of = [(5, 5, 5, 1), (4, 3, 4, 2), (3, 2, 3, 3), (1, 1, 2, 5), (None, None, 3, 2)]
    said = [verdict(Scores(policy=a, novelty=b, impact=c, effort=d)) for a, b, c, d in levels_of]
    return [{"to_give": 3, "said": None}, *({"to_give": 0, "said": each} for each in said)]


def navigation():
    entries = [
        (_("Home"), "home", "house", "", False, True),
        (_("My ideas"), "ideas:mine", "lightbulb", "", False, False),
        (_("Propose"), "ideas:submit", "plus", "", False, False),
        (_("Board"), "ideas:board", "megaphone", "", False, False),
        (_("Messages"), "notifications:inbox", "bell", "3", False, False),
    ]
    items = [NavItem(*entry) for entry in entries]
    return [(each.href, each.label, each.icon, each.count, each.only_wide, each.current) for each in items]


def assessment():
    """The grid of the four criteria: a level chosen, one missing, one that does not apply, one chosen."""
    data = {"policy": "4", "impact": "na", "effort": "2", "not_applicable_because": ""}
    return AssessmentForm(data, idea=idea(), rubric=SimpleNamespace(texts=DEFAULT_TEXTS))


def forms_shown():
    """The same form empty, filled, and refused; the import's file, empty and refused."""
    filled = {"words": words(), "place": "Nantes", "day": "2024-03-12", "pole": "employees", "speaker": "me"}
    wrong = {"words": words() * 12, "day": "2024-02-31", "pole": "nowhere"}
    return {
        "empty_form": SampleForm(auto_id="empty_%s"),
        "filled_form": SampleForm(filled | {"sure": "on"}, auto_id="filled_%s"),
        "wrong_form": SampleForm(wrong, auto_id="wrong_%s"),
        "file_form": UploadForm(auto_id="file_%s"),
        "wrong_file_form": UploadForm({}, auto_id="wrong_file_%s"),
    }
