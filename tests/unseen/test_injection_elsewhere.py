"""I02, I05, I09, I10: what is typed stays text off the pages too: feeds, screens, sheets, files, mails, ways back."""

import ast
import json
import re
import zlib
from datetime import datetime
from email import message_from_bytes
from email.policy import default as MAIL_POLICY
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import typst
from allauth.account.adapter import get_adapter
from defusedxml import ElementTree
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from ideas.models import Attachment, Campaign, Idea
from ideas.notifications import tell_of_campaign
from ideas.posters import Paper, Poster, poster_pdf
from ideas.services.board_keys import make_display_key, make_feed_key
from ideas.services.coauthors import invite_coauthors
from ideas.services.names import show_name
from parkour.accounts import card_sheets, cards, links
from parkour.core import clock
from parkour.notifications.outbox import send_due_mail
from tests.committee.pages import browser
from tests.factories import IdeaFactory, UserFactory
from tests.factories.people import SiteFactory
from tests.hostile import LITERAL, MARKUP
from tests.ideas.campaigning import announced
from tests.ideas.files.lives import added
from tests.ideas.lives import done
from tests.markup import Page

pytestmark = pytest.mark.django_db
A_TUESDAY_MORNING = datetime(2026, 3, 17, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
TYPST = (
    '#panic("pwn")',
    '#read("/etc/passwd")',
    '#link("http://evil.example")[ici]',
    '#image("http://evil.example/x.png")',
    "$ x^2 $ *gras* _plat_ `code` <etiquette> @renvoi",
    '"); panic("pwn")',
    "\\u{0} \\ // /* [ ] { }",
)
SHORT = [text for text in MARKUP if "\x01" not in text]


def links_of(page):
    return [value for _tag, values in page.tags for name, value in values.items() if name in {"href", "src"} and value]


# --- Feeds and screens ------------------------------------------------------------------------------------------


def test_a_feed_holds_the_words_as_words():
    ideas = [done(IdeaFactory(shortlisted=True)) for _number in range(10)]
    secret = make_feed_key(name="Lecteur", by=UserFactory())[1]
    space = "{http://www.w3.org/2005/Atom}"
    texts = [*SHORT, *LITERAL[:14]]
    for first in range(0, len(texts), 10):
        some = texts[first : first + 10]
        for idea, text in zip(ideas, some, strict=False):
            Idea.objects.filter(pk=idea.pk).update(title=text, problem_text=f"{text} et la suite du texte")
        feed = ElementTree.fromstring(Client().get(reverse("ideas:feed", args=[secret])).content)
        titles = " ".join(" ".join(entry.find(f"{space}title").text.split()) for entry in feed.iter(f"{space}entry"))
        assert [text for text in some if " ".join(text.split()) not in titles] == []
        places = [link.get("href") for link in feed.iter(f"{space}link")]
        ours = {"testserver", urlsplit(settings.PARKOUR_BASE_URL).netloc}
        assert places and {urlsplit(place).netloc for place in places} <= ours
        assert {element.tag.removeprefix(space) for element in feed.iter()} <= {
            "feed", "title", "subtitle", "link", "id", "updated", "author", "name", "entry", "published", "summary",
        }  # fmt: skip


def test_a_screen_and_a_campaign_show_the_words_as_words():
    campaign, site = announced(), SiteFactory()
    idea = done(IdeaFactory(shortlisted=True))
    secret = make_display_key(site=site, name="Entrée", by=UserFactory(officer=True))[1]
    for text in SHORT:
        Campaign.objects.filter(pk=campaign.pk).update(question=text[:200], explanation=text)
        Idea.objects.filter(pk=idea.pk).update(title=text, problem_text=f"{text} et la suite du texte")
        type(site).objects.filter(pk=site.pk).update(name=text[:120])
        page = Page(Client().get(reverse("ideas:tv", args=[secret])).content.decode())
        drawn_by_us = "data:image/svg+xml;base64,"  # the code to scan
        runs = [one for one in page.runs if not str(one[1].get("src", "")).startswith(drawn_by_us)]
        assert runs == [] and text in page.text
        assert not any("evil" in place for place in links_of(page))


# --- Sheets ------------------------------------------------------------------------------------------------------


def said_of(pdf):
    """Everything a PDF holds, its packed parts unpacked."""
    parts = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompressobj().decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(parts)


def acts(pdf):
    return re.findall(rb"/(?:JavaScript|JS|Launch|URI|SubmitForm|EmbeddedFile|OpenAction)\b", said_of(pdf))


def poster(text):
    return Poster(
        title=text, words=text, invitation=text, url="http://localhost/x", address=text, place=text, period=text,
        organisation=text, code_says=text, language="fr",
    )  # fmt: skip


@pytest.mark.parametrize("text", [*TYPST, *MARKUP[:3], LITERAL[13]])
@pytest.mark.parametrize("paper", [Paper.A4, Paper.STICKER])
def test_a_poster_prints_what_looks_like_commands_and_does_none_of_them(text, paper):
    assert acts(poster_pdf(poster(text), paper, A_TUESDAY_MORNING)) == []


@pytest.mark.parametrize("text", TYPST[:2])
def test_planted_fault_a_sheet_that_reads_words_as_commands_runs_them(text, tmp_path):
    sheet = tmp_path / "sheet.typ"
    sheet.write_text('#eval(sys.inputs.words, mode: "markup")', encoding="utf-8")
    with pytest.raises(typst.TypstError):
        typst.compile(str(sheet), sys_inputs={"words": text})


def test_planted_fault_a_link_in_a_sheet_is_seen(tmp_path):
    sheet = tmp_path / "sheet.typ"
    sheet.write_text('#eval(sys.inputs.words, mode: "markup")', encoding="utf-8")
    assert b"/URI" in acts(typst.compile(str(sheet), sys_inputs={"words": TYPST[2]}))


def test_a_badge_prints_a_name_and_does_nothing_of_it():
    people = [
        UserFactory(first_name=text[:80], last_name=text[:80], site=SiteFactory(name=text[:120]))
        for text in (*TYPST, MARKUP[0])
    ]
    assert acts(card_sheets.sheet_of(cards.make_cards(people, by=UserFactory(admin=True)))) == []


# --- Names of files ----------------------------------------------------------------------------------------------


def test_the_name_of_a_file_stays_in_its_header_and_is_text_on_its_page():
    author = UserFactory()
    idea = IdeaFactory(author=author)
    file = added(idea, author)
    client = browser(author)
    for text in (*MARKUP, *LITERAL, 'x"; filename="x.html', "a\r\nSet-Cookie: x=1", "a\nb"):
        Attachment.objects.filter(pk=file.pk).update(name=text[:120], alt=text[:120])
        answer = client.get(reverse("ideas:file", args=[file.key]))
        assert len(answer.get("Content-Disposition", "").splitlines()) <= 1
        assert re.sub(r"\\.", "", answer.get("Content-Disposition", "")).count('"') in {
            0,
            2,
        }  # what is quoted stays in
        assert "Set-Cookie" not in answer.headers
        assert Page(client.get(idea.get_absolute_url()).content.decode()).runs == []


# --- Mails -------------------------------------------------------------------------------------------------------


def of_a_campaign(text, person):
    campaign = announced()
    Campaign.objects.filter(pk=campaign.pk).update(question=text[:200], summary=text)
    tell_of_campaign(Campaign.objects.get(pk=campaign.pk), [person])


def of_a_coauthor(text, person):
    idea = IdeaFactory(author=UserFactory(first_name=text[:80], last_name=text[:80]))
    Idea.objects.filter(pk=idea.pk).update(title=text)
    invite_coauthors(Idea.objects.get(pk=idea.pk), [person], by=idea.authorships.get().person)


def of_a_shown_name(text, person):
    idea = IdeaFactory(author=person, visibility="name_hidden")
    Idea.objects.filter(pk=idea.pk).update(title=text)
    show_name(idea, by=UserFactory(officer=True, first_name=text[:80]), reason=text)


def of_an_account(text, person):
    for wants in ("link", "password"):
        links.ask_for_link(person.email, wants)
    links.answer_requests()
    get_adapter().send_mail("account/email/keys_changed", person.email, {"user": person})


@pytest.mark.parametrize("write", [of_a_campaign, of_a_coauthor, of_a_shown_name, of_an_account])
@pytest.mark.parametrize("text", [*MARKUP[1:3], MARKUP[5], LITERAL[0], *LITERAL[12:14], *LITERAL[-2:]])
def test_a_mail_of_the_capture_carries_words_to_one_person(write, text):
    with clock.at(A_TUESDAY_MORNING):
        person = UserFactory(first_name=text[:80])
        write(text, person)
        mail.outbox.clear()
        send_due_mail()
    messages = [message for message in mail.outbox if message.to == [person.email]]
    assert messages
    for message in messages:
        read = message_from_bytes(message.message().as_bytes(), policy=MAIL_POLICY)
        assert [to.addr_spec for to in read["To"].addresses] == [person.email] == message.recipients()
        assert "Bcc" not in read and "Cc" not in read and len(read["Subject"].splitlines()) == 1
        [(html, _kind)] = message.alternatives
        assert Page(html).runs == []
        assert not any("evil" in place or "javascript" in place.lower() for place in links_of(Page(html)))


# --- Connections to elsewhere --------------------------------------------------------------------------------------

CONNECTS = {
    "socket", "ssl", "http.client", "urllib.request", "smtplib", "imaplib", "poplib", "ftplib", "telnetlib", "requests",
    "httpx", "aiohttp", "urllib3", "imap_tools", "websockets",
}  # fmt: skip
# What may speak to another machine, and to which: none of these addresses is typed into a page.
KNOWN = {
    "ideas/mail/mailbox.py": {"imap_tools"},  # the mailbox that the operator names in PARKOUR_MAIL_IN_URL
    "parkour/notifications/faults.py": {"smtplib"},  # names of errors only; Django sends, to the operator's EMAIL_URL
    "parkour/embedded/process.py": {"socket"},  # the demonstration: a free port of this machine
    "parkour/management/commands/demo.py": {"urllib.request"},  # the demonstration: its own health page
}


def connections_in(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {known for known in CONNECTS if any(name == known or name.startswith(known + ".") for name in names)}


def product_files():
    root = Path(settings.BASE_DIR)
    return {
        str(path.relative_to(root)): path
        for room in ("parkour", "ideas", "committee")
        for path in root.glob(f"{room}/**/*.py")
    }


def test_nothing_that_is_typed_makes_the_product_call_another_machine():
    """I10: no avatar, no webhook, no preview of a link, no address of a person's is fetched."""
    found = {name: connections_in(path) for name, path in product_files().items()}
    assert {name: modules for name, modules in found.items() if modules} == KNOWN


def test_planted_fault_a_module_that_fetches_is_seen(tmp_path):
    module = tmp_path / "fetches.py"
    module.write_text("from urllib import request\nimport requests\n", encoding="utf-8")
    assert connections_in(module) == {"urllib.request", "requests"}


def test_the_facts_of_a_sheet_are_data():
    """No word is put into the source of a sheet: it goes beside it, as JSON."""
    for path in product_files().values():
        source = path.read_text(encoding="utf-8")
        assert "typst.compile(" not in source or "sys_inputs" in source
    assert json.loads(json.dumps({"words": TYPST[0]}))["words"] == TYPST[0]
