"""Data structures: questions of fixed seeds against answers worked out by hand from their stems."""

from fractions import Fraction

import pytest

from quizbank.generators.catalogue import families, family
from quizbank.questions import LETTERS

# family, seed, words of the stem that hold the data, the answer, how it was found
WORKED = [
    ("stack_outputs", 100, "元素 5、6、7、8、9 依次进入", "6, 8, 7, 9, 5"),  # 56 pop 6, 78 pop 8 7, 9 pop, pop 5
    ("circular_queue", 100, "A[0..11] 中，front 指向队头元素，rear 指向队尾元素的下一个位置，采用牺牲", "7"),  # 11 - 4
    ("circular_queue", 101, "front = 13，rear = 7（队列非空），此后依次出队 8 个元素", "6"),  # 21 mod 15
    ("matrix_address", 100, "12 阶对称矩阵 $A$ 的下三角部分（含主对角线）按行优先", "13"),  # a54: 1+2+3+4, then 3
    (
        "matrix_address",
        101,
        "元素 $a_{10,20}$ 在 B 中",
        "245",
    ),  # a(20,10) by columns: 30+29+...+22 = 234, 10 more, from 1
    (
        "tree_traversals",
        100,
        "先序遍历序列为 JHCKEBDFI，中序遍历序列为 CHKJBFDEI",
        "CKHFDBIEJ",
    ),  # J(H(C,K),E(B(,D(F,)),I))
    ("forest_conversion", 100, "先序序列为 EKDJHCIFAB，中序序列为 DKCHJEAFBI", "4"),  # D, C, A, B have no left child
    (
        "threaded_links",
        100,
        "后序遍历序列为 CBDFAGE，中序遍历序列为 CBEFDGA",
        "E",
    ),  # B has only a left child; after B: E
    ("huffman_wpl", 100, "19、26、23、12、15、15、11、18", "414"),  # 23+30+37+46+56+83+139
    ("huffman_wpl", 101, "a 出现 9 次、b 出现 33 次、c 出现 2 次", "82 位"),  # 3 * 102 - (6+15+34+67+102)
    ("bst_shape", 101, "69、70、29、10、91、52、21、54、88", "4"),  # 69-29-10-21, 69-29-52-54, 69-70-91-88
    ("avl_insertion", 100, "86、93、60、19、14、39、15、23、71", "60"),  # LL at 60 by 14, LR at 86 by 39
    ("avl_insertion", 101, "则插入关键字 80 时", "RL 型（先右旋后左旋）"),  # 80 lies left below 84, right of 72
    ("red_black_insertion", 101, "28、33、87、43、46、90、76", "33"),  # one rotation at the top, by 87
    ("b_tree_splits", 100, "42、34、37、77、33、18、49", "37"),  # 49 splits [42 49 77] and then [33 37 49]
    ("b_tree_splits", 101, "13、74、58、51、89、12、52、97、38、31、87", "2"),  # by 89 (58 up) and by 38 (38 up)
    ("hash_asl", 100, "100、10、72、18、56、27、70、21、17、106", "3/2"),  # chains 3, 2, 1, 1, 2, 1: 15 / 10
    ("hash_asl", 101, "109、36、64、40、20、112、113、6、21、102", "10/7"),  # ten keys on seven chains
    ("kmp_next", 100, "模式串为 baaabbaa，位序从 1 开始", "0, 1, 1, 1, 1, 2, 2, 3"),  # borders -, 0, 0, 0, b, b, ba
    ("binary_search_comparisons", 100, "查找关键字 23", "62, 41, 17, 28"),  # places 6, 2, 0, 1
    ("sort_passes", 100, "98、67、83、55、65、53、84、45、32、11", "11, 32, 45, 53, 65, 55, 84, 83, 67, 98"),
    (
        "sort_passes",
        101,
        "序列为 12、18、53、67、69、66、71",
        "简单选择排序（选最小）",
    ),  # 12, 18, 53 exchanged to the front
    ("quick_partition", 100, "2、13、33、39、40、52、59", "13, 2, 33, 39, 52, 40, 59"),  # pivots 39, then 33 and 59
    ("heap_steps", 100, "89, 78, 86, 22, 51, 68, 57", "3"),  # 87 with 22, 78 and 89
    ("heap_steps", 200, "13, 32, 59, 34, 66, 61, 72, 90, 53", "5"),  # 53 passes 32 and 34, then 90 alone: 2 + 2 + 1
    (
        "stack_outputs",
        204,
        "元素 3、4、5、6、7 依次进入一个初始为空的容量为 3",
        "6, 5, 4, 7, 3",
    ),  # 3 4 5 6 are in when 6 leaves
    ("merge_passes", 100, "59、51、4、22、18、57、35、4、43、23、29", "582 次"),  # 8 + 71 + 158 + 345
    ("topological_orders", 100, "<b, a>、<c, a>、<c, b>、<c, e>", "10"),  # c {e, f} b a, and d at five places
    ("critical_path", 100, "| a9 | v5 → v6 | 9 |", "15"),  # vl(4) = 37 - 9 - 6 = 22, minus 7
    ("dijkstra_order", 100, "<v0, v1>: 15、<v0, v2>: 16、<v0, v4>: 3", "v4, v2, v3, v1, v5"),  # 3, 4, 13, 14, 21
    ("spanning_tree", 100, "AC: 17、AF: 19、AG: 25、BC: 26", "87"),  # 3+9+13+17+19+26
    ("infix_to_postfix", 100, "a+b-c÷d-e-(f-g)", "- ( -"),  # each - first pops what is before it
    ("union_find", 100, "Union(2, 8)、Union(1, 4)、Union(5, 7)、Union(5, 1)", "-1, 5, -2, -2, 5, -4, 3, 5, 2"),
]


@pytest.mark.parametrize(("name", "seed", "data", "answer"), WORKED)
def test_the_key_is_what_was_worked_out_by_hand(name, seed, data, answer):
    item = family(name).item(seed)
    assert data in item.stem
    assert item.option(item.key).text == answer


# family, seed, a wrong option, words of its reason; each worked out by hand from the stem as well
MISTAKES = [
    ("circular_queue", 100, "4", "已有的元素个数"),  # (2 - 10) mod 12
    ("circular_queue", 101, "7", "多移动了一个位置"),  # 22 mod 15
    ("matrix_address", 100, "51", "没有压缩"),  # 4 * 12 + 3
    ("matrix_address", 101, "200", "按行优先"),  # 1 + 2 + ... + 19 + 9, from 1
    ("huffman_wpl", 100, "275", "漏掉了根结点"),  # 414 - 139
    ("huffman_wpl", 100, "556", "最大深度"),  # 139 * 4
    ("bst_shape", 101, "3", "第 0 层"),
    ("hash_asl", 100, "5/2", "空指针"),  # (15 + 10) / 10
    ("hash_asl", 100, "8/5", "多数了 1"),  # 16 / 10
    ("hash_asl", 101, "17/7", "空指针"),  # (10 + 7) / 7
    ("kmp_next", 100, "-1, 0, 0, 0, 0, 1, 1, 2", "位序从 0 开始"),
    ("sort_passes", 100, "11, 32, 45, 55, 65, 53, 67, 83, 84, 98", "最大的元素放到末尾"),
    ("heap_steps", 100, "4", "堆的层数"),
    ("heap_steps", 101, "49, 85, 79, 81, 44, 13, 92", "没有向下调整"),  # 92 and 49 exchanged, nothing more
    ("merge_passes", 100, "237 次", "最后一次归并"),  # 582 - 345
    ("merge_passes", 100, "574 次", "第一次归并"),  # 582 - 8
    ("topological_orders", 100, "19", "漏看了弧 <e, b>"),  # d first: 4 places for e, else 3 * 5
    ("critical_path", 100, "9", "最早开始时间"),  # a1 lasts 9 days
    ("critical_path", 100, "6", "时间余量"),  # 15 - 9
    ("spanning_tree", 100, "107", "权值最小的 7 条边"),  # 3+9+13+17+19+22+24
    ("spanning_tree", 100, "98", "舍去"),  # 185 - 87
    ("union_find", 100, "-1, 5, -1, -1, 1, -1, 3, 5, 2", "先找到两棵树的根"),
]


@pytest.mark.parametrize(("name", "seed", "text", "reason"), MISTAKES)
def test_a_wrong_answer_is_what_its_mistake_gives(name, seed, text, reason):
    item = family(name).item(seed)
    whys = {option.text: option.why for option in item.options}
    assert text != item.option(item.key).text
    assert reason in whys[text]


VARIANTS = {
    "stack_outputs": ["可能的出栈序列是", "**不可能**得到", "共有多少种", "容量为 3"],
    "circular_queue": ["front 的值为", "rear 的值为", "元素个数为", "length = ", "tag", "牺牲一个单元"],
    "matrix_address": ["对称矩阵", "下三角矩阵", "上三角矩阵", "三对角", "哪一个元素", "二维数组"],
    "tree_traversals": ["则它的后序", "则它的先序", "则它的层次", "层次遍历序列为"],
    "forest_conversion": ["广义表", "由某森林转换得到", "某森林的先序", "后序遍历序列为", "高度", "叶结点", "棵数"],
    "threaded_links": ["先序线索化", "中序线索化", "后序线索化", "左线索", "右线索"],
    "huffman_wpl": ["WPL", "三叉", "总长度", "节省", "的编码长度"],
    "bst_shape": ["高度", "查找成功", "查找失败", "中序前驱", "中序后继"],
    "avl_insertion": ["根结点的关键字为", "次数", "属于", "最小不平衡", "先序遍历", "双亲"],
    "red_black_insertion": ["为红色的是", "为黑色的是", "个数", "根结点的关键字为", "双亲"],
    "b_tree_splits": ["分裂的总次数", "个数为", "唯一的关键字", "删除关键字", "3 阶", "4 阶", "5 阶"],
    "hash_asl": ["线性探测", "平方探测", "链地址法", "查找成功", "查找失败", "中的地址为"],
    "kmp_next": ["的 next 数组为", "nextval 数组为", "比较次数", "位序从 0", "位序从 1"],
    "binary_search_comparisons": ["依次与之比较", "比较次数为", "查找成功的平均", "查找失败时与关键字", "向上取整"],
    "sort_passes": ["插入排序", "起泡", "选择排序", "希尔", "归并", "基数", "所采用的排序方法"],
    "quick_partition": ["第一次划分", "**不可能**为", "内容可能为", "则第二趟"],
    "heap_steps": ["大根堆", "小根堆", "建成的堆", "插入关键字", "删除堆顶", "比较次数", "堆排序"],
    "merge_passes": ["需要归并的趟数", "最佳归并树", "第一个初始归并段", "败者", "读入的记录总数"],
    "topological_orders": ["共有多少种", "是该图的拓扑序列的是", "**不是**", "用栈", "用队列"],
    "critical_path": ["至少需要", "最迟开始", "最早开始", "时间余量", "属于关键活动", "最迟发生"],
    "dijkstra_order": ["dist 值依次为", "先后次序", "最短路径长度"],
    "spanning_tree": ["Prim", "Kruskal", "权值之和", "加入生成树"],
    "infix_to_postfix": ["后缀表达式为", "从栈底到栈顶", "最多有多少个"],
    "union_find": ["Find(", "各元素依次为", "集合的个数", "元素个数为", "层数", "总是把 y"],
}


def test_every_family_is_looked_at():
    own = {name for name, one in families().items() if one.subject == "ds"}
    assert {name for name, *_ in WORKED} == set(VARIANTS) <= own


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_is_drawn(name):
    stems = [family(name).item(seed).stem for seed in range(150)]
    assert [words for words in VARIANTS[name] if not any(words in stem for stem in stems)] == []


def test_numbers_stay_in_their_range():
    for seed in range(200):
        item = family("circular_queue").item(seed)
        size = int(item.stem.split("A[0..")[1].split("]")[0]) + 1
        assert all(0 <= int(item.option(letter).text) <= size for letter in LETTERS)
        item = family("matrix_address").item(seed)
        assert all(option.text.startswith("$") or int(option.text) >= 0 for option in item.options)


def test_no_successful_search_is_shorter_than_one_comparison():
    for seed in range(300):
        item = family("hash_asl").item(seed)
        if "查找成功的平均查找长度" in item.stem:
            assert all(Fraction(option.text) >= 1 for option in item.options)


def test_a_stated_capacity_matters():
    for seed in range(300):
        item = family("stack_outputs").item(seed)
        if "栈的容量足够大" not in item.stem and "容量足够大的栈" not in item.stem:
            assert any("容量" in option.why for option in item.options)
