"""The people of the demonstration, each at a screen, and the camera before it."""

import io
from pathlib import Path

from PIL import Image

from tests.browser.hands import PHONE_IS_BELOW, Hands, screen
from tests.screenshots.shots import LANGUAGES, PHONE

PASSWORD = "parcours-demo"
COLOURS = 36  # a page of plain surfaces and text has no more that the eye tells apart
MOST_COMPARED = 3000  # the others are shades of a few pixels
QUALITY = 50  # of what holds photos


class Someone(Hands):
    """One account of the demonstration."""

    EXPECTED = ("ERR_INTERNET_DISCONNECTED",)  # the picture that is taken without a network

    def __init__(self, page, url, email):
        super().__init__(page, url)
        self.email, self.password = email, PASSWORD
        self.sign_in(email, PASSWORD)


class Studio:
    """Who is there, in what language, and what is known by name. `facts[language]` fills in the paths."""

    def __init__(self, browser, url):
        self.browser, self.url = browser, url
        self.facts = {language: {} for language in LANGUAGES}
        self.people, self.spoken = {}, {}

    def note(self, *languages, **facts):
        for language in languages or LANGUAGES:
            self.facts[language] |= facts

    def person(self, role, width=PHONE, *, theme="light", language="fr"):
        """The hands of a demo account (`role`, or an e-mail address) before a screen, in this language."""
        email = role if "@" in role else f"{role}@parkour.example"
        key = (email, width, theme)
        if key not in self.people:
            sharp = 1.5 if width < PHONE_IS_BELOW else 1
            options = {"color_scheme": theme, "reduced_motion": "reduce", "device_scale_factor": sharp}
            self.people[key] = Someone(self.browser.new_context(**screen(width), **options).new_page(), self.url, email)
        self._speak(self.people[key], language)
        return self.people[key]

    def _speak(self, someone, language):
        if self.spoken.get(someone.email) == language:
            return
        context = someone.page.context
        mark = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")
        form = {"language": language, "next": "/channels/", "csrfmiddlewaretoken": mark}
        answer = context.request.post(f"{self.url}/set-language/", form=form, headers={"Referer": self.url})
        assert answer.ok, answer.status
        self.spoken[someone.email] = language

    def take(self, shot, language, folder: Path) -> Path:
        """Take one picture; answer where it is."""
        hands = self.person(shot.role, shot.width, theme=shot.theme, language=language)
        usual = screen(shot.width)["viewport"]
        hands.page.set_viewport_size(usual | ({"height": shot.height} if shot.height else {}))
        hands.go(shot.path.format(**self.facts[language]))
        if shot.hand:
            shot.hand(hands, language)
        hands.page.wait_for_load_state("networkidle")
        hands.looks_right()
        picture = hands.page.locator(shot.frame).first if shot.frame else hands.page
        target = folder / language / "images" / f"{shot.name}.webp"
        target.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(io.BytesIO(picture.screenshot(animations="disabled", caret="hide"))) as image:
            target.write_bytes(lightest(image.convert("RGB")))
        if shot.after:
            shot.after(hands)
        return target


def lightest(image: Image.Image) -> bytes:
    """The picture as WebP: its text as sharp as on the screen in few colours, or as a photo where that is lighter."""
    plain = image.quantize(palette=few_colours(image), dither=Image.Dither.NONE).convert("RGB")
    exact, photo = io.BytesIO(), io.BytesIO()
    plain.save(exact, "WEBP", lossless=True, quality=100, method=4)  # 6 takes half a minute for 1 %
    image.save(photo, "WEBP", quality=QUALITY, method=6)
    return min(exact.getvalue(), photo.getvalue(), key=len)


def few_colours(image: Image.Image) -> Image.Image:
    """A palette of the colours that are seen most, then of those that are furthest from them: a rare red stays red."""
    counted = sorted(image.getcolors(image.width * image.height), reverse=True)
    seen = [colour for _number, colour in counted[:MOST_COMPARED]]
    chosen = seen[: COLOURS // 2]
    away = {colour: min(_distance(colour, other) for other in chosen) for colour in seen}
    while len(chosen) < min(COLOURS, len(seen)):
        furthest = max(away, key=away.get)
        chosen.append(furthest)
        away = {colour: min(known, _distance(colour, furthest)) for colour, known in away.items()}
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in chosen for part in colour])
    return palette


def _distance(one, other) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
