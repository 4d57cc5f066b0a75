"""The triage desk. What changes a contribution here names the version that was read: nobody writes over anybody."""

from django.urls import path

from ideas import desk
from ideas.finding import idea_for_triage
from ideas.neighbours import neighbours_of, pair_key, pairs_to_merge
from ideas.privacy import veil
from ideas.serializers import desk as told
from ideas.serializers import inputs, outputs
from ideas.services import links, titles, triage
from ideas.services.conversation import write_message
from ideas.services.holding import hold_decision, take_back_decision
from ideas.services.officer_moves import make_move, promote_variant
from ideas.services.red_flags import lift_flag, raise_flag
from ideas.services.rubrics import rubric_to_read
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, PageQuery, page_of, unknown_cursor

DESK = {"scope": Scope.TRIAGE, "permission": "ideas.view_triage"}
CHANGE = DESK | {"output": told.TriageItemOut, "versioned": True, "conditional": True}


class QueueView(Endpoint):
    @operation(**DESK, paged=True, query=PageQuery, output=told.QueueRow)
    def get(self, request):
        """What waits, the earliest promise first."""
        last, size = desk.named_by(self.query.get("cursor", "")), self.query["limit"]
        if last is None and self.query.get("cursor"):
            raise unknown_cursor()
        page = page_of(desk.queue_page(last, size), size, lambda idea: idea.reference)
        return Page(told.queue_rows(request.user, desk.whole(page.rows)), page.cursor)


class RubricView(Endpoint):
    @operation(**DESK, paged=True, query=NoQuery, output=told.RubricOut)
    def get(self, request):
        """The grid in force: criteria, questions, anchors."""
        return Page(told.rubric_out(rubric_to_read()))


class ItemEndpoint(Endpoint):
    """One contribution on the desk."""

    def find(self, reference):
        return idea_for_triage(self.request.user, reference)

    def now(self, reference) -> dict:
        """The item as it stands after the change."""
        return told.triage_item_out(self.request.user, self.find(reference))


class ItemView(ItemEndpoint):
    @operation(**DESK, output=told.TriageItemOut, versioned=True)
    def get(self, request, reference):
        """One item. Reading it changes nothing: see “open”."""
        return self.now(reference)


class OpenView(ItemEndpoint):
    @operation(**DESK, output=told.TriageItemOut, versioned=True)
    def post(self, request, reference):
        """Say that it is in front of an officer. Twice is once."""
        triage.open_idea(self.find(reference), by=request.user)
        return self.now(reference)


class AssessmentView(ItemEndpoint):
    @operation(**CHANGE, input=inputs.AssessmentInput)
    def put(self, request, reference):
        """My levels on the criteria of the grid."""
        triage.assess_idea(self.find(reference), by=request.user, version=self.version, **self.sent)
        return self.now(reference)


class TitleView(ItemEndpoint):
    @operation(**CHANGE, input=inputs.TitleInput)
    def put(self, request, reference):
        """Title, and the words for the committee. Those of the author stay as they are."""
        titles.retitle_idea(self.find(reference), by=request.user, version=self.version, **self.sent)
        return self.now(reference)


class DecisionView(ItemEndpoint):
    @operation(**CHANGE | {"output": told.DecidedOut}, input=inputs.DecideInput)
    def post(self, request, reference):
        """Decide, with the words that reach the author and the facts of the outcome.

        It leaves after the undo window, as from the desk: until `held_until` it can be taken back. What is passed on in
        confidence is read by that channel alone from then on.
        """
        orientation = inputs.orientation_of(self.sent)
        return told.decided_out(hold_decision(self.find(reference), orientation, by=request.user, version=self.version))

    @operation(**DESK, refusals=(409,))
    def delete(self, request, reference):
        """Take back an answer that has not left: nothing happened."""
        take_back_decision(self.find(reference), by=request.user)


class FlagView(ItemEndpoint):
    @operation(**DESK, input=inputs.FlagInput, output=told.TriageItemOut, versioned=True)
    def post(self, request, reference):
        """Somebody’s safety or dignity is at stake: the officers are told, and look at it the same working day."""
        raise_flag(self.find(reference), by=request.user, **self.sent)
        return self.now(reference)


class LiftFlagView(ItemEndpoint):
    @operation(**DESK, input=inputs.ReasonInput, output=told.TriageItemOut, versioned=True)
    def post(self, request, reference):
        """It is settled, or was none. The reason stays in the history of the desk."""
        lift_flag(self.find(reference), by=request.user, **self.sent)
        return self.now(reference)


class NotesView(ItemEndpoint):
    @operation(**DESK, input=inputs.WordsInput, output=outputs.MessageOut, status=201)
    def post(self, request, reference):
        """A note between those who triage."""
        idea = self.find(reference)
        note = write_message(idea, by=request.user, body=self.sent["body"], internal=True)
        return outputs.message_out(request.user, note, veil(request.user, idea))


class CandidatesView(ItemEndpoint):
    @operation(**DESK, paged=True, query=NoQuery, output=told.CandidateOut)
    def get(self, request, reference):
        """Contributions that it may be carried with, the latest first."""
        return Page(told.candidates_out(request.user, desk.merge_candidates(self.find(reference))))


class NeighboursView(ItemEndpoint):
    @operation(**DESK, paged=True, query=NoQuery, output=told.NeighbourOut)
    def get(self, request, reference):
        """What is like it and may be joined, the closest first: five at most."""
        return Page([told.neighbour_out(row) for row in neighbours_of(self.find(reference), request.user)])


OFFICE = DESK | {"permission": "ideas.browse"}


class MergeView(ItemEndpoint):
    @operation(**OFFICE, output=told.CarriedOut)
    def get(self, request, reference, other):
        """What would go along if the first joined the other, and who would be told. To merge them: “decision”."""
        return told.carried_out(request.user, self.find(reference), self.find(other))


class LinkView(ItemEndpoint):
    @operation(**OFFICE, refusals=(422,))
    def put(self, request, reference, other):
        """Link two contributions that are about the same and keep their own answers. Twice is once."""
        links.link_ideas(self.find(reference), self.find(other), by=request.user)

    @operation(**OFFICE, refusals=(422,))
    def delete(self, request, reference, other):
        """Take the link away. Twice is once."""
        links.unlink_ideas(self.find(reference), self.find(other), by=request.user)


class PairsView(Endpoint):
    @operation(scope=Scope.TRIAGE, permission="ideas.browse", paged=True, query=PageQuery, output=told.PairOut)
    def get(self, request):
        """Contributions that may be one, the closest first; the first of each pair is still under review."""
        cursor, size = self.query.get("cursor", ""), self.query["limit"]
        after = pair_key(cursor)
        if cursor and after is None:
            raise unknown_cursor()
        page = page_of(pairs_to_merge(request.user, after=after, size=size), size, lambda pair: pair.key)
        return Page([told.pair_out(pair) for pair in page.rows], page.cursor)


def move_view(name: str, words: str, body: type | None = None, service=None):
    """The address of one of the officer's moves outside triage."""

    def move(self, request, reference):
        facts = self.sent if body else {}
        act = service or (lambda idea, **given: make_move(idea, name, **given))
        act(self.find(reference), by=request.user, version=self.version, **facts)
        return self.now(reference)

    move.__name__, move.__doc__ = "post", words
    handlers = {"post": operation(**CHANGE, input=body)(move)}
    return type(f"{name.title().replace('_', '')}View", (ItemEndpoint,), handlers).as_view()


MOVES = {
    "withdraw-quick-win": move_view("withdraw_quick_win", "Take a quick win back.", inputs.ReasonInput),
    "reshortlist": move_view("reshortlist", "Put a deferred contribution back in the pool."),
    "park": move_view("park", "Keep a deferred contribution for later.", inputs.ParkInput),
    "unpark": move_view("return_from_park", "Take a parked contribution up again now."),
    "unmerge": move_view("unmerge", "Separate it again, within thirty days.", inputs.ReasonInput),
    "promote": move_view(
        "promote_variant", "Keep what the workshop proposes.", inputs.PromoteInput, service=promote_variant
    ),
    "return-from-workshop": move_view("return_from_workshop", "Bring it back from the workshop.", inputs.ReasonInput),
    "reopen": move_view("reopen", "Take up again what was not adopted.", inputs.ReasonInput),
}

one = "triage/<slug:reference>/"
urlpatterns = [
    path("rubric/", RubricView.as_view(), name="rubric"),
    path("triage/", QueueView.as_view(), name="triage"),
    path("triage/pairs/", PairsView.as_view(), name="pairs"),
    path(one, ItemView.as_view(), name="triage_item"),
    path(f"{one}open/", OpenView.as_view(), name="open"),
    path(f"{one}assessment/", AssessmentView.as_view(), name="assessment"),
    path(f"{one}title/", TitleView.as_view(), name="title"),
    path(f"{one}decision/", DecisionView.as_view(), name="triage_decision"),
    path(f"{one}flag/", FlagView.as_view(), name="flag"),
    path(f"{one}unflag/", LiftFlagView.as_view(), name="unflag"),
    path(f"{one}notes/", NotesView.as_view(), name="notes"),
    path(f"{one}candidates/", CandidatesView.as_view(), name="candidates"),
    path(f"{one}merge/<slug:other>/", MergeView.as_view(), name="merge"),
    path(f"{one}link/<slug:other>/", LinkView.as_view(), name="link"),
    path(f"{one}neighbours/", NeighboursView.as_view(), name="neighbours"),
    *[path(f"{one}{name}/", view, name=f"move_{name.replace('-', '_')}") for name, view in MOVES.items()],
]
