"""Files for the tests, good and hostile, made in memory: none is kept in the repository."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F
NORTH, EAST = {1: "N", 2: (47.0, 13.0, 6.0)}, {3: "W", 4: (1.0, 33.0, 13.0)}
OPC = "application/vnd.openxmlformats-officedocument."


def painted(size=(80, 40), mode="RGB"):
    """Red above, blue below: turned, it shows."""
    image = Image.new(mode, size, (200, 20, 20))
    image.paste((20, 20, 200), (0, size[1] // 2, size[0], size[1]))
    return image


def photo(kind="JPEG", size=(80, 40), **options) -> bytes:
    out = io.BytesIO()
    painted(size).save(out, kind, **options)
    return out.getvalue()


def photo_of_a_telephone(orientation=6, size=(80, 40)) -> bytes:
    """With the place, the device and the way it was held."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "Telephone de Camille"
    exif.get_ifd(GPS).update(NORTH | EAST)
    return photo(size=size, exif=exif, comment=b"chez Mme Dupont", quality=95)


def heic(size=(80, 40)) -> bytes:
    import pillow_heif

    out = io.BytesIO()
    pillow_heif.from_pillow(painted(size)).save(out, quality=90)
    return out.getvalue()


def enormous_png(side=50_000) -> bytes:
    """A header that promises more pixels than any memory holds, and hardly a byte behind it."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + _chunk(b"IEND")
    )


def _chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pdf(inside=b"", trailer=b"") -> bytes:
    """The smallest whole PDF, with `inside` in its catalogue and `trailer` in its trailer."""
    head = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + inside + b" >>\nendobj\n"
    head += b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R " + trailer + b" >>\n"
    return head + table + b"startxref\n" + str(len(head)).encode() + b"\n%%EOF\n"


def packed(parts: dict, stored=()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def microsoft(kind="docx", more=None, main_type=None) -> bytes:
    part, name = MAIN[kind]
    main_type = main_type or f"{OPC}{name}.main+xml"
    types = f'<Types><Override PartName="/{part}" ContentType="{main_type}"/></Types>'
    return packed({"[Content_Types].xml": types, "_rels/.rels": "<Relationships/>", part: "<w/>"} | (more or {}))


def open_document(kind="text", more=None, manifest="<manifest/>") -> bytes:
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": "<office/>",
        "META-INF/manifest.xml": manifest,
    }
    return packed(parts | (more or {}), stored=("mimetype",))


def locked_zip() -> bytes:
    """The flag of a password on every part."""
    data = bytearray(microsoft())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def sent(data=None, name="photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo() if data is None else data)
