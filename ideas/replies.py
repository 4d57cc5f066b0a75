"""The polite part of the officer's answers, ready to be finished: thanks, what I understood, what happens
next, when, and why. In the language of the author, whatever the officer reads."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ideas.answer_words import GAP, fill, in_quotes, whole_quote
from ideas.enums import Outcome
from ideas.models import AnswerTemplate, Idea
from ideas.selectors import authors_of
from parkour.organisation.models import Organisation

MOST_TEMPLATES = 20

THANKS = gettext_noop("Thank you {first_name}. I have read your contribution {reference}.")
THANKS_TO_ALL = gettext_noop("Thank you. I have read the contribution {reference}.")
UNDERSTOOD = gettext_noop("What I understand: “{title}”.")
# Where nothing can be quoted whole: a quotation that breaks off says that one did not read to the end.
UNDERSTOOD_WHOLE = gettext_noop(
    "I have read it to the end, and start from your own words: they stay as you wrote them."
)
NEXT_STEPS = {
    Outcome.SHORTLIST: (
        gettext_noop(
            "What happens next: I keep your idea for the committee, where the direction and the employees vote."
        ),
        gettext_noop(
            "When: I write to you as soon as it is on the agenda of a session, then with the decision and its reasons."
        ),
        gettext_noop("Why the committee: {why}"),
    ),
    Outcome.ANSWER: (
        gettext_noop("Here is my answer: {gap}"),
        gettext_noop("If this does not settle it, you can ask once for another person to look at it again."),
    ),
    Outcome.ASK: (
        gettext_noop("Before I go further, I have a question: {gap}"),
        gettext_noop("Why I ask: I want to carry what you mean, not what I imagine."),
        gettext_noop(
            "When: answer when you can. After 30 days without news I keep your contribution for later; it is not lost."
        ),
    ),
    Outcome.QUICK_WIN: (
        gettext_noop(
            "What happens next: your idea can be done without waiting for the committee. I ask a colleague to carry it out."
        ),
        gettext_noop(
            "When: once this person says yes, the members of the committee have {days} working days to object, then the work starts."
        ),
        gettext_noop("Why so fast: {why}"),
    ),
    Outcome.SELF_IMPLEMENT: (
        gettext_noop("What happens next: over to you. You can carry out your own idea, and I help you."),
        gettext_noop("When: within 30 days. Tell me when you start and what you need."),
        gettext_noop("Why you: nobody knows the subject better, and your team can do it without waiting."),
    ),
    Outcome.WORKSHOP: (
        gettext_noop(
            "What happens next: your contribution will be worked on in a workshop, with colleagues who live the same thing."
        ),
        gettext_noop("When: I write to you with the date, and you are welcome to take part."),
        gettext_noop("Why a workshop: several answers are possible, and the people concerned should build them."),
    ),
    Outcome.MERGE: (
        gettext_noop(
            "What happens next: several people said the same, so I carry your contribution together with another. You remain credited."
        ),
        gettext_noop("When: you will hear of each step, like its other authors."),
        gettext_noop("Why together: what several people live weighs more than what one person says."),
    ),
    Outcome.PARK: (
        gettext_noop(
            "What happens next: I keep your contribution and look at it again later; the date is on its page."
        ),
        gettext_noop("Why not now: {gap}"),
    ),
    Outcome.REDIRECT: (
        gettext_noop("What happens next: I pass your contribution on to the people who can act."),
        gettext_noop("When: they have it today. If you hear nothing within two weeks, write to me."),
        gettext_noop("Why: it depends on them, not on the committee."),
    ),
    Outcome.DECLINE: (
        gettext_noop("I cannot keep your contribution. Here is why: {gap}"),
        gettext_noop(
            "What remains possible: ask once for another person to look at it again, or tell us something else at any time."
        ),
    ),
}


@dataclass(frozen=True)
class Ready:
    """Words to choose from: `key` is that of the template, "" for those of the product."""

    key: str
    name: str
    text: str


class Proposing:
    """Words for `outcome` in the hand of `officer`; what is the same for several contributions is read once."""

    def __init__(self, outcome: Outcome, *, officer):
        self.outcome, self.officer = Outcome(outcome), officer
        self._templates: dict[str, list[AnswerTemplate]] = {}

    @cached_property
    def days(self) -> str:
        return str(Organisation.current().objection_days)

    def of_product(self, idea: Idea, why="") -> str:
        """The words that the product proposes, in the language of the author (of the product without one), never empty.

        `why` is a lazy sentence (the verdict of the criteria); where it is missing, or where only the officer
        knows, the text holds GAP.
        """
        author, language = _addressee(idea)
        with translation.override(language):
            facts = self._facts(idea, author, why)
            thanks = THANKS if author else THANKS_TO_ALL
            understood = UNDERSTOOD if facts["title"] else UNDERSTOOD_WHOLE
            paragraphs = [_(msgid).format(**facts) for msgid in (thanks, understood, *NEXT_STEPS[self.outcome])]
        return "\n\n".join([*paragraphs, self.officer.first_name])

    def choices(self, idea: Idea, why="") -> list[Ready]:
        """Everything to choose from, what is proposed first at the head: templates in the language of the author, and
        the words of the product.
        """
        author, language = _addressee(idea)
        with translation.override(language):
            facts = self._facts(idea, author, why)
            facts["title"] = facts["title"] or idea.reference
        own = [(row.is_first, Ready(str(row.pk), row.name, fill(row.body, facts))) for row in self._in(language)]
        of_product = Ready("", _("The words of the product"), self.of_product(idea, why))
        first = [ready for is_first, ready in own if is_first]
        return [*first, of_product, *(ready for is_first, ready in own if not is_first)]

    def filled(self, idea: Idea, texts: list[tuple[str, str]], why="") -> list[str]:
        """Each (French, English) text in the language of the author, its variables replaced."""
        author, language = _addressee(idea)
        with translation.override(language):
            facts = self._facts(idea, author, why)
        facts["title"] = facts["title"] or idea.reference
        return [fill(english if language == "en" else french, facts) for french, english in texts]

    def first(self, idea: Idea, why="") -> str:
        """What a sheet starts with."""
        return self.choices(idea, why)[0].text

    def _in(self, language):
        if language not in self._templates:
            rows = AnswerTemplate.objects.filter(outcome=self.outcome, language=language, is_active=True)
            self._templates[language] = list(rows[:MOST_TEMPLATES])
        return self._templates[language]

    def _facts(self, idea, author, why):
        return {
            "first_name": author.first_name if author else "",
            "reference": idea.reference,
            "title": in_quotes(idea.title or whole_quote(idea.problem_text)),
            "days": self.days,
            "why": str(why) or GAP,
            "gap": GAP,
            "officer": self.officer.first_name,
        }


def reply_template(idea: Idea, outcome: Outcome, *, officer, why="") -> str:
    """The words of the product for one contribution: see `Proposing.of_product`."""
    return Proposing(outcome, officer=officer).of_product(idea, why)


def ready_words(idea: Idea, outcome: Outcome, *, officer, why="") -> list[Ready]:
    """Everything to choose from for one contribution: see `Proposing.choices`."""
    return Proposing(outcome, officer=officer).choices(idea, why)


def _addressee(idea):
    """The author (None: nobody of the company wrote it), and the language to write in."""
    author = next(iter(authors_of(idea)), None)
    return author, author.locale if author else settings.LANGUAGE_CODE


def product_body(outcome: Outcome, language: str = "") -> str:
    """The words of the product with their variables, in `language` (default: the current one): to begin from."""
    with translation.override(language or translation.get_language()):
        paragraphs = [_(msgid) for msgid in (THANKS, UNDERSTOOD, *NEXT_STEPS[Outcome(outcome)])]
    return "\n\n".join([*paragraphs, "{officer}"]).replace("{gap}", GAP)
