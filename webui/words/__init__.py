"""Every visible word as ``key: (Chinese, English)``, one file per part of the program.

Keys are ``area.name``; ``{name}`` is filled in by the caller.
"""

from webui.words import accounts, chat, library, pages, quiz, scoreboard, shared

TEXTS: dict[str, tuple[str, str]] = {
    key: words
    for part in (shared, accounts, quiz, chat, scoreboard, library, pages)
    for key, words in part.WORDS.items()
}
