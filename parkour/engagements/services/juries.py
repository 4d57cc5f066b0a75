"""The jury of the trophies: who sits in it, what they approve, the count, and telling everybody."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import CollegeCode
from committee.selectors.people import members
from ideas.enums import BoardTab
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.engagements.awarding import Phase, count_category
from parkour.engagements.models import TrophyBallot, TrophyCategory, TrophyEdition, TrophyJuror
from parkour.engagements.recusals import recused
from parkour.engagements.services.trophies import permit, take, take_draft


@transaction.atomic
def seat_juror(edition: TrophyEdition, *, person: User, pole: str, by: User) -> TrophyJuror:
    """Somebody sits in the jury, for a pole; named again, for the pole said last.

    Raises NotAllowed, InvalidInput (field: person or pole), TransitionRefused.
    """
    kept = take_draft(edition, by)
    if pole not in CollegeCode.values:
        raise InvalidInput(_("Choose one of the answers shown."), field="pole")
    if not person.is_active:
        raise InvalidInput(_("This person no longer works here: choose somebody else."), field="person")
    return TrophyJuror.objects.update_or_create(edition=kept, person=person, defaults={"pole": pole})[0]


@transaction.atomic
def seat_committee(edition: TrophyEdition, *, by: User) -> int:
    """Everybody who sits in the committee today sits in the jury, for the same pole; how many came.

    Raises NotAllowed, TransitionRefused.
    """
    kept = take_draft(edition, by)
    there = set(kept.jurors.values_list("person_id", flat=True))
    rows = [
        TrophyJuror(edition=kept, person=mandate.person, pole=mandate.college.code)
        for mandate in members()
        if mandate.person_id not in there
    ]
    return len(TrophyJuror.objects.bulk_create(rows))


@transaction.atomic
def drop_juror(juror: TrophyJuror, *, by: User) -> None:
    """They do not sit in it after all. Raises NotAllowed, TransitionRefused."""
    take_draft(juror.edition, by)
    TrophyJuror.objects.filter(pk=juror.pk).delete()


@transaction.atomic
def open_vote(edition: TrophyEdition, *, by: User) -> TrophyEdition:
    """The jury votes from now on. Twice is once once it is open.

    Raises NotAllowed, TransitionRefused (no category, nobody nominated, nominees that are not done any more, a pole of
    which nobody may vote, or counted already).
    """
    permit(by)
    kept = take(edition)
    if kept.phase is Phase.OPEN:
        return kept
    if kept.phase is not Phase.DRAFT:
        raise TransitionRefused(_("The votes are counted already."))
    categories = _categories(kept)
    if not categories:
        raise TransitionRefused(_("There is no category yet."))
    jurors = list(kept.jurors.all())
    apart = recused(categories, jurors)
    for category in categories:
        _refuse_unready(category, jurors, apart)
    kept.opened_at = clock.now()
    kept.save(update_fields=["opened_at"])
    return kept


@transaction.atomic
def take_back_vote(edition: TrophyEdition, *, by: User) -> TrophyEdition:
    """Back to the preparation, while nobody has voted. Twice is once. Raises NotAllowed, TransitionRefused."""
    permit(by)
    kept = take(edition)
    if kept.phase is Phase.DRAFT:
        return kept
    if kept.phase is not Phase.OPEN or TrophyBallot.objects.filter(category__edition=kept).exists():
        raise TransitionRefused(_("Somebody has voted: the vote goes on until it is counted."))
    kept.opened_at = None
    kept.save(update_fields=["opened_at"])
    return kept


@transaction.atomic
def cast_ballots(edition: TrophyEdition, *, approved: Mapping[int, Collection[int]], by: User) -> int:
    """What `by` approves in each category named (key → keys of nominees, none is an answer); said again, it replaces.

    Returns in how many categories it counts: not in those where something of their own is nominated. Raises NotAllowed,
    TransitionRefused (not open), InvalidInput.
    """
    kept = take(edition)
    juror = kept.jurors.select_related("person").filter(person=by).first()
    if juror is None or not by.has_perm("engagements.judge", kept):
        raise NotAllowed(_("Only the jury votes."))
    if kept.phase is not Phase.OPEN:
        raise TransitionRefused(_("The vote is not open."))
    categories = {category.pk: category for category in _categories(kept)}
    apart = recused(categories.values(), [juror])
    given = 0
    for key, names in approved.items():
        category = categories.get(key)
        known = {nominee.pk for nominee in category.nominees.all()} if category else set()
        if category is None or not set(names) <= known:
            raise InvalidInput(_("Load the page again, then send."))
        if (key, by.pk) in apart:
            continue
        facts = {"approved": sorted(set(names))}
        TrophyBallot.objects.update_or_create(category=category, juror=juror, defaults=facts)
        given += 1
    return given


@transaction.atomic
def close_vote(edition: TrophyEdition, *, by: User) -> TrophyEdition:
    """Count, and forget the ballots. Twice is once. Raises NotAllowed, TransitionRefused (not open)."""
    permit(by)
    kept = take(edition)
    if kept.closed_at is not None:
        return kept
    if kept.phase is not Phase.OPEN:
        raise TransitionRefused(_("The vote is not open."))
    categories, jurors = _categories(kept), list(kept.jurors.all())
    apart = recused(categories, jurors)
    ballots = TrophyBallot.objects.filter(category__edition=kept)
    said = {(row.category_id, row.juror_id): row.approved for row in ballots}
    for category in categories:
        _write_count(category, jurors, apart, said)
    ballots.delete()
    kept.closed_at = clock.now()
    kept.save(update_fields=["closed_at"])
    return kept


@transaction.atomic
def tell_result(edition: TrophyEdition, *, by: User, told: bool = True) -> TrophyEdition:
    """Everybody reads the result, or (`told` False) nobody but officer and direction any more. Twice is once.

    Raises NotAllowed, TransitionRefused (not counted).
    """
    permit(by)
    kept = take(edition)
    if kept.closed_at is None:
        raise TransitionRefused(_("The votes are not counted yet."))
    if (kept.published_at is not None) != told:
        kept.published_at = clock.now() if told else None
        kept.save(update_fields=["published_at"])
    return kept


def _categories(edition) -> list[TrophyCategory]:
    return list(edition.categories.prefetch_related("nominees__idea").order_by("pk"))


def _refuse_unready(category, jurors, apart) -> None:
    ideas = [nominee.idea for nominee in category.nominees.all()]
    said = {"category": category.title}
    if not ideas:
        raise TransitionRefused(_("Nothing is nominated in “%(category)s” yet.") % said)
    if any(idea.board_tab != BoardTab.DONE for idea in ideas):
        raise TransitionRefused(_("Something nominated in “%(category)s” is not done any more: take it away.") % said)
    voting = {juror.pole for juror in jurors if (category.pk, juror.person_id) not in apart}
    if voting != set(CollegeCode.values):
        raise TransitionRefused(_("In “%(category)s” nobody of one of the poles may vote: complete the jury.") % said)


def _write_count(category, jurors, apart, said) -> None:
    voting = [juror for juror in jurors if (category.pk, juror.person_id) not in apart]
    enrolled = {pole: sum(juror.pole == pole for juror in voting) for pole in CollegeCode.values}
    given = {
        pole: [said[category.pk, one.pk] for one in voting if one.pole == pole and (category.pk, one.pk) in said]
        for pole in CollegeCode.values
    }
    nominees = {nominee.pk: nominee for nominee in category.nominees.all()}
    count = count_category(list(nominees), enrolled, given)
    category.verdict, category.ballots = count.verdict.value, dict(count.ballots)
    category.save(update_fields=["verdict", "ballots"])
    for key in count.winners:
        nominees[key].won, nominees[key].votes = True, dict(count.votes[key])
        nominees[key].save(update_fields=["won", "votes"])
