import pytest

from index.handbook import HandbookPart, fitting_part, handbook_files, has_section, parts, section

TEXT = """# 内存管理 {#os.3}

引言。

## 页面置换 {#os.3.2}

正文。

### 时钟

| a | b |
|---|---|

```c
## 不是标题 {#os.9}
```

## 文件 {#os.4.1}

别的。
"""


def test_a_section_ends_where_the_next_node_begins(tmp_path):
    (tmp_path / "os").mkdir()
    (tmp_path / "os" / "03.md").write_text(TEXT, encoding="utf-8")
    found = section("os.3.2", tmp_path)
    assert (found.title, found.source) == ("页面置换", "os/03.md")
    assert found.markdown.startswith("正文。\n\n### 时钟")
    assert found.markdown.endswith("```")
    assert section("os.3", tmp_path).markdown == "引言。"
    assert has_section("os.4.1", tmp_path)
    assert not has_section("os.9", tmp_path)
    assert section("os.9", tmp_path) is None


def test_every_file_of_the_handbook_that_ships_holds_its_chapter():
    files = handbook_files()
    assert files
    for path in files:
        node = f"{path.parent.name}.{int(path.stem)}"
        assert has_section(node), f"{path} has no heading with {{#{node}}}"


# --- the parts of a section ------------------------------------------------------------------------------------------

HEADED = (
    "总述一段。\n\n### 磁盘的结构与时间\n\n寻道时间与转速。\n\n例：转速 6000。\n\n### 磁盘调度方法\n\n"
    "电梯算法 SCAN。\n\n### 并查集\n\n```c\n### 不是标题\n```"
)
PLAIN = (
    "二进制与十进制的转换。\n\n例：$11_2=3$。\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n补码的定义。\n\n```c\nint x;\n\n还在代码里\n```\n\n"
    "移码用于阶码。"
)


def test_a_section_is_cut_at_its_sub_headings():
    pieces = parts(HEADED)
    assert [piece.title for piece in pieces] == ["", "磁盘的结构与时间", "磁盘调度方法", "并查集"]
    assert pieces[1].markdown == "### 磁盘的结构与时间\n\n寻道时间与转速。\n\n例：转速 6000。"
    assert pieces[3].markdown.endswith("### 不是标题\n```")


def test_a_section_without_sub_headings_is_cut_at_its_thoughts():
    pieces = parts(PLAIN)
    assert [piece.markdown.split("。")[0] for piece in pieces] == ["二进制与十进制的转换", "补码的定义", "移码用于阶码"]
    assert "| 1 | 2 |" in pieces[0].markdown
    assert "还在代码里" in pieces[1].markdown
    assert "\n\n".join(piece.markdown for piece in pieces) == PLAIN
    assert parts("") == ()


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("并查集及其应用", "磁盘调度", "并查集"),
        ("磁盘", "用电梯算法求磁头的移动", "磁盘调度方法"),
        ("磁盘", "转速与寻道时间", "磁盘的结构与时间"),
        ("", "转速与寻道时间", "磁盘的结构与时间"),
        ("无此一项", "SCAN", "磁盘调度方法"),
    ],
)
def test_the_heading_with_the_items_name_fits_and_the_text_decides_among_several(name, text, title):
    pieces = parts(HEADED)
    assert pieces[fitting_part(pieces, name, text)].title == title


def test_without_headings_the_text_decides():
    pieces = parts(PLAIN)
    assert fitting_part(pieces, "定点数的编码表示", "8 位补码表示的范围") == 1
    assert fitting_part((HandbookPart("", "x"),), "", "") == 0


def test_no_section_that_ships_loses_a_line_when_cut():
    for path in handbook_files():
        for place in range(1, 13):
            found = section(f"{path.parent.name}.{int(path.stem)}.{place}")
            if found:
                whole = "".join(piece.markdown for piece in parts(found.markdown))
                assert "".join(whole.split()) == "".join(found.markdown.split())
