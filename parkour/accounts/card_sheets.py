"""The sheet of badges to print: A4, ten badges a page, each in the language of its person."""

import json
from pathlib import Path

import typst
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from parkour.accounts.cards import Printed, make_cards
from parkour.core import clock
from parkour.core.qr_codes import qr_svg

SHEET = Path(__file__).with_name("typst") / "badges.typ"


def sheet_of(printed: list[Printed]) -> bytes:
    """The PDF with the badges, in their order."""
    data = {"title": _("Badges"), "lang": translation.get_language(), "cards": [_facts(one) for one in printed]}
    return typst.compile(SHEET, sys_inputs={"data": json.dumps(data)})


@transaction.atomic
def print_cards(people, *, by) -> HttpResponse:
    """Badges made and drawn, or neither: what cannot be drawn was never a badge."""
    return sheet_answer(make_cards(people, by=by))


def sheet_answer(printed: list[Printed]) -> HttpResponse:
    """The sheet as a file to keep: the one place where these badges can be read."""
    name = _("badges-%(day)s.pdf") % {"day": clock.today().isoformat()}
    answer = HttpResponse(sheet_of(printed), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _facts(one: Printed) -> dict:
    person = one.card.person
    with translation.override(person.locale):
        until = formats.date_format(timezone.localdate(one.card.expires_at), "DATE_FORMAT")
        return {
            "lang": person.locale,
            "name": person.get_full_name(),
            "site": str(person.site) if person.site else "",
            "qr": qr_svg(settings.PARKOUR_BASE_URL + reverse("card_in", args=[one.key])),
            "code": one.code,
            "how": _("Scan this code with a phone, then press the button. It is yours alone: lend it to nobody."),
            "lost": _("Lost? Tell your administrator: it is stopped at once."),
            "until": _("Valid until %(day)s") % {"day": until},
        }
