"""Stored messages to what gr.Chatbot shows. Pure; nothing that a model or a file says can load or run anything."""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from db.chats import ChatMessage
from engine.answering import EXTRACTIVE
from engine.citations import without_citations
from engine.markup import MARKDOWN_SUFFIXES, is_inside, protected_spans, with_scripts
from index.handbook import COLLECTION as HANDBOOK
from index.passages import Citation
from index.terms import asked_term
from quizbank.syllabus import path_names, subjects
from webui.rendering import inline_html, markdown_html
from webui.texts import Language, text

SHOWN_MESSAGES = 40  # Gradio post-processes every shown message for every view of a growing answer

_PICTURE = re.compile(r"!(?=\[)")
_LOADING_TAG = re.compile(
    r"<(?=\s*/?\s*(?:img|image|picture|source|video|audio|track|i?frame|frameset|embed|object|svg|math|link|style|base|meta|input|form)\b"
    r"|[^<>]*\b(?:style|background|srcset|src|poster|action|formaction|xlink:href)\s*=)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!br\s*/?>|/?su[bp]>)", re.IGNORECASE)
_CITED = re.compile(r"\[(\d{1,3})\]")
_PROBE = "[999]"  # no answer has that many passages
_WORD_JOINER = "\u2060"  # invisible; breaks the Markdown of a picture and the HTML of a tag


def safe_markdown(words: str) -> str:
    """The same Markdown without pictures and without HTML, so that showing it calls no other site.

    An invisible character makes them plain text. Code keeps its "<", but whether something is code can be faked: what
    could load anything is broken there too.
    """
    words = _LOADING_TAG.sub("<" + _WORD_JOINER, _PICTURE.sub("!" + _WORD_JOINER, words))
    spans = protected_spans(words)
    return _TAG.sub(lambda match: "<" if is_inside(match.start(), spans) else "<" + _WORD_JOINER, words)


def as_typed(words: str) -> str:
    """What a person typed, from what `safe_markdown` made of it and they then edited on the page."""
    return words.replace(_WORD_JOINER, "")


def shown(
    messages: Sequence[ChatMessage], language: Language, count: int = SHOWN_MESSAGES, *, can_choose: bool = False
) -> list[dict]:
    """The newest `count` messages in Gradio's form, one entry each. `can_choose`: there are collections to tick."""
    questions = ["", *(message.content for message in messages)]  # what was said before each
    pairs = list(zip(messages, questions, strict=False))
    return [_entry(message, before, language, can_choose) for message, before in pairs[-count:]]


@lru_cache(maxsize=1024)
def _entry(message: ChatMessage, before: str, language: Language, can_choose: bool) -> dict:
    if message.role == "user":
        words = safe_markdown(message.content)
    else:
        words = _glossary(before, language) + _answer(message, language, can_choose)
    # A part: Gradio would take the indentation out of a plain string, and with it the structure of code and lists.
    return {"role": message.role, "content": [{"type": "text", "text": words}]}


def _glossary(question: str, language: Language) -> str:
    """What the term means that the question asks for, "" when it asks for something else. One line of HTML."""
    term = asked_term(question)
    if term is None:
        return ""
    others = (*term.synonyms, *term.english[1:])
    english = f' <span lang="en">{_plain(term.english[0])}</span>' if term.english else ""
    known_as = text("chat.glossary.other", language, names="、".join(others)) + " · " if others else ""
    where = " › ".join(path_names(term.section, language))
    return (
        f'<div class="glossary" lang="zh-CN"><p><b>{_plain(term.name)}</b>{english}</p><p>{inline_html(term.meaning)}</p>'
        f'<p class="chat-note">{_plain(known_as + where)}</p></div>\n\n'
    )


def _answer(message: ChatMessage, language: Language, can_choose: bool) -> str:
    if message.outcome == "refused":
        advice = text("chat.refused.choose" if can_choose else "chat.refused.try", language)
        return _note("refused", text("chat.refused", language)) + "\n\n" + advice
    words = safe_markdown(_with_fences_closed(message.content))
    body, citations = _numbered_by_first_use(words, message)
    cards = _cards(message.id, citations, language)
    parts = [*_notes_before(message, language), body, *_notes_after(message, language), cards]
    return "\n\n".join(part for part in parts if part)


_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$", re.MULTILINE)


def _with_fences_closed(words: str) -> str:
    """The same with the end of a code block that was cut short, so that what we add below is not taken for code."""
    opened = ""
    for mark, rest in _FENCE.findall(words):
        if not opened:
            opened = mark
        elif mark.startswith(opened) and not rest.strip():
            opened = ""
    return f"{words.rstrip()}\n{opened}" if opened else words


def _notes_before(message: ChatMessage, language: Language) -> list[str]:
    if message.outcome == "writing" and not message.content:
        return [_note("plain", text("chat.searching", language))]
    if message.notice and message.outcome != "failed":
        reason = text(f"chat.notice.{message.notice}", language) if message.notice in _KNOWN_NOTICES else ""
        return [_note("warning", text("chat.fallback", language, reason=reason))]
    if message.answered_by == EXTRACTIVE:
        return [_note("plain", text("chat.extractive", language))]
    return []


_KNOWN_NOTICES = ("EngineUnavailable", "EngineTimeout", "EngineRefused", "EngineSilent")


def _notes_after(message: ChatMessage, language: Language) -> list[str]:
    if message.outcome == "stopped":
        return [_note("plain", text("chat.stopped", language))]
    if message.outcome == "failed":
        return [_note("warning", text("chat.failed", language))]
    if message.outcome == "answered" and message.answered_by != EXTRACTIVE:
        return [_note("by", text("chat.answered_by", language, model=message.answered_by))]
    return []


def _note(kind: str, words: str) -> str:
    return f'<p class="chat-note {kind}">{_plain(words)}</p>'


def _plain(words: str) -> str:
    """Words as HTML on one line: a blank line would end the HTML block, and what follows would be read as Markdown."""
    return escape(words).replace("\r", "").replace("\n", "<br>")


def _numbered_by_first_use(words: str, message: ChatMessage) -> tuple[str, list[tuple[int, Citation]]]:
    """The answer with its marks as buttons, and its citations behind the number shown: 1, 2, 3 in the order of the text.

    The stored numbers are those of the passages the model was shown, of which it cites some.
    """
    behind = {citation.number: citation for citation in message.citations}
    number_of: dict[int, int] = {}  # the number shown, by the number stored

    def mark(match: re.Match[str]) -> str:
        stored = int(match.group(1))
        if stored not in behind or not _cites(words, match, quoted=message.answered_by == EXTRACTIVE):
            return match.group()
        number = number_of.setdefault(stored, len(number_of) + 1)
        return f'<sup><button type="button" class="cite{_address(message.id, stored)}">[{number}]</button></sup>'

    body = _CITED.sub(mark, words)
    for stored in behind:
        number_of.setdefault(stored, len(number_of) + 1)
    return body, [(number, behind[stored]) for stored, number in number_of.items()]


def _address(message_id: int, stored: int) -> str:
    """A class that says which citation of which message it is, for the script that opens its page: of what we write,
    Gradio's sanitiser leaves classes and words. "" while the answer is not stored."""
    return f" at-{message_id}-{stored}" if message_id else ""


def _cites(words: str, mark: re.Match[str], *, quoted: bool) -> bool:
    """Whether a mark names a passage, as the engine reads it: `a[1]` and what stands in code or a formula do not.

    In quoted sentences the number at the end of a line was set there, whatever the sentence ends with.
    """
    start, end = mark.span()
    if quoted and (end == len(words) or words[end] == "\n") and not is_inside(start, protected_spans(words)):
        return True
    return _PROBE not in without_citations(words[:start] + _PROBE + words[end:])


def _cards(message_id: int, citations: Sequence[tuple[int, Citation]], language: Language) -> str:
    """The folded cards below an answer; in each the way to its page, and the passage, which unfolds. One line of HTML,
    so no part of it is Markdown."""
    if not citations:
        return ""
    title = _plain(text("chat.citations", language, count=len(citations)))
    cards = "".join(_card(message_id, number, citation, language) for number, citation in citations)
    return f'<details class="citations"><summary>{title}</summary>{cards}</details>'


def _card(message_id: int, number: int, citation: Citation, language: Language) -> str:
    where = " · ".join(_plain(part) for part in place_of(citation, language))
    address = _address(message_id, citation.number)
    tag, kind = ("button", ' type="button"') if address else ("p", "")
    return (
        f'<div class="citation"><{tag}{kind} class="open-page{address}"><b>[{number}]</b> {where}</{tag}>'
        f"<details><summary>{_plain(text('pages.quoted', language))}</summary>"
        f'<div class="passage">{_passage(citation)}</div></details></div>'
    )


def place_of(citation: Citation, language: Language) -> list[str]:
    """Where the passage stands: its file, then the page (as printed and in the file), then its headings.

    The handbook's files have names of no interest: its passages are found by subject and headings.
    """
    if citation.collection == HANDBOOK:
        subject = next((one for one in subjects() if citation.source.startswith(f"{one.id}/")), None)
        path = [subject.label(language) if subject else citation.source, *citation.section]
        return [text("chat.handbook.cited", language), " › ".join(path)]
    parts = [citation.source]
    if citation.page:
        label = citation.page_label
        if label and label != str(citation.page):
            parts.append(text("chat.page.labelled", language, label=label, page=citation.page))
        else:
            parts.append(text("chat.page", language, page=citation.page))
    if citation.section:
        parts.append(" › ".join(citation.section))
    return parts


def _passage(citation: Citation) -> str:
    if citation.source.lower().endswith(MARKDOWN_SUFFIXES):
        return markdown_html(citation.text).replace("\r", "").replace("\n", "&#10;")
    return with_scripts(_plain(citation.text))
