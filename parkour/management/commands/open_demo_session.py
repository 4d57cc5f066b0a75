"""``make manage ARGS=open_demo_session``: a session to step into, while the demonstration runs."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from committee.models import Session
from parkour.management.demo_live import open_with_its_members


class Command(BaseCommand):
    help = "Opens the coming session of the demonstration: everybody is there, and a vote waits for those you play."

    def handle(self, *args, **options):
        if not settings.PARKOUR_DEMO:
            raise CommandError("Only a demonstration is opened like this: real members open their own session.")
        try:
            with translation.override("fr"):
                waiting = open_with_its_members()
        except Session.DoesNotExist:
            raise CommandError("The coming session has been held already, or its agenda is not published.") from None
        if waiting is None:
            self.stdout.write("A session is open already: nothing was changed.")
            return
        people = ", ".join(sorted(person.email for person in waiting))
        self.stdout.write(f"The session is open. A vote by majority judgment waits for {people}.")
        self.stdout.write("Members vote at /committee/live/; chair@parkour.example closes and reveals it.")
