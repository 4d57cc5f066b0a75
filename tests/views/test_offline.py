"""What a phone keeps of the product: pages that are the same for all, a worker, a manifest, icons."""

import json
import re
import struct
import zlib
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from ideas.models import Idea
from parkour.management.icons import ICONS, SIGNATURE, pixels
from parkour.organisation.models import Organisation
from parkour.views.offline import FILES, LANGUAGES, PAGES
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
IMAGES = settings.BASE_DIR / "parkour" / "static" / "img"


def is_served(address) -> bool:
    return finders.find(address.removeprefix(settings.STATIC_URL)) is not None


def shell_of(client) -> dict:
    source = client.get("/sw.js").content.decode()
    return json.loads(re.match(r"const SHELL = (\{.*\});\n", source)[1])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_kept_page_is_the_same_for_everybody_and_may_be_kept(language, page, signed_in):
    address = reverse("offline_page", args=[language, page])
    stranger = Client().get(address)
    person = UserFactory(first_name="Zénobie", locale="fr")
    IdeaFactory(author=person, problem_text="Un secret de Zénobie")
    known = signed_in(person).get(address)
    assert stranger.status_code == 200
    assert stranger["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert stranger["Content-Language"] == language and f'<html lang="{language}"' in stranger.content.decode()
    assert known.content == stranger.content
    assert not stranger.cookies and "csrf" not in stranger.content.decode()


def test_the_worker_is_served_for_the_whole_site_and_names_only_what_is_public(client):
    answer = client.get("/sw.js")
    assert (answer["Content-Type"], answer["Service-Worker-Allowed"]) == ("text/javascript", "/")
    assert answer["Cache-Control"] == "no-cache"
    assert "connect-src 'self'" in answer["Content-Security-Policy"]
    shell = shell_of(client)
    pages = [address for language in shell["pages"].values() for address in language.values()]
    assert len(pages) == len(PAGES) * len(LANGUAGES)
    assert all(client.get(address).status_code == 200 for address in pages)
    assert all(map(is_served, shell["files"]))


def test_every_file_that_a_kept_page_loads_is_kept_with_it(client):
    shell = shell_of(client)
    needed = set()
    for address in shell["pages"]["fr"].values():
        needed |= set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', client.get(address).content.decode()))
    for name in (name for name in FILES if name.endswith(".js")):
        source = Path(finders.find(name)).read_text()
        needed |= {urljoin(f"/static/{name}", path) for path in re.findall(r'from "([^"]+)"', source)}
    assert needed <= set(shell["files"])


def test_the_version_follows_what_the_administrator_writes(client):
    before = shell_of(client)
    assert shell_of(client) == before
    organisation = Organisation.current()
    organisation.other_channels = "Ligne d’écoute : 01 02 03 04 05"
    organisation.save()
    after = shell_of(client)
    assert after["version"] != before["version"]
    page = client.get(after["pages"]["fr"]["channels"]).content.decode()
    assert "Ligne d’écoute : 01 02 03 04 05" in page


@pytest.mark.ignore_template_errors
def test_the_other_channels_are_edited_by_the_administrator_in_a_plain_field(signed_in):
    organisation = Organisation.current()
    address = reverse("admin:organisation_organisation_change", args=[organisation.pk])
    client = signed_in(UserFactory(admin=True))
    form = client.get(address).context["adminform"].form
    data = {name: form[name].value() for name in form.fields} | {"other_channels": "Référente : Mme X, poste 12"}
    assert client.post(address, data).status_code == 302
    assert "Référente : Mme X, poste 12" in Client().get(reverse("channels")).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manifest_names_the_product_in_each_language_with_icons_that_exist(client, language):
    answer = client.get(reverse("manifest", args=[language]))
    facts = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (facts["lang"], facts["start_url"], facts["scope"], facts["display"]) == (language, "/", "/", "standalone")
    assert {icon["purpose"] for icon in facts["icons"]} == {"any", "maskable"}
    for icon in facts["icons"]:
        assert is_served(icon["src"])
    assert [shortcut["url"] for shortcut in facts["shortcuts"]] == ["/ideas/new/"]
    assert reverse("manifest", args=["fr"]) in client.get(reverse("channels")).content.decode()


@pytest.mark.parametrize("address", ["/offline/xx/new/", "/offline/fr/mine/", "/app-xx.webmanifest"])
def test_what_is_not_kept_does_not_exist(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["icon-192.png", "touch-180.png"])
def test_the_icons_are_what_the_script_draws(name):
    data = (IMAGES / name).read_bytes()
    side, rounded, scale = ICONS[name]
    assert data.startswith(SIGNATURE)
    assert struct.unpack(">II", data[16:24]) == (side, side)
    start = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[start - 4 : start])
    assert zlib.decompress(data[start + 4 : start + 4 + length]) == pixels(side, rounded, scale)


def test_pages_of_a_signed_in_person_are_still_kept_by_no_cache(signed_in):
    client = signed_in(UserFactory())
    for address in ("/", "/ideas/new/", "/ideas/"):
        assert client.get(address)["Cache-Control"] == "private, no-store"
    assert Idea.objects.count() == 0
