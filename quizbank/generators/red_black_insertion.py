"""Red-black trees after insertions: colours, root, parents, black height."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.search_trees import (
    avl_insert_sequence,
    bst_insert_sequence,
    red_black_insert_sequence,
    red_keys_after_insertions,
)
from quizbank.simulators.structure_steps import bst_search_path
from quizbank.simulators.tree_notation import relabelled_tree, tree_picture
from quizbank.simulators.trees import binary_traversal


def _marked(tree: tuple) -> tuple:
    """The keys alone, red ones with a star."""
    values = binary_traversal(tree, "in")
    return relabelled_tree(tree, [f"{key}*" if colour == "R" else str(key) for key, colour in values])


def _plain(tree: tuple, keys: list[int]) -> tuple:
    return relabelled_tree(tree, sorted(keys))


def _parents(keys: list[int]) -> dict[int, int]:
    tree = _plain(red_black_insert_sequence(keys), keys)
    return {key: path[-2] for key in keys if len(path := bst_search_path(tree, key)) > 1}


def draw(rng: random.Random) -> Draft:
    n = rng.randint(6, 9)
    keys = rng.sample(range(10, 100), n)
    tree = red_black_insert_sequence(keys)
    reds = red_keys_after_insertions(keys)
    blacks = [key for key in sorted(keys) if key not in reds]
    shapes = _plain(tree, keys)
    parents = _parents(keys)
    if shapes == bst_insert_sequence(keys) or len(reds) < 2 or len(blacks) < 3:
        raise Redraw
    begin = f"将关键字 {listed(keys)} 依次插入一棵初始为空的红黑树，"
    rows = []
    for count, key in enumerate(keys, 1):
        now = red_black_insert_sequence(keys[:count])
        words = listed((f"{k}{'红' if colour == 'R' else '黑'}" for k, colour in binary_traversal(now, "level")), "，")
        rows.append((key, words))
    solution = (
        "新结点先染红：双亲为黑时不必调整；双亲、叔结点都为红时双亲和叔结点染黑、祖父染红后继续向上检查；"
        "双亲为红而叔结点为黑（或空）时旋转并改色；最后根染黑。" + table(["插入", "调整后的层次序列"], rows)
        + f"最后的红黑树（每行一层，带 * 的为红结点）：\n\n```text\n{tree_picture(_marked(tree), 5)}\n```\n\n"
    )  # fmt: skip
    built = f"red_black_insert_sequence({keys})"
    asked = rng.choice(("red", "black", "count", "root", "parent"))
    if asked in ("red", "black"):
        good, bad = (reds, blacks) if asked == "red" else (blacks, reds)
        if len(bad) < 3:
            raise Redraw
        right = rng.choice(good)
        negation = "" if asked == "red" else "not "
        claim = f"{ANSWER} {negation}in red_keys_after_insertions({keys})"
        colour, other = ("红色", "黑色") if asked == "red" else ("黑色", "红色")

        def why(key: int) -> str:
            if key == tree[0][0]:
                return "它是根结点，根一定是黑色。"
            if key == keys[-1]:
                return f"它最后插入，先染成红色，调整结束时为{other}。"
            return f"它在插入过程中的改色或旋转之后为{other}。"

        wrong = [Choice(key, str(key), why(key)) for key in bad]
        end = f"红色结点有 {listed(reds)}，其余为黑色，故 {right} 为{colour}。"
        stem = f"{begin}则插入全部关键字后，下列关键字所在结点为{colour}的是"
        return Draft(stem, Choice(right, str(right), f"调整结束时该结点为{colour}。"), wrong, solution + end, claim)
    if asked == "count":
        right = len(reds)
        before = len(red_keys_after_insertions(keys[:-1]))
        values = [
            (n - right, "求成了黑色结点的个数。"),
            (before, "这是插入最后一个关键字之前的红色结点数。"),
            (right + 1, "最后忘了改色，多算了一个红色结点。"),
            (right - 1, "把一个红色结点错改成了黑色。"),
            (right + 2, "双亲和叔结点都应改为黑色，却没有改。"),
        ]
        values = [
            (value, reason) for value, reason in values if 0 < value <= 2 * n // 3
        ]  # a red node has a black parent
        ask, claim = "则插入全部关键字后，红色结点的个数为", f"len(red_keys_after_insertions({keys})) == {ANSWER}"
        end = f"红色结点为 {listed(reds)}，共 {right} 个。"
    elif asked == "root":
        right = tree[0][0]
        values = [
            (keys[0], "没有调整，仍以第一个插入的关键字为根。"),
            (avl_insert_sequence(keys)[0][0], "按平衡二叉树（AVL 树）的规则调整。"),
            (sorted(keys)[n // 2], "以为根总是中间大小的关键字。"),
            (tree[1][0][0], "这是根的左孩子，少作或错作了一次旋转。"),
            (tree[2][0][0], "这是根的右孩子，少作或错作了一次旋转。"),
            (keys[1], "把第二个插入的关键字当成根。"),
            (keys[2], "把第三个插入的关键字当成根。"),
        ]
        ask, claim, end = "则插入全部关键字后，根结点的关键字为", f"{built}[0][0] == {ANSWER}", f"根为 {right}。"
    else:
        low = [key for key in parents if parents[key] != tree[0][0]]
        if not low:
            raise Redraw
        child = rng.choice(low)
        right = parents[child]
        other = bst_search_path(bst_insert_sequence(keys), child)
        avl = bst_search_path(avl_insert_sequence(keys)[0], child)
        values = [(one, "这是它更高层的祖先，不是双亲。") for one in bst_search_path(shapes, child)[:-2]]
        values += [(path[-2], reason) for path, reason in (
            (other, "没有作任何调整，这是普通二叉搜索树中的双亲。"), (avl, "按平衡二叉树（AVL 树）的规则调整得到的双亲。"),
        ) if len(path) > 1]  # fmt: skip
        ordered = sorted(keys)
        at = ordered.index(child)
        values += [(ordered[i], "它与该关键字大小相邻，却不是双亲。") for i in (at - 1, at + 1) if 0 <= i < n]
        values += [(one, "它与真正的双亲在同一层，少作或错作了一次旋转。") for one in _same_level(shapes, right, keys)]
        ask = f"则插入全部关键字后，关键字 {child} 所在结点的双亲的关键字为"
        claim = f"bst_search_path(relabelled_tree({built}, {sorted(keys)}), {child})[-2] == {ANSWER}"
        end = f"{child} 的双亲是 {right}。"
    wrong = [Choice(value, str(value), reason) for value, reason in values if value != right]
    return Draft(
        begin + ask, Choice(right, str(right), "逐个插入并按规则改色、旋转得到。"), wrong, solution + end, claim
    )


def _same_level(tree: tuple, key: int, keys: list[int]) -> list[int]:
    level = len(bst_search_path(tree, key))
    return [other for other in keys if len(bst_search_path(tree, other)) == level]


FAMILY = Family(
    name="red_black_insertion", title="红黑树的插入", title_en="Red-black insertion", node="ds.6.5.3", skill="trace",
    difficulty=4, seconds=210, draw=draw,
)  # fmt: skip
