import pytest

from index.explanation import Scores
from index.joining import LONGEST, Ranked, announced, groups_of
from tests.index.segments import passages, segment

SENTENCES = [
    "死锁是多个进程互相等待对方占有的资源而都不能向前推进的状态，没有外力就一直僵持下去，",
    "所以必须由系统来预防、避免，或者检测出来以后解除它。",
    "预防死锁就是破坏四个必要条件之一，例如按编号申请资源来破坏循环等待。",
    "银行家算法在分配以前试探一次，看系统是否仍然处于安全状态。",
]


def ranked(part, *rows, held=0b1111):
    """The rows of a segment as candidates, each a little worse than the one before."""
    return [Ranked(part, row, Scores(1.0, 0.5, 1.0, 1.0), 0.9 - 0.05 * at, held) for at, row in enumerate(rows)]


def test_passages_found_side_by_side_become_one_with_true_offsets():
    part = segment(passages(*SENTENCES))
    (group, other), _ = groups_of(ranked(part, 2, 0, 3), 5, 0.8)
    assert group.passage.text == SENTENCES[2] + SENTENCES[3]
    assert (group.passage.start, group.passage.end) == (part.passages[2].start, part.passages[3].end)
    assert group.passage.end - group.passage.start == len(group.passage.text)
    assert group.found.score == 0.9
    assert other.best.row == 0


def test_a_best_passage_cut_in_mid_sentence_is_completed_on_either_side():
    part = segment(passages(*SENTENCES))
    (first,), _ = groups_of(ranked(part, 0), 1, 0.8)
    assert first.passage.text == SENTENCES[0] + SENTENCES[1] and first.reasons == ["its end"]
    (second,), _ = groups_of(ranked(part, 1), 1, 0.8)
    assert second.passage.text == SENTENCES[0] + SENTENCES[1] and second.reasons == ["its beginning"]
    (whole,), _ = groups_of(ranked(part, 2), 1, 0.8)
    assert whole.passage == part.passages[2]


@pytest.mark.parametrize("other", [{"source": "b.txt"}, {"section": ("死锁", "预防")}])
def test_what_stands_elsewhere_is_no_neighbour(other):
    part = segment([*passages(SENTENCES[0]), *passages(SENTENCES[1], **other)])
    groups, _ = groups_of(ranked(part, 0, 1), 5, 0.8)
    assert [group.passage for group in groups] == list(part.passages)


def test_removed_passages_are_not_joined():
    part = segment(passages(*SENTENCES), alive=[True, False, True, True])
    (group,), _ = groups_of(ranked(part, 0), 5, 0.8)
    assert group.passage.text == SENTENCES[0]


def test_joined_passages_stay_short():
    long = [("甲" * 399 + "。"), ("乙" * 399 + "。"), ("丙" * 399 + "。")]
    groups, _ = groups_of(ranked(segment(passages(*long)), 0, 1, 2), 5, 0.8)
    assert [len(group.passage.text) for group in groups] == [800, 400]
    assert max(len(group.passage.text) for group in groups) <= LONGEST


def test_a_much_worse_neighbour_stands_alone():
    part = segment(passages(*SENTENCES))
    best, worse = ranked(part, 2, 3)
    worse.score = 0.3
    groups, _ = groups_of([best, worse], 5, 0.8)
    assert [group.best.row for group in groups] == [2, 3]


def test_copies_in_normal_form_fold_across_collections_and_say_into_what():
    text = "TCP 用三次握手建立连接，使双方确认彼此的初始序号，避免失效的连接请求。"
    here = segment(passages(text))
    there = segment(passages(text.replace("TCP", "ＴＣＰ").replace("用", "⽤"), collection="other"))
    groups, folded = groups_of([*ranked(here, 0), *ranked(there, 0)], 5, 0.8)
    assert [group.passage.collection for group in groups] == ["notes"]
    assert [(fold.one.segment, fold.into.segment, fold.likeness) for fold in folded] == [(there, here, 1.0)]


def test_passages_that_answer_different_things_are_not_compared_as_copies():
    text = "TCP 用三次握手建立连接，使双方确认彼此的初始序号。"
    one, two = segment(passages(text)), segment(passages(text, source="b.txt"))
    groups, folded = groups_of([*ranked(one, 0, held=0b1111), *ranked(two, 0, held=0b110000)], 5, 0.8)
    assert len(groups) == 2 and folded == []


def test_a_long_table_that_is_announced_follows_as_its_own_passage():
    table = "| 名称 | 做法 |\n|---|---|\n" + "\n".join(f"| 甲{n} | 牺牲一格{n} |" for n in range(90))
    part = segment(passages("区分队空与队满有三种办法：", table))
    groups, _ = groups_of(ranked(part, 0), 5, 0.8)
    assert len(table) > LONGEST and groups[0].passage.text.endswith("办法：")
    assert announced(groups[0], groups) == part.passages[1]
    both, _ = groups_of(ranked(part, 0, 1), 5, 0.8)
    assert announced(both[0], both) is None
