"""What is told of answers that wait, and of red flags: to the officers, their deputies, the direction."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas.enums import Danger
from ideas.models import Escalation, Idea, IdeaEvent, RedFlag
from ideas.notifications import facts_of
from ideas.privacy import veil
from ideas.promises import Stage
from ideas.selectors import officers, people_of
from parkour.accounts.deputies import in_force
from parkour.accounts.models import Deputy, Role, User
from parkour.core import clock
from parkour.core.dates import human_date, human_datetime
from parkour.notifications.services import Letter, notify

# Whatever waits on one day is told in one mail.
PROMISES = "promises"


def present_officers() -> list[User]:
    """The officers who are there, and whoever stands in for one; all of them when nobody is left."""
    absent = set(in_force(clock.today()).values_list("officer", flat=True))
    everybody = list(officers())
    return [person for person in everybody if person.pk not in absent] or everybody


def deputies_of_today() -> list[User]:
    """Who stands in for an officer today; the officers where nobody does."""
    standing_in = User.objects.filter(pk__in=in_force(clock.today()).values("person")).order_by("pk")
    return list(standing_in) or list(officers())


def recipients_of(stage: Stage) -> list[User]:
    """Who is reminded at `stage`."""
    if stage in {Stage.SOON, Stage.LATE}:
        return present_officers()
    return deputies_of_today() if stage == Stage.DEPUTY else list(people_of(Role.SPONSOR))


def tell_stages(idea: Idea, stages: dict[Stage, datetime]) -> int:
    """Tell these stages, which are due since these moments, each person the gravest that is for them; how many."""
    gravest = {}
    for stage in sorted(stages):
        gravest |= dict.fromkeys(recipients_of(stage), stage)
    return sum(
        _tell_stage(idea, stage, due_at, [person for person, theirs in gravest.items() if theirs == stage])
        for stage, due_at in stages.items()
    )


def _tell_stage(idea, stage, due_at, people):
    def compose(person):
        facts = {"reference": idea.reference, "promise": human_datetime(idea.promised_reply_at)}
        if stage == Stage.SOON:
            title = _("To answer by {promise}: {reference}")
            body = _("Its first answer is promised by {promise}.")
        elif stage == Stage.LATE:
            title = _("Late answer: {reference}")
            body = _("Its first answer was promised by {promise}. Answer it first, or say when you will.")
        elif stage == Stage.DEPUTY:
            title = _("Still no answer: {reference}")
            body = _("Its first answer was promised by {promise}. Please answer it, or find who can.")
        else:
            title = _("A promise is not kept: {reference}")
            body = _(
                "Its first answer was promised by {promise}, and nobody has answered. Ask the improvement officer what "
                "stands in the way."
            )
        words = f"“{facts_of(idea, person)['title']}”\n\n" if person.has_perm("ideas.view_idea", idea) else ""
        return Letter(title.format(**facts), words + body.format(**facts), _("See the queue"))

    return notify(
        people,
        kind=f"promise_{stage.name.lower()}",
        event_key=f"promise:{idea.pk}:{stage.name.lower()}:{due_at.date().isoformat()}",
        compose=compose,
        url=reverse("home") if stage == Stage.SPONSOR else reverse("ideas:triage_item", args=[idea.reference]),
        thread=PROMISES,
    )


def tell_older(count: int, *, first: int) -> int:
    """Tell the officers that `count` contributions have waited for weeks, `first` among them: one sentence for all."""

    def compose(_person):
        facts = {"count": count}
        title = ngettext(
            "%(count)s older contribution waits for an answer",
            "%(count)s older contributions wait for an answer",
            count,
        )
        body = _(
            "What was promised for them is long overdue, and nobody was reminded. They are at the head of the "
            "queue; you are not reminded of each of them."
        )
        return Letter(title % facts, body, _("See the queue"))

    return notify(
        present_officers(),
        kind="promise_older",
        event_key=f"promise:older:{first}:{count}",
        compose=compose,
        url=reverse("ideas:triage"),
        thread=PROMISES,
    )


def tell_of_flag(flag: RedFlag, *, unseen: bool = False) -> int:
    """Tell the officers that safety or dignity may be at stake; `unseen`: the deputies, that nobody has looked."""
    idea = flag.idea

    def compose(_person):
        facts = {"reference": idea.reference, "kind": flag.get_kind_display(), "due": human_datetime(flag.due_at)}
        if unseen:
            body = _("Nobody has looked at it by {due}. Please look at it now.")
            return Letter(_("Not seen: {reference}").format(**facts), body.format(**facts), _("Look at it"))
        body = _("{kind} may be at stake: {reason}. Look at it by {due}.")
        return Letter(
            _("Red flag: {reference}").format(**facts), body.format(reason=flag.reason, **facts), _("Look at it")
        )

    people = deputies_of_today() if unseen else present_officers()
    return notify(
        [person for person in people if person.pk != flag.raised_by_id],
        kind="flag_unseen" if unseen else "flag_raised",
        event_key=f"flag:{idea.pk}:{flag.raised_at:%Y%m%d%H%M%S%f}",
        compose=compose,
        mail=not idea.is_anonymous,  # the hour of a mail would tell when it was sent
        url=reverse("ideas:triage_item", args=[idea.reference]),
    )


def tell_of_more(flag: RedFlag, said: IdeaEvent, *, kind: str) -> int:
    """Tell the officers what somebody else says of a contribution that has its red flag already."""
    idea = flag.idea

    def compose(_person):
        body = _("{kind} may be at stake, somebody else says: {reason}. It has a red flag already.")
        facts = {"kind": Danger(kind).label, "reason": said.note}
        title = _("Red flag: {reference}").format(reference=idea.reference)
        return Letter(title, body.format(**facts), _("Look at it"))

    url, event_key = reverse("ideas:triage_item", args=[idea.reference]), f"flag:{idea.pk}:more:{said.pk}"
    people = [person for person in present_officers() if person.pk != said.actor_id]
    return notify(people, kind="flag_raised", event_key=event_key, compose=compose, mail=not idea.is_anonymous, url=url)


def tell_deputy(row: Deputy) -> int:
    """Tell whoever was named that they stand in for an officer, and when."""

    def compose(_person):
        facts = {
            "officer": row.officer.get_full_name(),
            "first": human_date(row.starts_on),
            "last": human_date(row.ends_on),
        }
        body = _(
            "From {first} to {last} you may do all that {officer} may at triage, and you are reminded of what was "
            "promised. It ends by itself. If you cannot, say so now."
        )
        title = _("You stand in for {officer}").format(**facts)
        return Letter(title, body.format(**facts), _("See the dates"))

    url, event_key = reverse("ideas:deputies"), f"deputy:{row.pk}"
    return notify([row.person], kind="deputy_named", event_key=event_key, compose=compose, url=url)


def tell_of_end(row: Deputy, by: User) -> int:
    """Tell the other of the two that it has ended before its last day."""
    other = row.officer if by.pk == row.person_id else row.person

    def compose(_person):
        facts = {"officer": row.officer.get_full_name(), "person": row.person.get_full_name()}
        title = _("{person} no longer stands in for {officer}").format(**facts)
        return Letter(title, _("It has ended before its last day."))

    event_key, url = f"deputy:{row.pk}:ended", reverse("home")
    return notify([other], kind="deputy_ended", event_key=event_key, compose=compose, url=url)


def tell_escalated(row: Escalation) -> int:
    """Tell whoever is asked: by whom, about what, why."""

    def compose(person):
        title = _("{name} asks you about {reference}").format(name=row.by.get_full_name(), reference=row.idea.reference)
        return Letter(title, veil(person, row.idea).words(row.reason), _("Read it and answer"))

    url = reverse("ideas:escalation", args=[row.idea.reference])
    return notify([row.to], kind="escalation_asked", event_key=f"escalation:{row.pk}", compose=compose, url=url)


def tell_handed_back(row: Escalation) -> int:
    """Tell the other of the two what was answered, or that it was taken back."""
    other = row.by if row.answered_by_id == row.to_id else row.to

    def compose(person):
        facts = {"name": row.answered_by.get_full_name(), "reference": row.idea.reference}
        if other == row.by:
            title = _("{name} has answered about {reference}").format(**facts)
        else:
            title = _("{name} no longer needs you about {reference}").format(**facts)
        return Letter(title, veil(person, row.idea).words(row.answer))

    url = reverse("ideas:triage_item", args=[row.idea.reference]) if other == row.by else reverse("home")
    event_key = f"escalation:{row.pk}:answered"
    return notify([other], kind="escalation_answered", event_key=event_key, compose=compose, url=url)
