"""Trophies, their jury and its vote, over the services that the pages use."""

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _

from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, number_cursor
from parkour.core.exceptions import TransitionRefused
from parkour.engagements import trophy_serializers as said
from parkour.engagements.awarding import Phase
from parkour.engagements.ceremonies import ballot_of, categories, editions, jury, shows_results
from parkour.engagements.models import TrophyCategory, TrophyEdition, TrophyJuror, TrophyNominee
from parkour.engagements.services import juries, trophies
from parkour.engagements.services.trophies import EditionFacts

LIST = {"scope": Scope.IDEAS_READ, "permission": "engagements.read_charter"}
WRITE = {"scope": Scope.IDEAS_WRITE, "permission": "engagements.write_trophies"}
ONE = {"output": said.OneTrophiesOut, "versioned": True}


class OneEdition(Endpoint):
    def find(self, pk, permission="engagements.write_trophies") -> TrophyEdition:
        found = TrophyEdition.objects.filter(pk=pk).first()
        if found is None or not self.request.user.has_perm(permission, found):
            raise Http404
        return found

    def told(self, edition) -> dict:
        user = self.request.user
        fresh = TrophyEdition.objects.get(pk=edition.pk)
        rows = categories(fresh, user, results=shows_results(fresh, user))
        return said.trophies_out(fresh) | {"categories": [said.category_out(row) for row in rows]}


class OnePart(OneEdition):
    """A category, a nominee or somebody of a jury."""

    def part(self, model, pk, *beside):
        found = model.objects.select_related(*beside).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


class EditionsView(OneEdition):
    @operation(**LIST, paged=True, output=said.TrophiesOut)
    def get(self, request):
        """Trophies that I may read, the newest first."""
        rows, more = editions(request.user, after=number_cursor(self.query.get("cursor")), size=self.query["limit"])
        return Page([said.trophies_out(row) for row in rows], str(rows[-1].pk) if more else "")

    @operation(**WRITE, **ONE, input=said.TrophiesInput, status=201)
    def post(self, request):
        """Begin an edition."""
        return self.told(trophies.write_edition(EditionFacts(**self.sent), by=request.user))


class EditionView(OneEdition):
    @operation(scope=Scope.IDEAS_READ, sees="engagements.read_trophies", **ONE)
    def get(self, request, pk):
        """One edition: what is nominated, and what won once it may be told."""
        return self.told(self.find(pk, "engagements.read_trophies"))

    @operation(**WRITE, **ONE, input=said.TrophiesInput, conditional=True)
    def put(self, request, pk):
        """Write it again, whole."""
        facts = EditionFacts(**self.sent)
        return self.told(trophies.write_edition(facts, by=request.user, edition=self.find(pk), version=self.version))

    @operation(**WRITE, refusals=(409,))
    def delete(self, request, pk):
        """Give it up, while the jury does not vote."""
        trophies.drop_edition(self.find(pk), by=request.user)


class PhaseView(OneEdition):
    @operation(**WRITE, **ONE, input=said.PhaseInput, refusals=(409,))
    def put(self, request, pk):
        """Open the vote, go back to the preparation while nobody voted, count, tell the result or hide it again."""
        edition, by = self.find(pk), request.user
        moves = {
            Phase.DRAFT: lambda: juries.take_back_vote(edition, by=by),
            Phase.OPEN: lambda: juries.open_vote(edition, by=by),
            Phase.COUNTED: lambda: self._counted(edition, by),
            Phase.PUBLISHED: lambda: juries.tell_result(edition, by=by),
        }
        return self.told(moves[Phase(self.sent["phase"])]())

    def _counted(self, edition, by):
        return juries.tell_result(juries.close_vote(edition, by=by), by=by, told=False)


class CategoriesView(OneEdition):
    @operation(**WRITE, **ONE, input=said.TrophyCategoryInput, status=201, refusals=(409,))
    def post(self, request, pk):
        """Add a category; the same title twice is once."""
        edition = self.find(pk)
        trophies.add_category(edition, by=request.user, **self.sent)
        return self.told(edition)


class CategoryView(OnePart):
    @operation(**WRITE, refusals=(409,))
    def delete(self, request, pk):
        """Take a category away, with its nominees."""
        trophies.drop_category(self.part(TrophyCategory, pk, "edition"), by=request.user)


class NomineesView(OnePart):
    @operation(**WRITE, **ONE, input=said.NomineeInput, status=201, refusals=(409,))
    def post(self, request, pk):
        """Nominate what was carried out. Twice is once, with the newest reason."""
        category = self.part(TrophyCategory, pk, "edition")
        trophies.nominate(category, by=request.user, **self.sent)
        return self.told(category.edition)


class NomineeView(OnePart):
    @operation(**WRITE, refusals=(409,))
    def delete(self, request, pk):
        """It is not nominated after all."""
        trophies.drop_nominee(self.part(TrophyNominee, pk, "category__edition"), by=request.user)


class JuryView(OneEdition):
    @operation(
        scope=Scope.IDEAS_READ,
        permission="engagements.write_trophies",
        paged=True,
        query=NoQuery,
        output=said.JurorOut,
    )
    def get(self, request, pk):
        """Who sits in the jury."""
        return Page([said.juror_out(juror) for juror in jury(self.find(pk))])

    @operation(**WRITE, input=said.JurorInput, output=said.JurorOut, status=201, refusals=(409,))
    def post(self, request, pk):
        """Somebody sits in the jury; named again, for the pole said last."""
        return said.juror_out(juries.seat_juror(self.find(pk), by=request.user, **self.sent))


class SeatCommitteeView(OneEdition):
    @operation(**WRITE, refusals=(409,))
    def post(self, request, pk):
        """Everybody who sits in the committee today sits in the jury. Twice is once."""
        juries.seat_committee(self.find(pk), by=request.user)


class JurorView(OnePart):
    @operation(**WRITE, refusals=(409,))
    def delete(self, request, pk):
        """They do not sit in it after all."""
        juries.drop_juror(self.part(TrophyJuror, pk, "edition"), by=request.user)


class VoteView(OneEdition):
    sight = "engagements.judge"

    @operation(
        scope=Scope.IDEAS_READ, sees=sight, paged=True, query=NoQuery, output=said.JuryBallotOut, refusals=(409,)
    )
    def get(self, request, pk):
        """My own ballot, while the vote is open."""
        edition = self.find(pk, self.sight)
        if edition.phase is not Phase.OPEN:
            raise TransitionRefused(_("The vote is not open."))
        return Page([said.ballot_out(row) for row in ballot_of(edition, request.user)])

    @operation(scope=Scope.IDEAS_WRITE, sees=sight, input=said.JuryBallotInput, refusals=(409,))
    def put(self, request, pk):
        """Whom I approve in each category named; said again, it replaces."""
        approved = {row["category"]: row["approved"] for row in self.sent["categories"]}
        juries.cast_ballots(self.find(pk, self.sight), approved=approved, by=request.user)


one = "trophies/<int:pk>/"
urlpatterns = [
    path("trophies/", EditionsView.as_view(), name="trophies"),
    path(one, EditionView.as_view(), name="trophy_edition"),
    path(f"{one}phase/", PhaseView.as_view(), name="trophy_phase"),
    path(f"{one}categories/", CategoriesView.as_view(), name="trophy_categories"),
    path(f"{one}jury/", JuryView.as_view(), name="trophy_jury"),
    path(f"{one}jury/committee/", SeatCommitteeView.as_view(), name="trophy_seat_committee"),
    path(f"{one}vote/", VoteView.as_view(), name="trophy_vote"),
    path("trophy-categories/<int:pk>/", CategoryView.as_view(), name="trophy_category"),
    path("trophy-categories/<int:pk>/nominees/", NomineesView.as_view(), name="trophy_nominees"),
    path("trophy-nominees/<int:pk>/", NomineeView.as_view(), name="trophy_nominee"),
    path("trophy-jurors/<int:pk>/", JurorView.as_view(), name="trophy_juror"),
]
