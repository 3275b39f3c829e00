import pytest

from index.library import Library
from index.retrieval import RetrievalSettings

NOTES = {
    "lru.md": "# 页面置换\n\n## LRU\n\nLRU 换出最近最久未使用的页面，需要硬件记录访问的先后，开销大。",
    "clock.md": "# 页面置换\n\n## CLOCK\n\nCLOCK 用访问位近似 LRU，指针循环扫描，遇到访问位为零的页面就换出。",
    "tcp.md": "# 传输层\n\nTCP 用三次握手建立连接，使双方确认彼此的初始序号，避免失效的连接请求。",
    "heap.md": "# 堆\n\n堆是一棵完全二叉树，大根堆中每个结点不小于它的孩子。",
    "sort.md": "# 堆排序\n\n堆排序先建堆，再反复取出最大的元素，时间复杂度为 O(n log n)。",
    "hash.md": "# 散列表\n\n散列函数把关键字映射为地址；两个关键字得到同一地址称为冲突，可用开放定址法或拉链法处理。",
    "weather.md": "# 总线\n\n总线仲裁决定哪个设备使用总线，分为集中式和分布式。",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notes")
    for name, text in NOTES.items():
        (folder / name).write_text(text, encoding="utf-8")
    library = Library(tmp_path_factory.mktemp("library"))
    library.add([folder], "notes")
    return library


def found(library, question, k=3):
    return [one.passage.source for one in library.search(question, k)]


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("tcp为什么要三次握手", "tcp.md"),
        ("什么是堆", "heap.md"),
        ("堆排序的时间复杂度是多少", "sort.md"),
        ("哈希冲突怎么解决", "hash.md"),  # the notes say 散列
        ("what is a hash collision", "hash.md"),
        ("ＴＣＰ 三次握手", "tcp.md"),
    ],
)
def test_the_passage_that_answers_comes_first(library, question, source):
    assert found(library, question)[0] == source


def test_radicals_copied_from_a_pdf_are_no_hindrance(library):
    assert found(library, "⻚⾯置换") == found(library, "页面置换") != []


def test_a_comparison_finds_both_sides(library):
    assert set(found(library, "LRU 和 CLOCK 有什么区别", 2)) == {"lru.md", "clock.md"}


@pytest.mark.parametrize(
    "question",
    [
        "红烧肉怎么做",
        "今天天气怎么样",
        "推荐一部电影",
        "特斯拉股票价格",
        "你好",
        "谢谢",
        "为什么",
        "？",
        "",
        "what is the weather like",
    ],
)
def test_nothing_is_found_when_nothing_bears_on_the_question(library, question):
    assert library.search(question) == []


def test_a_long_term_is_enough_in_a_question_with_much_beside_it(library):
    assert found(library, "上课讲的三次握手")[0] == "tcp.md"


def test_a_definition_comes_before_a_mention(tmp_path):
    texts = {
        "a.txt": "堆的调整：插入堆时上浮，删除堆顶时下沉，堆空时报错。",
        "b.txt": "堆（见图）是一种结构，结点不小于它的孩子，所以堆顶最大。",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    library = Library(tmp_path / "library")
    library.add([tmp_path / name for name in texts], "ds")
    assert found(library, "堆") == ["a.txt", "b.txt"]
    assert found(library, "什么是堆") == ["b.txt", "a.txt"]


def test_scores_fall_and_stay_within_one(library):
    scores = [one.score for one in library.search("页面置换算法 LRU CLOCK", 5)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_k_limits_what_comes_back(library):
    assert len(library.search("堆", 1)) == 1
    assert library.search("堆", 0) == []


def test_near_copies_are_folded(tmp_path):
    text = "TCP 用三次握手建立连接，使双方确认彼此的初始序号，避免失效的连接请求突然又传到服务器。"
    for name, ending in (
        ("a.txt", ""),
        ("b.txt", "。"),
        ("c.txt", "再看四次挥手：双方各自关闭自己的方向，共四个报文段，主动方最后等待两倍的最长报文寿命。"),
    ):
        (tmp_path / name).write_text(text + ending, encoding="utf-8")
    library = Library(tmp_path / "library")
    library.add([tmp_path / name for name in ("a.txt", "b.txt", "c.txt")], "net")
    assert len(found(library, "三次握手")) == 2


def test_a_small_collection_is_not_drowned_by_a_large_one(tmp_path, library):
    (tmp_path / "novel.txt").write_text(
        "\n".join(f"第{n}回\n却说众将握手言欢，三次举杯，连接成营。" for n in range(1, 300)), encoding="utf-8"
    )
    Library(library.folder).add([tmp_path / "novel.txt"], "novel")
    assert library.search("TCP 三次握手", 1)[0].passage.collection == "notes"


def test_a_passage_with_recognition_errors_comes_after_a_clean_one(tmp_path):
    clean = "死锁的四个必要条件是互斥、不剥夺、请求并保持和循环等待，四者同时成立才可能发生死锁，破坏其中一个就能预防。"
    noisy = (
        "死 锁 的 四 个 必 要 条 件 是 互 斥 、 不 剥 夺 、 请 求 并 保 持 和 循 环 等 待 ， 死 锁 的 四 个 必 要 条 件 要 同 时 "
        "成 立 才 会 有 死 锁 ， 这 是 考 试 的 死 锁 的 四 个 必 要 条 件 ，破 坏 其 中 一 个 就 能 预 防"
    )
    for name, text in (("a.txt", noisy), ("b.txt", clean)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for weight, first in ((1.0, "a.txt"), (0.5, "b.txt")):
        library = Library(tmp_path / str(weight), retrieval=RetrievalSettings(noisy=weight))
        library.add([tmp_path / "a.txt", tmp_path / "b.txt"], "os")
        assert found(library, "死锁的四个必要条件")[0] == first


def test_a_passage_that_announces_a_table_brings_it(tmp_path):
    filler = (
        "循环队列把数组看成首尾相接的环，指针加一后对长度取模，这样就不会出现假溢出。" * 8 + "并列的还有双端队列。" * 3
    )
    table = "| 名称 | 做法 |\n|---|---|\n" + "\n".join(f"| 甲{n} | 牺牲一格{n} |" for n in range(30))
    (tmp_path / "q.md").write_text(f"# 队列\n\n{filler}\n\n区分队空与队满有三种办法：\n\n{table}\n", encoding="utf-8")
    library = Library(tmp_path / "library")
    library.add([tmp_path / "q.md"], "ds")
    for k in (1, 2):
        first = library.search("区分队空与队满", k)[0].passage
        assert "三种办法：\n\n| 名称" in first.text and first.text.endswith("| 甲29 | 牺牲一格29 |")
        assert first.end - first.start == len(first.text)


def test_a_run_of_words_that_stands_nowhere_is_not_answered_by_half_of_it(tmp_path):
    (tmp_path / "novel.txt").write_text("遂娶羌女生腾。腾身长八尺，体貌雄异，禀性温良，人多敬之。", encoding="utf-8")
    library = Library(tmp_path / "library")
    library.add([tmp_path / "novel.txt"], "novel")
    assert found(library, "怎么追女生") == [] and found(library, "身长八尺") == ["novel.txt"]


def test_what_stands_around_a_passage_decides_between_equal_ones(tmp_path):
    """Both sources hold the same words of the question once; in one the passages around it tell the rest."""
    filler = [
        f"第{n}日，诸将按着阵图操练了一番，随后押运粮草的后军也陆续到了营中，主簿一一点验入册，并无差错。" * 7
        for n in range(8)
    ]
    story = [*filler[:3], "刘备与张飞在涿县相识。" + filler[3], "关羽也来投军。" + filler[4], *filler[5:]]
    here = "众人来到一座桃园歇马。" + filler[0]
    (tmp_path / "a.txt").write_text("\n\n".join([*filler[:3], here, *filler[3:]]), encoding="utf-8")
    (tmp_path / "b.txt").write_text("\n\n".join([*story[:4], here, *story[4:]]), encoding="utf-8")
    first = {}
    for place in (0.0, 1.0):
        asking = RetrievalSettings(
            least_coverage=0, least_beside=0, least_bearing=0, place=place, coverage=0, same_text=2
        )
        library = Library(tmp_path / f"library{place}", retrieval=asking)
        library.add([tmp_path / "a.txt", tmp_path / "b.txt"], "novel")
        gardens = [one for one in library.search("刘备关羽张飞桃园", 9) if "桃园" in one.passage.text]
        first[place] = {one.passage.source: one.score for one in gardens}
    assert first[0.0]["a.txt"] == pytest.approx(first[0.0]["b.txt"], rel=0.05)
    assert first[1.0]["b.txt"] > 1.2 * first[1.0]["a.txt"]
