"""Answers that were given elsewhere – on paper, with another tool – brought in as a wave that is over."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from ideas.importing.errors import CellRefused, NotAListOfIdeas
from ideas.importing.source import read_source
from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.core.text import UNSTORABLE
from parkour.indicators.models import Answer, Invitation, Kind, Question, Survey, Wave
from parkour.indicators.services.surveys import LONGEST, permit
from parkour.indicators.sheet_rows import WORDS_LIMIT, Sheet, columns_of, read_sheet
from parkour.organisation.models import Site

MEGABYTE = 1024 * 1024
LIMIT, MOST_SHEETS = 5 * MEGABYTE, 20_000
TOGETHER = 2_000  # rows of one statement
_drawn = random.SystemRandom()


@dataclass
class SheetReading:
    """The sheets of a file with their sites, (line, sentence) of the rows refused, the headers that are not read."""

    sheets: list[tuple[Sheet, Site | None]] = field(default_factory=list)
    refusals: list[tuple[int, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


class SheetsRefused(InvalidInput):
    """Some rows cannot be taken: `reading` says which and why."""

    def __init__(self, message, *, reading):
        super().__init__(message, field="file")
        self.reading = reading


@transaction.atomic
def import_sheets(
    survey: Survey, file: File, *, opens_on: date, closes_on: date, by: User, leave_out: bool = False
) -> tuple[Wave, SheetReading]:
    """Bring in the sheets of a file as a wave held from `opens_on` to `closes_on`; nothing says who answered what.

    All rows or none; with `leave_out`, all but those refused.
    Raises NotAllowed, InvalidInput, SheetsRefused (rows cannot be taken and `leave_out` was not said).
    """
    permit(by)
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    _check_days(opens_on, closes_on)
    name = UNSTORABLE.sub("", PurePath(file.name or "").name)[:200] or "?"
    if locked.waves.filter(file_name=name, opens_on=opens_on, closes_on=closes_on).exists():
        raise InvalidInput(_("This file is already there for these days."), field="file")
    questions = list(locked.questions.all())
    reading = _read(file, questions)
    if reading.refusals and not leave_out:
        raise SheetsRefused(_("Some rows cannot be taken. Correct the file, or leave these rows out."), reading=reading)
    if not reading.sheets:
        raise InvalidInput(_("No row of this file can be taken."), field="file")
    now = clock.now()
    wave = Wave.objects.create(
        survey=locked,
        opens_on=opens_on,
        closes_on=closes_on,
        expected=len(reading.sheets),
        opened_at=now,
        closed_at=now,
        file_name=name,
    )
    _write(wave, questions, reading.sheets)
    return wave, reading


@transaction.atomic
def take_back_sheets(wave: Wave, *, by: User) -> None:
    """Take away a wave that came from a file; contributions opened from its words stay.

    Raises NotAllowed, TransitionRefused (people were asked by the product itself).
    """
    permit(by)
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    if not locked.file_name:
        raise TransitionRefused(_("People were asked here: what they answered stays."))
    locked.delete()


def _check_days(opens_on, closes_on):
    if closes_on < opens_on:
        raise InvalidInput(_("The last day comes before the first one."), field="closes_on")
    if closes_on > clock.today():
        raise InvalidInput(_("These answers were given: the last day is today at the latest."), field="closes_on")
    if closes_on - opens_on > LONGEST:
        raise InvalidInput(_("A wave lasts a year at most. Check the years."), field="opens_on")


def _read(file, questions: Sequence[Question]) -> SheetReading:
    if file.size > LIMIT:
        sizes = {"size": -(-file.size // MEGABYTE), "limit": LIMIT // MEGABYTE}
        raise InvalidInput(_("The file weighs %(size)s MB; the limit is %(limit)s MB.") % sizes, field="file")
    try:
        table = read_source(file.read()).table
        columns = columns_of(table, questions)
    except NotAListOfIdeas as refused:
        raise InvalidInput(refused.message, field="file") from None
    if len(table.records) > MOST_SHEETS:
        raise InvalidInput(_("At most %(most)s rows at a time.") % {"most": MOST_SHEETS}, field="file")
    sites = {name.casefold(): site for site in Site.objects.all() for name in (site.name, site.code)}
    reading = SheetReading(unread=columns.unread)
    for record in table.records:
        try:
            sheet = read_sheet(table, record, columns, questions)
            site = sites.get(sheet.site.casefold())
            if sheet.site and site is None:
                raise CellRefused("unknown", _("There is no site “%(name)s”.") % {"name": sheet.site[:60]})
        except CellRefused as refused:
            reading.refusals.append((record.line, UNSTORABLE.sub("\ufffd", str(refused.message))))
        else:
            reading.sheets.append((sheet, site))
    return reading


def _write(wave, questions, sheets) -> None:
    """The roll first, then the answers in a drawn order: neither leads to the other, nor to a row of the file."""
    roll = [Invitation(wave=wave, site=site, asked_on=wave.opens_on, answered=True) for _sheet, site in sheets]
    Invitation.objects.bulk_create(roll, batch_size=TOGETHER)
    by_place = {question.place: question for question in questions}
    rows = [_row(wave, by_place[place], said, site) for sheet, site in sheets for place, said in sheet.answers.items()]
    _drawn.shuffle(rows)
    Answer.objects.bulk_create(rows, batch_size=TOGETHER)


def _row(wave, question, said, site) -> Answer:
    if Kind(question.kind) == Kind.TEXT:
        return Answer(wave=wave, question=question, site=site, words=clean_text(said, "file", limit=WORDS_LIMIT))
    return Answer(wave=wave, question=question, site=site, value=said)
