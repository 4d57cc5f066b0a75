"""Work that begins anew: its contribution was adopted again. What the first work left is put away, not inherited."""

from django.db.models import Q

from ideas.enums import NextStep
from ideas.models import Action, ActionLink, ActionSheet, IdeaEvent
from ideas.privacy import Veil
from ideas.workflow import ANEW_EVENT
from parkour.core import clock

ON_THE_SHEET = ("situation", "target", "causes", "countermeasure", "side_effects", "next_words")
UNSHAPED = {"team": None, "sites_done": 0, "sites_total": 0, "pilot": "", "pilot_words": ""}


def begin_anew(action: Action, facts: dict) -> Action:
    """Give `action`, whose contribution is locked, its new `facts`, and nothing of how the first work was carried out.

    What was written of it is kept in words on the timeline, for those inside; gains, sheet, links and what the
    direction had not answered go. Reminders are owed again.
    """
    if words := _words_of(action):
        IdeaEvent.objects.create(idea=action.idea, name=ANEW_EVENT, note=words, at=clock.now(), is_internal=True)
    action.gains.all().delete()
    action.reminders.all().delete()
    action.escalations.filter(answered_at=None).delete()
    ActionSheet.objects.filter(action=action).delete()
    ActionLink.objects.filter(Q(first=action) | Q(then=action)).delete()
    for name, value in (UNSHAPED | facts).items():
        setattr(action, name, value)
    action.version += 1
    action.save()
    return action


def _words_of(action) -> str:
    """What was written of the first work, a line each. Whoever reads the event reads it without the hidden names."""
    sheet = ActionSheet.objects.filter(action=action).first()
    lines = [_line(sheet, name) for name in ON_THE_SHEET if getattr(sheet, name)] if sheet else []
    lines += [str(NextStep(sheet.next_step).label)] if sheet and sheet.next_step else []
    lines += [_line(action, "pilot_words")] if action.pilot_words else []
    return "\n".join([*lines, *(gain.sentence(Veil()) for gain in action.gains.all())])


def _line(row, name) -> str:
    return f"{str(row._meta.get_field(name).verbose_name).capitalize()}: {getattr(row, name)}"
