"""What came by the other doors of the demonstration: campaigns and their answers, anonymous feedback, mails, photos."""

import hashlib
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formataddr
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.base import ContentFile

from ideas.anonymous import issue_ticket
from ideas.enums import CampaignTarget, Outcome
from ideas.models import Idea
from ideas.services import anonymous, campaigns, triage
from ideas.services.attachments import SentFile, place_photo, upload_file
from ideas.services.incoming import discard_mail, receive_mail
from parkour.management.demo_pictures import picture
from parkour.organisation.models import Site


def campaign_answered_by(doors: dict) -> dict[str, str]:
    """The code of the campaign that a contribution answers, by the key of the contribution."""
    return {key: campaign["code"] for campaign in doors["campaigns"] for key in campaign["answers"]}


def photos_sent_with(doors: dict) -> dict[str, list[dict]]:
    """The photos that a contribution is sent with, by the key of the contribution."""
    sent: dict[str, list[dict]] = {}
    for facts in doors["photos"]:
        if not facts["slot"]:
            sent.setdefault(facts["idea"], []).append(facts)
    return sent


def upload_picture(facts: dict, *, by) -> SentFile:
    """The picture that `facts` name, received from `by`, ready to be sent."""
    key = uuid5(NAMESPACE_URL, f"parkour-demo:{facts['idea']}:{facts['picture']}")
    upload_file(ContentFile(picture(facts["picture"]), name=facts["name"]), by=by, key=key)
    return SentFile(key, facts["alt"])


def key_of_code(code: str) -> str:
    """What the phone of whoever holds the follow-up code sends."""
    return hashlib.sha256(f"parkour-follow-up:{code}".encode()).hexdigest()


class DoorsTeller:
    """Adds all of it to the story. `tellers` tell the contributions, by their keys."""

    def __init__(self, story, cast, tellers, doors):
        self.story, self.cast, self.tellers, self.doors = story, cast, tellers, doors
        self.officer = cast["officer@parkour.example"]

    def tell(self):
        for facts in self.doors["campaigns"]:
            self._tell_campaign(facts)
        for facts in self.doors["anonymous"]:
            self._tell_anonymous(facts)
        for facts in self.doors["mails"]:
            self.story.add(self.story.days_ago(facts["days_ago"], "18:40"), lambda facts=facts: self._mail(facts))
        for facts in self.doors["photos"]:
            if facts["slot"]:
                moment = self.story.office(facts["days_ago"], minute=190)
                self.story.add(moment, lambda facts=facts: self._pair(facts))

    def _tell_campaign(self, facts):
        story, code = self.story, facts["code"]
        story.add(story.office(max(facts["from_days_ago"] + 5, 1)), lambda: self._write(facts))
        if facts["from_days_ago"] > 0:
            opening = story.days_ago(facts["from_days_ago"], "08:00")
            story.add(opening, lambda: campaigns.announce_campaign(self._campaign(code), by=self.officer))
        if facts["summary"]:
            story.add(story.office(facts["summary_days_ago"], minute=95), lambda: self._sum_up(facts))

    def _write(self, facts):
        first, last = (self.story.today - timedelta(days=facts[name]) for name in ("from_days_ago", "to_days_ago"))
        campaigns.create_campaign(
            campaigns.CampaignFacts(
                question=facts["question"],
                explanation=facts["explanation"],
                starts_on=first,
                ends_on=last,
                sponsor=self.cast[facts["sponsor"]],
                target=CampaignTarget(facts["target"]),
                sites=list(Site.objects.filter(code__in=facts["sites"])),
                code=facts["code"],
            ),
            by=self.officer,
        )

    def _campaign(self, code):
        return campaigns.campaign_of_code(code)

    def _sum_up(self, facts):
        campaign = self._campaign(facts["code"])
        campaigns.summarise_campaign(
            campaign,
            summary=facts["summary"],
            outcomes=[self.tellers[key].idea for key in facts["outcomes"]],
            version=campaign.version,
            by=self.officer,
        )

    def _tell_anonymous(self, facts):
        story, key = self.story, key_of_code(facts["code"])
        sent = story.days_ago(facts["days_ago"], "12:00")
        story.add(sent, lambda: self._send_anonymous(facts, key))
        if facts["question"]:
            asked = story.office(facts["question_days_ago"], sent, minute=35)
            story.add(asked, lambda: self._ask(facts, key))
            story.add(
                story.office(facts["reply_days_ago"], asked, minute=50),
                lambda: anonymous.write_anonymous(anonymous.idea_of(key), body=facts["reply"]),
            )

    def _send_anonymous(self, facts, key):
        ticket = issue_ticket(Site.objects.get(code=facts["site"]))
        anonymous.send_anonymous(ticket=ticket, key=key, problem_text=facts["problem"])

    def _ask(self, facts, key):
        idea: Idea = anonymous.idea_of(key)
        triage.open_idea(idea, by=self.officer)
        triage.decide_triage(idea, triage.Orientation(Outcome.ASK, facts["question"]), by=self.officer)

    def _mail(self, facts):
        mail = receive_mail(_letter(facts))
        if facts["discarded"]:
            discard_mail(mail, by=self.officer)

    def _pair(self, facts):
        idea = self.tellers[facts["idea"]].idea
        place_photo(idea, facts["slot"], upload_picture(facts, by=self.officer), by=self.officer)


def _letter(facts) -> bytes:
    message = EmailMessage()
    message["From"] = formataddr((facts["name"], facts["from"]))
    message["To"] = "idees@maisonnee.example"
    message["Subject"] = facts["subject"]
    key: UUID = uuid5(NAMESPACE_URL, f"parkour-demo:mail:{facts['from']}")
    message["Message-ID"] = f"<{key}@maisonnee.example>"
    message.set_content(facts["text"])
    if facts["file"]:
        message.add_attachment(picture("plan", "PDF"), maintype="application", subtype="pdf", filename=facts["file"])
    return message.as_bytes()
