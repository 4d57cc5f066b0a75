"""Answers that were given elsewhere – on paper, with another tool – brought in as a wave that is over."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from ideas.importing.errors import CellRefused, NotAListOfIdeas
from ideas.importing.source import read_source
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.core.text import UNSTORABLE
from parkour.indicators.models import Answer, Invitation, Question, Survey, Wave
from parkour.indicators.services.answering import row_of
from parkour.indicators.services.surveys import LONGEST, permit
from parkour.indicators.sheet_rows import Sheet, columns_of, read_sheet
from parkour.indicators.site_names import SiteNames
from parkour.organisation.models import Site

MEGABYTE = 1024 * 1024
LIMIT, MOST_SHEETS = 5 * MEGABYTE, 20_000
NAME_LIMIT = 200
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
    """Bring in the sheets of a file; see `enter_sheets`. All rows or none; with `leave_out`, all but those refused.

    Raises as `enter_sheets`, and SheetsRefused (rows cannot be taken and `leave_out` was not said).
    """
    permit(by)
    survey = Survey.objects.select_for_update().get(pk=survey.pk)  # its questions stay what they are until the end
    name = UNSTORABLE.sub("", PurePath(file.name or "").name)[:NAME_LIMIT] or "?"
    _check_days(opens_on, closes_on)
    _refuse_twin(survey, name, opens_on, closes_on)
    reading = _read(file, list(survey.questions.all()))
    if reading.refusals and not leave_out:
        raise SheetsRefused(_("Some rows cannot be taken. Correct the file, or leave these rows out."), reading=reading)
    sheets = [(sheet.answers, site) for sheet, site in reading.sheets]
    return enter_sheets(survey, sheets, opens_on=opens_on, closes_on=closes_on, name=name, by=by), reading


@transaction.atomic
def enter_sheets(
    survey: Survey,
    sheets: Sequence[tuple[Mapping[int, int | str], Site | None]],
    *,
    opens_on: date,
    closes_on: date,
    name: str,
    by: User,
) -> Wave:
    """Keep sheets (answers by the place of their question, site) as a wave held from `opens_on` to `closes_on`.

    `name` says where they come from. Nothing says who answered what. Raises NotAllowed, InvalidInput.
    """
    permit(by)
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    _check_days(opens_on, closes_on)
    _refuse_twin(locked, name, opens_on, closes_on)
    if not sheets:
        raise InvalidInput(_("No row of this file can be taken."), field="file")
    now = clock.now()
    wave = Wave.objects.create(
        survey=locked,
        opens_on=opens_on,
        closes_on=closes_on,
        expected=len(sheets),
        opened_at=now,
        closed_at=now,
        file_name=name,
    )
    _write(wave, {question.place: question for question in locked.questions.all()}, sheets)
    return wave


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
    sites = SiteNames(Site.objects.all())
    reading = SheetReading(unread=columns.unread)
    for record in table.records:
        try:
            sheet = read_sheet(table, record, columns, questions)
            site = sites.found(sheet.site) if sheet.site else None
        except CellRefused as refused:
            reading.refusals.append((record.line, UNSTORABLE.sub("\ufffd", str(refused.message))))
        else:
            reading.sheets.append((sheet, site))
    return reading


def _refuse_twin(survey, name, opens_on, closes_on):
    if survey.waves.filter(file_name=name, opens_on=opens_on, closes_on=closes_on).exists():
        raise InvalidInput(_("This file is already there for these days."), field="file")


def _write(wave, questions, sheets) -> None:
    """The roll first, then the answers in a drawn order: neither leads to the other, nor to a row of the file."""
    roll = [Invitation(wave=wave, site=site, asked_on=wave.opens_on, answered=True) for _answers, site in sheets]
    rows = []
    for answers, site in sheets:
        said = list(_rows(wave, questions, answers, site))
        if not said:
            raise InvalidInput(_("Answer one question at least."), field="file")
        rows += said
    _drawn.shuffle(rows)
    Invitation.objects.bulk_create(roll, batch_size=TOGETHER)
    Answer.objects.bulk_create(rows, batch_size=TOGETHER)


def _rows(wave, questions, answers, site):
    for place, said in answers.items():
        if place not in questions:
            raise InvalidInput(_("There is no such question."))
        if row := row_of(wave, questions[place], said):
            row.site = site
            yield row
