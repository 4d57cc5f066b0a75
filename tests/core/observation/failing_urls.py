"""Addresses that go wrong in ways the product does not."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.urls import include, path

from parkour.accounts.models import User

WORDS = "une phrase plantée par quelqu'un"


@login_not_required
def crash(request, words):
    raise RuntimeError(f"cannot cope with {words}")


@login_not_required
def suspect(request):
    raise SuspiciousOperation(WORDS)


@login_not_required
def twice(request):
    person = User.objects.get()
    User.objects.create_user(person.email, first_name=person.first_name)


urlpatterns = [
    path("crash/<str:words>/", crash, name="crash"),
    path("suspect/", suspect, name="suspect"),
    path("twice/", twice, name="twice"),
    path("", include("parkour.urls")),
]
