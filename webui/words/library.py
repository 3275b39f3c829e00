"""The words of the library, as ``key: (Chinese, English)``."""

WORDS: dict[str, tuple[str, str]] = {}
