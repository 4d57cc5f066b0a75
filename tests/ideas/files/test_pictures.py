import io

import pytest
from PIL import Image

from ideas.files import pictures
from ideas.files.errors import NotTaken
from ideas.files.reading import WEBP, read_file
from tests.ideas.files import makers

RED, BLUE = (200, 20, 20), (20, 20, 200)


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def near(pixel, colour):
    return all(abs(one - other) < 40 for one, other in zip(pixel[:3], colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "HEIC"])
def test_every_kind_of_photo_becomes_webp_in_two_sizes(kind):
    data = makers.heic((3200, 1600)) if kind == "HEIC" else makers.photo(kind, (3200, 1600))
    read = read_file(data, "IMG_0042.HEIC")
    large, small = opened(read.picture.large), opened(read.picture.small)
    assert (read.content_type, read.name) == (WEBP, "IMG_0042.webp")
    assert (large.format, large.size, small.format, small.size) == ("WEBP", (1600, 800), "WEBP", (400, 200))
    assert (read.picture.width, read.picture.height) == (1600, 800)
    assert near(large.getpixel((800, 100)), RED) and near(large.getpixel((800, 700)), BLUE)


def test_a_small_photo_is_not_blown_up():
    assert opened(pictures.read_picture(makers.photo(size=(80, 40))).large).size == (80, 40)


def test_nothing_that_a_telephone_notes_is_kept():
    source = makers.photo_of_a_telephone()
    told = Image.open(io.BytesIO(source)).getexif()
    assert told.get_ifd(makers.GPS) and told[makers.MAKER]  # it was there
    picture = pictures.read_picture(source)
    for data in (picture.large, picture.small):
        image = opened(data)
        assert (dict(image.getexif()), image.info.get("exif"), image.info.get("xmp")) == ({}, None, None)
        assert not any(word in data for word in (b"Camille", b"Dupont", b"EXIF", b"XMP ", b"ICCP"))


def test_the_words_of_a_telephone_would_be_seen_if_they_were_handed_on(monkeypatch):
    """The fault that the test above must see."""
    exif = Image.open(io.BytesIO(makers.photo_of_a_telephone())).getexif()

    def careless(image, quality):
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, exif=exif)
        return out.getvalue()

    monkeypatch.setattr(pictures, "_webp", careless)
    with pytest.raises(AssertionError):
        test_nothing_that_a_telephone_notes_is_kept()


@pytest.mark.parametrize(
    ("orientation", "size", "top"),
    [(1, (80, 40), RED), (3, (80, 40), BLUE), (4, (80, 40), BLUE), (6, (40, 80), None), (8, (40, 80), None)],
)
def test_a_photo_is_shown_as_it_was_held(orientation, size, top):
    image = opened(pictures.read_picture(makers.photo_of_a_telephone(orientation)).large)
    assert image.size == size
    if top:
        assert near(image.getpixel((40, 8)), top)
    else:  # turned a quarter: red is on the right, or on the left
        assert near(image.getpixel((32 if orientation == 6 else 8, 40)), RED)


def test_of_several_pictures_the_first_is_kept():
    out, first = io.BytesIO(), makers.painted()
    first.save(out, "GIF", save_all=True, append_images=[Image.new("RGB", (80, 40), (0, 255, 0))])
    image = opened(pictures.read_picture(out.getvalue()).large)
    assert getattr(image, "n_frames", 1) == 1 and near(image.getpixel((40, 8)), RED)


def test_what_is_transparent_stays_so():
    out = io.BytesIO()
    Image.new("RGBA", (60, 60), (200, 20, 20, 0)).save(out, "PNG")
    image = opened(pictures.read_picture(out.getvalue()).large)
    assert image.mode == "RGBA" and image.getpixel((30, 30))[3] == 0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "HEIC"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_cut_photo_is_refused_with_a_sentence(kind, share):
    whole = makers.heic((640, 640)) if kind == "HEIC" else makers.photo(kind, (640, 640))
    with pytest.raises(NotTaken, match="endommagée|ne peut pas être envoyé"):
        read_file(whole[: max(13, int(len(whole) * share))], "photo.jpg")


@pytest.mark.parametrize("side", [6_500, 50_000])
def test_more_pixels_than_the_memory_bears_are_refused_before_they_are_unpacked(side):
    with pytest.raises(NotTaken, match="trop de pixels"):
        read_file(makers.enormous_png(side), "grande.png")


def test_a_photo_that_hides_an_archive_or_a_pdf_is_refused():
    for hidden in (makers.photo() + makers.microsoft(), b"\xff\xd8\xff\xe0" + makers.pdf()):
        with pytest.raises(NotTaken, match="deux fichiers en un"):
            read_file(hidden, "photo.jpg")


def test_what_stands_behind_a_photo_does_not_pass():
    picture = pictures.read_picture(makers.photo() + b"<script>alert(1)</script>")
    assert b"script" not in picture.large + picture.small
