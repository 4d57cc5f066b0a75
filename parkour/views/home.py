from django.views.generic import TemplateView

from ideas.board import board_rows
from ideas.campaigns import open_campaigns_for
from ideas.cards import board_cards
from ideas.enums import BoardTab
from ideas.privacy import tell
from ideas.selectors import ideas_of, track_of
from parkour.accounts.models import Role
from parkour.notifications.selectors import mail_trouble
from parkour.views.todo import officer_desk, tasks_of


class HomeView(TemplateView):
    """One page for everybody: what to do now, one's own contributions, what has been done."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        person = self.request.user
        is_officer = person.has_role(Role.OFFICER)
        mine = tell(person, ideas_of(person)[:3])
        return super().get_context_data(
            tasks=tasks_of(person),
            mail_trouble=mail_trouble(person),
            desk=officer_desk(person) if is_officer else None,
            campaigns=open_campaigns_for(person),
            mine=[(idea, track_of(idea)) for idea in mine],
            done=board_cards(person, board_rows(person, BoardTab.DONE, size=3)[:3]),
            **kwargs,
        )
