"""What the past says of one item: a piece of its page, asked for after the page, and a page of its own."""

from django.shortcuts import render
from django.urls import reverse

from ideas.looking_back import look_back_on
from ideas.services.looking_back import look_back
from ideas.services.rubrics import rubric_to_read
from ideas.tags import tags_measured
from ideas.views.desk import find_for_triage
from parkour.core.views import ServicePostView


class PastView(ServicePostView):
    """GET shows it to whoever may read it by now; POST is to read it before giving levels of one's own."""

    http_method_names = ["get", "head", "post", "options"]

    def find(self):
        return find_for_triage(self.request, self.kwargs["reference"])

    def get_back_url(self):
        return reverse("ideas:past", kwargs={"reference": self.object.reference})

    def get(self, request, *args, **kwargs):
        past = look_back_on(self.object, request.user, rubric_to_read().values)
        template = "ideas/_past_piece.html" if request.htmx else "ideas/past.html"
        return render(request, template, {"idea": self.object, "past": past, "measured": tags_measured()})

    def call(self):
        look_back(self.object, by=self.request.user)
