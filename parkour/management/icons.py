"""The mark of the product as PNG pictures, drawn from the same curves as `static/img/mark.svg`. Pure."""

import struct
import zlib

PLUM, WHITE = (0x84, 0x21, 0x5F), (0xFF, 0xFF, 0xFF)
SIDE, ROUND = 32, 8.5  # of the drawing
CURVES = (
    ((5.5, 22.5), (7, 12), (13.5, 12), (15, 20.5)),
    ((15, 20.5), (16.2, 9), (24.5, 8), (26.5, 18)),
)
STROKE, DOT = 1.4, ((26.3, 22.3), 1.9)
STEPS = 240
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# name: (pixels of a side, whether the ground has round corners, size of the mark in it)
ICONS = {
    "icon-192.png": (192, True, 1.0),
    "icon-512.png": (512, True, 1.0),
    "maskable-512.png": (512, False, 0.72),  # a launcher cuts all but the middle away
    "touch-180.png": (180, False, 0.86),
}


def pixels(side: int, rounded: bool, scale: float) -> bytes:
    """Rows of red, green, blue and opacity, each row after its filter byte (0), as PNG wants them."""
    cover = _marks(side, scale)
    rows = bytearray()
    for y in range(side):
        rows.append(0)
        for x in range(side):
            share = cover.get((x, y), 0.0)
            mixed = (round(plum + (white - plum) * share) for plum, white in zip(PLUM, WHITE, strict=True))
            rows += bytes((*mixed, round(255 * _ground(x, y, side)) if rounded else 255))
    return bytes(rows)


def picture(side: int, rounded: bool, scale: float) -> bytes:
    """The PNG file."""
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    body = zlib.compress(pixels(side, rounded, scale), 9)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _marks(side, scale):
    """{(x, y): share of the pixel that the line or the dot covers}."""
    unit = side / SIDE
    points = [(_at(curve, step / STEPS), STROKE) for curve in CURVES for step in range(STEPS + 1)] + [DOT]
    cover = {}
    for (x, y), radius in points:
        middle = [(SIDE / 2 + (value - SIDE / 2) * scale) * unit for value in (x, y)]
        _stamp(cover, middle, radius * scale * unit)
    return cover


def _stamp(cover, middle, radius):
    left, top = (int(value - radius - 1) for value in middle)
    size = int(2 * radius + 4)
    for py in range(top, top + size):
        for px in range(left, left + size):
            away = ((px + 0.5 - middle[0]) ** 2 + (py + 0.5 - middle[1]) ** 2) ** 0.5
            share = min(1.0, max(0.0, radius - away + 0.5))
            if share > cover.get((px, py), 0.0):
                cover[px, py] = share


def _at(curve, time):
    """A point of a cubic Bézier curve."""
    back = 1 - time
    weights = (back**3, 3 * back**2 * time, 3 * back * time**2, time**3)
    return tuple(sum(weight * point[axis] for weight, point in zip(weights, curve, strict=True)) for axis in (0, 1))


def _ground(x, y, side):
    """Share of the pixel inside the rounded square."""
    radius = ROUND * side / SIDE
    beyond = [max(0.0, abs(value + 0.5 - side / 2) - (side / 2 - radius)) for value in (x, y)]
    return min(1.0, max(0.0, radius - (beyond[0] ** 2 + beyond[1] ** 2) ** 0.5 + 0.5))
