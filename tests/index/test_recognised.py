import json

from index.recognised import RecognisedLine, RecognisedPage

PAGE = RecognisedPage(
    7,
    (
        RecognisedLine("进程是资源分配的", (0.1, 0.1, 0.9, 0.12), 0.99),
        RecognisedLine("基本单位。", (0.1, 0.14, 0.4, 0.16), 0.98, ""),
        RecognisedLine("1. D", (0.1, 0.2, 0.2, 0.22), 0.9),
        RecognisedLine("2. A", (0.4, 0.2, 0.5, 0.22), 0.9, "\t"),
    ),
)


def test_text_is_the_lines_with_the_white_space_before_each():
    assert PAGE.text == "进程是资源分配的基本单位。\n1. D\t2. A"


def test_lines_alone_stand_below_each_other():
    lines = (RecognisedLine("一", (0, 0, 1, 0.1), 1.0), RecognisedLine("二", (0, 0.2, 1, 0.3), 1.0))
    assert RecognisedPage(1, lines).text == "一\n二"


def test_an_empty_page_has_no_text():
    assert RecognisedPage(1, ()).text == ""


def test_json_and_back():
    assert RecognisedPage.from_json(json.loads(json.dumps(PAGE.as_json()))) == PAGE
