"""Ten contributions through the whole programme: triage, session, votes of two poles, decisions, minutes."""

from datetime import timedelta

from committee.enums import Choice
from committee.services import conduct, decisions, minutes, voting
from ideas.enums import Outcome, State
from ideas.models import Decision, Idea
from ideas.services import triage
from parkour.core import clock
from tests.factories import UserFactory
from tests.factories.committee import counted, open_session_with, vote_all

# Against in one pole only at the sixth and seventh, everywhere at the eighth to tenth.
AGAINST = {
    5: ("employees",),
    6: ("direction",),
    7: ("direction", "employees"),
    8: ("direction", "employees"),
    9: ("direction", "employees"),
}
HEAVY = 4  # the fifth is a heavy project: the committee recommends, the direction answers
EXPECTED = [State.APPROVED] * 4 + [State.RECOMMENDED] + [State.DEFERRED] * 2 + [State.REJECTED] * 3


def walk_ten(ideas: list[Idea]) -> list[Idea]:
    """Take ten submitted proposals to their decisions; return them as they stand after the minutes."""
    assert len(ideas) == 10
    officer = UserFactory(officer=True)
    for place, idea in enumerate(ideas):
        shortlist(idea, officer, effort=4 if place == HEAVY else 2)
    room = open_session_with(*[Idea.objects.get(pk=idea.pk) for idea in ideas])
    for place, item in enumerate(room.items):
        decide(room, item, AGAINST.get(place, ()))
    conduct.close_session(room.session, by=room.officer)
    room.session.refresh_from_db()
    minutes.publish_minutes(room.session, by=room.officer, note="Dix contributions venues d’ailleurs.")
    assert Decision.objects.filter(superseded_at=None).count() == 10
    return [Idea.objects.get(pk=idea.pk) for idea in ideas]


def shortlist(idea, officer, effort):
    triage.open_idea(idea, by=officer)
    triage.assess_idea(idea, by=officer, policy=4, novelty=2, impact=4, effort=effort)
    triage.decide_triage(idea, triage.Orientation(Outcome.SHORTLIST, "Merci, je la porte au comité."), by=officer)


def decide(room, item, against):
    poll = room.poll(item)
    for reading in (1, 2):
        vote_all(
            poll,
            {
                person: Choice.NO if pole in against else Choice.YES
                for pole, people in room.poles.items()
                for person in people
            },
        )
        poll = counted(room, poll)
        if reading == 2 or len(against) != 1:
            break
        poll = voting.second_reading(poll, by=room.chair)
    adopted = not against
    decisions.decide_item(
        item,
        by=room.chair,
        reason="Selon le vote des deux pôles.",
        owner=room.officer if adopted else None,
        due_on=clock.today() + timedelta(days=60) if adopted else None,
    )
