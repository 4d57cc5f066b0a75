"""A workshop that goes on, between the pictures: its facilitator groups the ideas and writes a variant."""

from tests.screenshots.steps import DESK

NAME = {"fr": "Se relayer, chacun son tour", "en": "Take turns"}
TOGETHER = ("tableau", "week-ends")  # words of the ideas that go into it
VARIANT = {
    "title": "Un tableau des remplacements, tenu par secteur",
    "text": "Qui a remplacé quand, sur un mois. On appelle d’abord qui a le moins donné. L’agence le tient à jour.",
}


def _workshop(studio):
    return studio.person("facilitator", DESK).go("/committee/workshops/{silent}/".format(**studio.facts["fr"]))


def end_the_silence(studio):
    _workshop(studio).press('button[name="to"][value="grouping"]')


def tick_two_ideas(hands, language):
    """Two ideas and the name of their group, not sent."""
    for word in TOGETHER:
        hands.page.locator(f'label:has-text("{word}") input[name="ideas"]').check()
    hands.fill(name=NAME[language])


def write_a_variant(studio):
    """Two ideas make a group, the others stay alone; one of the two places of the group is filled."""
    facilitator = _workshop(studio)
    tick_two_ideas(facilitator, "fr")
    facilitator.press('form[action$="/groups/"] button')
    _workshop(studio).press('button[name="to"][value="variants"]')
    facilitator.press('main a[href*="/variants/"]')
    facilitator.choose("scope", "collective").fill(**VARIANT)
    facilitator.page.locator('select[name="effort"]').select_option("2")
    facilitator.page.locator('input[name="groups"]').first.check()
    facilitator.press("form .cluster button[data-kind=primary]")


def look_at_the_variants(hands, _language):
    hands.page.evaluate("document.querySelector('#lead').scrollIntoView()")
