"""What character recognition found on a page: lines of text, each with its place in the page's picture."""

from dataclasses import dataclass

Box = tuple[
    float, float, float, float
]  # left, top, right, bottom as fractions of the page's picture, from its top left


@dataclass(frozen=True)
class RecognisedLine:
    """One line of text, or one cell of a table.

    `confidence` goes from 0 to 1. `before` is the white space a reader puts between the line before and this one: a
    line break, a tab between the cells of a row, nothing or a space inside a paragraph.
    """

    text: str
    box: Box
    confidence: float
    before: str = "\n"


@dataclass(frozen=True)
class RecognisedPage:
    """`number` counts from 1; `lines` stand in reading order."""

    number: int
    lines: tuple[RecognisedLine, ...]

    @property
    def text(self) -> str:
        """The page as a reader takes it in. Apart from white space it holds the lines' own characters, in order."""
        return "".join(part for line in self.lines for part in (line.before, line.text)).strip()

    def as_json(self) -> dict:
        return {
            "number": self.number,
            "lines": [
                [line.text, [round(side, 5) for side in line.box], round(line.confidence, 3), line.before]
                for line in self.lines
            ],
        }

    @classmethod
    def from_json(cls, data: dict) -> "RecognisedPage":
        """The inverse of `as_json`. Raises KeyError, TypeError or ValueError when `data` is something else."""
        lines = []
        for text, (left, top, right, bottom), confidence, before in data["lines"]:
            lines.append(RecognisedLine(text, (left, top, right, bottom), confidence, before))
        return cls(data["number"], tuple(lines))
