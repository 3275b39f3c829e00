"""The words of a page in the reader's language: Chinese first, English by the browser's locale."""

from collections.abc import Mapping

from webui.words import TEXTS

Language = str  # "zh" or "en"


def text(key: str, language: Language, **values: object) -> str:
    """The words of that key in that language. An unknown key is a KeyError: a page never shows a bare key."""
    words = TEXTS[key][1 if language == "en" else 0]
    return words.format(**values) if values else words


def texts_under(prefix: str, language: Language) -> dict[str, str]:
    """All words whose key starts with ``prefix.``, without the prefix: what a page's script is handed."""
    return {key.removeprefix(f"{prefix}."): text(key, language) for key in TEXTS if key.startswith(f"{prefix}.")}


def language_of(accept_language: str | None) -> Language:
    """ "en" when the browser prefers another language to Chinese, "zh" otherwise and when it says nothing.

    Only the first choice by weight counts; ``*`` says nothing.
    """
    best, best_weight = "", -1.0
    for part in (accept_language or "").split(","):
        tag, _, parameter = part.strip().partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        if tag and tag != "*" and weight > best_weight:
            best, best_weight = tag.lower(), weight
    return "zh" if not best or best.split("-")[0] == "zh" else "en"


def translations() -> Mapping[str, dict[str, str]]:
    """The words by browser locale, in the shape Gradio's I18n takes; it knows no fallback between the Chinese ones."""
    zh = {key: words[0] for key, words in TEXTS.items()}
    en = {key: words[1] for key, words in TEXTS.items()}
    return {"en": en, "zh": zh, "zh-CN": zh, "zh-TW": zh, "zh-HK": zh}
