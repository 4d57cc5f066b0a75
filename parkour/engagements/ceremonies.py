"""What is read of the trophies: editions, one of them with its nominees and results, the ballot of a juror."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from committee.enums import CollegeCode
from ideas.models import Idea
from ideas.privacy import prefetch_names, tell
from parkour.accounts.models import User
from parkour.engagements.awarding import Verdict
from parkour.engagements.models import TrophyBallot, TrophyCategory, TrophyEdition, TrophyJuror, TrophyNominee
from parkour.engagements.recusals import recused

LISTED = 40


@dataclass(frozen=True)
class NomineeRow:
    """A nominee as it is told; `won` and `votes` only where results are shown."""

    nominee: TrophyNominee
    idea: Idea
    title: str
    citation: str
    names: Sequence[str]
    won: bool = False
    votes: Sequence[tuple[str, int, int]] = ()


@dataclass(frozen=True)
class CategoryRow:
    """A category as it is told; `verdict` None until its result is shown."""

    category: TrophyCategory
    nominees: Sequence[NomineeRow]
    verdict: Verdict | None = None

    @property
    def winners(self) -> list[NomineeRow]:
        return [row for row in self.nominees if row.won]


@dataclass(frozen=True)
class BallotRow:
    """A category on the ballot of a juror; `apart`: something of their own is nominated there."""

    row: CategoryRow
    apart: bool
    approved: Sequence[int] = field(default_factory=list)
    voted: bool = False


def editions(reader: User, *, after: int | None = None, size: int = LISTED) -> tuple[list[TrophyEdition], bool]:
    """Editions that `reader` may read, the newest first, with their `number` of categories; and whether more follow."""
    rows = TrophyEdition.objects.order_by("-pk").annotate(number=Count("categories"))
    if not reader.has_perm("engagements.follow_trophies"):
        sits = TrophyJuror.objects.filter(edition=OuterRef("pk"), person=reader)
        rows = rows.filter(Q(published_at__isnull=False) | Exists(sits))
    found = list((rows if after is None else rows.filter(pk__lt=after))[: size + 1])
    return found[:size], len(found) > size


def categories(edition: TrophyEdition, reader: User | None, *, results: bool = False) -> list[CategoryRow]:
    """Categories with their nominees as `reader` may read them (None: as a whole room may).

    `results`: with what the count gave. The same number of statements for one as for many.
    """
    nominees = TrophyNominee.objects.select_related("idea").order_by("pk")
    found = list(edition.categories.prefetch_related(Prefetch("nominees", nominees)).order_by("pk"))
    ideas = [nominee.idea for category in found for nominee in category.nominees.all()]
    prefetch_names(ideas)
    tell(reader, ideas)
    return [_category(category, results) for category in found]


def shows_results(edition: TrophyEdition, reader: User) -> bool:
    """Whether `reader` may read what the count gave: everybody once it is told, officer and direction before."""
    if edition.published_at is not None:
        return True
    return edition.closed_at is not None and reader.has_perm("engagements.follow_trophies")


def jury(edition: TrophyEdition) -> list[TrophyJuror]:
    """Who sits in it, pole by pole, each with `voted`: a ballot of theirs waits to be counted. One statement."""
    rows = edition.jurors.select_related("person").order_by("pole", "person__last_name", "pk")
    return list(rows.annotate(voted=Exists(TrophyBallot.objects.filter(juror=OuterRef("pk")))))


def ballot_of(edition: TrophyEdition, person: User) -> list[BallotRow]:
    """The categories on which `person` votes, with what they approved so far."""
    juror = edition.jurors.filter(person=person).first()
    rows = categories(edition, person)
    apart = recused([row.category for row in rows], [juror] if juror else [])
    said: Mapping[int, list] = dict(TrophyBallot.objects.filter(juror=juror).values_list("category_id", "approved"))
    return [_ballot(row, apart, said, person) for row in rows]


def _ballot(row, apart, said, person) -> BallotRow:
    key = row.category.pk
    return BallotRow(row, (key, person.pk) in apart, said.get(key, []), key in said)


def _category(category, results) -> CategoryRow:
    rows = [_nominee(nominee, category, results) for nominee in category.nominees.all()]
    verdict = Verdict(category.verdict) if results and category.verdict else None
    return CategoryRow(category, sorted(rows, key=lambda row: not row.won), verdict)


def _nominee(nominee, category, results) -> NomineeRow:
    idea, hidden = nominee.idea, nominee.idea.told.hidden
    won = results and nominee.won
    return NomineeRow(
        nominee=nominee,
        idea=idea,
        title=idea.told.title,
        citation=hidden.words(nominee.citation),
        names=_names(idea, hidden),
        won=won,
        votes=list(_votes(nominee, category)) if won else (),
    )


def _names(idea, hidden) -> list[str]:
    people = (row.person for row in idea.authorships.all())
    return [person.get_full_name() for person in people if not hidden.hides(person)]


def _votes(nominee, category) -> Iterable[tuple[str, int, int]]:
    """(pole, approvals, ballots) of each pole."""
    for pole, label in CollegeCode.choices:
        yield str(label), nominee.votes.get(pole, 0), category.ballots.get(pole, 0)
