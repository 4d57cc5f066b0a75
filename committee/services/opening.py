"""Opening a vote: its method, its rule and its options are frozen with the roll of those who may vote now.

A vote may be prepared first: the room reads how it will be held, and half of those present may ask for it to be secret.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from committee.counts import Cause
from committee.enums import (
    ADVISORY,
    CHOOSING,
    WITH_OPTIONS,
    ItemState,
    PollState,
    PollVisibility,
    RoomEventKind,
    SessionState,
    VoteMethod,
)
from committee.methods.rules import NAVETTE, clean_labels, clean_rules
from committee.models import AgendaItem, Participation, Poll, PollOption
from committee.selectors import poll_state, polls_of, published_result, quorum_for, shared_subject
from committee.selectors.lots import disagreed_before, lot_of, titles_of, usual_method, variants_of
from committee.selectors.people import voters_of
from committee.services.answered import answer_of_all
from committee.services.common import lock_item, lock_poll, permit
from committee.services.practising import end_practice
from committee.services.room_events import note_vote
from committee.services.sealed import begin_secrecy, check_secrecy
from committee.services.secrecy import settle
from ideas.enums import State
from ideas.models import IdeaEvent
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused

LONGEST = 240  # minutes
PROPOSAL_LIMIT = 2000


@transaction.atomic
def open_poll(
    item: AgendaItem,
    *,
    by,
    method: str | None = None,
    visibility: str = PollVisibility.HIDDEN,
    minutes: int | None = None,
    options: Sequence[str] = (),
    rules: Mapping | None = None,
) -> Poll:
    """Open the vote on the point under discussion; the roll is frozen to those who may vote now.

    `method`: left out, majority judgment between the variants of one workshop that are on this agenda, otherwise for or
    against. `options`: what approval, majority judgment and dots ask about; those that have the titles of the variants
    of one workshop on this agenda are those points, and each has its decision from this vote; left out, to choose
    between variants asks about all of them. Adopted together
    (`consent_block`), the vote is on the points of the lot, of which `item` is one. `rules`: see
    `committee.methods.rules.clean_rules`; where the poles disagreed twice in an earlier session the usual rule is the
    one of the return. `minutes`: closes by itself after that time. An open vote is returned as it is. Raises
    TransitionRefused when it is held by another method or on other options, in words and numbers when a pole has no
    quorum, or when the vote is to be secret and the server has no key for it; InvalidInput with the field.
    """
    permit(by, "run_session", item.session)
    locked = lock_item(item)
    existing = polls_of(locked)
    if existing and poll_state(existing[-1]) == PollState.OPEN:
        if existing[-1].visibility != visibility:
            raise InvalidInput(_("This vote is open: how it is shown can no longer be changed."), field="visibility")
        _check_the_same(existing[-1], method, options)
        return existing[-1]
    poll, choices = _chosen(locked, existing, method, visibility, options, rules)
    return _start(_kept(poll, choices), locked, choices, minutes, by)


@transaction.atomic
def prepare_poll(
    item: AgendaItem,
    *,
    by,
    method: str | None = None,
    visibility: str = PollVisibility.HIDDEN,
    options: Sequence[str] = (),
    rules: Mapping | None = None,
) -> Poll:
    """Tell the room how the vote on the point under discussion will be held; `open_prepared` opens it as it is.

    Until then half of those present may make it secret (`services.secrecy`). A prepared vote is returned as it is.
    Takes and raises what `open_poll` does; a lot is not prepared: members take points out until its vote opens.
    """
    permit(by, "run_session", item.session)
    locked = lock_item(item)
    existing = polls_of(locked)
    if existing and existing[-1].state == PollState.READY:
        _check_the_same(existing[-1], method, options)
        return existing[-1]
    if method == VoteMethod.CONSENT_BLOCK:
        raise InvalidInput(_("A lot is opened at once: points are taken out of it until then."), field="method")
    poll = _kept(*_chosen(locked, existing, method, visibility, options, rules))
    note_vote(poll, RoomEventKind.VOTE_PREPARED, by=by)
    return poll


@transaction.atomic
def open_prepared(poll: Poll, *, by, minutes: int | None = None) -> Poll:
    """Open a prepared vote as the room has read it, or as half of those present asked. Twice is once."""
    permit(by, "run_session", poll.item.session)
    item = lock_item(poll.item)
    locked = lock_poll(poll)
    if poll_state(locked) == PollState.OPEN:
        return locked
    if locked.state != PollState.READY:
        raise TransitionRefused(_("This vote is no longer prepared."))
    locked.item = item
    settle(locked)
    return _start(locked, item, [], minutes, by)


def _check_the_same(poll: Poll, method, options):
    """Whoever asks for the vote that is there already, or for none in particular, gets it; for another one is told."""
    if method is not None and poll.method != method:
        if poll.state == PollState.READY:
            words = _("A vote is prepared on this point already, by another method: %(method)s. Open it, or cancel it.")
        else:
            words = _("A vote is open on this point already, by another method: %(method)s. Close it, or cancel it.")
        raise TransitionRefused(words % {"method": poll.get_method_display()})
    if not (options and method in WITH_OPTIONS):
        return
    if list(poll.options.values_list("label", flat=True)) != clean_labels(method, options):
        raise TransitionRefused(_("A vote on other options is there already on this point: cancel it first."))


def _chosen(item: AgendaItem, existing, method, visibility, options, rules):
    """(the vote as it was chosen, not kept yet; its options)."""
    variants = variants_of(item) if method is None or method in CHOOSING else []
    method = method or usual_method(variants)
    if method not in VoteMethod.values:
        raise InvalidInput(_("Choose how the committee answers."), field="method")
    _check_free(existing, method)
    labels = clean_labels(method, options or (titles_of(variants) if method in CHOOSING else ()))
    lot = _lot(item) if method == VoteMethod.CONSENT_BLOCK else []
    returns = method == VoteMethod.YES_NO and disagreed_before(item)
    chosen = (dict(NAVETTE) if returns else {}) | dict(rules or {})
    choices = _options(item, variants, labels)
    choices += [_point(point, place) for place, point in enumerate(lot, 1)]
    return _made(item, method, 1, visibility, chosen, choices), choices


def _check_free(existing, method):
    """One answer for each point. What only advises comes before it, each kind once."""
    if any(poll.state == PollState.READY for poll in existing):
        raise TransitionRefused(_("A vote is prepared on this point: open it as it is, or cancel it."))
    if any(poll.method not in ADVISORY for poll in existing):
        raise TransitionRefused(_("The committee has voted on this point already."))
    if existing and existing[-1].state == PollState.OPEN or any(poll.state == PollState.CLOSED for poll in existing):
        raise TransitionRefused(_("Reveal the vote before this one first, or cancel it."))
    if any(poll.method == method for poll in existing):
        raise TransitionRefused(_("This advice was asked for already."))


def _options(item: AgendaItem, variants, labels) -> list[PollOption]:
    """The options in their order, with the points of which they are the titles where the vote is one on all of them."""
    points = {title.casefold(): point for title, point in zip(titles_of(variants), variants, strict=True)}
    named = [points.get(label.casefold()) for label in labels]
    if item.pk not in {point.pk for point in named if point}:
        named = [None] * len(labels)
    return [
        PollOption(position=place, label=label, item=point, idea=point and point.idea)
        for place, (label, point) in enumerate(zip(labels, named, strict=True), 1)
    ]


def _lot(item: AgendaItem) -> list[AgendaItem]:
    lot = lot_of(item.session)
    if item.pk not in {point.pk for point in lot}:
        raise TransitionRefused(_("This point is not one of those that are adopted together."))
    return lot


def _point(point: AgendaItem, place: int) -> PollOption:
    return PollOption(position=place, label=point.subject, item=point, idea=point.idea)


@transaction.atomic
def second_reading(poll: Poll, *, by, minutes: int | None = None, proposal: str = "") -> Poll:
    """Open the next vote, when the one before gave no clear answer; with the people who are here now.

    The rule and the options stay. After objections to a proposal asked for consent, `proposal` is its amended text,
    asked again; after the second round it is put to the vote for or against. A lot that somebody objected to is, too.
    """
    permit(by, "run_session", poll.item.session)
    locked = lock_item(poll.item)
    last = next(reversed(polls_of(locked)), None)  # none once the vote was cancelled
    if last is not None and poll_state(last) == PollState.OPEN and (last.reading == 2 or last.pk != poll.pk):
        return last
    result = published_result(last) if last else None
    if result is None or not result.needs_second_reading:
        if last is not None and last.reading == 2:
            raise TransitionRefused(_("The second vote has been held already."))
        raise TransitionRefused(_("A second vote follows a revealed vote without a clear answer."))
    if locked.idea_id:
        # How the vote goes is the room's: the authors read its outcome with the decision.
        IdeaEvent.objects.create(idea=locked.idea, name="second_reading", actor=by, at=clock.now(), is_internal=True)
    method, reading, rules = _next(last, result.cause, proposal)
    copies = [
        PollOption(position=one.position, label=one.label, item_id=one.item_id, idea_id=one.idea_id)
        for one in last.options.order_by("position")
    ]
    made = _made(locked, method, reading, last.visibility, rules, copies)
    made.secret_on_request = last.secret_on_request
    return _start(_kept(made, copies), locked, copies, minutes, by)


def _next(last: Poll, cause, proposal: str):
    """Method, reading and rule of the vote that follows."""
    kept = {name: value for name, value in last.rules.items() if name not in ("objecting", "fewest")}
    if last.method != VoteMethod.CONSENT:
        return last.method, 2, kept
    if last.reading == 2:
        return VoteMethod.YES_NO, 1, kept
    text = clean_text(proposal, "proposal", limit=PROPOSAL_LIMIT)
    if cause is Cause.OBJECTION and not text:
        raise InvalidInput(_("Write the proposal as it is amended: it is asked again."), field="proposal")
    return last.method, 2, {"proposal": text} if text else {}


def _made(item: AgendaItem, method, reading: int, visibility: str, chosen, choices) -> Poll:
    if visibility not in PollVisibility.values:
        raise InvalidInput(_("Choose how the vote is shown."), field="visibility")
    if visibility == PollVisibility.SECRET:
        check_secrecy()
    _check_point(item, choices)
    colleges = [light.code for light in quorum_for(item, _others(choices))]
    rules = clean_rules(method, chosen, colleges=colleges, options=len(choices), reading=reading)
    if chosen.get("proposal"):
        rules["proposal"] = chosen["proposal"]
    return Poll(item=item, method=method, rules=rules, reading=reading, visibility=visibility)


def _others(choices) -> list[int | None]:
    return [choice.idea_id for choice in choices if choice.item_id]


def _kept(poll: Poll, choices) -> Poll:
    """Prepared: nobody is on its roll yet."""
    poll.save()
    for choice in choices:
        choice.poll = poll
    PollOption.objects.bulk_create(choices)
    return poll


def _start(poll: Poll, item: AgendaItem, choices, minutes, by) -> Poll:
    _check_point(item, choices)
    others = _others(choices)
    lights, answered = quorum_for(item, others), answer_of_all(poll, item)
    _check_quorum([light for light in lights if light.code not in answered])
    end_practice(item.session)
    poll.state, poll.opened_at = PollState.OPEN, clock.now()
    poll.closes_at = poll.opened_at + opens_for(minutes) if minutes is not None else None
    poll.electorate = {
        light.code: {
            "seats": light.seats,
            "present": light.present,
            "recused": light.recused,
            "quorum": light.needed,
        }
        for light in lights
    } | answered
    poll.save(update_fields=["state", "opened_at", "closes_at", "electorate"])
    if poll.is_secret:
        begin_secrecy(poll)
    poll.secrecy_requests.all().delete()
    voters = (voter for voter in voters_of(item, others) if voter.mandate.college.code not in answered)
    Participation.objects.bulk_create(_enrolled(poll, voter) for voter in voters)
    note_vote(poll, RoomEventKind.VOTE_OPENED, by=by, at=poll.opened_at)
    return poll


def _check_point(item: AgendaItem, choices):
    if item.session.state != SessionState.OPEN or item.state != ItemState.CURRENT:
        raise TransitionRefused(_("A vote is opened on the point under discussion, while the session is open."))
    if item.session.is_suspended:
        raise TransitionRefused(_("The session is suspended: resume it first."))
    for point in [item, *(choice.item for choice in choices if choice.item_id)]:
        if point.idea_id and point.idea.state != State.SCHEDULED:
            raise TransitionRefused(
                _("“%(title)s” is “%(state)s”: it can no longer be voted on.")
                % {"title": shared_subject(point), "state": point.idea.get_state_display()}
            )


def _enrolled(poll: Poll, voter) -> Participation:
    """The line of a voter. Whoever holds a president’s proxy casts a ballot, not the casting vote."""
    mandate = voter.mandate
    return Participation(
        poll=poll,
        person_id=mandate.person_id,
        college_id=mandate.college_id,
        is_president=mandate.is_president and not voter.represented,
        cast_by=voter.represented_by,
    )


def _check_quorum(lights):
    missing = [light for light in lights if not light.met]
    if missing or not lights:
        poles = "; ".join(
            _("%(pole)s: %(present)s present who may vote, %(needed)s needed")
            % {"pole": light.name, "present": light.present, "needed": light.needed}
            for light in missing
        )
        raise TransitionRefused(_("No vote without the quorum. %(poles)s.") % {"poles": poles})


def opens_for(minutes) -> timedelta:
    """How long a vote stays open. Raises InvalidInput."""
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 1 <= minutes <= LONGEST:
        raise InvalidInput(_("Between 1 and %(most)s minutes.") % {"most": LONGEST}, field="minutes")
    return timedelta(minutes=minutes)
