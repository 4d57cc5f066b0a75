"""What people wrote in their own words, brought among the contributions."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea
from ideas.services.submission import Submission, submit_idea
from parkour.accounts.models import User
from parkour.core.exceptions import TransitionRefused
from parkour.indicators.models import Answer
from parkour.indicators.results import may_read_words
from parkour.indicators.services.surveys import permit


@transaction.atomic
def open_contribution(answer: Answer, *, text: str, by: User) -> Idea:
    """Send what somebody wrote as a feedback of whoever reads the results; twice is once.

    `text`: the words, corrected where they would name somebody. Raises InvalidInput, NotAllowed, TransitionRefused.
    """
    permit(by)
    locked = Answer.objects.select_for_update(of=("self",)).select_related("wave__survey", "idea").get(pk=answer.pk)
    if locked.idea is not None:
        return locked.idea
    if not may_read_words(locked):
        raise TransitionRefused(_("These words may not be read: fewer than five people wrote some, or the wave runs."))
    source = _("An answer to the survey “%(title)s”") % {"title": locked.wave.survey.title}
    submission = Submission(problem_text=text, client_uuid=locked.pk, group_names=source)
    locked.idea, _new = submit_idea(submission, by=by)
    locked.save(update_fields=["idea"])
    return locked.idea
