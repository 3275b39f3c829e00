"""Pictures written into text as base64 are taken out: they are not words."""

import re

_START = re.compile(r"data:[\w/+.-]{0,80}(?:;[\w=.+-]{1,80}){0,4};base64,\s{0,4}", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z0-9+/=_%-]*")
_NEXT_LINE = re.compile(r"[ \t]*\\?\n[ \t>]*(?=[A-Za-z0-9+/])")
_UNENCODED = re.compile(r"data:image/[\w.+-]{1,40}[;,][^\"')\s]*", re.IGNORECASE)
_LONG_RUN = re.compile(r"[A-Za-z0-9+/]{200,}={0,2}")
_FULL_LINES = re.compile(
    r"(?:^[ \t]*[A-Za-z0-9+/]{60,200}[ \t]*\n){4,}(?:^[ \t]*[A-Za-z0-9+/]{1,200}={0,2}[ \t]*$)?", re.MULTILINE
)
_CODES = re.compile(r"(?=[^\n]*[a-z])(?=[^\n]*[A-Z])(?=[^\n]*[0-9])")


def without_embedded_pictures(text: str) -> str:
    """The text without base64: behind `data:...;base64,`, on one line or many, or as long runs that no language has."""
    if "data:" in text or "DATA:" in text or "Data:" in text:
        text = _UNENCODED.sub("", _without_data_addresses(text))
    text = _FULL_LINES.sub(_unless_words, text)
    return _LONG_RUN.sub(_unless_words, text)


def _without_data_addresses(text: str) -> str:
    out = []
    kept = 0
    while match := _START.search(text, kept):
        out.append(text[kept : match.start()])
        kept = _end_of_base64(text, match.end())
    out.append(text[kept:])
    return "".join(out)


def _end_of_base64(text: str, at: int) -> int:
    """Where the letters end that begin at `at`: they may go on over lines of one width and a shorter last one."""
    end = _LETTERS.match(text, at).end()
    while text[end - 1 : end] != "=" and (turn := _NEXT_LINE.match(text, end)):
        line_end = _LETTERS.match(text, turn.end()).end()
        length = line_end - turn.end()
        is_full = length >= 40
        is_last = end - at >= 40 and text[line_end : line_end + 1] in ("", "\n", ")", '"', "'", ">", "`")
        if not (is_full or is_last):
            break
        end = line_end
        if not is_full:
            break
    return end


def _unless_words(match: re.Match[str]) -> str:
    """Base64 has capitals, small letters and digits side by side; a run of one letter or a long number has not."""
    return "" if _CODES.match(match[0][:200].replace("\n", "")) else match[0]
