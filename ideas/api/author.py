"""What everybody does: send a contribution, follow it, read the board."""

from django.urls import path
from django.utils.translation import gettext as _

from ideas import selectors
from ideas.board import board_rows
from ideas.cards import board_cards
from ideas.enums import UNTRIAGED
from ideas.filtering import filters_in
from ideas.finding import idea_for, idea_to_sign, own_idea
from ideas.models import Idea
from ideas.privacy import veil
from ideas.rules import is_author
from ideas.serializers import inputs, outputs
from ideas.services import submission
from ideas.services.coauthors import confirm_coauthor, decline_coauthor
from ideas.services.conversation import write_message
from ideas.services.follow_up import confirm_wanted, dispute_done
from ideas.services.quick_wins import accept_quick_win, refuse_quick_win
from ideas.services.self_offers import accept_offer, refuse_offer
from ideas.similar import similar_on_board
from ideas.story import story_of
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, PageQuery, moment_cursor, number_cursor, page_of
from parkour.core.exceptions import InvalidInput
from parkour.core.keys import encode_key

READ = {"scope": Scope.IDEAS_READ, "sees": "ideas.view_idea"}
WRITE = {"scope": Scope.IDEAS_WRITE, "sees": "ideas.view_idea"}


class IdeasView(Endpoint):
    @operation(scope=Scope.IDEAS_READ, for_everybody=True, paged=True, query=inputs.IdeasQuery, output=outputs.IdeaRow)
    def get(self, request):
        """Contributions I may read.

        One’s own, those of the board, and everything that was sent for those who work on it.
        """
        size = self.query["limit"]
        rows = _in_order(_filtered(request.user, self.query), self.query)
        page = page_of(list(rows.select_related("site", "action")[: size + 1]), size, lambda idea: idea.pk)
        return Page(outputs.idea_rows(request.user, page.rows), page.cursor)

    @operation(
        scope=Scope.IDEAS_WRITE,
        permission="ideas.submit_idea",
        input=inputs.IdeaInput,
        output=outputs.IdeaOut,
        keyed=True,
        status=201,
        rate="submit",
    )
    def post(self, request):
        """Send a contribution.

        The same key makes one contribution: a second request gets the same answer, another text with it is refused.
        """
        sent = inputs.submission_of(self.sent, self.key)
        idea, new = submission.submit_idea(sent, by=request.user)
        if not new and not submission.is_the_same(idea, sent):
            raise InvalidInput(_("This key was already used to send something else: make a new one."))
        return outputs.idea_out(request.user, idea_for(request.user, idea.reference))


def _filtered(user, query):
    ideas = selectors.ideas_of(user) if query["mine"] else selectors.visible_to(user)
    if query["followed"]:
        ideas = ideas.filter(follows__person=user)
    if "kind" in query:
        ideas = ideas.filter(kind=query["kind"])
    if "tab" in query:
        ideas = ideas.filter(board_tab=query["tab"])
    if "state" in query:
        # Whether it was opened is not told to its author, by a filter no more than by a field.
        ideas = ideas.filter(state__in=UNTRIAGED if query["state"] in UNTRIAGED else [query["state"]])
    return ideas


def _in_order(ideas, query):
    after, newest = number_cursor(query.get("cursor")), query["order"] == "newest"
    if after is not None:
        ideas = ideas.filter(pk__lt=after) if newest else ideas.filter(pk__gt=after)
    return ideas.order_by("-pk" if newest else "pk")


class BoardView(Endpoint):
    @operation(scope=Scope.IDEAS_READ, for_everybody=True, paged=True, query=inputs.BoardQuery, output=outputs.CardOut)
    def get(self, request):
        """“You said, we did”, the latest first."""
        size = self.query["limit"]
        filters = filters_in(self.query, request.user)
        only = filters.sql() if filters.chosen else None
        after = moment_cursor(self.query.get("cursor"))
        rows = board_rows(request.user, filters.tab, after=after, size=size, only=only)
        page = page_of(rows, size, lambda row: encode_key(*row.key))
        cards = board_cards(request.user, page.rows)
        return Page([outputs.card_out(request.user, card) for card in cards], page.cursor)


class DecisionsView(Endpoint):
    @operation(
        scope=Scope.IDEAS_READ, for_everybody=True, paged=True, query=inputs.DecisionsQuery, output=outputs.DecisionOut
    )
    def get(self, request):
        """Decisions that stand on contributions I may read, the latest first."""
        rows, size = selectors.decisions_for(request.user), self.query["limit"]
        after = number_cursor(self.query.get("cursor"))
        if after is not None:
            rows = rows.filter(pk__lt=after)
        if "outcome" in self.query:
            rows = rows.filter(outcome=self.query["outcome"])
        page = page_of(list(rows[: size + 1]), size, lambda decision: decision.pk)
        return Page(outputs.decision_rows(request.user, page.rows), page.cursor)


class SimilarView(Endpoint):
    @operation(
        scope=Scope.IDEAS_READ,
        for_everybody=True,
        paged=True,
        query=NoQuery,
        input=inputs.TypedInput,
        output=outputs.IdeaRow,
        rate="similar",
    )
    def post(self, request):
        """What is on the board and says the same as these words, the closest first: three at most.

        The words are kept nowhere.
        """
        ideas = similar_on_board(self.sent["problem_text"], request.user)
        return Page(outputs.idea_rows(request.user, ideas))


class IdeaEndpoint(Endpoint):
    """One contribution, found under the permission that the operation declares."""

    def find(self, reference: str) -> Idea:
        return idea_for(self.request.user, reference, permission=self.operation.sees)

    def told(self, idea: Idea) -> dict:
        """The contribution as it is now, for this person."""
        return outputs.idea_out(self.request.user, idea_for(self.request.user, idea.reference))


class IdeaView(IdeaEndpoint):
    @operation(**READ, output=outputs.IdeaOut, versioned=True)
    def get(self, request, reference):
        """One contribution.

        Its thread for those who have a part in it, its card for the others.
        """
        return outputs.idea_out(request.user, self.find(reference))


class StoryView(IdeaEndpoint):
    @operation(scope=Scope.IDEAS_READ, sees="ideas.view_thread", output=outputs.EntryOut, paged=True, query=NoQuery)
    def get(self, request, reference):
        """What happened, the latest first."""
        user, idea = request.user, self.find(reference)
        internal = not is_author(user, idea) and user.has_perm("ideas.view_triage")
        return Page([outputs.entry_out(row) for row in story_of(idea, user, veil(user, idea), internal=internal)])


class MessagesView(IdeaEndpoint):
    @operation(scope=Scope.IDEAS_READ, sees="ideas.view_thread", output=outputs.MessageOut, paged=True, query=PageQuery)
    def get(self, request, reference):
        """The words exchanged, the first ones first."""
        user, idea, size = request.user, self.find(reference), self.query["limit"]
        after = number_cursor(self.query.get("cursor")) or 0
        internal = not is_author(user, idea) and user.has_perm("ideas.view_triage")
        rows = selectors.thread_after(idea, after, internal=internal, size=size)
        page, hidden = page_of(rows, size, lambda message: message.pk), veil(user, idea)
        return Page([outputs.message_out(user, row, hidden) for row in page.rows], page.cursor)

    @operation(
        scope=Scope.IDEAS_WRITE,
        sees="ideas.view_thread",
        input=inputs.WordsInput,
        output=outputs.MessageOut,
        status=201,
    )
    def post(self, request, reference):
        """Write in the thread."""
        idea = self.find(reference)
        message = write_message(idea, by=request.user, body=self.sent["body"])
        return outputs.message_out(request.user, message, veil(request.user, idea))


class OwnIdeaEndpoint(IdeaEndpoint):
    """One of one’s own contributions."""

    def find(self, reference):
        return own_idea(self.request.user, reference)


class AnswerView(OwnIdeaEndpoint):
    @operation(**WRITE, input=inputs.WordsInput, output=outputs.IdeaOut)
    def post(self, request, reference):
        """Answer the officer’s question."""
        return self.told(submission.answer_question(self.find(reference), by=request.user, body=self.sent["body"]))


class AppealView(OwnIdeaEndpoint):
    @operation(**WRITE, input=inputs.WordsInput, output=outputs.IdeaOut)
    def post(self, request, reference):
        """Ask once that somebody else look at a refusal or an answer again."""
        return self.told(submission.appeal(self.find(reference), by=request.user, body=self.sent["body"]))


class WithdrawView(OwnIdeaEndpoint):
    @operation(**WRITE, output=outputs.IdeaOut)
    def post(self, request, reference):
        """Take it back, before it is decided; what a group wrote goes once each of them has asked."""
        return self.told(submission.withdraw_idea(self.find(reference), by=request.user))


class KeepView(OwnIdeaEndpoint):
    @operation(**WRITE, output=outputs.IdeaOut)
    def post(self, request, reference):
        """Keep what others of the group asked to take back. Twice is once."""
        return self.told(submission.keep_idea(self.find(reference), by=request.user))


class OfferView(OwnIdeaEndpoint):
    @operation(**WRITE, input=inputs.YesOrNo, output=outputs.IdeaOut)
    def post(self, request, reference):
        """Say yes or no to carrying out one’s own contribution."""
        idea = self.find(reference)
        if self.sent["accepted"]:
            return self.told(accept_offer(idea, by=request.user))
        return self.told(refuse_offer(idea, by=request.user, reason=self.sent["reason"]))


class ConfirmView(OwnIdeaEndpoint):
    @operation(**WRITE, input=inputs.WantedInput, output=outputs.IdeaOut)
    def post(self, request, reference):
        """Say that what was done is what was wanted, with a word if one likes."""
        idea = self.find(reference)
        confirm_wanted(idea, by=request.user, words=self.sent["words"])
        return self.told(idea)


class DisputeView(OwnIdeaEndpoint):
    @operation(**WRITE, input=inputs.ReasonInput, output=outputs.IdeaOut)
    def post(self, request, reference):
        """Say what is missing: the work goes on."""
        return self.told(dispute_done(self.find(reference), by=request.user, reason=self.sent["reason"]))


class CoauthorView(Endpoint):
    @operation(scope=Scope.IDEAS_WRITE, sees="ideas.answer_invitation", input=inputs.SignInput)
    def post(self, request, reference):
        """Say whether one wrote it too, when its author says so. Twice is once."""
        answer = confirm_coauthor if self.sent["accepted"] else decline_coauthor
        answer(idea_to_sign(request.user, reference), by=request.user)


class ToSignView(Endpoint):
    @operation(scope=Scope.IDEAS_READ, for_everybody=True, output=outputs.ToSignOut)
    def get(self, request):
        """What others say that I wrote with them, until I answer: twenty at most."""
        return {"results": [outputs.to_sign_out(idea) for idea in selectors.asked_to_sign(request.user)]}


class QuickWinView(IdeaEndpoint):
    @operation(**WRITE, input=inputs.YesOrNo)
    def post(self, request, reference):
        """Say yes or no to a quick win that one is asked to carry out."""
        idea = self.find(reference)
        if self.sent["accepted"]:
            accept_quick_win(idea, by=request.user)
        else:
            refuse_quick_win(idea, by=request.user, reason=self.sent["reason"])


one = "ideas/<slug:reference>/"
urlpatterns = [
    path("ideas/", IdeasView.as_view(), name="ideas"),
    path("ideas/similar/", SimilarView.as_view(), name="similar"),
    path("ideas/to-sign/", ToSignView.as_view(), name="to_sign"),
    path(f"{one}coauthor/", CoauthorView.as_view(), name="coauthor"),
    path(one, IdeaView.as_view(), name="idea"),
    path(f"{one}story/", StoryView.as_view(), name="story"),
    path(f"{one}messages/", MessagesView.as_view(), name="messages"),
    path(f"{one}answer/", AnswerView.as_view(), name="answer"),
    path(f"{one}appeal/", AppealView.as_view(), name="appeal"),
    path(f"{one}withdraw/", WithdrawView.as_view(), name="withdraw"),
    path(f"{one}keep/", KeepView.as_view(), name="keep"),
    path(f"{one}offer/", OfferView.as_view(), name="offer"),
    path(f"{one}confirm/", ConfirmView.as_view(), name="confirm"),
    path(f"{one}dispute/", DisputeView.as_view(), name="dispute"),
    path(f"{one}quick-win/", QuickWinView.as_view(), name="quick_win"),
    path("board/", BoardView.as_view(), name="board"),
    path("decisions/", DecisionsView.as_view(), name="decisions"),
]
