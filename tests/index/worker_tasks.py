"""What the tests have child processes do."""

import os
import time
from pathlib import Path

from index.errors import UnsupportedSource
from index.recognised import RecognisedLine, RecognisedPage


def process_id() -> int:
    return os.getpid()


def add(a: int, b: int) -> int:
    return a + b


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def abort() -> None:
    os.abort()


def refuse(path: Path) -> None:
    raise UnsupportedSource(path, "not today")


def fail() -> None:
    raise ZeroDivisionError("an unexpected one")


def take_memory(mb: int) -> int:
    return len(bytearray(mb * 2**20))


def chatter() -> str:
    print("noise on the output", flush=True)
    os.write(1, b"and beneath it\n")
    return "said"


def read_or_refuse(path: Path) -> str:
    """ "read", or the name of the refusal."""
    from index.errors import SourceRefused
    from index.readers import read_source

    try:
        return "read" if read_source(path).pages else "nothing"
    except SourceRefused as error:
        return type(error).__name__


def recurse() -> None:
    recurse()


def recognise_page(path: str, number: int) -> RecognisedPage:
    """Says the page's number in a sentence, and notes the call in a file beside the source."""
    source = Path(path)
    with source.with_suffix(".calls").open("a", encoding="utf-8") as calls:
        calls.write(f"{number}\n")
    text = "".join(chr(0x7532 + 7 * number + 3 * at) for at in range(5))  # so that no line repeats on every page
    text = f"识别出的第{number}页说明了页面置换算法{text}的工作过程与性能，并且比较了它们的缺页率。"
    return RecognisedPage(number, (RecognisedLine(text, (0.1, 0.1, 0.9, 0.2), 0.98),))


def recognise_until_the_third(path: str, number: int) -> RecognisedPage:
    if number >= 3:
        os.abort()
    return recognise_page(path, number)


def recognise_nothing(path: str, number: int) -> RecognisedPage:
    recognise_page(path, number)
    return RecognisedPage(number, ())


def recognise_with_the_program_missing(path: str, number: int) -> RecognisedPage:
    raise ModuleNotFoundError(f"No module named 'eyes' for page {number} of {path}")


def read_layers_badly(path: Path, first: int, stop: int):
    """Crashes at the second page, hangs at the fourth."""
    from index.readers.pdf import read_layers

    if first <= 2 < stop:
        os.abort()
    if first <= 4 < stop:
        time.sleep(60)
    return read_layers(path, first, stop)
