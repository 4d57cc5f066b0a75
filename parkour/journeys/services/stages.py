"""What is looked at beside a stage: its indicators."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from parkour.accounts.models import User
from parkour.core.exceptions import InvalidInput
from parkour.indicators.models import Indicator
from parkour.journeys.models import Stage
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
