"""Pages are made like scans, drawn with a Chinese font of the machine, and small: recognition takes a second each."""

import socket
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from bench.ocr import edits, letters, plain
from bench.scanned_pages import Placed, bounds, font, scan, set_in_lines, write_scans
from index.errors import BrokenSource, EncryptedSource
from index.readers import ocr
from index.readers.ocr import recognise_page, recognise_picture
from index.recognised import RecognisedPage
from tests.index.pdf_files import lock, write_pdf

SIZE = (900, 640)
PROSE = "进程是资源分配的基本单位，线程是处理机调度的基本单位。同一进程的各个线程共享该进程的地址空间和打开的文件，切换线程的开销比切换进程小得多。"
LINES = set_in_lines(PROSE, left=80, top=80, width=720, size=24)
TEXT = "".join(line.text for line in LINES)


def share_right(truth: str, read: str) -> float:
    return 1 - edits(truth, read) / len(plain(truth))


def read(picture: Image.Image) -> RecognisedPage:
    return RecognisedPage(1, recognise_picture(np.asarray(picture)))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> RecognisedPage:
    path = tmp_path_factory.mktemp("scan") / "page.pdf"
    write_scans(path, [scan([], size=SIZE), scan(LINES, size=SIZE, turned=0.6, noise=10)])
    return recognise_page(str(path), 2)


def test_a_scanned_paragraph_is_read_as_one(page: RecognisedPage):
    assert page.number == 2
    assert share_right(TEXT, page.text) >= 0.95
    assert "\n" not in page.text
    assert all(0.6 <= line.confidence <= 1 for line in page.lines)


def test_boxes_lie_around_their_lines(page: RecognisedPage):
    assert len(page.lines) == len(LINES)
    for line, placed in zip(page.lines, LINES, strict=True):
        found = np.array(line.box) * (*SIZE, *SIZE)
        assert found == pytest.approx(bounds(placed), abs=20)  # the page is turned a little, which moves its edges


@pytest.mark.parametrize("rotate", [0, 90, 270])
def test_boxes_fit_the_page_as_pdfium_draws_it(tmp_path: Path, rotate: int):
    """Also when the page is stored lying, with the picture turned the other way, and with its margins cropped."""
    path = tmp_path / "page.pdf"
    stored = scan(LINES[:1], size=SIZE).rotate(rotate, expand=True)
    width, height = (side * 72 / 150 for side in stored.size)
    write_scans(path, [stored], rotate=rotate, crop=(10, 20, width - 30, height - 10))
    found = recognise_page(str(path), 1)
    with pypdfium2.PdfDocument(path) as document:
        drawn = document[0].render(scale=2, grayscale=True).to_numpy().reshape(-1, round(document[0].get_width() * 2))
    down, across = np.nonzero(drawn < 150)
    ink = (across.min(), down.min(), across.max(), down.max())
    assert len(found.lines) == 1
    assert np.array(found.lines[0].box) * (*drawn.shape[::-1], *drawn.shape[::-1]) == pytest.approx(ink, abs=10)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_scanned_lying_or_upside_down_is_read(quarters: int):
    turned = scan(LINES, size=SIZE).rotate(90 * quarters, expand=True)
    found = read(turned)
    assert share_right(TEXT, found.text) >= 0.95
    left, top, right, bottom = found.lines[0].box
    first = [(left, top) < (0.5, 0.5), right < 0.2, top > 0.5, left > 0.8][quarters]
    assert first, found.lines[0].box
    assert (bottom - top > right - left) == (quarters != 2)


def test_two_columns_are_read_one_after_the_other():
    left, right = (
        set_in_lines(text, left=at, top=top, width=480, size=24)
        for text, at, top in ((PROSE, 60, 80), (PROSE[::-1], 640, 95))
    )
    found = read(scan([*left, *right], size=(1200, 400), noise=8))
    assert share_right("".join(line.text for line in left + right), found.text) >= 0.95


def test_an_answer_grid_below_a_watermark_is_read_by_rows():
    """The watermark slants over the grid, lighter than its letters; nothing of it comes out."""
    keys = {row * 5 + at + 1: "DABCADACBA"[(row * 5 + at) % 10] for row in range(4) for at in range(5)}
    cells = [Placed(f"{n}. {key}", 80 + (n - 1) % 5 * 160, 100 + (n - 1) // 5 * 70, 26) for n, key in keys.items()]
    grid = scan(cells, size=SIZE)
    mark = Image.new("L", (760, 60), 255)
    ImageDraw.Draw(mark).text((10, 5), "考研数据公众号 xlxj985211 考研数据", font=font(40), fill=185)
    marked = Image.new("L", SIZE, 255)
    marked.paste(mark.rotate(35, expand=True, fillcolor=255), (100, 60))
    found = read(Image.fromarray(np.minimum(np.asarray(grid), np.asarray(marked))))
    assert letters(found.text) == {str(n): key for n, key in keys.items()}
    assert [row.count("\t") for row in found.text.split("\n")] == [4] * 4
    assert "考研" not in found.text and "公众" not in found.text


def test_small_print_on_a_large_page_is_found():
    lines = set_in_lines(PROSE, left=200, top=300, width=600, size=13)
    found = read(scan(lines, size=(2400, 1600)))
    assert share_right(TEXT, found.text) >= 0.95


@pytest.mark.parametrize("size", [(900, 640), (4, 4), (6000, 12)])
def test_an_empty_page_has_no_lines(size: tuple[int, int]):
    assert recognise_picture(np.full(size[::-1], 250, dtype=np.uint8)) == ()


def test_a_page_of_absurd_size_is_drawn_small(tmp_path: Path):
    path = tmp_path / "huge.pdf"
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(14_000, 14_000)
        document.new_page(14_000, 2)
        document.save(path)
    assert ocr._draw(path, 1).size <= 4_500_000
    assert max(ocr._draw(path, 2).shape) <= 8_001
    assert recognise_page(str(path), 1) == RecognisedPage(1, ())


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_page_that_is_not_there(tmp_path: Path, number: int):
    path = tmp_path / "two.pdf"
    write_pdf(path, [["one"], None])
    with pytest.raises(BrokenSource, match=rf"two\.pdf: has no page {number}: its pages are 1 to 2"):
        recognise_page(str(path), number)


def test_a_file_that_cannot_be_drawn(tmp_path: Path):
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing follows")
    with pytest.raises(BrokenSource, match=r"broken\.pdf: page 1 cannot be drawn"):
        recognise_page(str(path), 1)
    write_pdf(path, [["one"]])
    lock(path, "secret")
    with pytest.raises(EncryptedSource, match=r"broken\.pdf: locked with a password"):
        recognise_page(str(path), 1)


def test_the_models_are_not_looked_for_on_the_network(monkeypatch: pytest.MonkeyPatch):
    def refused(*_args, **_kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    ocr._finder.cache_clear()
    ocr._reader.cache_clear()
    assert "进程" in read(scan(LINES[:1], size=(900, 200))).text


def test_a_wheel_without_models_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    import rapidocr

    monkeypatch.setattr(rapidocr, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(ocr.OcrUnavailable, match=r"no det model in .*install rapidocr again"):
        ocr._model("det")


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("A. 仅I、ⅢII", "A. 仅I、III"),
        ("仅ⅡI、IⅣ", "仅II、IV"),
        ("（1)设计思想", "（1）设计思想"),
        ("f(x）  的值", "f(x) 的值"),
        ("in0=j；∥入度为0", "in0=j；//入度为0"),
        ("平行 a∥b", "平行 a∥b"),
        ("正确的是_", "正确的是"),
        ("prev_", "prev_"),
        ("CPU II", "CPU II"),
    ],
)
def test_what_the_model_gets_wrong_is_put_right(read: str, meant: str):
    assert ocr._cleaned(read) == meant
