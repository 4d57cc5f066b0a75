"""QR codes, drawn as SVG."""

import base64

import qrcode
from qrcode.image.svg import SvgPathFillImage


def qr_svg(url: str) -> str:
    """A code that a phone reads, also a little torn or stained."""
    made = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=4, image_factory=SvgPathFillImage)
    made.add_data(url)
    return made.make_image().to_string(encoding="unicode")


def qr_image(url: str) -> str:
    """The same code for a page, as the address of an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(qr_svg(url).encode()).decode()
