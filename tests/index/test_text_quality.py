import random

import pytest

from index.text_quality import Verdict, judge, noise, reads_as_language, visible_length

CHINESE = (
    "操作系统在内存中为每个进程建立页表，页表项记录页面所在的页框号。当访问的页面不在内存时，产生缺页中断，由系统调入。"
    * 3
)
ENGLISH = "The processor reads the page table and raises a fault when the page is not in memory. " * 5
CODE = "```\nint main(void) {\n    for (int i = 0; i < count; i++) total += value[i];\n    return total;\n}\n" * 3


@pytest.mark.parametrize("text", [CHINESE, ENGLISH, CODE, "第三章 内存管理与虚拟存储器的基本概念"])
def test_plain_text_is_good(text):
    assert judge(text) is Verdict.GOOD


def test_a_page_with_a_picture_and_no_text_is_missing():
    assert judge(" \n", drawn=True) is Verdict.MISSING
    assert judge("", drawn=False) is Verdict.GOOD  # an empty page has lost nothing


def test_control_and_accented_characters_are_garbled():
    assert judge("\x18\x03S-\x16\x15Ä2ò«0\x0bÅeù{I\x15\x9bX\x7fjı" * 4) is Verdict.GARBLED


def test_characters_drawn_by_lot_are_garbled():
    draw = random.Random(408)
    assert judge("".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(200))) is Verdict.GARBLED


def test_a_broken_map_within_the_common_characters_is_garbled():
    shifted = {char: chr(0x5000 + number) for number, char in enumerate(sorted(set(CHINESE)))}
    assert judge("".join(shifted[char] for char in CHINESE)) is Verdict.GARBLED


def test_traditional_text_is_good():
    assert judge("作業系統負責管理計算機的硬體資源與軟體資源，並為應用程式提供服務。" * 4) is Verdict.GOOD


def test_answers_without_their_chinese_are_cjk_missing():
    text = "23.\nA. B.\nC. D.\n24. CD-ROM\nA. B. C. D.\n25. I/O\nA. B.\nC. D.\n26. 1 2 3 100 1 5 90 2\nA. 200 B. 295 C. 300 D. 390"
    assert judge(text) is Verdict.CJK_MISSING


def test_signs_of_bad_recognition_are_noisy_and_still_usable():
    text = "折半查找的判定树是一 棵二 叉排 序树， 看其是否 满足二叉 排序树的 要求，semaphore Emp七y_B 为空。�" * 4
    assert judge(text) is Verdict.NOISY
    assert Verdict.NOISY.usable
    assert not Verdict.GARBLED.usable


def test_letters_without_a_map_are_garbled_however_they_look():
    assert judge(ENGLISH, unmapped=0.9) is Verdict.GARBLED
    assert judge(ENGLISH, unmapped=0.05) is Verdict.GOOD


def test_gaps_that_were_taken_out_still_count():
    assert judge(CHINESE, gaps=0) is Verdict.GOOD
    assert judge(CHINESE, gaps=len(CHINESE) // 50) is Verdict.NOISY
    assert noise(CHINESE, 3) == pytest.approx(3 / visible_length(CHINESE))


def test_latex_is_no_noise():
    assert noise(r"时间复杂度为 $O(n \log n)$，其中 $\{1, \dots, n\}$ 是下标。" * 5) == 0


def test_a_wrong_language_does_not_read_as_language():
    assert not reads_as_language("WEMAABA BTR HEI ZHE kfj lqx MNB ghw TTR ewq " * 10)
    for text in (ENGLISH, CODE, CHINESE, "MOV AX BX"):
        assert reads_as_language(text)


def test_every_verdict_is_explained():
    assert all(verdict.explanation for verdict in Verdict)
    assert [verdict for verdict in Verdict if verdict.usable] == [Verdict.GOOD, Verdict.NOISY]
