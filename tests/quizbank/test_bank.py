import json

import pytest

from quizbank.bank import BankError, load_bank
from quizbank.bank_check import check_bank, near_duplicates, report_lines
from quizbank.questions import ChoiceItem


def raw(**changes):
    item = {
        "id": "os-0302-01", "version": 1, "node": "os.3.2.4", "skill": "compute", "difficulty": 3, "seconds": 90,
        "stem": "进程分得 3 个页框，访问序列为 1, 2, 3, 4, 1，初始全空，采用 FIFO 置换，缺页次数为（ ）。",
        "options": [{"text": str(n), "why": f"数错了访问序列，得到 {n}"} for n in (3, 4, 5, 6)],
        "key": "C", "solution": "每次访问都缺页，一共 5 次。", "handbook": "os.3.2", "verify": "4 + 1 == 5",
    }  # fmt: skip
    return {**item, **changes}


def write(folder, *lines):
    (folder / "os").mkdir(parents=True, exist_ok=True)
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / "os" / "03.jsonl").write_text(text, encoding="utf-8")


def test_a_good_line_is_read(tmp_path):
    write(tmp_path, raw(), "", raw(id="os-0302-02"))
    items = load_bank(tmp_path)
    assert [item.id for item in items] == ["os-0302-01", "os-0302-02"]
    assert (items[0].subject, items[0].chapter, items[0].option("C").text) == ("os", "os.3", "5")


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"key": "E"}, "key"),
        ({"node": "os.9.9"}, "unknown outline node 'os.9.9'"),
        ({"node": "os.3"}, "section"),
        ({"handbook": "os.3"}, "not a section"),
        ({"id": "cn-0302-01"}, "subject cn"),
        ({"id": "os-0401-01"}, "section os.4.1"),
        ({"difficulty": 6}, "difficulty"),
        ({"surplus": 1}, "surplus"),
        ({"options": raw()["options"][:3]}, "options"),
        ({"options": [{"text": "5", "why": "一样的选项"}] * 4}, "must differ"),
        ({"options": [*raw()["options"][:3], {"text": "以上都不对", "why": "并非都不对"}]}, "pinned"),
    ],
)  # fmt: skip
def test_a_broken_line_is_named(tmp_path, changes, reason):
    write(tmp_path, raw(), raw(**{"id": "os-0302-02", **changes}))
    with pytest.raises(BankError) as error:
        load_bank(tmp_path)
    assert len(error.value.defects) == 1
    assert "03.jsonl:2: " in error.value.defects[0]
    assert reason in error.value.defects[0]


def test_every_defect_is_named_at_once(tmp_path):
    write(tmp_path, "{broken", raw(key="E", id="os-0302-02"), raw(), raw())
    with pytest.raises(BankError) as error:
        load_bank(tmp_path)
    assert [
        part in defect for part, defect in zip((":1: not JSON", ":2: key", "twice"), error.value.defects, strict=True)
    ]


def test_a_file_in_another_encoding_is_named(tmp_path):
    (tmp_path / "os").mkdir()
    (tmp_path / "os" / "03.jsonl").write_bytes("题干".encode("gbk"))
    with pytest.raises(BankError, match=r"03\.jsonl: not UTF-8"):
        load_bank(tmp_path)


def item(**changes):
    return ChoiceItem.model_validate(raw(**changes))


def defects(*items, handbook=True):
    return check_bank(items, [], lambda _: handbook).defects


def test_what_the_check_finds():
    assert any("no section os.3.2" in d for d in defects(item(), handbook=False))
    assert any("verify is false" in d for d in defects(item(verify="1 == 2")))
    assert any("verify failed" in d for d in defects(item(verify="open('x')")))
    assert any("needs a verify" in d for d in defects(item(verify=None)))
    assert any("no figure x.svg" in d for d in defects(item(figure={"file": "x.svg", "alt": "一张图片"})))
    assert any("by its letter" in d for d in defects(item(solution="每次访问都缺页，所以选 C。")))
    assert not any("by its letter" in d for d in defects(item(solution="进程 A 先于进程 B 得到资源 C。")))
    stem = "下列关于死锁的叙述中，{}的是（ ）。"
    assert any("must be bold" in d for d in defects(item(stem=stem.format("错误"))))
    assert not any("must be bold" in d for d in defects(item(stem=stem.format("**错误**"))))


def test_near_duplicates_are_found_whatever_the_order_of_options():
    other = raw(id="os-0302-02", options=list(reversed(raw()["options"])), key="B")
    assert near_duplicates([item(), ChoiceItem.model_validate(other)])
    different = raw(
        id="os-0302-03", stem="设某文件系统采用位示图管理空闲块，磁盘共有 4096 块，位示图占用字节数是（ ）。"
    )
    assert not near_duplicates([item(), ChoiceItem.model_validate(different)])


def test_a_lopsided_bank_is_found():
    longest = [
        {"text": "五次，因为每一次访问都缺页", "why": "数得正确无误"},
        *raw()["options"][:2],
        raw()["options"][3],
    ]
    report = check_bank([item(options=longest, key="A")], [], lambda _: True)
    assert report.longest_key_share == 1.0
    assert any("longest option" in d for d in report.defects)
    assert any("difficulty 3" in d for d in report.defects)


def test_what_a_bank_lacks_is_named():
    report = check_bank([item(also=["os.3.2.2"])], [], lambda _: True)
    assert report.sections["os.3.2"] == 1
    assert "os.3.2.4" not in report.nodes_uncovered
    assert "os.3.2.2" not in report.nodes_uncovered
    assert {"os: 1 items, 120 wanted", "section os.3.2: 1 items, 3 wanted", "no item touches os.3.2.1"} <= set(
        report.defects
    )
    assert "slot 45: 0 free-response items, 6 wanted" in report.defects


def test_the_report_is_a_table_and_its_numbers_add_up():
    items = [
        item(),
        item(id="os-0302-02", difficulty=4, skill="recall", key="A", stem="位示图每一位对应一个磁盘块，正确吗？"),
    ]
    report = check_bank(items, [], lambda _: True)
    assert report.table == {"os": {"compute": {3: 1}, "recall": {4: 1}}}
    assert report.keys["os"] == {"A": 1, "B": 0, "C": 1, "D": 0}
    lines = report_lines(report)
    assert lines[1].split() == ["os", "compute", "1", "0", "1"]
    assert lines[3].split() == ["all", "1", "1", "2"]
    assert lines[-len(report.defects) :] == report.defects
