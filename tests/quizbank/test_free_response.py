import json
import subprocess

import pytest
from pydantic import ValidationError

from quizbank.bank import BankError, load_free_response
from quizbank.bank_check import free_response_defects
from quizbank.free_response import FreeResponseItem


def raw(**changes):
    part = {
        "prompt": "该进程依次访问上述页面时缺页多少次？", "points": 4, "answer": "5 次",
        "rubric": [{"text": "列出每次访问后页框的内容", "marks": 3}, {"text": "缺页 5 次", "marks": 1, "alternatives": ["五次"]}],
        "errors": [{"text": "没有计入首次装入", "cost": 2}],
    }  # fmt: skip
    item = {
        "id": "os-45-01", "version": 1, "slot": 45, "node": "os.3.2.4", "difficulty": 3, "seconds": 600,
        "stem": "某进程分得 3 个页框，采用 FIFO 置换，访问序列为 1, 2, 3, 4, 1，页框最初为空。",
        "parts": [part, {**part, "points": 3, "rubric": [{"text": "命中率为 0", "marks": 3}]}],
        "solution": "逐次访问：1 缺页，2 缺页，3 缺页，4 缺页并换出 1，再访问 1 时又缺页。" * 3,
        "handbook": ["os.3.2"], "verify": ["page_faults('FIFO', [1, 2, 3, 4, 1], 3) == 5"],
    }  # fmt: skip
    return {**item, **changes}


def item(**changes) -> FreeResponseItem:
    return FreeResponseItem.model_validate(raw(**changes))


def test_a_good_item_knows_its_points_and_subject():
    assert (item().points, item().subject) == (7, "os")
    assert free_response_defects(item(), lambda _: True) == []


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"parts": raw()["parts"][:1]}, "parts"),
        ({"parts": [*raw()["parts"], raw()["parts"][0]]}, "the parts have 11 points, slot 45 has 7"),
        (
            {"parts": [{**raw()["parts"][0], "points": 5}, raw()["parts"][1]]},
            "the rubric gives 4 marks, the part has 5",
        ),
        (
            {"parts": [{**raw()["parts"][0], "errors": [{"text": "没有答到点", "cost": 5}]}, raw()["parts"][1]]},
            "costs 5 of 4",
        ),
        ({"slot": 47}, "slot 47 belongs to cn"),
        ({"node": "os.3"}, "no section"),
        ({"handbook": ["os.3"]}, "not a section"),
        ({"origin": "copied"}, "origin"),
        ({"program": {"answer": "int f(void);", "harness": "int main(void) {}", "cases": []}}, "program"),
    ],
)
def test_a_broken_item_is_refused_with_the_reason(changes, reason):
    with pytest.raises(ValidationError, match=reason):
        item(**changes)


def test_what_the_check_finds():
    assert free_response_defects(item(), lambda _: False) == ["the handbook has no section os.3.2"]
    assert "verify is false: 1 == 2" in free_response_defects(item(verify=["1 == 2"]), lambda _: True)
    assert any("neither" in d for d in free_response_defects(item(verify=[]), lambda _: True))


def test_a_broken_line_is_named(tmp_path):
    (tmp_path / "45.jsonl").write_text(json.dumps(raw()) + "\n" + json.dumps(raw(id="os-46-01")), encoding="utf-8")
    with pytest.raises(BankError, match=r"45\.jsonl:2: .*slot 45 belongs to os"):
        load_free_response(tmp_path)


PROGRAMS = [item for item in load_free_response() if item.program]


def test_every_algorithm_question_has_a_program():
    assert {item.id for item in load_free_response() if item.slot == 41} <= {item.id for item in PROGRAMS}


@pytest.mark.parametrize("item", PROGRAMS, ids=lambda item: item.id)
def test_the_model_answers_compile_and_print_what_they_should(item, tmp_path, c_compiler):
    source = tmp_path / "answer.c"
    source.write_text(item.program.source, encoding="utf-8")
    built = subprocess.run(
        [c_compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", source, "-o", tmp_path / "answer"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    for case in item.program.cases:
        done = subprocess.run(
            [tmp_path / "answer"], input=case.input, capture_output=True, text=True, timeout=10, check=True
        )
        assert done.stdout.split() == case.output.split(), case.input
