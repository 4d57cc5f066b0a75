"""What an operation finds for the person of its request."""

from django.http import Http404

from parkour.core.api.endpoints import Endpoint
from parkour.indicators.models import Indicator


class IndicatorEndpoint(Endpoint):
    """One indicator, found under the permission that the operation declares."""

    def find(self, pk) -> Indicator:
        indicator = Indicator.objects.select_related("owner").filter(pk=pk).first()
        permission = self.operation.sees or "indicators.read_indicator"
        if indicator is None or not self.request.user.has_perm(permission, indicator):
            raise Http404
        return indicator
