"""A page of a PDF without usable text -> its text, read from its picture with rapidocr. Runs in a child process.

`python bench/ocr.py` measures what the settings below decide: characters read right and seconds a page.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import BrokenSource, EncryptedSource, LibraryError
from index.readers.reading_order import Piece, reading_order
from index.recognised import RecognisedLine, RecognisedPage

if TYPE_CHECKING:
    import numpy as np

_DRAWN_DPI = 180  # coarser loses subscripts, finer gains nothing
_MOST_PIXELS, _FEWEST_PIXELS = 4_400_000, 1_000_000  # of the drawn page: A3 at 150 dpi; a small slide made readable
_LONGEST_SIDE = 8_000  # pixels, for pages like a ribbon
_SEARCHED_PIXELS = 1_000_000  # lines are looked for in a smaller picture (A4 at 100 dpi), and read in the drawn one
_LINE_HEIGHT = 48  # what the recognition model takes
_LONG_RATIO = 10  # lines longer than so many times their height are read as well when they are drawn narrower,
_SQUEEZE = 0.6  # by this factor, in as much less time
_SLANT_DEGREES = 10  # lines that slant more than this against the page are watermarks and stamps
_MARKS_LIGHTER = 60  # grey values; such marks can be told from the text they lie over
_MOST_SKEW_DEGREES = 20  # of a page laid badly on the scanner
_LEAST_CONFIDENCE, _LEAST_CONFIDENCE_SHORT = 0.6, 0.7  # of a line, and of a single character
_PROBED_LINES, _PROBED_RATIO = 4, 6  # so many lines, about so much wider than high, tell if the page is upside down
_PROBE_CONFIDENCE = 0.85
_ROMAN_TWICE = re.compile(r"(?<![A-Za-z])I*([Ⅱ-Ⅳ])\1*[I1l]*(?![A-Za-z])")
_ROMAN = re.compile(r"[Ⅰ-Ⅻ]")


class OcrUnavailable(LibraryError):
    """rapidocr, or the models in its wheel, are not there."""


def recognise_page(path: str, number: int) -> RecognisedPage:
    """The lines on page `number` (from 1) of the PDF at `path`; none on an empty page. About two seconds of one core.

    The boxes are fractions of the page as pdfium draws it: cropped, turned by its /Rotate. Raises BrokenSource,
    EncryptedSource and OcrUnavailable.
    """
    return RecognisedPage(number, recognise_picture(_draw(Path(path), number)))


def _draw(path: Path, number: int) -> "np.ndarray":
    """The page in grey, height x width, uint8: a scan at the scan's own resolution, else at 180 dpi, within bounds."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            if not 1 <= number <= len(document):
                raise BrokenSource(path, f"has no page {number}: its pages are 1 to {len(document)}")
            page = document[number - 1]
            picture = page.render(scale=_scale(page), grayscale=True).to_numpy()
            return picture.reshape(picture.shape[:2]).copy()  # the buffer goes with the document
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedSource(path, "locked with a password; save a copy without it and add that") from error
        raise BrokenSource(path, f"page {number} cannot be drawn ({error}); print the file to a new PDF") from error


def _scale(page) -> float:
    """Pixels per point."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    width, height = page.get_size()
    area = max(width * height, 1.0)
    densities = []
    covered = 0.0
    for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = picture.get_bounds()
        shown = (right - left) * (top - bottom)
        if shown > 0.02 * area:
            pixels = math.prod(picture.get_px_size())
            covered += shown
            densities.append(pixels / shown)
    pixels = area * (max(densities) if covered > 0.2 * area else (_DRAWN_DPI / 72) ** 2)
    pixels = min(max(pixels, _FEWEST_PIXELS), _MOST_PIXELS)
    return min(math.sqrt(pixels / area), _LONGEST_SIDE / max(width, height, 1.0))


def recognise_picture(picture: "np.ndarray") -> tuple[RecognisedLine, ...]:
    """The lines of a grey picture (height x width, uint8) in reading order, whichever way it is turned."""
    import numpy as np

    quarters = 0  # how often the picture was turned to the left
    quads = _find_lines(picture)
    lengths = _lengths(quads)
    if lengths[_run_upwards(quads)].sum() > 0.6 * lengths.sum():
        quarters, picture = 1, np.ascontiguousarray(np.rot90(picture))
        quads = _find_lines(picture)
    skew = _skew(quads)
    picture, quads = _without_marks(picture, quads, skew)
    if not len(quads):
        return ()
    height, width = picture.shape
    if _stands_on_its_head(picture, quads):
        quarters += 2
        picture = np.ascontiguousarray(np.rot90(picture, 2))
        quads = (np.array([width, height], dtype=np.float32) - quads)[:, [2, 3, 0, 1]]
    read = _read_lines(picture, quads)
    kept = [at for at, (text, confidence) in enumerate(read) if _is_text(text, confidence)]
    pieces = _pieces(quads[kept], [read[at][0] for at in kept], skew)
    lines = []
    for at, text, before in reading_order(pieces):
        box = _box(quads[kept[at]], width, height, quarters)
        lines.append(RecognisedLine(text, box, read[kept[at]][1], before))
    return tuple(lines)


def _find_lines(picture: "np.ndarray") -> "np.ndarray":
    """The corners of the lines of text, count x 4 x 2 (from the top left, clockwise; x, y in pixels), float32."""
    import cv2
    import numpy as np

    factor = min(1.0, math.sqrt(_SEARCHED_PIXELS / picture.size))
    if factor < 1:
        picture = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    found = _finder()(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    if getattr(found, "boxes", None) is None or not len(found.boxes):
        return np.empty((0, 4, 2), dtype=np.float32)
    return np.asarray(found.boxes, dtype=np.float32) / np.float32(factor)


def _read_lines(picture: "np.ndarray", quads: "np.ndarray") -> list[tuple[str, float]]:
    """(text, confidence) of each line."""
    import cv2
    import numpy as np

    usual = float(np.median(_sides(quads).min(axis=1)))
    strips = []
    for quad in quads:
        width, height = _sides(quad[None])[0]
        if height > 1.5 * width and height > 1.7 * usual:  # runs upwards, not merely a narrow character
            quad, width, height = quad[[1, 2, 3, 0]], height, width
        ratio = width / max(height, 1.0)
        ratio *= _SQUEEZE if ratio > _LONG_RATIO else 1.0
        across = max(8, round(_LINE_HEIGHT * ratio))
        corners = np.array([[0, 0], [across, 0], [across, _LINE_HEIGHT], [0, _LINE_HEIGHT]], dtype=np.float32)
        turn = cv2.getPerspectiveTransform(np.ascontiguousarray(quad), corners)
        strip = cv2.warpPerspective(
            picture, turn, (across, _LINE_HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        strips.append(cv2.cvtColor(strip, cv2.COLOR_GRAY2BGR))
    if not strips:
        return []
    read = _reader().recognize_txt(strips)
    return [(_cleaned(text), float(score)) for text, score in zip(read.txts, read.scores, strict=True)]


def _stands_on_its_head(picture: "np.ndarray", quads: "np.ndarray") -> bool:
    import numpy as np

    sides = _sides(quads)
    probed = quads[np.argsort(np.abs(sides[:, 0] / np.maximum(sides[:, 1], 1) - _PROBED_RATIO))[:_PROBED_LINES]]
    upright = np.mean([score for _, score in _read_lines(picture, probed)])
    if upright >= _PROBE_CONFIDENCE:
        return False
    turned = np.mean([score for _, score in _read_lines(picture, probed[:, [2, 3, 0, 1]])])
    return bool(turned > upright + 0.05)


def _without_marks(picture: "np.ndarray", quads: "np.ndarray", skew: float) -> tuple["np.ndarray", "np.ndarray"]:
    """The picture and its lines without watermarks and stamps: what slants against the page.

    Where they are lighter than the text they are bleached, so that the text below them can be read.
    """
    slanting = _slanting(quads, skew)
    if slanting.any() and not slanting.all():
        bleached = _bleached(picture, quads, slanting)
        if bleached is not None:
            picture, quads = bleached, _find_lines(bleached)
            slanting = _slanting(quads, skew)
    return picture, quads[~slanting]


def _bleached(picture: "np.ndarray", quads: "np.ndarray", slanting: "np.ndarray") -> "np.ndarray | None":
    """The picture with all that is as light as the slanting lines made white; None when they are as dark as the text."""
    import cv2
    import numpy as np

    def inside(chosen: "np.ndarray") -> "np.ndarray":
        mask = np.zeros(picture.shape, dtype=np.uint8)
        cv2.fillPoly(mask, list(chosen.astype(np.int32)), 1)
        return mask.astype(bool)

    upright = inside(quads[~slanting])
    paper = float(np.percentile(picture[::4, ::4], 80))
    marks, ink = picture[inside(quads[slanting]) & ~upright], picture[upright]
    marks, ink = marks[marks < paper - 15], ink[ink < paper - 15]
    if not len(marks) or not len(ink):
        return None
    darkest_mark = float(np.percentile(marks, 30))
    if darkest_mark - float(np.percentile(ink, 15)) < _MARKS_LIGHTER:
        return None
    return np.clip(np.arange(256) * (255 / darkest_mark), 0, 255).astype(np.uint8)[picture]


def _slanting(quads: "np.ndarray", skew: float) -> "np.ndarray":
    import numpy as np

    return (np.abs(_angles(quads) - skew) > _SLANT_DEGREES) & ~_run_upwards(quads)


def _run_upwards(quads: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.abs(_angles(quads)) > 90 - _MOST_SKEW_DEGREES


def _sides(quads: "np.ndarray") -> "np.ndarray":
    """Width and height of each, count x 2."""
    import numpy as np

    across = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1) + np.linalg.norm(quads[:, 2] - quads[:, 3], axis=1)
    down = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1) + np.linalg.norm(quads[:, 2] - quads[:, 1], axis=1)
    return np.stack([across, down], axis=1) / 2


def _lengths(quads: "np.ndarray") -> "np.ndarray":
    return _sides(quads).max(axis=1)


def _angles(quads: "np.ndarray") -> "np.ndarray":
    """Degrees from -90 to 90 by which each line's longer side falls to the right; 0 for those nearly square."""
    import numpy as np

    sides = _sides(quads)
    across = (quads[:, 1] - quads[:, 0]) + (quads[:, 2] - quads[:, 3])
    down = (quads[:, 3] - quads[:, 0]) + (quads[:, 2] - quads[:, 1])
    along = np.where((sides[:, 0] >= sides[:, 1])[:, None], across, down)
    angles = np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    angles = (angles + 90) % 180 - 90
    return np.where(sides.max(axis=1) > 1.5 * sides.min(axis=1), angles, 0.0)


def _skew(quads: "np.ndarray") -> float:
    """Degrees by which the page's lines fall to the right: the median over the long ones."""
    import numpy as np

    angles, sides = _angles(quads), _sides(quads)
    long = (np.abs(angles) < _MOST_SKEW_DEGREES) & (sides[:, 0] > 5 * sides[:, 1])
    return float(np.median(angles[long])) if long.any() else 0.0


def _pieces(quads: "np.ndarray", texts: Sequence[str], skew: float) -> list[Piece]:
    """The lines turned so that they run level."""
    import numpy as np

    turn = math.radians(skew)
    level = quads @ np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    return [
        Piece(text, *map(float, quad.min(axis=0)), *map(float, quad.max(axis=0)))
        for quad, text in zip(level, texts, strict=True)
    ]


def _box(quad: "np.ndarray", width: int, height: int, quarters: int) -> tuple[float, float, float, float]:
    """The line's bounds as fractions of the page as it was before it was turned."""
    corners = [(float(x) / width, float(y) / height) for x, y in quad]
    for _ in range(quarters):
        corners = [(1 - y, x) for x, y in corners]
    across = [min(max(x, 0.0), 1.0) for x, _ in corners]
    down = [min(max(y, 0.0), 1.0) for _, y in corners]
    return min(across), min(down), max(across), max(down)


def _cleaned(text: str) -> str:
    """Without what the model is known to get wrong.

    Roman numerals read twice (ⅢII for III) and as single characters, brackets of two widths around the same words, a
    doubled full stop, ∥ for the // before a comment, the beginning of a line to write on.
    """
    text = _ROMAN_TWICE.sub(r"\1", " ".join(text.split()))
    text = _ROMAN.sub(lambda numeral: unicodedata.normalize("NFKC", numeral[0]), text)
    text = re.sub(r"（([^()（）]*)\)", r"（\1）", text)
    text = re.sub(r"\(([^()（）]*)）", r"(\1)", text)
    text = re.sub(r"(^|[;；{}])(\s*)∥", r"\1\2//", text.replace(".．", "．"))
    return re.sub(r"(?<=[\u4e00-\u9fff])\s*_+$", "", text)


def _is_text(text: str, confidence: float) -> bool:
    if not re.search(r"[\w{}]", text):
        return False
    return confidence >= (_LEAST_CONFIDENCE_SHORT if len(text) < 2 else _LEAST_CONFIDENCE)


@cache
def _finder():
    """Finds lines: called with a picture (height x width x 3, uint8), returns corners in `boxes`."""
    return _engine(
        {
            "Global.use_rec": False,
            "Det.model_path": _model("det"),
            "Det.limit_type": "max",
            "Det.limit_side_len": 100_000,  # the picture comes in its size
            "Det.unclip_ratio": 1.6,
            "Det.score_mode": "slow",  # else a mark that runs into the text hides both
        }
    )


@cache
def _reader():
    """Reads lines: `recognize_txt(strips)`."""
    return _engine(
        {
            "Global.use_det": False,
            "Rec.model_path": _model("rec"),
            "Rec.rec_batch_num": 1,  # a batch pads its strips to the widest
            "Rec.rec_img_shape": [3, _LINE_HEIGHT, 64],
        }
    )


def _engine(settings: dict):
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)  # pages are recognised in parallel, one on each core
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            **settings,
        }
    )


def _model(kind: str) -> str:
    """The model's file in rapidocr's wheel. Given by path, rapidocr does not look for it on the network."""
    try:
        import rapidocr
    except ImportError as error:
        raise OcrUnavailable("rapidocr is not installed; run: pip install -r requirements.txt") from error
    folder = Path(rapidocr.__file__).parent / "models"
    models = sorted(folder.glob(f"*_{kind}_*.onnx"))
    if not models:
        raise OcrUnavailable(f"no {kind} model in {folder}; install rapidocr again: pip install -r requirements.txt")
    return str(models[-1])
