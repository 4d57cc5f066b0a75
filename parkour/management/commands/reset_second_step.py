"""``manage.py reset_second_step``: for somebody who lost phone and codes, when no administrator can do it."""

from django.core.management.base import BaseCommand, CommandError

from parkour.accounts.models import User
from parkour.accounts.second_step import turn_off


class Command(BaseCommand):
    help = "Turn off the second step of somebody: their app and written codes open nothing any more."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")

    def handle(self, *args, email: str, **options) -> None:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has the address {email}.")
        there_was = turn_off(person, by=None)
        self.stdout.write("The second step is off." if there_was else "There was no second step.")
