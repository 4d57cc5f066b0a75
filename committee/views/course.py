"""Everything that happened in the room, with who did it: for whoever runs the session, and for the officer after it."""

from django.views.generic import TemplateView

from committee.selectors import agenda_of
from committee.selectors.room import events_of
from committee.views.finding import find_session


class CourseView(TemplateView):
    """The history of a session in its order; nothing that was taken back, nothing of any ballot."""

    template_name = "committee/course.html"

    def get_context_data(self, **kwargs):
        session = find_session(self.request, kwargs["number"], permission="run_session")
        points = {slot.item.pk: slot.item for slot in agenda_of(session).slots}  # under their veils
        events = events_of(session)
        for event in events:
            event.item = points.get(event.item_id)
        return super().get_context_data(session=session, events=events, **kwargs)
