from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas.importing import headers
from ideas.importing.rows import MAX_SOURCE, Reading, read_rows
from ideas.services.importing import ImportOutcome, import_rows
from parkour.core.exceptions import InvalidInput

COLUMN_OPTIONS = {
    "text": headers.PROBLEM,
    "change": headers.CHANGE,
    "title": headers.TITLE,
    "kind": headers.KIND,
    "date": headers.CREATED,
    "id": headers.EXTERNAL_ID,
    "author": headers.AUTHOR,
    "site": headers.SITE,
    "category": headers.CATEGORY,
    "url": headers.URL,
    "source": headers.SOURCE,
}


class Command(BaseCommand):
    help = "Import ideas from a CSV file or a workbook: all of them or none, and never the same one twice."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV file or workbook (.xlsx) with named columns")
        parser.add_argument("--source", metavar="NAME", help="where the ideas come from (default: the file's name)")
        for option in COLUMN_OPTIONS:
            parser.add_argument(f"--{option}-column", metavar="HEADER", help=f"column of the {option}")
        parser.add_argument("--encoding", help="such as cp1252 (default: guessed)")
        parser.add_argument("--delimiter", help="such as ; or \\t (default: guessed)")
        parser.add_argument("--sheet", help="sheet of a workbook (default: the first with rows)")
        parser.add_argument("--keep-valid", action="store_true", help="import the valid rows though others are refused")
        parser.add_argument("--dry-run", action="store_true", help="read and tell, import nothing")

    def handle(self, *, file, source, keep_valid, dry_run, **options):
        source = source or file.stem[:MAX_SOURCE]
        try:
            reading = self._read(file, source, options)
            self._tell(file, reading)
            if reading.refusals and not (keep_valid and reading.rows):
                raise CommandError(_refused(reading, keep_valid))
            if dry_run:
                self.stdout.write(_("Trial run: nothing was imported."))
                return
            outcome = import_rows(reading.rows, source=source, progress=self._progress)
        except InvalidInput as refused:
            raise CommandError(str(refused.message)) from None
        self.stdout.write(self.style.SUCCESS(_result(outcome)))

    def _read(self, file, source, options) -> Reading:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(
                _("The file “%(file)s” cannot be read: %(reason)s.") % {"file": file, "reason": error.strerror}
            ) from None
        overrides = {
            field: options[f"{option}_column"]
            for option, field in COLUMN_OPTIONS.items()
            if options[f"{option}_column"]
        }
        delimiter = "\t" if options["delimiter"] == "\\t" else options["delimiter"]
        return read_rows(
            data,
            overrides,
            source=source,
            encoding=options["encoding"],
            delimiter=delimiter,
            sheet=options["sheet"],
        )

    def _tell(self, file, reading: Reading) -> None:
        if reading.sheet:
            sentence = _("File “%(file)s”, source “%(source)s”, sheet “%(sheet)s”.")
        else:
            sentence = _("File “%(file)s”, source “%(source)s”, encoding %(encoding)s, delimiter %(delimiter)s.")
        facts = {
            "file": file.name,
            "source": reading.source,
            "sheet": reading.sheet,
            "encoding": reading.encoding,
            "delimiter": _delimiter_label(reading.delimiter),
        }
        self.stdout.write(sentence % facts)
        for sentence in reading.mapping.explanation():
            self.stdout.write(f"  {sentence}")
        for refusal in reading.refusals:
            self.stdout.write(
                self.style.WARNING(
                    _("Line %(line)s refused. %(reason)s") % {"line": refusal.line, "reason": refusal.reason}
                )
            )
        self.stdout.write(
            _("Rows that can be imported: %(valid)s. Rows refused: %(refused)s.")
            % {"valid": len(reading.rows), "refused": len(reading.refusals)}
        )

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(_("Imported: %(done)s of %(total)s rows.") % {"done": done, "total": total})


def _delimiter_label(delimiter: str) -> str:
    if not delimiter:
        return _("none (one column)")
    return _("tab") if delimiter == "\t" else f"“{delimiter}”"


def _refused(reading: Reading, keep_valid: bool) -> str:
    if keep_valid or not reading.rows:
        return _("Nothing was imported: no row is valid.")
    return ngettext(
        "Nothing was imported: %(count)s row is refused. Correct it, or import the others with --keep-valid.",
        "Nothing was imported: %(count)s rows are refused. Correct them, or import the others with --keep-valid.",
        len(reading.refusals),
    ) % {"count": len(reading.refusals)}


def _result(outcome: ImportOutcome) -> str:
    created = ngettext("%(count)s idea was created.", "%(count)s ideas were created.", outcome.created)
    present = ngettext("%(count)s was already there.", "%(count)s were already there.", outcome.already_present)
    return " ".join((created % {"count": outcome.created}, present % {"count": outcome.already_present}))
