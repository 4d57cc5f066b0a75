"""Ideas as people read them: one's own, with what comes next, and those of the board."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ideas.board import BoardRow, idea_of
from ideas.deadlines import QUESTION_WINDOW, effective_state
from ideas.enums import UNTRIAGED, BoardTab, MessageVisibility, Outcome, ReasonCode, State, Visibility
from ideas.models import Idea, IdeaEvent, Message
from ideas.privacy import Veil, standing, tell, veil
from ideas.selectors import TrackStep, track_of
from ideas.workflow import CONFIRMED_EVENT, STATES, StateInfo
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.dates import human_date, human_datetime
from parkour.core.fragments import Memory


def promise_of(idea: Idea) -> str:
    """The promised answer, day and hour at the idea's site; "" when nothing is promised."""
    if idea.promised_reply_at is None:
        return ""
    with timezone.override(idea.site.tz if idea.site else timezone.get_current_timezone()):
        return human_datetime(idea.promised_reply_at)


def told_from(idea: Idea) -> str:
    """When what the committee decided is told; its authors read it first."""
    with timezone.override(idea.site.tz if idea.site else timezone.get_current_timezone()):
        return _("The committee’s answer comes on %(date)s") % {"date": human_datetime(idea.held_until)}


def next_step(idea: Idea) -> str:
    """What comes next and when, in one sentence; "" when nothing is awaited."""
    state = effective_state(idea)
    if state in UNTRIAGED:
        promised = promise_of(idea) if idea.first_human_reply_at is None else ""
        return _("You have an answer by %(date)s") % {"date": promised} if promised else ""
    if state == State.FAST_TRACK and idea.objections_until is None:
        return _("The person asked to carry it out has not answered yet")
    if state == State.SHORTLISTED:
        return _("It waits for the next session of the committee")
    action = getattr(idea, "action", None)
    due_on = action.due_on if action else None
    match state:
        case State.NEEDS_INFO:
            words, on = _("Without an answer, it is kept for later on %(date)s"), idea.state_since + QUESTION_WINDOW
        case State.FAST_TRACK:
            words, on = _("The committee may object until %(date)s"), idea.objections_until
        case State.SCHEDULED if idea.held_until:
            return told_from(idea)
        case State.SCHEDULED:
            words, on = _("Decision at the session of %(date)s"), idea.session_on
        case State.RECOMMENDED:
            words, on = _("The direction answers by %(date)s"), idea.answer_due_on
        case State.PARKED:
            words, on = _("Looked at again on %(date)s"), idea.review_on
        case State.APPROVED | State.IN_PROGRESS:
            words, on = _("To be done by %(date)s"), due_on
        case State.ON_HOLD:
            words, on = _("The work resumes on %(date)s"), idea.resume_on
        case _other:
            return ""
    return words % {"date": human_date(on)} if on else ""


@dataclass(frozen=True)
class MineCard:
    """One of a person's own ideas. `said` is the last message of somebody else, `by` its sender's first name."""

    idea: Idea
    info: StateInfo
    steps: list[TrackStep]
    next_step: str
    said: str
    by: str
    is_offered: bool = False

    @property
    def asks(self):
        return self.info is STATES[State.NEEDS_INFO]

    @property
    def is_done(self):
        """Done, and the author has not yet said whether it is right."""
        confirmed = any(event.at >= self.idea.state_since for event in self.idea.confirmations)
        return self.info is STATES[State.IMPLEMENTED] and not confirmed


def mine_cards(user: User, ideas: Iterable[Idea]) -> list[MineCard]:
    """Cards for `user`'s own ideas: as many queries for three as for thirty."""
    ideas = tell(user, ideas)
    confirmed = Prefetch("events", IdeaEvent.objects.filter(name=CONFIRMED_EVENT), to_attr="confirmations")
    prefetch_related_objects(ideas, confirmed)
    last = {
        message.idea_id: message
        for message in Message.objects.filter(idea__in=ideas, visibility=MessageVisibility.AUTHOR)
        .exclude(sender=user)
        .select_related("sender")
        .order_by("idea_id", "-sent_at", "-pk")
        .distinct("idea_id")
    }
    return [_mine_card(user, idea, last.get(idea.pk)) for idea in ideas]


def _mine_card(user, idea, message):
    by, hidden = "", idea.told.hidden
    if message and message.sender:
        by = hidden.name(message.sender) if hidden.hides(message.sender) else message.sender.get_short_name()
    return MineCard(
        idea=idea,
        info=STATES[effective_state(idea)],
        steps=track_of(idea),
        next_step=next_step(idea),
        said=hidden.words(message.body) if message else "",
        by=by,
        is_offered=user.has_perm("ideas.answer_offer", idea),
    )


@dataclass(frozen=True)
class BoardCard:
    """« You said, we did » for one reader: no word in it names somebody whose name the reader may not read."""

    idea: Idea
    info: StateInfo
    title: str
    you_said: str
    heading: str
    we_did: str
    effect: str
    proof: str
    thanks: str
    dated: str


def shortened(text: str, limit: int) -> str:
    """The text, or as much of it as `limit` characters hold, with an ellipsis."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def board_cards(user: User, rows: Iterable[BoardRow]) -> list[BoardCard]:
    """Cards for `user` of a page of the board: nothing more is read."""
    return [board_card(user, idea_of(row)) for row in rows]


_pieces = Memory()


def board_html(user: User, rows: Iterable[BoardRow]) -> list[str]:
    """The same cards as pieces of the page, each kept for all who would read the same.

    The key holds everything that a card depends on: its facts, the standing of the reader, the language, the day, and
    whether the time to object is over, or that of telling a decision has come.
    """
    now, frame, pieces = clock.now(), (get_language(), clock.today()), []
    for row in rows:
        over = any(until is not None and until <= now for until in (row.objections_until, row.held_until))
        key = (row.facts, standing(user, involved=row.involved), over, *frame)
        pieces.append(_pieces.recall(key, lambda row=row: card_html(board_card(user, idea_of(row)))))
    return pieces


def card_html(card: BoardCard) -> str:
    """The card as the board shows it."""
    facts = {name: getattr(card, name) for name in ("heading", "effect", "proof", "thanks", "dated")}
    facts |= {"you_said": shortened(card.you_said, 340), "we_did": shortened(card.we_did, 480)}
    facts |= {"supports": card.idea.support_count, "comments": card.idea.comment_count}
    info = {"state": card.info.author_label, "tone": card.info.tone, "icon": card.info.icon}
    where = {"url": card.idea.get_absolute_url(), "reference": card.idea.reference}
    html = render_to_string("ideas/_said.html", facts | info | where)
    # Thirty cards are most of a page's weight. Attributes stand between double quotes: an apostrophe needs no escape.
    return mark_safe(html.replace("&#x27;", "'"))  # noqa: S308 — rendered just before


def board_card(user: User, idea: Idea) -> BoardCard:
    """The card of one idea that is on the board."""
    update, action = getattr(idea, "public_update", None), getattr(idea, "action", None)
    if update and idea.published_at and update.published_at < idea.published_at:
        update = None  # it has changed tab since: those words tell of another moment
    hidden, state = veil(user, idea), effective_state(idea)
    tab = STATES[state].tab or BoardTab(idea.board_tab)
    return BoardCard(
        idea=idea,
        info=STATES[state],
        title=hidden.words(idea.display_title),
        you_said=hidden.words(update.you_said if update else idea.problem_text),
        heading=_heading(state, tab),
        we_did=hidden.words(update.we_did if update else _we_did(idea, state, action)),
        effect=hidden.words(update.effect if update else ""),
        proof=action.get_claim_level_display() if action and action.claim_level else "",
        thanks=_thanks(idea, update, hidden, tab),
        dated=_dated(state, tab, idea.published_at),
    )


HEADINGS = {
    BoardTab.DONE: gettext_lazy("We did"),
    BoardTab.IN_PROGRESS: gettext_lazy("We are doing"),
    BoardTab.STUDIED: gettext_lazy("We are looking at it"),
    BoardTab.NOT_KEPT: gettext_lazy("Not kept, because"),
}


def _heading(state, tab):
    if state == State.ANSWERED:
        return _("Our answer")
    return str(HEADINGS[tab])


def _we_did(idea, state, action):
    """Without a published text: what was done, the reason of the decision, the reason of the officer."""
    if state == State.DECLINED:
        return _triage_words(idea, Outcome.DECLINE)
    if state == State.ANSWERED:
        return _triage_words(idea, Outcome.ANSWER)
    if state == State.ABANDONED and (stop := next(iter(_stops(idea)), None)):
        return stop.note
    if state in {State.IMPLEMENTED, State.VERIFIED, State.CLOSED} and action and action.evidence:
        return action.evidence
    decision = current_decision(idea)
    if decision and state not in {State.SHORTLISTED, State.SCHEDULED, State.WORKSHOP, State.FAST_TRACK, State.PARKED}:
        return decision.reason
    return f"{next_step(idea) or STATES[state].author_label}."


def _stops(idea):
    return idea.stops if hasattr(idea, "stops") else idea.events.filter(name="abandon").order_by("-at", "-pk")


def _triage_words(idea, outcome):
    """The officer's words, after the reason when there is one."""
    row = next((row for row in idea.triage_decisions.all() if row.outcome == outcome), None)
    if row is None:
        return ""
    reason = ReasonCode(row.reason_code).label if row.reason_code in set(ReasonCode.values) - {ReasonCode.OTHER} else ""
    return _("%(reason)s. %(words)s") % {"reason": reason, "words": row.message} if reason else row.message


def current_decision(idea: Idea):
    """The decision that stands, None when there is none."""
    return next((row for row in idea.decisions.all() if row.superseded_at is None), None)


def _thanks(idea, update, hidden: Veil, tab):
    foreign = hidden.only_site not in {None, idea.site_id}
    if update and update.credits and not foreign and hidden.words(update.credits) == update.credits:
        return update.credits
    if tab == BoardTab.NOT_KEPT or idea.visibility != Visibility.PUBLIC:
        return _("Proposed by a colleague")
    names = [row.person.get_full_name() for row in idea.authorships.all() if not hidden.hides(row.person)]
    if idea.group_names and not foreign:
        names.append(idea.group_names)
    return _("Thanks to %(names)s") % {"names": ", ".join(names)} if names else _("Proposed by colleagues")


def _dated(state, tab, at: datetime | None):
    if at is None:
        return ""
    if state == State.ANSWERED or tab == BoardTab.NOT_KEPT:
        sentence = _("Answered on %(date)s")
    elif tab == BoardTab.DONE:
        sentence = _("Done, told on %(date)s")
    else:
        sentence = _("Updated on %(date)s")
    return sentence % {"date": human_date(at)}
