"""The product with two more addresses: one that answers when told to, one that says which process answers."""

import os

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path

from tests.deployment.gate import wait_at_the_gate


@login_not_required
def wait(request):
    return HttpResponse(wait_at_the_gate())


@login_not_required
def process(request):
    return HttpResponse(str(os.getpid()))


urlpatterns = [
    path("wait/", wait, name="wait"),
    path("process/", process, name="process"),
    path("", include("parkour.urls")),
]
