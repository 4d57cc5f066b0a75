"""Fill an empty database with the demonstration programme, through the services, with a past."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation

from ideas.models import Idea
from ideas.services.comparing import compare_all
from ideas.services.measuring import measure_past
from ideas.services.measuring_tags import measure_tags
from parkour.accounts.cards import make_cards
from parkour.accounts.models import User
from parkour.core.wake import muted
from parkour.dashboard.services import count_figures
from parkour.management.demo_calendar import CalendarTeller
from parkour.management.demo_committee import SessionTeller
from parkour.management.demo_consultations import ConsultationTeller
from parkour.management.demo_content import load
from parkour.management.demo_doors import DoorsTeller, campaign_answered_by, photos_sent_with
from parkour.management.demo_ideas import IdeaTeller
from parkour.management.demo_journeys import place_on_journeys
from parkour.management.demo_references import make_references
from parkour.management.demo_seats import SeatsTeller
from parkour.management.demo_tags import make_tags
from parkour.management.demo_talk import TalkTeller
from parkour.management.demo_workshops import WorkshopTeller
from parkour.management.story import Story, validated
from parkour.organisation.models import Organisation, Site, Team

REFERENCES_MADE, TAGGED = 12, 2  # days ago
BADGE_OF, BADGES_BY = "staff@parkour.example", "admin@parkour.example"


class Command(BaseCommand):
    help = "Fills an empty database with a demonstration company (only when PARKOUR_DEMO is set)."

    def handle(self, *args, **options):
        if not settings.PARKOUR_DEMO:
            raise CommandError("The demonstration is only for PARKOUR_DEMO=1: its password is public.")
        if User.objects.exists():
            self.stdout.write("The database already has people: nothing was added.")
            return
        with transaction.atomic(), muted(), translation.override("fr"):
            story = Story()
            people = load("people")
            cast = self._people(people, self._organisation(load("organisation")), story)
            votes, planning, rooms = load("votes"), load("planning"), load("room")["past"]
            seats = SeatsTeller(story, cast, people, planning)
            seats.open_colleges()
            seats.tell()
            sessions = votes["past_sessions"]
            voted = {item["idea"] for session in sessions for item in session["items"]}
            doors = load("doors")
            tellers = self._ideas(story, cast, voted, doors)
            DoorsTeller(story, cast, tellers, doors).tell()
            told = {}
            for rank, (session, room) in enumerate(zip(sessions, rooms, strict=True), start=1):
                later = {item["idea"] for following in sessions[rank:] for item in following["items"]}
                told["last"] = SessionTeller(story, cast, tellers, session, room)
                told["last"].tell_past(later)
            told["next"] = SessionTeller(story, cast, tellers, votes["next_session"])
            CalendarTeller(story, cast, planning["rule"], told["next"].tell_next(planning)).tell()
            for facts in load("consultations"):
                ConsultationTeller(story, told[facts["session"]], facts).tell()
            story.add(story.office(30), lambda: make_cards([cast[BADGE_OF]], by=cast[BADGES_BY]))
            officer = cast["officer@parkour.example"]
            story.add(story.office(REFERENCES_MADE), lambda: make_references(by=officer))
            story.add(story.office(TAGGED), lambda: make_tags(by=officer))
            story.add(story.office(TAGGED), lambda: place_on_journeys(by=officer))
            for facts in load("talk"):
                TalkTeller(story, cast, tellers[facts["idea"]], facts).tell()
            for facts in load("workshops"):
                WorkshopTeller(story, cast, tellers, facts).tell()
            story.play(self._progress if self.stdout.isatty() else None)
        compare_all()  # what says the same is known from the first visit on, before the worker had its turn
        measure_past()
        measure_tags()
        count_figures()
        counts = f"{len(people)} people, {Idea.objects.count()} contributions, {len(sessions) + 1} sessions told"
        self.stdout.write(f"Demonstration ready: {counts}.")

    def _organisation(self, facts):
        company = Organisation.current()
        company.anonymous_feedback = True
        company.name = facts["organisation"]["name"]
        company.other_channels = facts["organisation"]["other_channels"]
        validated(company)
        teams = {}
        for row in facts["sites"]:
            site = validated(
                Site(
                    code=row["code"].lower(),
                    name=row["name"],
                    city=row["city"],
                    timezone=row["timezone"],
                    holiday_region=row["holiday_region"],
                )
            )
            for team in row["teams"]:
                teams[team["key"]] = validated(Team(site=site, name=team["name"]))
        return teams

    def _people(self, people, teams, story):
        # One hash for all: the password is the documented one, and argon2 is slow on purpose.
        demo = User()
        demo.set_password(settings.DEMO_PASSWORD)
        cast = {}
        for row in people:
            team = teams[row["team"]]
            person = User(
                email=row["email"],
                first_name=row["first_name"],
                last_name=row["last_name"],
                job_title=row["job_title"],
                site=team.site,
                team=team,
                password=demo.password,
                date_joined=story.days_ago(row["hired_days_ago"]),
            )
            if not row["demo_account"]:
                person.set_unusable_password()
            validated(person)
            for role in row["roles"]:
                person.grant(role)
            cast[person.email] = person
        return cast

    def _ideas(self, story, cast, voted, doors):
        ideas, tellers = {}, {}
        campaigns, photos = campaign_answered_by(doors), photos_sent_with(doors)
        rows = load("ideas")
        # A contribution that receives another one is told first.
        for rank, facts in enumerate(sorted(rows, key=lambda row: row["merge_into"] is not None)):
            key = facts["key"]
            teller = IdeaTeller(story, cast, ideas, facts, rank, voted=key in voted)
            teller.campaign, teller.photos = campaigns.get(key, ""), photos.get(key, [])
            tellers[key] = teller
            teller.tell()
        return tellers

    def _progress(self, done, total):
        self.stdout.write(f"\rTelling the past: {done}/{total}", ending="")
        self.stdout.flush()
