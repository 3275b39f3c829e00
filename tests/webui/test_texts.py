import re
from string import Formatter

import pytest

from webui.texts import language_of, text, texts_under, translations
from webui.words import TEXTS


def fields(words):
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_say_the_same(key):
    zh, en = TEXTS[key]
    assert zh.strip() and en.strip()
    assert fields(zh) == fields(en)
    assert not re.search(r"[\u4e00-\u9fff]", en), "English words hold no Chinese"


@pytest.mark.parametrize(
    "header, language",
    [(None, "zh"), ("", "zh"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-US,en;q=0.9", "en"), ("zh-TW", "zh"), ("*", "zh"),
     ("en;q=0.3, zh;q=0.7", "zh"), ("fr-FR,fr;q=0.9", "en"), ("en;q=nonsense, zh", "zh"), (",,;", "zh")],
)  # fmt: skip
def test_the_first_choice_counts(header, language):
    assert language_of(header) == language


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        text("no.such.key", "zh")


def test_a_pages_share_has_short_keys():
    words = texts_under("accounts", "en")
    assert words["log_in"] == "Log in"
    assert all(not key.startswith("accounts.") for key in words)


def test_every_chinese_locale_is_chinese():
    tables = translations()
    assert {locale for locale, words in tables.items() if words["app.tab.chat"] == "答疑"} == {
        "zh",
        "zh-CN",
        "zh-TW",
        "zh-HK",
    }
    assert tables["en"]["app.tab.chat"] == "Ask"
