from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from ideas.services.comparing import ask_again, compare_all


class Command(BaseCommand):
    help = "Look for similar contributions among those that wait for it, or (--again) among all of them anew."

    def add_arguments(self, parser):
        parser.add_argument("--again", action="store_true", help="compare every contribution anew")

    def handle(self, *, again, **options):
        if again:
            ask_again()
        done = compare_all()
        said = ngettext("%(count)s contribution compared.", "%(count)s contributions compared.", done)
        self.stdout.write(self.style.SUCCESS(said % {"count": done}))
