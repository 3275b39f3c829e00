import pytest

from index.errors import UnsupportedSource
from index.readers import read_source

LINE = "死锁的四个必要条件是互斥、请求和保持、不可剥夺、循环等待。"


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "gb18030"]
)
@pytest.mark.parametrize("text", [f"{LINE}\n第二行", f"{LINE * 300}\nabc", "The page fault handler.\nif (a < b) 1;"])
def test_text_in_any_usual_encoding(tmp_path, encoding, text):
    (page,) = read_source(put(tmp_path, "a.txt", text.encode(encoding))).pages
    assert page.text == text
    assert page.number == 0


def test_utf16_with_either_mark(tmp_path):
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        (page,) = read_source(put(tmp_path, "a.md", mark + LINE.encode(encoding))).pages
        assert page.text == LINE


def test_all_kinds_of_line_ends(tmp_path):
    (page,) = read_source(put(tmp_path, "a.txt", "一\r\n二\r三\n四")).pages
    assert page.text == "一\n二\n三\n四"


def test_a_damaged_character_does_not_cost_the_file(tmp_path):
    data = (LINE * 50).encode("utf-8")
    (page,) = read_source(put(tmp_path, "a.txt", data[:500] + data[501:])).pages
    assert page.text.count("互斥") == 50
    (page,) = read_source(put(tmp_path, "b.txt", data[:-1])).pages
    assert page.text.startswith(LINE)


@pytest.mark.parametrize(
    "content", ["一二三四".encode("big5") + b"\xff\xff\x01", bytes(range(256)) * 20, b"\0\1\2\3" * 1000]
)
def test_what_is_no_text_is_refused(tmp_path, content):
    with pytest.raises(UnsupportedSource, match=r"save it as UTF-8|binary data"):
        read_source(put(tmp_path, "a.txt", content))


def test_text_is_parted_at_its_chapters(tmp_path):
    text = "前言。\n\n第一回 宴桃园豪杰三结义\n\n话说天下大势。\n\n第二回　张翼德怒鞭督邮\n第二回合里他赢了，这一行不是标题。\n"
    pages = read_source(put(tmp_path, "a.txt", text)).pages
    assert [page.section for page in pages] == [(), ("第一回 宴桃园豪杰三结义",), ("第二回 张翼德怒鞭督邮",)]
    assert "不是标题" in pages[2].text


def test_pictures_in_plain_text_are_left_out(tmp_path):
    (page,) = read_source(put(tmp_path, "a.txt", "前 data:image/png;base64,iVBORw0KGgo= 后")).pages
    assert page.text == "前  后"


def test_text_that_speaks_of_other_kinds_is_text(tmp_path):
    for text in ("PK 算法的步骤。", "MZ 是文件头的标志。", "每个文件以 %PDF-1.7 开头。"):
        assert read_source(put(tmp_path, "a.txt", text)).pages[0].text == text
