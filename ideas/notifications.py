"""What authors, owners and officers are told, and when. The platform writes the rows and sends them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from ideas.enums import Channel, ClaimLevel
from ideas.models import Campaign, Idea, IdeaEvent, ImportBatch, UntoldEvent
from ideas.privacy import veil
from ideas.selectors import authors_of, officers
from ideas.workflow import DECISION_CORRECTED_EVENT, NAME_HIDDEN_EVENT, NAME_SHOWN_EVENT
from parkour.accounts.models import User
from parkour.core.dates import human_date, human_datetime
from parkour.notifications.services import Letter, notify


@dataclass(frozen=True)
class Words:
    """Title and first sentence for an event. {placeholders} are facts of the idea."""

    title: str
    lead: str
    action: str = gettext_lazy("See my contribution")


_l = gettext_lazy
AUTHOR_WORDS: dict[str, Words] = {
    "submit": Words(
        _l("Well received: {title}"),
        _l("Thank you. Your contribution has reference {reference}. A person reads it and answers you by {promise}."),
    ),
    "ask": Words(
        _l("A question about “{title}”"),
        _l("The improvement officer needs your help to go on:"),
        _l("Answer"),
    ),
    "auto_park": Words(
        _l("Kept for later: {title}"),
        _l(
            "We had no answer to our question: your contribution waits, and is looked at again on {review}. "
            "Write to us sooner if you like."
        ),
    ),
    "give_answer": Words(_l("An answer to “{title}”"), _l("The improvement officer has answered you:")),
    "propose_quick_win": Words(
        _l("A quick win: {title}"),
        _l("Your idea can be done without waiting for the committee, unless a member objects:"),
    ),
    "pass_window": Words(
        _l("Adopted: {title}"),
        _l("Nobody objected: the work on your idea can start. Owner: {owner}, due on {due}."),
    ),
    "object": Words(
        _l("The committee wants to discuss “{title}”"),
        _l("A member of the committee asks that your idea be discussed. It goes to the next session."),
    ),
    "withdraw_quick_win": Words(
        _l("Back under review: {title}"),
        _l("The quick win is withdrawn for now, and your idea is looked at again:"),
    ),
    "offer": Words(
        _l("Over to you? {title}"),
        _l("You are asked whether you would carry out your own idea, with our support:"),
        _l("Say yes or no"),
    ),
    "self_implement": Words(
        _l("Over to its author: {title}"), _l("{owner} carries it out, with our support. Due on {due}.")
    ),
    "ask_withdrawal": Words(
        _l("Take it back? {title}"),
        _l("Somebody you wrote this with wants to take it back. It is taken back once each of you has asked for it."),
        _l("Say what you want"),
    ),
    "keep": Words(
        _l("Kept after all: {title}"), _l("Somebody you wrote this with wants to keep it: it stays as it is.")
    ),
    "shortlist": Words(_l("Going to the committee: {title}"), _l("Your idea is kept for the committee:")),
    "send_to_workshop": Words(_l("In a workshop: {title}"), _l("Your contribution will be worked on in a workshop:")),
    "promote_variant": Words(
        _l("Out of the workshop: {title}"),
        _l("The workshop has made a proposal of your contribution. It goes to the committee:"),
    ),
    "carry_on": Words(
        _l("Out of the workshop: {title}"),
        _l("The workshop made a proposal of it for the committee. You are credited, and told what follows:"),
    ),
    "return_from_workshop": Words(
        _l("Back under review: {title}"), _l("Your contribution comes back from the workshop:")
    ),
    "merge": Words(
        _l("Carried together: {title}"),
        _l("Several people said the same: your contribution is carried with {into}, and you remain credited."),
    ),
    "receive_merge": Words(
        _l("Carried together: {title}"),
        _l("Others said the same: their contribution is now carried with yours, and they are credited too."),
    ),
    "unmerge": Words(
        _l("On its own again: {title}"), _l("Your contribution is separated again and looked at for itself:")
    ),
    "redirect": Words(
        _l("Passed on: {title}"), _l("Your contribution is passed on to the people who can act: {channel}.")
    ),
    "decline": Words(
        _l("Not kept: {title}"),
        _l("We cannot keep your contribution. Here is why:"),
        _l("See the reason, ask for a review"),
    ),
    "park": Words(_l("Kept for later: {title}"), _l("Your contribution is kept, and looked at again on {review}:")),
    "return_from_park": Words(
        _l("Under review again: {title}"), _l("As promised, your contribution is looked at again.")
    ),
    "reshortlist": Words(_l("Going to the next session: {title}"), _l("Your idea goes back to the committee.")),
    "schedule": Words(
        _l("On the agenda: {title}"),
        _l("Your idea is on the agenda of the session of {session}. You will know the decision, with its reasons."),
    ),
    "unschedule": Words(
        _l("Waits for a next session: {title}"),
        _l("Your idea is not decided at this session. It keeps its place, and comes back at a next one."),
    ),
    "reschedule": Words(
        _l("New date: {title}"), _l("The session that discusses your idea has moved. It takes place on {session}.")
    ),
    "refer_to_workshop": Words(
        _l("In a workshop: {title}"), _l("The committee wants your idea to be worked on in a workshop first:")
    ),
    "recommend": Words(
        _l("Recommended by the committee: {title}"),
        _l("The committee is in favour. The direction owes an answer by {answer_due}:"),
    ),
    "approve": Words(_l("Adopted: {title}"), _l("Your idea is adopted. Owner: {owner}, due on {due}.")),
    "reject": Words(_l("Not adopted: {title}"), _l("Your idea was discussed and not adopted. Here is why:")),
    "grant": Words(_l("Adopted: {title}"), _l("The direction adopts your idea. Owner: {owner}, due on {due}.")),
    "refuse": Words(_l("Not adopted: {title}"), _l("The direction does not adopt your idea. Here is why:")),
    "defer": Words(_l("Put off: {title}"), _l("No decision this time: your idea comes back at a next session.")),
    "reopen": Words(_l("Taken up again: {title}"), _l("Your idea goes back to the committee:")),
    "start_work": Words(_l("Work has started: {title}"), _l("The work on your idea has started. Owner: {owner}.")),
    "hold": Words(_l("On hold: {title}"), _l("The work on your idea is on hold until {resume}:")),
    "resume": Words(_l("Work resumes: {title}"), _l("The work on your idea has started again.")),
    "mark_done": Words(
        _l("Done: {title}"), _l("Your idea is done. Is it what you wanted?"), _l("Say whether it is right")
    ),
    "dispute": Words(_l("Not done yet: {title}"), _l("The work on your idea goes on:")),
    "verify": Words(
        _l("Measured: {title}"), _l("We looked at the effect of your idea. What can be said of it: {claim}.")
    ),
    "close": Words(_l("Told to everyone: {title}"), _l("What became of your idea is on the board.")),
    "abandon": Words(_l("Abandoned: {title}"), _l("The work on your idea stops. Here is why:")),
    "correct": Words(
        _l("Corrected: {title}"),
        _l("The administrators corrected a mistake in the follow-up of your contribution:"),
    ),
    DECISION_CORRECTED_EVENT: Words(
        _l("Corrected: {title}"), _l("What was recorded of the decision on your contribution is corrected:")
    ),
    "progress": Words(_l("News of “{title}”"), _l("There is news of the work on your idea:")),
    "coauthor": Words(
        _l("One author more: {title}"),
        _l("Somebody whom you named says that you wrote it together. They are credited and told like you."),
    ),
    NAME_HIDDEN_EVENT: Words(
        _l("Names hidden: {title}"), _l("Somebody you wrote this with has hidden the names of all of you.")
    ),
    NAME_SHOWN_EVENT: Words(
        _l("Your name is shown: {title}"),
        _l("Your colleagues now read who wrote this."),
    ),
    "author_message": Words(
        _l("A message about “{title}”"), _l("Somebody you wrote this with has added a message:"), _l("Read it")
    ),
    "message": Words(_l("A message about “{title}”"), _l("The improvement officer wrote to you:"), _l("Answer")),
}
OWN_ACTIONS = {"answer", "withdraw", "appeal"}


def tell_authors(idea: Idea, event: IdeaEvent) -> int:
    """Tell the authors what happened, except the one who did it (a receipt for a submission); return how many.

    What they had still to be told of this idea is told first, so that messages are read in the order of events.
    """
    earlier = UntoldEvent.objects.select_for_update(of=("self",)).filter(event__idea=idea, event__lt=event.pk)
    for untold in earlier.select_related("event").order_by("pk"):
        _tell(idea, untold.event)
        untold.delete()
    return _tell(idea, event)


def _tell(idea, event):
    by_author = event.name == "message" and idea.authorships.filter(person=event.actor).exists()
    words = AUTHOR_WORDS.get("author_message" if by_author else event.name)
    if words is None or event.name in OWN_ACTIONS:
        return 0
    readers = [person for person in authors_of(idea) if person.has_perm("ideas.view_idea", idea)]
    people = [person for person in readers if event.name == "submit" or person.pk != event.actor_id]

    def compose(person):
        facts, hidden = facts_of(idea, person) | {"claim": _claim(event)}, veil(person, idea)
        lead = str(words.lead).format(**facts)
        note = hidden.words(event.note)
        return Letter(str(words.title).format(**facts), f"{lead}\n\n{note}".strip(), str(words.action))

    return notify(
        people,
        kind=f"author_{event.name}",
        event_key=f"idea-event:{event.pk}",
        compose=compose,
        url=idea.get_absolute_url(),
    )


def _day(day):
    return human_date(day) if day else ""


def _moment(moment):
    return human_datetime(moment) if moment else ""


def _claim(event):
    """How well an effect is proved, as the event tells it; "" for an event that is about none."""
    level = event.data.get("claim_level")
    return str(ClaimLevel(level).label) if level in ClaimLevel.values else ""


def facts_of(idea: Idea, reader: User) -> dict[str, str]:
    """Facts for the words to `reader`, in the current language, without a name they may not read.

    Braces in people's texts stay as they are.
    """
    from_action, hidden = getattr(idea, "action", None), veil(reader, idea)
    return {
        "title": hidden.words(idea.display_title),
        "reference": idea.reference,
        "promise": _moment(idea.promised_reply_at),
        "into": idea.merged_into.reference if idea.merged_into_id else "",
        "channel": str(Channel(idea.redirected_to).label) if idea.redirected_to else "",
        "review": _day(idea.review_on),
        "session": _day(idea.session_on),
        "answer_due": _day(idea.answer_due_on),
        "resume": _day(idea.resume_on),
        "owner": hidden.somebody(from_action.owner) if from_action else "",
        "due": _day(from_action.due_on) if from_action else "",
    }


def tell_officers(idea: Idea, event: IdeaEvent, title: str, lead: str) -> int:
    """In-app only: officers live in the product. `title` and `lead` are msgids with {reference}, {title}."""

    def compose(person):
        facts = facts_of(idea, person)
        return Letter(_(title).format(**facts), f"{_(lead).format(**facts)}\n\n{event.note}".strip())

    people = [person for person in officers() if person.pk != event.actor_id]
    return notify(
        people,
        kind=f"officer_{event.name}",
        event_key=f"idea-event:{event.pk}",
        compose=compose,
        url=idea.get_absolute_url(),
        mail=False,
    )


def tell_owner(
    idea: Idea, person, event: IdeaEvent, title: str, lead: str, *, url: str, action: str, with_note: bool = True
) -> int:
    """Tell the owner of a quick win or an action. `title`, `lead`, `action` are msgids.

    `with_note`: what was written with the event is for the owner too, and no letter to the author.
    """

    def compose(recipient):
        facts = facts_of(idea, recipient) | {"quick_due": _day(idea.quick_win_due_on), "claim": _claim(event)}
        note = veil(recipient, idea).words(event.note) if with_note else ""
        return Letter(_(title).format(**facts), f"{_(lead).format(**facts)}\n\n{note}".strip(), _(action))

    return notify([person], kind=f"owner_{event.name}", event_key=f"idea-event:{event.pk}", compose=compose, url=url)


def tell_new_owner(idea: Idea, event: IdeaEvent) -> int:
    """The idea is adopted: its owner learns that the action is theirs, and until when."""
    return tell_owner(
        idea,
        idea.action.owner,
        event,
        gettext_noop("Yours to carry out: {title}"),
        gettext_noop("It is adopted, and due on {due}. Say when you start."),
        url=idea.action.get_absolute_url(),
        action=gettext_noop("See the action"),
    )


def tell_of_failed_import(batch: ImportBatch, reason: str) -> int:
    """Tell the person who imports a file that the work stopped, and why; each stop is told once."""

    def compose(_person):
        return Letter(
            title=_("Import stopped: {file}").format(file=batch.file_name),
            body=reason,
            action=_("See the import"),
        )

    event_key = f"import-{batch.pk}-{batch.state_since:%Y%m%d%H%M%S%f}"
    return notify([batch.by], kind="import_failed", event_key=event_key, compose=compose, url=batch.get_absolute_url())


def tell_of_campaign(campaign: Campaign, people: list[User]) -> int:
    """Tell those who answered a campaign what came of it."""

    def compose(_person):
        title = _("What came of “{question}”").format(question=campaign.question)
        return Letter(title=title, body=campaign.summary, action=_("See the campaign"))

    event_key, url = f"campaign:{campaign.pk}:summary", campaign.get_absolute_url()
    return notify(people, kind="campaign_summary", event_key=event_key, compose=compose, url=url)
