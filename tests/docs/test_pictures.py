"""The pictures of the guides are light, and keep the colours that mean something."""

import io
from random import Random

from PIL import Image, ImageDraw

from tests.screenshots.__main__ import chosen_scenes
from tests.screenshots.shots import SCENES
from tests.screenshots.studio import COLOURS, QUALITY, few_colours, lightest

WHITE, RED, SIZE = (250, 248, 249), (179, 27, 27), (200, 120)


def page():
    """Grey shades on white, and a small red mark."""
    image = Image.new("RGB", SIZE, WHITE)
    draw = ImageDraw.Draw(image)
    for line in range(100):
        draw.line([(0, line), (150, line)], fill=(line + 40, line + 40, line + 42))
    draw.rectangle([(190, 110), (194, 114)], fill=RED)
    return image


def opened(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def as_photo(image):
    written = io.BytesIO()
    image.save(written, "WEBP", quality=QUALITY, method=6)
    return written.getvalue()


def test_a_page_is_written_in_few_colours_and_its_rare_red_stays_red():
    picture = opened(lightest(page()))
    assert picture.size == SIZE
    assert len(picture.getcolors(1000)) <= COLOURS
    assert max(abs(a - b) for a, b in zip(picture.getpixel((192, 112)), RED, strict=True)) <= 4


def test_planted_fault_the_usual_choice_of_colours_loses_the_red():
    usual = page().quantize(COLOURS // 4, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    assert usual.getpixel((192, 112)) != RED


def test_what_is_lighter_as_a_photo_is_written_as_one():
    random = Random(7)
    noise = Image.frombytes("RGB", SIZE, random.randbytes(SIZE[0] * SIZE[1] * 3))
    assert lightest(noise) == as_photo(noise)


def test_few_colours_are_enough_for_an_image_of_one():
    assert opened(lightest(Image.new("RGB", SIZE, RED))).getcolors(10)[0][0] == SIZE[0] * SIZE[1]
    assert few_colours(Image.new("RGB", SIZE, RED)).getpalette()[:3] == list(RED)


def test_some_pictures_alone_are_taken_after_everything_that_comes_before_them():
    scenes = chosen_scenes(["member-test", "officer-decline"])
    assert [shot.name for scene in scenes for shot in scene.shots] == ["officer-decline", "member-test"]
    assert [scene.before for scene in scenes] == [scene.before for scene in SCENES[: len(scenes)]]
    assert scenes[-1].shots and len(scenes) < len(SCENES)


def test_all_pictures_are_taken_without_a_name():
    assert chosen_scenes([]) == list(SCENES)
