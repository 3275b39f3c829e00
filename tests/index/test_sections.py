from index.passages import Citation, Passage
from index.sections import section_around


def passages(*pieces, section=("第一章",), node=""):
    """Pieces that follow each other; a number says how much white space there is between."""
    made, at = [], 0
    for piece in pieces:
        if isinstance(piece, int):
            at += piece
            continue
        made.append(Passage("books", "a.md", 0, "", section, node, at, at + len(piece), piece))
        at += len(piece)
    return made


def cited(text, section=("第一章",)):
    return Citation(1, "books", "a.md", 0, "", section, "", text)


def test_the_whole_section_and_where_the_citation_stands():
    found = section_around(cited("乙句。"), passages("甲句。", "乙句。", 2, "丙句。"))
    assert found.text == "甲句。乙句。\n\n丙句。"
    assert found.text[found.start : found.end] == "乙句。"
    assert (found.source, found.section) == ("a.md", ("第一章",))


def test_a_citation_of_two_joined_passages_is_found_whatever_stands_between():
    found = section_around(cited("one two\n\n\nthree"), passages("one", 1, "two", 3, "three", 2, "four"))
    assert found.text == "one two\n\nthree\n\nfour"
    assert found.text[found.start : found.end] == "one two\n\nthree"


def test_of_two_sections_with_the_same_heading_the_one_that_holds_it():
    there = passages("甲句。", 5, "乙句。") + passages("丙句。", 5, "丁句。")
    assert section_around(cited("丁句。"), there).text == "丙句。\n\n丁句。"
    other = passages("丁句。", section=("第二章",)) + there
    assert section_around(cited("丁句。"), other).text == "丙句。\n\n丁句。"


def test_what_is_not_there_is_not_found():
    assert section_around(cited("戊句。"), passages("甲句。")) is None
    assert section_around(cited(" "), passages("甲句。")) is None
    assert section_around(cited("甲句。"), []) is None
