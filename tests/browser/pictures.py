"""Pictures of components compared as an eye would: the letters of another machine do not count, a changed colour does.

Every specimen is kept small, all of one screen on one sheet. Two pictures of a specimen are the same when few places
have another colour, or when the same colours fill as much of both (the same words in other letters).
"""

from collections import Counter
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

SHRUNK = 5  # kept at a fifth of the screen: letters become a grey, fills stay what they are
BLUR = 1
CLEARLY = 14  # of 255, in the channel that differs most
PLACES, COLOURS = 0.12, 0.16  # the share of places, and of colours, that may differ
# A specimen may be this much taller or wider where another font breaks its lines elsewhere.
STRETCH = 2.1


@dataclass(frozen=True)
class Specimen:
    """One specimen on a screen: its size there, how many things in it can be seen, and its small picture."""

    width: int
    height: int
    things: int
    picture: Image.Image | None = None

    def facts(self) -> list[int]:
        return [self.width, self.height, self.things]


def specimen(screen: Image.Image, x, y, width, height, things) -> Specimen:
    """Cut a specimen out of a picture of the whole page."""
    left, top, width, height = map(round, (x, y, width, height))
    if min(width, height) < 1:
        return Specimen(width, height, things)
    cut = screen.convert("RGB").crop((left, top, left + width, top + height))
    return Specimen(width, height, things, cut.resize(_small(width, height), Image.Resampling.BOX))


def _small(width, height) -> tuple[int, int]:
    return max(width // SHRUNK, 1), max(height // SHRUNK, 1)


def sheet_of(specimens: dict[str, Specimen]) -> Image.Image:
    """All the small pictures under each other, in the order of their names."""
    pictures = [specimens[name].picture for name in sorted(specimens)]
    sheet = Image.new("RGB", (max(each.width for each in pictures), sum(each.height for each in pictures)))
    top = 0
    for picture in pictures:
        sheet.paste(picture, (0, top))
        top += picture.height
    return sheet


def cut_up(sheet: Image.Image, facts: dict[str, list[int]]) -> dict[str, Specimen]:
    """The specimens of a sheet; `facts` are as `Specimen.facts` gives them."""
    found, top = {}, 0
    for name in sorted(facts):
        width, height, things = facts[name]
        right, bottom = _small(width, height)
        found[name] = Specimen(width, height, things, sheet.crop((0, top, right, top + bottom)))
        top += bottom
    return found


def compare(seen: dict[str, Specimen], kept: dict[str, Specimen]) -> list[str]:
    """What differs between two screens, one sentence per specimen; empty when they are the same to an eye."""
    faults = [f"{name} is missing" for name in kept if name not in seen]
    faults += [f"{name} is new: renew the references" for name in seen if name not in kept]
    for name in seen.keys() & kept.keys():
        faults += _faults_of(name, seen[name], kept[name])
    return faults


def _faults_of(name, seen, kept):
    if seen.things != kept.things:
        yield f"{name} shows {seen.things} things instead of {kept.things}"
    for side in ("width", "height"):
        now, then = getattr(seen, side), getattr(kept, side)
        if seen.picture is None or not 1 / STRETCH <= now / then <= STRETCH:
            yield f"{name} has the {side} {now} instead of {then}"
            return
    places = places_that_differ(seen.picture, kept.picture)
    colours = colours_that_differ(seen.picture, kept.picture)
    if places > PLACES and colours > COLOURS:
        yield f"{name} looks different: {places:.0%} of its places, {colours:.0%} of its colours"


def places_that_differ(seen: Image.Image, kept: Image.Image) -> float:
    """The share of pixels that are clearly of another colour, once brought to the same size and blurred."""
    blurred = [picture.resize(kept.size).filter(ImageFilter.GaussianBlur(BLUR)) for picture in (seen, kept)]
    channels = ImageChops.difference(*blurred).split()
    worst = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    return sum(worst.histogram()[CLEARLY:]) / (kept.width * kept.height)


def colours_that_differ(seen: Image.Image, kept: Image.Image) -> float:
    """The share of the area whose colour has no counterpart in the other picture, wherever it stands."""
    ours, theirs = (_palette(picture) for picture in (seen, kept))
    return sum(max(share - theirs[colour], 0) for colour, share in ours.items())


def _palette(picture: Image.Image) -> Counter:
    """How much of the area each colour fills, near ones together."""
    shares = Counter()
    for count, colour in picture.getcolors(picture.width * picture.height):
        shares[tuple(round(channel / 12) for channel in colour)] += count / (picture.width * picture.height)
    return shares
