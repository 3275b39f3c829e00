"""Every visible word, Chinese first, English beside it. Keys are ``area.name``; ``{name}`` is filled in by the caller."""

from collections.abc import Mapping

Language = str  # "zh" or "en"

# --- shared ----------------------------------------------------------------------------------------------------------
_SHARED = {
    "app.title": ("408 助手", "408 Assistant"),
    "app.tagline": ("408 计算机学科专业基础 · 练习与答疑", "Practice and answers for the 408 computer-science exam"),
    "app.tab.chat": ("答疑", "Ask"),
    "app.tab.quiz": ("测验", "Quiz"),
    "app.tab.scoreboard": ("成绩", "Scoreboard"),
    "app.teach": ("教师页面", "Instructor pages"),
    "app.student": ("学生页面", "Student pages"),
    "app.logout": ("退出登录", "Log out"),
    "app.password": ("修改密码", "Change password"),
    "app.error": ("出错了，请稍后再试。", "Something went wrong. Please try again."),
    "app.not_found": ("没有这个页面。", "There is no such page."),
    "app.forbidden": ("这个页面只对教师开放。", "This page is for instructors only."),
    "app.back": ("返回首页", "Back to the first page"),
}

# --- accounts --------------------------------------------------------------------------------------------------------
_ACCOUNTS: dict[str, tuple[str, str]] = {}

# --- quiz ------------------------------------------------------------------------------------------------------------
_QUIZ: dict[str, tuple[str, str]] = {}

# --- chat ------------------------------------------------------------------------------------------------------------
_CHAT: dict[str, tuple[str, str]] = {}

# --- scoreboard and instructor pages ---------------------------------------------------------------------------------
_SCOREBOARD: dict[str, tuple[str, str]] = {}

TEXTS: dict[str, tuple[str, str]] = {**_SHARED, **_ACCOUNTS, **_QUIZ, **_CHAT, **_SCOREBOARD}


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
