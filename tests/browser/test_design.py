"""Each component in each state looks as it did when somebody last looked at it, in both themes, on both widths.

A change that was wanted: `make references`, look at the pictures that changed, keep them with the change.
"""

import io
import json
import os
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.pictures import compare, cut_up, sheet_of, specimen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REFERENCES = Path(__file__).with_name("references")
LAYOUT = REFERENCES / "layout.json"
RENEW = bool(os.environ.get("PARKOUR_RENEW_REFERENCES"))
VIEWS = [(width, theme) for width in (390, 1280) for theme in ("light", "dark")]
MEASURE = """() => Object.fromEntries([...document.querySelectorAll("[data-specimen], .wall")].map((specimen) => {
  const at = specimen.getBoundingClientRect();
  const seen = (e) => { const r = e.getBoundingClientRect(); return r.width > 1 && r.height > 1; };
  const things = [...specimen.querySelectorAll("a, button, input, select, textarea, svg, i, li, p, h1, h2, h3")];
  return [specimen.dataset.specimen ?? "wall",
    [at.x + scrollX, at.y + scrollY, at.width, at.height, things.filter(seen).length]];
}))"""


class Gallery:
    """The page of components and the wall in a browser: `look(width, theme)` gives all their specimens."""

    def __init__(self, browser, product):
        self.context = browser.new_context(bypass_csp=True, reduced_motion="reduce", locale="fr-FR")
        self.pages = []
        for path in ("/design/", "/design/wall/"):
            self.pages.append(self.context.new_page())
            assert self.pages[-1].goto(product.url + path).status == 200

    def look(self, width, theme):
        found = {}
        for page in self.pages:
            page.set_viewport_size({"width": width, "height": 844})
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            screen = Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled")))
            found |= {name: specimen(screen, *at) for name, at in page.evaluate(MEASURE).items()}
        return found

    def wear(self, css):
        """This rule, and no other that was worn before, on both pages."""
        for page in self.pages:
            page.evaluate("document.querySelector('style.worn')?.remove()")
            page.add_style_tag(content=css).evaluate("style => { style.className = 'worn' }")

    def faults(self, width, theme):
        facts = json.loads(LAYOUT.read_text())[str(width)]
        with Image.open(REFERENCES / f"{width}-{theme}.png") as sheet:
            return compare(self.look(width, theme), cut_up(sheet, facts))


@pytest.fixture
def gallery(browser, product):
    gallery = Gallery(browser, product)
    yield gallery
    gallery.context.close()


def renew(gallery):
    layout = {}
    for width, theme in VIEWS:
        seen = gallery.look(width, theme)
        sheet_of(seen).save(REFERENCES / f"{width}-{theme}.png", optimize=True)
        layout[width] = {name: each.facts() for name, each in seen.items()}
    LAYOUT.write_text(json.dumps(layout, indent=1, sort_keys=True) + "\n")


def test_every_component_looks_as_it_did(gallery):
    if RENEW:
        renew(gallery)
    assert {view: gallery.faults(*view) for view in VIEWS} == {view: [] for view in VIEWS}


FAULTS = {
    "another primary colour": (":root { --accent-solid: #1f5490 !important; }", "button-primary looks different"),
    "a button that is gone": (".btn[data-kind=danger] { display: none !important; }", "button-danger shows"),
    "a card that collapses": (".said { display: none !important; }", "said-1 shows 0 things"),
    "a component that is gone": ("[data-specimen=empty] { display: none; }", "empty has the width 0"),
    "a tone that is lost": (
        "[data-tone=bad] { --tone-soft: var(--good-soft) !important; }",
        "note-bad looks different",
    ),
    "a wall without seats": (".seats { display: none !important; }", "wall shows"),
}
OTHER_LETTERS = (
    ":root { --font-ui: serif !important; }",
    "* { letter-spacing: .01em !important; -webkit-font-smoothing: none !important; }",
)


def test_planted_faults_are_seen_and_other_letters_are_not(gallery):
    for css, fault in FAULTS.values():
        gallery.wear(css)
        assert any(line.startswith(fault) for line in gallery.faults(390, "light")), css
    for css in OTHER_LETTERS:
        gallery.wear(css)
        assert gallery.faults(390, "light") == [], css
