"""What is looked at beside a stage or a life event: its indicators, the survey that asks how easy it is."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from parkour.accounts.models import User
from parkour.core.exceptions import InvalidInput
from parkour.indicators.models import Indicator, Kind, Survey
from parkour.journeys.models import LifeEvent, Stage
from parkour.journeys.services.mapping import permit


@transaction.atomic
def set_indicators(stage: Stage, *, indicators: Iterable[int], by: User) -> Stage:
    """The indicators of these keys, and no others, are shown at the stage; closed ones stay if they are there.

    Raises NotAllowed, InvalidInput.
    """
    permit(by)
    stage = Stage.objects.select_for_update().get(pk=stage.pk)
    wanted = set(indicators)
    here = set(stage.indicators.values_list("pk", flat=True))
    known = set(Indicator.objects.filter(pk__in=wanted, closed_at=None).values_list("pk", flat=True))
    if wanted - known - here:
        raise InvalidInput(_("One of these indicators is closed: choose among those shown."), field="indicators")
    stage.indicators.set(wanted)
    return stage


@transaction.atomic
def set_survey(event: LifeEvent, *, survey: int | None, by: User) -> LifeEvent:
    """The survey of this key asks how easy the event is; None for none. It has a question of ease.

    Raises NotAllowed, InvalidInput.
    """
    permit(by)
    event = LifeEvent.objects.select_for_update(of=("self",)).select_related("journey").get(pk=event.pk)
    found = Survey.objects.filter(pk=survey, questions__kind=Kind.CES).distinct().first() if survey else None
    if survey and found is None:
        raise InvalidInput(_("Choose a survey with a question of ease, from 1 to 7."), field="survey")
    event.survey = found
    event.save(update_fields=["survey"])
    return event
