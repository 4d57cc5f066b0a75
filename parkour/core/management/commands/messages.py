from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from parkour.core.catalogue import (
    CatalogueState,
    catalogue_path,
    catalogue_state,
    compile_catalogues,
    read_catalogue,
    update_catalogue,
)
from parkour.core.catalogue_checks import message_faults


class Command(BaseCommand):
    help = "The French catalogue: bring it up to date with the code, check it, compile it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--update", action="store_true", help="merge the code into django.po")
        action.add_argument("--check", action="store_true", help="list what is missing or wrong")
        action.add_argument("--compile", action="store_true", help="write the .mo files")

    def handle(self, *args, **options) -> None:
        if options["compile"]:
            self._compile()
        elif options["update"]:
            self._report(update_catalogue())
        elif self._report(catalogue_state()):
            raise CommandError("The catalogue is not complete.")

    def _compile(self) -> None:
        written = compile_catalogues()
        for path in written:
            self.stdout.write(f"written {path.name} for {path.parts[-3]}")
        if not written:
            self.stdout.write("already up to date")

    def _report(self, state: CatalogueState) -> int:
        """Print every section; return how many entries stand between us and a complete catalogue."""
        faults = [fault for message in read_catalogue(catalogue_path()) if message.id
                  for fault in message_faults(message)]  # fmt: skip
        sections = {
            "missing": state.missing,
            "fuzzy": state.fuzzy,
            "obsolete": state.obsolete,
            "wrong": faults,
        }
        for name, entries in sections.items():
            self.stdout.write(f"{name}: {len(entries)}")
            for entry in entries:
                self.stdout.write(f"  {entry}")
        return sum(len(entries) for entries in sections.values())
