import io
import pickle

import pytest
from PIL import Image

from index.errors import BrokenSource
from index.page_image import MOST_PIXELS, NoSuchPage, media_type, page_layout, page_picture
from index.page_marks import marks
from tests.index.drawn_pdf import Run, write_drawn_pdf

FIRST, SECOND = "甲乙丙丁戊己庚辛。", "子丑寅卯辰巳午未申酉。"
LINES = [Run(FIRST, 120, 600), Run(SECOND, 120, 560, dark=True), Run("天地玄黄宇宙洪荒。", 120, 520)]
PASSAGE = "".join(run.text for run in LINES)
CITED = (len(FIRST), len(FIRST) + len(SECOND))


def picture_of(path, number=1, width=1200):
    return Image.open(io.BytesIO(page_picture(str(path), number, width))).convert("L")


def dark_pixels(picture, box=(0, 0, 1, 1)):
    left, top, right, bottom = (round(side * picture.size[at % 2]) for at, side in enumerate(box))
    region = picture.crop((left, top, right, bottom))
    return sum(region.histogram()[:90]), region.width * region.height


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("media", "crop"),
    [
        ((0, 0, 600, 800), None),
        ((0, 0, 600, 800), (100, 400, 500, 700)),
        ((50, -100, 650, 700), None),
        ((0, 0, 600, 800), (-50, 300, 900, 1200)),  # larger than the page: only what both share is shown
    ],
)
def test_the_marked_box_covers_the_cited_letters_and_nothing_else(tmp_path, rotate, media, crop):
    path = tmp_path / "a.pdf"
    write_drawn_pdf(path, [LINES], media=media, crop=crop, rotate=rotate)
    layout = page_layout(str(path), 1)
    found = marks(layout.letters, PASSAGE, [CITED])
    (cited,) = [mark.box for mark in found if mark.sentence]
    picture = picture_of(path)
    assert picture.height / picture.width == pytest.approx(layout.height, rel=0.01)
    dark, _ = dark_pixels(picture)
    covered, area = dark_pixels(picture, cited)
    assert dark > 1000
    assert covered >= 0.99 * dark
    assert covered >= 0.4 * area  # the letters are blocks: a box around them is filled well


def test_letters_outside_the_crop_box_have_no_box(tmp_path):
    path = tmp_path / "a.pdf"
    write_drawn_pdf(path, [LINES], crop=(100, 400, 500, 550))
    letters = page_layout(str(path), 1).letters
    inside = {char for char, box in zip(letters.text, letters.boxes, strict=True) if box[2] > box[0]}
    assert inside == set("天地玄黄宇宙洪荒。")


def test_every_letter_has_its_box_and_the_layout_travels_between_processes(tmp_path):
    path = tmp_path / "a.pdf"
    write_drawn_pdf(path, [LINES, LINES], labels="0 << /S /D /St 204 >>")
    layout = page_layout(str(path), 2)
    assert (layout.count, layout.label) == (2, "205")
    assert layout.height == pytest.approx(800 / 600, rel=0.001)
    assert len(layout.letters.text) == len(layout.letters.boxes)
    place = layout.letters.text.index("乙")
    left, top, right, bottom = layout.letters.boxes[place]
    assert left == pytest.approx(140 / 600, abs=0.002)
    assert right - left == pytest.approx(20 / 600, abs=0.002)
    assert top < (800 - 616) / 800 and bottom > (800 - 601) / 800
    assert pickle.loads(pickle.dumps(layout)) == layout


def test_a_picture_is_as_wide_as_asked_within_bounds(tmp_path):
    path = tmp_path / "a.pdf"
    write_drawn_pdf(path, [LINES])
    for asked, width in ((1, 200), (640, 640), (1280, 1280), (99_999, 2400)):
        assert abs(picture_of(path, width=asked).width - width) <= 1
    assert media_type(page_picture(str(path), 1, 640)) in ("image/webp", "image/jpeg")
    assert media_type(b"\xff\xd8...") == "image/jpeg"


@pytest.mark.parametrize("media", [(0, 0, 14400, 14400), (0, 0, 3, 14400), (0, 0, 14400, 3), (0, 0, 200000, 200000)])
def test_a_page_of_absurd_size_is_drawn_within_bounds(tmp_path, media):
    path = tmp_path / "a.pdf"
    write_drawn_pdf(path, [LINES], media=media)
    picture = picture_of(path, width=2400)
    assert picture.width * picture.height <= 1.02 * MOST_PIXELS
    assert max(picture.size) <= 16_001
    page_layout(str(path), 1)


def test_what_cannot_be_drawn_is_named(tmp_path):
    path = tmp_path / "a.pdf"
    write_drawn_pdf(path, [LINES])
    for number in (0, 2, -1):
        with pytest.raises(NoSuchPage, match="1 pages"):
            page_picture(str(path), number, 640)
    path.write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(BrokenSource) as caught:
        page_layout(str(path), 1)
    assert caught.value.path == path
    with pytest.raises(BrokenSource):
        page_picture(str(tmp_path / "absent.pdf"), 1, 640)
