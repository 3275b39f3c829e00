"""B-trees: splits while keys are inserted, merging after a deletion."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.b_trees import b_tree_after, b_tree_node_count
from quizbank.simulators.tree_notation import b_tree_levels


def _node(keys: list[int]) -> str:
    return "[" + " ".join(map(str, keys)) + "]"


def _level_words(tree: tuple) -> str:
    return "；".join(f"第 {n} 层 " + " ".join(map(_node, row)) for n, row in enumerate(b_tree_levels(tree), 1))


def _height(tree: tuple) -> int:
    return len(b_tree_levels(tree))


def _splits(tree: tuple) -> int:
    """Every split adds a node, the split of a root also a level."""
    return b_tree_node_count(tree) - _height(tree)


def _trees(order: int, keys: list[int]) -> list[tuple]:
    trees, tree = [], ([], [])
    for key in keys:
        tree = b_tree_after(order, [("insert", key)], tree)
        trees.append(tree)
    return trees


def _inserting(rng: random.Random, order: int, keys: list[int], trees: list[tuple]) -> Draft:
    tree = trees[-1]
    inserted = [("insert", key) for key in keys]
    built = f"b_tree_after({order}, {inserted})"
    rows = []
    for i, key in enumerate(keys):
        times = _splits(trees[i]) - (_splits(trees[i - 1]) if i else 0)
        if times or i == len(keys) - 1:
            rows.append((key, f"分裂 {times} 次" if times else "不分裂", _level_words(trees[i])))
    middle = -(-order // 2)
    begin = (
        f"将关键字 {listed(keys)} 依次插入一棵初始为空的 {order} 阶 B 树。结点中的关键字达到 {order} 个时分裂，"
        f"从小到大的第 {middle} 个关键字上升到双亲结点。"
    )
    solution = (
        f"{order} 阶 B 树的结点最多有 {order - 1} 个关键字，插入后有 {order} 个时以第 {middle} 个为界分裂"
        f"（只列出引起分裂的和最后一次插入）："
        + table(["插入", "分裂", "插入后的 B 树"], rows)
    )  # fmt: skip
    other = 5 if order != 5 else 4
    least = 1  # what the answer cannot be below
    asked = rng.choice(("splits", "nodes", "leaves", "root"))
    levels = b_tree_levels(tree)
    if asked == "splits":
        right = _splits(tree)
        values = [
            (b_tree_node_count(tree) - 1, "以为每多一个结点就分裂一次，没有扣除新产生的根。"),
            (b_tree_node_count(tree), "求成了结点的总数。"),
            (len(rows) - (rows[-1][1] == "不分裂"), "一次插入引起的连续分裂只算了一次。"),
            (right - 1, "漏掉了一次向上传递的分裂。"),
            (right + 1, "根结点的分裂算了两次。"),
            (_splits(_trees(order + 1, keys)[-1]), f"结点满 {order} 个关键字时没有立即分裂，按 {order + 1} 阶计算。"),
        ]
        ask = "则整个插入过程中结点分裂的总次数为"
        claim = f"b_tree_node_count({built}) - len(b_tree_levels({built})) == {ANSWER}"
        end = f"共分裂 {right} 次。"
    elif asked == "nodes":
        right = b_tree_node_count(tree)
        values = [
            (right - 1, "没有数根结点。"),
            (len(levels[-1]), "只数了最下一层的终端结点。"),
            (_splits(tree), "求成了分裂的次数。"),
            (right + 1, "多分裂了一次。"),
            (b_tree_node_count(_trees(order + 1, keys)[-1]), f"按 {order + 1} 阶 B 树计算。"),
            (b_tree_node_count(_trees(other, keys)[-1]), f"按 {other} 阶 B 树计算。"),
            (right + len(levels), "每层多数了一个结点。"),
        ]
        ask = "则插入全部关键字后，B 树的结点（不计失败结点）个数为"
        claim, end = f"b_tree_node_count({built}) == {ANSWER}", f"最后共有 {right} 个结点。"
        least = -(-len(keys) // (order - 1))
    elif asked == "leaves":
        right = len(levels[-1])
        values = [
            (b_tree_node_count(tree), "求成了全部结点的个数。"),
            (right - 1, "最后一次分裂漏算了。"),
            (right + 1, "多分裂了一次。"),
            (right + 2, "多分裂了两次。"),
            (b_tree_node_count(tree) - right, "求成了非终端结点的个数。"),
            (len(b_tree_levels(_trees(order + 1, keys)[-1])[-1]), f"按 {order + 1} 阶 B 树计算。"),
        ]
        ask = "则插入全部关键字后，最下一层（失败结点之上的一层）的结点个数为"
        claim, end = f"len(b_tree_levels({built})[-1]) == {ANSWER}", f"最下一层有 {right} 个结点。"
        least = -(-(len(keys) + 1) // order)
    else:
        if len(tree[0]) > 1:
            raise Redraw
        right = tree[0][0]
        ordered = sorted(keys)
        values = [(ordered[ordered.index(right) + d], "上升的关键字取错了一位。") for d in (-1, 1)]
        values += [
            (ordered[len(keys) // 2], "以为根总是全部关键字中间的一个。"),
            (keys[0], "以为第一个插入的关键字一直留在根中。"),
            (sorted(keys[:order])[middle - 1], "这是第一次分裂时上升的关键字。"),
            (sorted(keys[:order])[-1], "这是第一个满结点中最大的关键字。"),
        ]
        values += [(key, "它在第二层的结点中，没有上升到根。") for node in levels[1] for key in node]
        ask = "则插入全部关键字后，根结点中唯一的关键字是"
        claim, end = f"{built}[0] == [{ANSWER}]", f"根结点为 {_node(tree[0])}。"
    wrong = [Choice(value, str(value), why) for value, why in values if value >= least]
    return Draft(begin + ask, Choice(right, str(right), "逐个插入并分裂得到。"), wrong, solution + end, claim)


def _deleting(rng: random.Random, order: int, keys: list[int], trees: list[tuple]) -> Draft:
    tree = trees[-1]
    levels = b_tree_levels(tree)
    inserted = [("insert", key) for key in keys]
    least = -(-order // 2) - 1
    poor = [key for node in levels[-1] if len(node) == least for key in node]
    if not poor:
        raise Redraw
    gone = rng.choice(poor)
    after = b_tree_after(order, [("delete", gone)], tree)
    if after != b_tree_after(order, [("delete", gone)], tree, "right"):
        raise Redraw  # it matters which brother is tried first
    merged = b_tree_node_count(tree) - b_tree_node_count(after)
    stem = (
        f"某 {order} 阶 B 树自上而下各层结点为：{_level_words(tree)}。同一层结点从左到右排列，"
        f"每个方括号为一个结点。删除关键字 {gone}，关键字不足时先向关键字有富余的相邻兄弟借，借不到时再合并，"
    )
    new_levels = b_tree_levels(after)
    ordered = sorted(key for key in keys if key != gone)
    solution = (
        f"{order} 阶 B 树中除根以外的结点至少有 {least} 个关键字。删除 {gone} 后所在结点只剩 {least - 1} 个，"
        + (
            "相邻兄弟没有富余，与兄弟以及双亲中的一个关键字合并"
            + ("，双亲因此不足时继续向上调整" if merged > 1 else "")
            if merged
            else "相邻兄弟有富余，由兄弟经双亲借来一个关键字"
        )
        + f"。\n\n删除后：{_level_words(after)}。\n\n"
    )
    operations = [*inserted, ("delete", gone)]
    built = f"b_tree_after({order}, {operations})"
    if rng.random() < 0.5:
        right = b_tree_node_count(after)
        values = [
            (b_tree_node_count(tree), "以为删除后不必合并，结点个数不变。" if merged else "求成了删除前的个数。"),
            (b_tree_node_count(tree) - 1, "只合并了一次，没有看双亲和兄弟的情况。"),
            (b_tree_node_count(tree) - 2, "合并的次数算错了。"),
            (b_tree_node_count(tree) - 3, "合并和树高的变化算错了。"),
            (len(new_levels[-1]), "只数了最下一层的结点。"),
            (b_tree_node_count(tree) + 1, "误以为还要分裂一次。"),
            (right + 1, "少合并了一次，或树高降低后仍计入了原来的根。"),
        ]
        ask, claim = "则删除后 B 树的结点（不计失败结点）个数为", f"b_tree_node_count({built}) == {ANSWER}"
        end = f"共有 {right} 个结点。"
    else:
        key = rng.choice([key for node in new_levels[-1] for key in node if len(node) > 1] or [0])
        if not key or len(new_levels) < 2:
            raise Redraw
        node = next(node for node in new_levels[-1] if key in node)
        right = tuple(node)
        near = [
            (one, "这个结点在别处，不含所问的关键字所在的位置。") for row in new_levels for one in row if key in one
        ]
        at = ordered.index(key)
        near += [
            ([key], "没有合并或借关键字，仍是原来的结点。"),
            (ordered[at : at + 2], "合并时用错了双亲中的关键字。"),
            (ordered[max(at - 1, 0) : at + 1], "合并时用错了兄弟结点。"),
            (ordered[at : at + 3], "把双亲中的两个关键字都并入了。"),
            (ordered[max(at - 2, 0) : at + 1], "把两个兄弟都并入了。"),
            (ordered[max(at - 1, 0) : at + 2], "左右两边的关键字都并入了。"),
        ]
        near += [(one, "这是删除前的结点，没有受到调整的影响。") for row in levels for one in row if key in one]
        choices = [Choice(tuple(one), _node(one), why) for one, why in near if len(one) < order]
        claim = f"list({ANSWER}) in b_tree_levels({built})[-1]"
        return Draft(
            f"{stem}则删除后关键字 {key} 所在的结点为", Choice(right, _node(node), "按先借后并的规则调整得到。"), choices,
            f"{solution}{key} 在结点 {_node(node)} 中。", claim,
        )  # fmt: skip
    room = -(-len(ordered) // (order - 1))  # fewer nodes cannot hold the keys
    wrong = [Choice(value, str(value), why) for value, why in values if value >= room]
    return Draft(stem + ask, Choice(right, str(right), "按先借后并的规则调整得到。"), wrong, solution + end, claim)


def draw(rng: random.Random) -> Draft:
    order = rng.choice((3, 3, 4, 5))
    count = {3: rng.randint(7, 11), 4: rng.randint(9, 13), 5: rng.randint(10, 15)}[order]
    keys = rng.sample(range(10, 100), count)
    trees = _trees(order, keys)
    if _height(trees[-1]) < 2 or (order == 3 and _height(trees[-1]) < 3 and count > 8):
        raise Redraw
    return rng.choice((_inserting, _inserting, _deleting))(rng, order, keys, trees)


FAMILY = Family(
    name="b_tree_splits", title="B 树的分裂与合并", title_en="B-tree insertion and deletion", node="ds.6.6",
    skill="trace", difficulty=4, seconds=210, draw=draw,
)  # fmt: skip
