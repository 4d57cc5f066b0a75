"""Pictures of the demonstration, drawn here: nobody's photo is shown. Each is a PNG of 1200 by 900 points."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (1200, 900)
WALL, FLOOR, DOOR, FRAME = "#f3e9dc", "#c9a27e", "#7a9e9f", "#4f6d7a"
NIGHT, ROAD, PAVEMENT, WINDOW = "#141b2d", "#232b40", "#323c55", "#f2c14e"
VEST, STRIPE, COAT = "#d7f205", "#f4f7fb", "#1d2436"


def _room(draw):
    draw.rectangle((0, 0, 1200, 700), fill=WALL)
    draw.rectangle((0, 700, 1200, 900), fill=FLOOR)
    for x in range(0, 1200, 150):
        draw.line((x, 700, x - 120, 900), fill="#b58c66", width=4)
    draw.rectangle((690, 120, 1010, 700), fill=DOOR, outline=FRAME, width=14)
    draw.ellipse((725, 410, 760, 445), fill=WINDOW)


def _bag(draw, left, top):
    draw.arc((left + 70, top - 90, left + 210, top + 90), 180, 360, fill="#5b3a29", width=18)
    draw.rounded_rectangle((left, top, left + 280, top + 220), radius=36, fill="#b5523b")
    draw.rounded_rectangle((left + 40, top + 110, left + 240, top + 190), radius=18, fill="#8f3d2a")


def _bag_on_floor(draw):
    _room(draw)
    _bag(draw, 800, 560)


def _bag_on_hook(draw):
    _room(draw)
    draw.rounded_rectangle((230, 250, 470, 290), radius=14, fill=FRAME)
    draw.line((350, 285, 350, 330), fill=FRAME, width=16)
    _bag(draw, 210, 380)


def _street(draw):
    draw.rectangle((0, 0, 1200, 900), fill=NIGHT)
    draw.rectangle((0, 640, 1200, 720), fill=PAVEMENT)
    draw.rectangle((0, 720, 1200, 900), fill=ROAD)
    for number, x in enumerate(range(20, 1200, 240)):
        top = 160 + 60 * (number % 3)
        draw.rectangle((x, top, x + 200, 640), fill="#1b2338")
        if number % 2:
            draw.rectangle((x + 40, top + 60, x + 80, top + 120), fill="#6d6033")
    for x in range(40, 1200, 260):
        draw.rectangle((x, 800, x + 130, 814), fill="#4a546d")


def _walker(draw, coat):
    draw.ellipse((560, 380, 630, 450), fill="#2a3350" if coat == COAT else "#c68863")
    draw.rounded_rectangle((535, 450, 655, 610), radius=30, fill=coat)
    draw.rectangle((555, 600, 590, 720), fill=COAT)
    draw.rectangle((605, 600, 640, 720), fill=COAT)


def _dark_street(draw):
    _street(draw)
    _walker(draw, COAT)


def _lit_street(draw):
    _street(draw)
    draw.polygon(((660, 540), (1180, 690), (1180, 860), (720, 800)), fill="#5d5a3c")
    _walker(draw, VEST)
    for top in (500, 560):
        draw.rectangle((535, top, 655, top + 16), fill=STRIPE)
    draw.ellipse((640, 515, 680, 555), fill=WINDOW)


def _shelf(draw):
    draw.rectangle((0, 0, 1200, 900), fill="#e8ecef")
    for top in (330, 660):
        draw.rectangle((80, top, 1120, top + 34), fill="#8d6e53")
    for size, left, colour in (("L", 110, "#2f6f8f"), ("M", 460, "#3f8f5f")):
        for row in (330, 660):
            for column in range(2):
                x = left + 150 * column
                draw.rounded_rectangle((x, row - 190, x + 130, row - 2), radius=10, fill=colour)
                draw.text((x + 44, row - 140), size, fill="white", font_size=64)
    for row in (330, 660):
        draw.rounded_rectangle((830, row - 190, 1090, row - 10), radius=10, outline="#a9b4bc", width=6)
        draw.text((938, row - 140), "S", fill="#a9b4bc", font_size=64)


def _plan(draw):
    draw.rectangle((0, 0, 1200, 900), fill="white")
    draw.rectangle((0, 600, 1200, 700), fill="#dfe5ea")
    for name, box in (("A", (90, 120, 390, 420)), ("B", (460, 200, 760, 500)), ("C", (830, 90, 1110, 400))):
        draw.rectangle(box, fill="#cfe3d4", outline="#3f6b4f", width=8)
        draw.text((box[0] + 30, box[1] + 20), name, fill="#234030", font_size=72)
    draw.line((600, 650, 600, 500), fill="#b5523b", width=12)
    draw.polygon(((570, 510), (630, 510), (600, 460)), fill="#b5523b")


PICTURES: dict[str, Callable] = {
    "bag_on_floor": _bag_on_floor,
    "bag_on_hook": _bag_on_hook,
    "dark_street": _dark_street,
    "lit_street": _lit_street,
    "shelf": _shelf,
    "plan": _plan,
}


def picture(name: str, kind: str = "PNG") -> bytes:
    """The bytes of one of the PICTURES, as `kind` (PNG, JPEG, PDF)."""
    image = Image.new("RGB", SIZE)
    PICTURES[name](ImageDraw.Draw(image))
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()
