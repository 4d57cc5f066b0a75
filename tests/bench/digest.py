"""How long the Friday digests of five thousand people take to be ready to leave.

What happens in a week is told to all of them, who want it on Friday in one mail; measured is what the worker does then
for each before it speaks to the mail server: find the next row, gather what leaves with it, write the mail, keep it.
"""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from parkour.accounts.models import User
from parkour.core import clock
from parkour.notifications.models import MailPreference, OutgoingMail, Rhythm
from parkour.notifications.outbox import claim_next
from parkour.notifications.services import Letter, notify

State = OutgoingMail.State
PEOPLE, EVENTS = 5_000, 6
MONDAY = datetime(2026, 3, 16, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
FRIDAY = MONDAY.replace(hour=14) + timedelta(days=4)
BODY = "Il s’est réuni et a décidé de ce qui attendait. Vous le lisez dans Parkour.\n" * 3


def digest_seconds(people: int = PEOPLE) -> tuple[float, str]:
    """Seconds from the hour of the digests until the last one is ready, and what was in them."""
    told = _told(people)
    with clock.at(FRIDAY + timedelta(minutes=1)):
        took, worked = _claimed()
    mails = OutgoingMail.objects.filter(recipient__in=told)
    ready = mails.filter(state=State.SENT).count()
    if ready != people or mails.filter(state=State.BUNDLED).count() != people * (EVENTS - 1):
        raise RuntimeError(f"{ready} digests for {people} people")
    return took, f"{ready:,} mails of {EVENTS} messages, {1_000 * worked / people:.1f} ms of our own work each"


def _claimed() -> tuple[float, float]:
    """Seconds until all are claimed, by the clock and of our own work; the server takes each, which is not counted."""
    took = worked = 0
    while True:
        begun, busy = time.perf_counter(), time.process_time()
        row = claim_next()
        took, worked = took + time.perf_counter() - begun, worked + time.process_time() - busy
        if row is None:
            return took, worked
        OutgoingMail.objects.filter(pk=row.pk).update(state=State.SENT, sent_at=clock.now())


def _told(number: int) -> list[User]:
    """People who read one mail on Friday, and a week of news for them."""
    people = User.objects.bulk_create(
        User(email=f"digest{index}@bench.example", first_name=f"Prénom{index}", last_name="Nom", password="!")
        for index in range(number)
    )
    MailPreference.objects.bulk_create(MailPreference(person=person, rhythm=Rhythm.FRIDAY) for person in people)
    for event in range(EVENTS):
        with clock.at(MONDAY + timedelta(hours=7 * event)):
            notify(
                people,
                kind="committee_minutes",
                event_key=f"bench:{event}",
                compose=lambda _person, event=event: Letter(f"Le comité a décidé ({event})", BODY, "Lire"),
                url=f"/committee/sessions/{event + 1}/",
            )
    return people
