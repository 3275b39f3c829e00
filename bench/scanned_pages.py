"""Pages that look like scans: text drawn by Pillow, a little turned, with noise, as the pictures of a PDF."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pypdf import PdfWriter
from pypdf.generic import RectangleObject

DPI = 150
A4 = (1240, 1754)  # pixels
INK, PAPER = 40, 245
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "C:/Windows/Fonts/simsun.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)


class NoChineseFont(RuntimeError):
    pass


@dataclass(frozen=True)
class Placed:
    """One line of text; x, y in pixels from the top left of the page to the top left of its first character."""

    text: str
    x: int
    y: int
    size: int = 22  # pixels: 10.5 points


@cache
def chinese_font() -> str:
    """A font file with Chinese characters. Raises NoChineseFont."""
    found = [path for path in _FONTS if Path(path).exists()]
    if not found and shutil.which("fc-list"):
        listed = subprocess.run(
            ["fc-list", ":lang=zh-cn", "file"], capture_output=True, encoding="utf-8", check=False
        ).stdout
        found = [line.rstrip(": \n") for line in listed.splitlines() if line.strip()]
    if not found:
        raise NoChineseFont("no Chinese font on this machine; install one: apt-get install fonts-noto-cjk")
    return found[0]


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(chinese_font(), size)


def bounds(line: Placed) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a line's ink in pixels of the page before it is turned."""
    left, top, right, bottom = font(line.size).getbbox(line.text)
    return line.x + left, line.y + top, line.x + right, line.y + bottom


def scan(
    lines: Sequence[Placed], *, size: tuple[int, int] = A4, turned: float = 0.0, noise: float = 0.0, seed: int = 0
) -> Image.Image:
    """The page as a grey picture. `turned`: degrees anticlockwise; `noise`: standard deviation of the grey values."""
    page = Image.new("L", size, PAPER)
    pen = ImageDraw.Draw(page)
    for line in lines:
        pen.text((line.x, line.y), line.text, font=font(line.size), fill=INK)
    if turned:
        page = page.rotate(turned, resample=Image.Resampling.BICUBIC, fillcolor=PAPER)
    if noise:
        grey = np.asarray(page.filter(ImageFilter.GaussianBlur(0.7)), dtype=np.float32)
        grey = grey + np.random.default_rng(seed).normal(0, noise, grey.shape)
        page = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    return page


def write_scans(
    path: Path,
    pictures: Sequence[Image.Image],
    *,
    rotate: int = 0,
    crop: tuple[float, float, float, float] | None = None,
) -> None:
    """A PDF of these pictures at 150 dpi, one a page. `rotate`: its /Rotate; `crop`: its crop box in points."""
    first, *others = pictures
    first.save(path, "PDF", resolution=DPI, save_all=True, append_images=others, quality=80)
    if rotate or crop:
        writer = PdfWriter(clone_from=path)
        for page in writer.pages:
            if rotate:
                page.rotate(rotate)
            if crop:
                page.cropbox = RectangleObject(crop)
        writer.write(path)


def set_in_lines(
    text: str, *, left: int = 150, top: int = 150, width: int = 940, size: int = 22, lead: float = 1.7
) -> list[Placed]:
    """A paragraph broken into lines of `width` pixels, the first indented by two characters."""
    lines, start, used = [], 0, 2.0 * size
    for at, char in enumerate(text + "\n"):
        step = font(size).getlength(char) if char != "\n" else width
        if used + step > width:
            indent = 0 if lines else 2 * size
            lines.append(Placed(text[start:at], left + indent, round(top + len(lines) * lead * size), size))
            used, start = 0.0, at
        used += step
    return lines
