"""The file of each point: what its author wrote, what it is worth and costs, what is like it, what happened to it.

A file is passed on: printed, laid on a table, kept. Nobody reads in it a name that a colleague may not know, whoever
asks; somebody of a partner reads no more in it than elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committee.changelog import HALF_MINUTE
from committee.enums import ENDED
from committee.models import AgendaItem, Session
from committee.selectors import Slot, agenda_of
from committee.sent import SentAgenda
from ideas.decided_alike import AlikeDecided, decided_alike
from ideas.enums import Outcome, State
from ideas.gallery import files_to_read
from ideas.models import Attachment, Decision, Idea, TriageDecision
from ideas.portfolio_lines import Line, lines_of
from ideas.privacy import Veil, VeiledWords, prefetch_names, veil_to_pass_on
from ideas.scoring import RubricValues
from ideas.selectors import visible_to
from ideas.verdict import effort_word
from parkour.accounts.models import User
from parkour.core.dates import local_day

WORDS_A_MINUTE = 200
QUOTED = 40  # words of a reason, an effect or a decision on a card; the paper has all of them


@dataclass(frozen=True)
class Subject:
    """A point of the room as it is told: its number, hours, and the reference of its contribution, if it is one."""

    number: int
    title: str
    block: str
    starts_at: datetime
    duration: int
    presenter: str = ""
    reference: str = ""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.duration * HALF_MINUTE


@dataclass(frozen=True)
class Document:
    """A file that the reader may open."""

    file: Attachment
    name: str

    @property
    def url(self) -> str:
        return self.file.get_absolute_url()


@dataclass(frozen=True)
class Past:
    """Something that happened to a contribution, on a day."""

    on: date
    sentence: str
    words: str = ""


@dataclass(frozen=True)
class Dossier(VeiledWords):
    """The file of one point; of a subject that is no contribution, its hours alone.

    `line` is None while the levels are sealed, or were never given. `is_readable`: the reader may open its page.
    """

    subject: Subject
    idea: Idea | None = None
    hidden: Veil = field(default_factory=Veil)
    line: Line | None = None
    alike: tuple[AlikeDecided, ...] = ()
    past: tuple[Past, ...] = ()
    documents: tuple[Document, ...] = ()
    is_readable: bool = False

    @property
    def is_taken_back(self) -> bool:
        """Its author took it back: its words are no longer shown to anybody."""
        return self.idea is not None and self.idea.state == State.WITHDRAWN

    @property
    def has_words(self) -> bool:
        return self.idea is not None and not self.is_taken_back

    @property
    def authors(self) -> list[str]:
        """Names that may be said, the author first."""
        if self.idea.is_anonymous:
            return []
        people = [row.person for row in self.idea.authorships.all()]
        return [person.get_full_name() for person in people if not self.hidden.hides(person)]

    @property
    def site(self) -> str:
        """Whose name is hidden is not told by where they work either."""
        return str(self.idea.site) if self.idea.site and not self.hidden.hidden else ""

    @property
    def scores_awaited(self) -> str:
        """Why there is no band, in a sentence."""
        if self.idea.sealed:
            return _("A second opinion is awaited: what the first one said shows once both are given.")
        return _("It was not assessed.")

    @property
    def effort(self) -> str:
        """What it would cost, in words; "" when nobody may say it yet, and for feedback."""
        return str(effort_word(self.idea.level_effort).label) if self.line and self.idea.is_proposal else ""

    @property
    def waiting(self) -> list[str]:
        """How long it has waited, in sentences."""
        said = []
        if count := self.idea.waited_cycles:
            told = ngettext("It has waited for %(count)s session.", "It has waited for %(count)s sessions.", count)
            said.append(told % {"count": count})
        if count := self.idea.deferrals:
            told = ngettext("It was put off %(count)s time.", "It was put off %(count)s times.", count)
            said.append(told % {"count": count})
        return said

    @property
    def word_count(self) -> int:
        """Words to read before the session, of all that is shown of it."""
        return sum(len(text.split()) for text in self._texts())

    def _texts(self) -> Iterable[str]:
        yield self.subject.title
        if self.has_words:
            yield from (self.problem, self.change, self.restatement)
            yield self.line.sentence if self.line else self.scores_awaited
            for near in self.alike:
                yield from (near.title, near.outcome, _begin(near.reason), _begin(near.effect))
            for row in self.past:
                yield from (row.sentence, _begin(row.words))


def _begin(text: str) -> str:
    """As much of the words of others as a card shows."""
    return " ".join(text.split()[:QUOTED])


def minutes_to_read(dossiers: Sequence[Dossier]) -> int:
    """How long reading takes: all words at `WORDS_A_MINUTE`, rounded up."""
    return ceil(words_to_read(dossiers) / WORDS_A_MINUTE)


def words_to_read(dossiers: Sequence[Dossier]) -> int:
    return sum(dossier.word_count for dossier in dossiers)


def subject_of(slot: Slot, number: int = 1) -> Subject:
    """A point as it is prepared."""
    item = slot.item
    return Subject(
        number=number,
        title=item.subject,
        block=str(item.get_block_display()),
        starts_at=slot.starts_at,
        duration=item.duration,
        presenter=str(item.shown_presenter or ""),
        reference=item.idea.reference if item.idea_id else "",
    )


def sent_subjects(sent: SentAgenda) -> list[Subject]:
    """The points as they were last sent, in the order of the room."""
    found = []
    for block in sent.blocks:
        moment = block.starts_at
        for row in block.items:
            facts = {"presenter": row.presenter or "", "reference": row.idea or ""}
            found.append(Subject(len(found) + 1, row.title, str(block.label), moment, row.duration, **facts))
            moment += row.duration * HALF_MINUTE
    return found


def dossier_of_item(item: AgendaItem, reader: User, values: RubricValues) -> Dossier:
    """The file of a point as it is prepared, among the others of its session."""
    slots = agenda_of(item.session).slots
    number = next(number for number, slot in enumerate(slots, 1) if slot.item.pk == item.pk)
    return dossiers_of([subject_of(slots[number - 1], number)], reader, values, session=item.session)[0]


def sent_dossiers(session: Session, sent: SentAgenda, reader: User, values: RubricValues) -> list[Dossier]:
    """The file of every point as it was last sent."""
    return dossiers_of(sent_subjects(sent), reader, values, session=session)


def dossiers_of(subjects: Sequence[Subject], reader: User, values: RubricValues, *, session: Session) -> list[Dossier]:
    """The file of each of `subjects` for `reader`; bands by the grid `values`. A bounded number of queries."""
    references = [subject.reference for subject in subjects if subject.reference]
    ideas = list(Idea.objects.filter(reference__in=references).select_related("site", "action"))
    prefetch_names(ideas)
    shown = [idea for idea in ideas if idea.state != State.WITHDRAWN]
    assessed = [idea for idea in shown if idea.value is not None and not idea.sealed]
    lines = {line.idea.pk: line for line in lines_of(reader, assessed, values, goes_round=True)}
    hidden = {idea.pk: veil_to_pass_on(reader, idea) for idea in ideas}
    alike, past = decided_alike(shown, reader), _past_of(shown, hidden, session)
    files = files_to_read(reader, shown)
    readable = set(visible_to(reader).filter(pk__in=[idea.pk for idea in ideas]).values_list("pk", flat=True))
    by_reference = {idea.reference: idea for idea in ideas}

    def dossier(subject):
        idea = by_reference.get(subject.reference)
        if idea is None:
            return Dossier(subject)
        veil = hidden[idea.pk]
        return Dossier(
            subject=subject,
            idea=idea,
            hidden=veil,
            line=lines.get(idea.pk),
            alike=tuple(alike.get(idea.pk, ())),
            past=tuple(past.get(idea.pk, ())),
            documents=tuple(_document(file, veil) for file in files.get(idea.pk, ())),
            is_readable=idea.pk in readable,
        )

    return [dossier(subject) for subject in subjects]


def _document(file, veil) -> Document:
    return Document(file, veil.words(file.alt or file.name))


def _past_of(ideas, hidden, session) -> dict[int, list[Past]]:
    """What happened to each, the oldest first: received, kept for the committee, sessions, decisions. Three queries."""
    found = {idea.pk: [Past(local_day(idea.submitted_at), _("Received."))] for idea in ideas if idea.submitted_at}
    kept = TriageDecision.objects.filter(idea__in=ideas, outcome=Outcome.SHORTLIST).order_by("at", "pk")
    for row in kept:
        found.setdefault(row.idea_id, []).append(Past(local_day(row.at), _("Kept for the committee.")))
    for decision in Decision.objects.filter(idea__in=ideas).order_by("at", "pk"):
        words = hidden[decision.idea_id].words(decision.reason)
        found.setdefault(decision.idea_id, []).append(Past(local_day(decision.at), _decided(decision), words))
    former = AgendaItem.objects.filter(idea__in=ideas, session__state__in=ENDED, decision=None).exclude(session=session)
    for item in former.select_related("session").order_by("session__starts_at", "pk"):
        sentence = _("On the agenda of a session, and not dealt with.")
        found.setdefault(item.idea_id, []).append(Past(item.session.on, sentence))
    return {pk: sorted(rows, key=lambda row: row.on) for pk, rows in found.items()}


def _decided(decision) -> str:
    outcome = decision.get_outcome_display()
    where = decision.source_label or decision.get_decided_by_display()
    return _("%(outcome)s (%(where)s).") % {"outcome": outcome, "where": where}
