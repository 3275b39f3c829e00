"""HTML inside Markdown -> plain text: tables as rows, raised and lowered signs marked, everything else without its tags."""

import html
import re

_TAG = re.compile(
    r"<(/?)(a|abbr|b|big|blockquote|body|br|caption|center|cite|code|col|colgroup|dd|del|details|div|dl|dt|em|figcaption"
    r"|figure|font|footer|h[1-6]|head|header|hr|html|i|id|iframe|img|input|ins|kbd|label|li|link|main|mark|meta|nav|object"
    r"|ol|p|param|path|picture|pre|q|s|section|small|source|span|strike|strong|style|script|sub|summary|sup|svg|table|tbody"
    r"|td|tfoot|th|thead|title|tr|tt|u|ul|var|video)(?=[\s/>])([^<>]*)>",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    ["blockquote", "br", "center", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5",
     "h6", "hr", "li", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "title", "tr", "ul"]
)  # fmt: skip
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SHIFTED = re.compile(r"<(sup|sub)>([^<>\n]{1,40})</\1>", re.IGNORECASE)
_CITED = re.compile(r"\[?\[[^\]]*\]\]?|[①-⑳]|®|™|st|nd|rd|th")
_UNREAD = re.compile(r"<(script|style|svg)(?=[\s>])[^<>]*>", re.IGNORECASE)
_UNREAD_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "svg")}
_TABLE = re.compile(r"<table(?=[\s>])[^<>]*>", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_SPAN = re.compile(r"colspan\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)
_TABLE_ROW = re.compile(r"[ \t]*\|")


def without_html(text: str) -> str:
    """Text whose tags have become line ends, table rows, ^{...} and _{...}, or nothing; entities are characters."""
    if "<" in text:
        text = _without_elements(text)
        text = _SHIFTED.sub(_shifted, text)
        text = _with_rows(text)
        text = _without_tags(text)
    return _ENTITY.sub(_character, text) if "&" in text else text


def _without_elements(text: str) -> str:
    """Elements that are dropped with all they hold; one that never ends is left to lose its tag only."""
    out, kept = [], 0
    while start := _UNREAD.search(text, kept):
        end = _UNREAD_ENDS[start[1].lower()].search(text, start.end())
        out.append(text[kept : start.start() if end else start.end()])
        kept = end.end() if end else start.end()
        if not end:
            break
    return "".join(out) + text[kept:]


def _shifted(match: re.Match[str]) -> str:
    if _CITED.fullmatch(match[2].strip()):
        return match[2]
    return f"{'^' if match[1].lower() == 'sup' else '_'}{{{match[2].strip()}}}"


def _with_rows(text: str) -> str:
    """Every <table> as Markdown rows; one that never ends is left alone."""
    out, kept = [], 0
    while (start := _TABLE.search(text, kept)) and (end := _TABLE_END.search(text, start.end())):
        out += [text[kept : start.start()], "\n\n", _rows(text[start.end() : end.start()]), "\n\n"]
        kept = end.end()
    return "".join(out) + text[kept:]


def _rows(table: str) -> str:
    rows: list[list[str]] = []
    cell: list[str] | None = None
    before, kept = "", 0

    def close_cell() -> None:
        nonlocal cell
        if cell is not None and rows:
            rows[-1][-1] = " ".join("".join(cell).split()).replace("|", "\\|")
        cell = None

    for tag in _TAG.finditer(table):
        between = table[kept : tag.start()]
        kept = tag.end()
        if cell is not None:
            cell.append(between)
        else:
            before += between
        name = tag[2].lower()
        if name == "tr" and not tag[1]:
            close_cell()
            rows.append([])
        elif name in ("td", "th") and not tag[1]:
            close_cell()
            if not rows:
                rows.append([])
            span = _SPAN.search(tag[3])
            rows[-1] += [""] * (max(int(span[1]), 1) - 1 if span else 0) + [""]
            cell = []
        elif name in ("td", "th", "tr"):
            close_cell()
        elif cell is not None and name in _BLOCKS:
            cell.append(" ")
    if cell is not None:
        cell.append(table[kept:])
        close_cell()
    lines = [f"| {' | '.join(row)} |" for row in rows if any(row)]
    if lines:
        lines.insert(1, "|" + " --- |" * lines[0].replace("\\|", "").count(" |"))
    return "\n".join([*([before.strip()] if before.strip() else []), *lines])


def _without_tags(text: str) -> str:
    return "\n".join(
        _TAG.sub(lambda tag: " " if tag[2].lower() in _BLOCKS else "", line)
        if _TABLE_ROW.match(line)
        else _TAG.sub(lambda tag: "\n" if tag[2].lower() in _BLOCKS else "", line)
        for line in _whole_tags(text).split("\n")
    )


def _whole_tags(text: str) -> str:
    """Tags that reach over a line end brought onto one line."""
    return _TAG.sub(lambda tag: " ".join(tag[0].split("\n")), text) if "\n" in text else text


def _character(entity: re.Match[str]) -> str:
    return html.unescape(entity[0]).replace("\xa0", " ")
