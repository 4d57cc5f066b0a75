"""Photos: decoded, turned upright, shrunk and written again as WebP. Nothing else of the file is kept.

What a camera notes beside the picture (place, hour, device, a thumbnail of what was cut away) and whatever hides
behind it go with that: only pixels pass.
"""

import io
from dataclasses import dataclass

import pi_heif
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, UnidentifiedImageError

from ideas.files.errors import NotTaken

LARGE, SMALL = 1600, 400  # pixels of the longer side
LONGEST_SIDE = 30_000
MEGAPIXEL = 1_000_000
# Telephones give 12 to 50 megapixels. JPEG is decoded at a fraction of its size, hence costs less.
MOST_PIXELS = {"JPEG": 80 * MEGAPIXEL, "MPO": 80 * MEGAPIXEL, "HEIF": 50 * MEGAPIXEL}
MOST_PIXELS_OF_OTHERS = 40 * MEGAPIXEL
QUALITY, QUALITY_OF_SMALL = 80, 74
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
SMOOTH = frozenset({"RGB", "RGBA", "L", "CMYK", "YCbCr"})
ORIENTATION = 0x0112
_T = Image.Transpose
TURNS = {
    2: _T.FLIP_LEFT_RIGHT,
    3: _T.ROTATE_180,
    4: _T.FLIP_TOP_BOTTOM,
    5: _T.TRANSPOSE,
    6: _T.ROTATE_270,
    7: _T.TRANSVERSE,
    8: _T.ROTATE_90,
}
DAMAGED = _("This photo is damaged or incomplete: take it again, or choose another one.")

pi_heif.register_heif_opener()


@dataclass(frozen=True)
class Picture:
    """Two WebP files of one photo, and the size of the large one."""

    large: bytes
    small: bytes
    width: int
    height: int


def is_picture(data: bytes) -> bool:
    """Whether `data` begins as one of the formats we decode."""
    return (
        data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or (data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS)
    )


def read_picture(data: bytes) -> Picture:
    """The photo in `data`; of several pictures, the first. Raises NotTaken for a damaged or oversized one."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image)
            image.draft("RGB", (2 * LARGE, 2 * LARGE))  # JPEG only: decoded at 1/2, 1/4 or 1/8
            image.load()
            upright = _upright(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    # Decoders of strangers' bytes fail in many ways; whatever they say, the photo cannot be read.
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError) as error:
        raise NotTaken(DAMAGED) from error
    small = upright.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return Picture(_webp(upright, QUALITY), _webp(small, QUALITY_OF_SMALL), *upright.size)


def _too_many_pixels():
    return NotTaken(_("This photo has too many pixels: make it smaller, or take it again with the telephone."))


def _check_size(image):
    width, height = image.size
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS.get(image.format, MOST_PIXELS_OF_OTHERS):
        raise _too_many_pixels()
    if min(width, height) < 1:
        raise NotTaken(DAMAGED)


def _upright(image):
    """The picture as it is looked at; shrunk before anything that costs by the pixel."""
    mode = "RGBA" if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info else "RGB"
    turn = TURNS.get(image.getexif().get(ORIENTATION))
    profile = image.info.get("icc_profile") if image.mode == mode else None
    if image.mode not in SMOOTH:  # a palette has nothing between two colours
        image = image.convert(mode)
    image.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    plain = _in_srgb(image.convert(mode), profile)
    return plain.transpose(turn) if turn is not None else plain


def _in_srgb(image, profile):
    """Colours as every screen reads them; a profile that cannot be read is left aside."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _webp(image, quality):
    """Written from the pixels alone: no EXIF, no XMP, no profile is handed on."""
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()
