"""What those who follow a contribution, comment on it or report a comment are told."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from ideas.models import Comment, Idea, IdeaEvent
from ideas.notifications import Words
from ideas.privacy import public_veil, veil
from ideas.selectors import authors_of, officers
from ideas.sight import in_sight
from parkour.accounts.models import User
from parkour.core import clock
from parkour.notifications.services import Letter, notify

ADOPTED = Words(_l("Adopted: {title}"), _l("A contribution that you follow is adopted."))
NOT_ADOPTED = Words(_l("Not adopted: {title}"), _l("A contribution that you follow was not adopted. Here is why:"))
FOLLOWER_WORDS: dict[str, Words] = {
    "approve": ADOPTED,
    "grant": ADOPTED,
    "pass_window": ADOPTED,
    "self_implement": ADOPTED,
    "reject": NOT_ADOPTED,
    "refuse": NOT_ADOPTED,
    "recommend": Words(
        _l("Recommended by the committee: {title}"),
        _l("The committee is in favour of a contribution that you follow. The direction answers next:"),
    ),
    "defer": Words(
        _l("Put off: {title}"), _l("No decision this time on a contribution that you follow: it comes back later.")
    ),
    "decline": Words(_l("Not kept: {title}"), _l("A contribution that you follow is not kept. Here is why:")),
    "give_answer": Words(_l("An answer to “{title}”"), _l("A contribution that you follow was answered:")),
    "merge": Words(
        _l("Carried together: {title}"),
        _l("A contribution that you follow is carried with {into}, which you now follow."),
    ),
    "start_work": Words(_l("Work has started: {title}"), _l("The work on a contribution that you follow has started.")),
    "mark_done": Words(_l("Done: {title}"), _l("A contribution that you follow is done:")),
    "verify": Words(_l("Measured: {title}"), _l("The effect of a contribution that you follow was measured.")),
    "abandon": Words(_l("Abandoned: {title}"), _l("The work on a contribution that you follow stops. Here is why:")),
    "publish": Words(_l("Told to everyone: {title}"), _l("Here is what became of a contribution that you follow:")),
}
# Their words are on the public page; those of the other events are between the author and the officer.
SAID_TO_ALL = frozenset(
    {"approve", "grant", "reject", "refuse", "recommend", "defer", "decline", "give_answer", "mark_done"}
    | {"abandon", "publish"}
)


def tell_followers(idea: Idea, event: IdeaEvent) -> int:
    """Tell those who follow what becomes of a contribution, as everybody may read it; its authors are told apart."""
    words = FOLLOWER_WORDS.get(event.name)
    place = idea.merged_into if event.name == "merge" else idea
    if words is None or not place.board_tab:
        return 0
    followers = User.objects.filter(follows__idea=idea, is_active=True).exclude(pk=event.actor_id)
    people = [person for person in followers.select_related("site") if in_sight(person, place)]
    if not people:
        return 0
    authors, shared = {person.pk for person in authors_of(idea)}, public_veil(idea)

    def compose(person):
        hidden = shared if person.partner_site is None else veil(person, idea)
        facts = {"title": hidden.words(idea.display_title), "into": place.reference}
        note = hidden.words(event.note) if event.name in SAID_TO_ALL else ""
        lead = str(words.lead).format(**facts)
        return Letter(str(words.title).format(**facts), f"{lead}\n\n{note}".strip(), _("See what becomes of it"))

    again = f"idea-{idea.pk}-published:{clock.today().isoformat()}"  # corrected the same day, told once
    return notify(
        [person for person in people if person.pk not in authors],
        kind=f"follower_{event.name}",
        event_key=again if event.name == "publish" else f"idea-event:{event.pk}",
        compose=compose,
        url=place.get_absolute_url(),
    )


def tell_of_comment(comment: Comment) -> int:
    """Tell the authors once a day that somebody has commented. Not the words: they may be gone when the mail leaves."""
    idea = comment.idea
    people = [person for person in authors_of(idea) if person.pk != comment.writer_id]

    def compose(person):
        title = veil(person, idea).words(idea.display_title)
        return Letter(
            _("A comment on “{title}”").format(title=title),
            _("A colleague has commented on your contribution. You can answer on its page."),
            _("Read it"),
        )

    return notify(
        [person for person in people if person.has_perm("ideas.view_idea", idea)],
        kind="author_comment",
        event_key=f"idea-{idea.pk}-comments:{clock.today().isoformat()}",
        compose=compose,
        url=talk_url(idea),
    )


def tell_of_report(comment: Comment, reporter: User) -> int:
    """Tell the officers, in the product only, that a comment waits for their eyes."""

    def compose(_person):
        return Letter(
            _("A comment was reported: {reference}").format(reference=comment.idea.reference),
            _("A reader asks you to look at a comment."),
        )

    return notify(
        [person for person in officers() if person.pk not in {reporter.pk, comment.writer_id}],
        kind="officer_report",
        event_key=f"comment-report:{comment.pk}:{clock.today().isoformat()}",
        compose=compose,
        url=talk_url(comment.idea),
        mail=False,
    )


def tell_writer(comment: Comment) -> int:
    """Tell the writer that a comment was hidden, and why; or that it is shown again."""
    hidden, idea = comment.hidden_at is not None, comment.idea

    def compose(person):
        readable = person.has_perm("ideas.view_idea", idea)  # no more, when what they may read has changed since
        title = veil(person, idea).words(idea.display_title) if readable else idea.reference
        if hidden:
            return Letter(
                _("Your comment on “{title}” was hidden").format(title=title),
                _("The improvement officer hid it, for this reason:") + f"\n\n{comment.hidden_reason}",
                _("See the page"),
            )
        return Letter(
            _("Your comment on “{title}” is shown again").format(title=title),
            _("The improvement officer looked at it again, and your colleagues can read it."),
            _("See the page"),
        )

    return notify(
        [comment.writer],
        kind="comment_hidden" if hidden else "comment_restored",
        event_key=f"comment:{comment.pk}:{clock.now().isoformat()}",
        compose=compose,
        url=talk_url(comment.idea),
    )


def talk_url(idea: Idea) -> str:
    """Where the comments of a contribution are read: on the page of the one it was merged into, if any."""
    return (idea.merged_into or idea).get_absolute_url() + "#talk"
