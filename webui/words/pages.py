"""The words around a cited page, as ``key: (Chinese, English)``."""

WORDS: dict[str, tuple[str, str]] = {}
