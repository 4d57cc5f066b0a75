"""Journeys, stages and life events, found for the person of a request."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from parkour.indicators.views.finding import require
from parkour.journeys.models import Journey, LifeEvent, Side, Stage


def find_journey(request, side: str, permission: str = "journeys.read") -> Journey:
    """The journey of this side; 404 for whoever may not, and for what is no side."""
    require(request.user, permission)
    if side not in Side.values:
        raise Http404
    return Journey.of(side)


def find_stage(request, pk: int, permission: str = "journeys.read") -> Stage:
    """The stage, in use or not, with its journey; 404 for whoever may not."""
    require(request.user, permission)
    return get_object_or_404(Stage.objects.select_related("journey"), pk=pk)


def find_event(request, pk: int, permission: str = "journeys.read") -> LifeEvent:
    """The life event, in use or not, with its journey; 404 for whoever may not."""
    require(request.user, permission)
    return get_object_or_404(LifeEvent.objects.select_related("journey", "survey"), pk=pk)
