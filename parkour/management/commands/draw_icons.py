from django.conf import settings
from django.core.management.base import BaseCommand

from parkour.management.icons import ICONS, picture

FOLDER = settings.BASE_DIR / "parkour" / "static" / "img"


class Command(BaseCommand):
    """Run it after a change of the mark; the pictures are kept with the sources."""

    help = "Draw the icons of the installed application from the mark."

    def handle(self, *args, **options):
        for name, facts in ICONS.items():
            (FOLDER / name).write_bytes(picture(*facts))
            self.stdout.write(name)
