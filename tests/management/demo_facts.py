"""What must hold of the demonstration whatever the day it is made: read from the rows, told in sentences."""

from collections import Counter
from datetime import datetime
from itertools import pairwise

from django.apps import apps
from django.db.models import Count, DateTimeField

from committee.enums import CallState, PollVisibility, SessionState, Standing, VoteMethod
from committee.models import (
    AgendaProposal,
    Availability,
    BallotKey,
    CandidacyCall,
    Consultation,
    Erratum,
    Mandate,
    MinutesObjection,
    Participation,
    Poll,
    ProposalState,
    Proxy,
    RoomEvent,
    SealedBallot,
    Session,
    SessionException,
    Workshop,
)
from committee.selectors.consultations import consultation_result
from committee.selectors.whole_session import whole_session
from committee.selectors.workshops import places_in
from committee.workshop_steps import WorkshopStep
from ideas.enums import ClaimLevel
from ideas.models import (
    Action,
    ActionEscalation,
    ActionLink,
    ActionSheet,
    Attachment,
    Gain,
    Idea,
    IdeaEvent,
    IncomingMail,
    PublicUpdate,
    ReferenceIdea,
)
from ideas.similar import similar_on_board
from parkour.accounts.models import User
from parkour.indicators.models import Indicator, Measurement, Wave
from parkour.indicators.reading import series_of
from parkour.management.demo_content import load
from parkour.notifications.models import Notification, OutgoingMail
from parkour.organisation.models import Site

ROOMS = ("ideas", "committee", "notifications", "organisation", "accounts")
# Moments that are promises; every other one has happened.
PROMISES = {
    "AccessCard.expires_at",
    "Idea.promised_reply_at",
    "Idea.objections_until",
    "Session.starts_at",
    "Proxy.signed_for",
    "Convocation.starts_at",
    "Minutes.approval_due_at",
    "Poll.closes_at",
    "OutgoingMail.not_before",
}
# Where each fate of the content ends; the others have the name of their state.
STATE_OF = {
    "quick_win_done": "implemented",
    "scheduled_next": "scheduled",
    "adopted_in_progress": "in_progress",
    "adopted_done": "implemented",
    "adopted_verified_published": "closed",
    "adopted_abandoned": "abandoned",
    "adopted_on_hold": "on_hold",
    "disputed": "in_progress",
    "refused_by_direction": "rejected",
    "reopened": "shortlisted",
    "offered": "in_triage",
    "offer_refused": "in_triage",
    "self_accepted": "approved",
    "self_done": "implemented",
    "appealed": "in_triage",
    "appeal_won": "shortlisted",
    "quick_win_on_hold": "on_hold",
    "measured": "verified",
    "objected": "shortlisted",
    "owner_refused": "in_triage",
    "separated": "approved",
    "variant_kept": "shortlisted",
    "parked_by_silence": "parked",
    "back_from_park": "in_triage",
    "half_withdrawn": "shortlisted",
    "question_answered": "in_triage",
    "assessed": "in_triage",
}


def faults_of_demo() -> list[str]:
    """Everything wrong with the demonstration just made, one sentence each."""
    now = datetime.now().astimezone()
    return [
        *_counts(),
        *_states(),
        *_follow_up(),
        *_sessions(now),
        *_rooms(),
        *_consultations(now),
        *_measures(),
        *_future(now),
        *_order(),
        *_mails(now),
        *_likeness(),
    ]


def _measures():
    """Every indicator has its points and its limits where it has twelve; each wave has the answers of its sheets."""
    facts = load("measures")
    for row in facts["indicators"]:
        points = sum(len(one["points"]) for one in row["series"])
        found = Measurement.objects.filter(indicator__name=row["name"]).count()
        yield from _differs(f"measurements of {row['name']}", found, points)
    waves = [wave for survey in facts["surveys"] for wave in survey["waves"]]
    wanted = [sum(wave["answers"][0].values()) for wave in waves]
    found = [wave.invitations.filter(answered=True).count() for wave in Wave.objects.order_by("survey_id", "opens_on")]
    yield from _differs("sheets of the surveys", found, wanted)
    open_waves = sum(wave.is_open for wave in Wave.objects.all())
    yield from _differs("open waves", open_waves, 1)
    levels = {claimed.claim.level for one in Indicator.objects.all() for claimed in series_of(one).claims}
    yield from _differs("claims", levels, {ClaimLevel.DEMONSTRATED, ClaimLevel.INSUFFICIENT})


def _likeness():
    """Somebody who writes again what is on the board is told so."""
    said = next(row["problem"] for row in load("ideas") if row["public_update"])
    if not similar_on_board(said, User.objects.first()):
        yield "nothing is like what the board says"


def _differs(what, found, wanted):
    return [] if found == wanted else [f"{what}: {found} instead of {wanted}"]


def _counts():
    people, ideas, doors = load("people"), load("ideas"), load("doors")
    yield from _differs("sites", Site.objects.count(), 8)
    yield from _differs("people", User.objects.count(), len(people))
    yield from _differs("accounts of the demonstration", sum(_can_sign_in()), 7)
    yield from _differs("contributions", Idea.objects.count(), len(ideas) + len(_by_other_doors()))
    yield from _mandates(people)
    yield from _differs("updates", PublicUpdate.objects.count(), sum(1 for row in ideas if row["public_update"]))
    yield from _differs("reference ideas", ReferenceIdea.objects.count(), 6)
    answers = {row["code"]: len(row["answers"]) for row in doors["campaigns"]}
    yield from _differs("answers of campaigns", dict(_answers()), {code: n for code, n in answers.items() if n})
    yield from _differs("pictures", Attachment.objects.exclude(idea=None).count(), len(doors["photos"]) + 1)
    fates = dict(Counter(IncomingMail.objects.values_list("fate", flat=True)))
    yield from _differs("mails", fates, {"taken": 1, "held": 1, "discarded": 1})
    if not Notification.objects.exists():
        yield "nobody was told anything"


def _mandates(people):
    planning, held = load("planning"), Mandate.objects.values_list("person__email", flat=True)
    wanted = [row["email"] for row in people if row["mandate"]] + [planning["seats"]["left"]["email"]]
    wanted += [row["email"] for row in planning["seats"]["standing_by"]]
    drawn = [row["email"] for row in planning["calls"][0]["candidates"]]
    yield from _differs("mandates", sorted(set(held) - set(drawn)), sorted(wanted))
    yield from _differs("alternates drawn", len(set(held) & set(drawn)), planning["calls"][0]["alternates"])
    states = [call.state for call in CandidacyCall.objects.order_by("created_at")]
    yield from _differs("calls for candidates", states, [CallState.SETTLED, CallState.VOTING, CallState.OPEN])
    standing = {call.is_drawn: call.candidacies for call in CandidacyCall.objects.all()}
    if True in standing:
        counts = Counter(standing[True].values_list("standing", flat=True))
        waiting = {Standing.ALTERNATE: 2, Standing.ON_THE_LIST: len(drawn) - 2}
        yield from _differs("what the lots said", dict(counts), waiting)


def _answers():
    return Idea.objects.exclude(campaign=None).values_list("campaign__code").annotate(n=Count("pk")).order_by()


def _by_other_doors() -> list[str]:
    """The states of what came anonymously and by mail."""
    doors = load("doors")
    anonymous = ["needs_info" if row["question"] and not row["reply"] else "submitted" for row in doors["anonymous"]]
    states = ["in_triage" if row["reply"] else state for row, state in zip(doors["anonymous"], anonymous, strict=True)]
    return [*states, *("submitted" for row in doors["mails"] if row["from"].endswith("@maisonnee.example"))]


def _can_sign_in():
    return [person.has_usable_password() for person in User.objects.all()]


def _states():
    wanted = Counter(STATE_OF.get(idea["fate"], idea["fate"]) for idea in load("ideas"))
    wanted.update(_by_other_doors())
    yield from _differs("states", dict(Counter(Idea.objects.values_list("state", flat=True))), dict(wanted))


def _follow_up():
    """What owners wrote beside their news; the direction owes one answer."""
    steps = Counter(step["do"] for entry in load("follow_up") for step in entry["steps"])
    yield from _differs("links of actions", ActionLink.objects.count(), steps["link"])
    yield from _differs("sheets of actions", ActionSheet.objects.count(), steps["sheet"])
    yield from _differs("gains", Gain.objects.count(), steps["gain"])
    yield from _differs("measured gains", Gain.objects.exclude(measured_at=None).count(), steps["measure"])
    pilots = dict(Counter(Action.objects.exclude(pilot="").values_list("pilot", flat=True)))
    yield from _differs("pilots", pilots, {"under_way": 2, "generalised": 1})
    asked = Counter(row.answered_at is not None for row in ActionEscalation.objects.exclude(by=None))
    yield from _differs("help of the direction", dict(asked), {True: 1, False: 1})


def _sessions(now):
    votes = load("votes")
    wanted = votes["past_sessions"]
    rows = list(Session.objects.order_by("starts_at"))
    past = [session for session in rows if session.starts_at < now]
    ahead = [session for session in rows if session.starts_at >= now]
    yield from _differs("past sessions", len(past), len(wanted))
    for session, facts in zip(past, wanted, strict=False):
        yield from _past_session(session, facts)
    if not ahead:
        yield "no session is ahead"
        return
    following, *series = ahead
    yield from _following(following, votes["next_session"])
    yield from _series(following, series)


def _following(session, facts):
    """Convened and answered, in its second version, with a plan that is of today."""
    ahead = load("planning")["next_session"]
    yield from _differs("session ahead", session.state, SessionState.AGENDA_RELEASED)
    yield from _differs("agenda ahead", session.items.count(), len(facts["agenda"]) + len(facts["subjects"]))
    yield from _differs("versions of the agenda", session.releases.count(), 2)
    answers = dict(Availability.objects.filter(session=session).values_list("person__email", "answer"))
    yield from _differs("answers", answers, {row["email"]: row["answer"] for row in ahead["answers"]})
    proxies = dict(Proxy.objects.filter(revoked_at=None).values_list("giver__email", "holder__email"))
    yield from _differs("proxies", proxies, {row["email"]: row["proxy"] for row in ahead["answers"] if row["proxy"]})
    plan = AgendaProposal.objects.filter(session=session, state=ProposalState.DONE).first()
    yield from _differs("a plan is found", plan is not None, True)
    if plan is not None:
        yield from _differs("the plan is of today", plan.result["fingerprint"], whole_session(session).fingerprint)
        yield from _differs("the plan is proven", plan.result["proven"], True)
        yield from _differs("the plan warns", bool(plan.result["warnings"]), True)


def _series(following, series):
    """Two years of dates that nobody has touched, one of them in another week."""
    yield from _differs("states of the dates ahead", {session.state for session in series}, {SessionState.PLANNED})
    if not 10 <= len(series) <= 12:
        yield f"{len(series)} dates are planned ahead"
    days = [following.on, *(session.on for session in series)]
    gaps = [(after - before).days for before, after in pairwise(days)]
    if not all(42 <= gap <= 77 for gap in gaps):
        yield f"days between the sessions: {gaps}"
    moved = {session.rule_on: session.on for session in series if session.rule_on != session.on}
    chosen = dict(SessionException.objects.values_list("wanted", "day"))
    yield from _differs("weeks that are avoided", len(chosen), 1)
    yield from _differs("days chosen by hand", {day: moved.get(day) for day in chosen}, chosen)


def _past_session(session, facts):
    yield from _differs("past session", session.state, SessionState.MINUTES_PUBLISHED)
    yield from _differs("minutes are published", session.has_published_minutes, True)
    taken = {item.idea_id: item.decision.outcome for item in session.items.exclude(decision=None)}
    # A recommendation is followed by the direction's own answer, which is another decision.
    wanted = Counter(item["outcome"] for item in facts["items"] if item["outcome"])
    yield from _differs("decisions", dict(Counter(taken.values())), dict(wanted))


def _rooms():
    """Votes by other methods, a secret one of which no ballot is left, minutes in versions, workshops under way."""
    votes = Counter(Poll.objects.exclude(method=VoteMethod.YES_NO).values_list("method", flat=True))
    yield from _differs("votes by other methods", dict(votes), {VoteMethod.CONSENT: 2, VoteMethod.TEMPERATURE: 1})
    secret = Poll.objects.filter(visibility=PollVisibility.SECRET)
    yield from _differs("secret votes", [poll.secret_on_request for poll in secret], [True])
    left = SealedBallot.objects.count() + BallotKey.objects.count()
    yield from _differs("what is left of secret ballots", left, 0)
    yield from _differs("breaks", RoomEvent.objects.filter(kind="suspended").count(), 1)
    versions = list(Session.objects.exclude(minutes=None).order_by("pk").values_list("minutes__edition", flat=True))
    yield from _differs("versions of the minutes", versions, [2, 2])
    replies = Counter(MinutesObjection.objects.values_list("reply", flat=True))
    yield from _differs("objections", dict(replies), {"refused": 1, "corrected": 1})
    yield from _differs("corrections", Erratum.objects.count(), 1)
    steps = Counter(Workshop.objects.values_list("step", flat=True))
    wanted = {WorkshopStep.CLOSED: 1, WorkshopStep.IDEAS: 1, WorkshopStep.VOTE: 1}
    yield from _differs("workshops", dict(steps), wanted)
    for workshop in Workshop.objects.filter(step=WorkshopStep.VOTE):
        places = [place for row in places_in(workshop).values() for place in row]
        said = [(len(place.variants), place.left_empty) for place in places]
        yield from _differs("places of its groups", said, [(1, False), (1, False), (1, False), (0, True)])


def _consultations(now):
    """One that is over, with its result, and one that awaits the answers of those whom one plays."""
    over, asked = load("consultations")
    rows = Consultation.objects.order_by("opens_at").select_related("poll")
    yield from _differs("consultations", [row.state for row in rows], ["closed", "open"])
    for row in rows:
        wanted = asked if row.is_open else over
        yield from _differs("answers to a consultation", row.poll.ballots.count(), sum(wanted["answers"].values()))
        if row.is_closed:
            told = consultation_result(row)
            said = {"yes": told.yes, "no": told.no, "abstain": told.abstain}
            yield from _differs("result of a consultation", said, wanted["answers"])
        else:
            yield from _differs("what is told of an open consultation", row.poll.result, {})
            waits = Participation.objects.filter(poll=row.poll, has_voted=False, person__email="staff@parkour.example")
            yield from _differs("the employee whom one plays is asked", waits.exists(), True)


def _future(now):
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.concrete_fields:
                name = f"{model.__name__}.{field.name}"
                if isinstance(field, DateTimeField) and name not in PROMISES:
                    count = model.objects.filter(**{f"{field.name}__gt": now}).count()
                    yield from _differs(f"rows whose {name} is in the future", count, 0)


def _order():
    last = {}
    for idea, at in IdeaEvent.objects.order_by("pk").values_list("idea_id", "at"):
        if last.get(idea, at) > at:
            yield f"an event of the idea {idea} is dated before the one it follows"
        last[idea] = at


def _mails(now):
    """All left at their hour, alone or with another; only those that wait for a later one are still here."""
    here = OutgoingMail.objects.exclude(state="sent").exclude(state="bundled", carried_by__state="sent")
    for state, soon in here.values_list("state", "not_before"):
        if state != "queued" or soon <= now:
            yield f"a mail of {soon} is {state}"
