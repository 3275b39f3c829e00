"""Where the threads of a threaded binary tree point."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.search_trees import bst_insert_sequence
from quizbank.simulators.tree_notation import relabelled_tree, tree_picture
from quizbank.simulators.trees import binary_threads, binary_traversal

_NAMES = {"pre": "先序", "in": "中序", "post": "后序"}


def _children(tree: tuple | None, found: dict) -> dict:
    if tree is not None:
        value, left, right = tree
        found[value] = (left and left[0], right and right[0])
        _children(left, found)
        _children(right, found)
    return found


def draw(rng: random.Random) -> Draft:
    n = rng.choice((7, 8, 9))
    letters = rng.sample("ABCDEFGHIJKLM"[: n + 1], n)
    tree = relabelled_tree(bst_insert_sequence(rng.sample(range(n), n)), letters)
    order, side = rng.choice(tuple(_NAMES)), rng.choice((0, 1))
    threads = binary_threads(tree, order)
    able = [value for value in letters if threads[value][side] not in ("child", None)]
    values = {kind: binary_traversal(tree, kind) for kind in _NAMES}
    children = _children(tree, {})
    parents = {child: value for value, pair in children.items() for child in pair if child}
    node = rng.choice(able)
    right = threads[node][side]
    if tree[1] is None or tree[2] is None or (order != "in" and right == parents.get(node)):
        raise Redraw
    given, text = rng.choice((("pre", "先序"), ("post", "后序")))
    way, name = ("前驱", "左") if side == 0 else ("后继", "右")
    stem = (
        f"一棵二叉树的{text}遍历序列为 {''.join(values[given])}，中序遍历序列为 {''.join(values['in'])}。"
        f"将它{_NAMES[order]}线索化后，结点 {node} 的{name}线索指向的结点是"
    )
    wrong = []
    for kind, nodes in values.items():
        at = nodes.index(node)
        around = {0: nodes[at - 1] if at else None, 1: nodes[at + 1] if at + 1 < n else None}
        if around[1 - side]:
            opposite = "后继" if side == 0 else "前驱"
            wrong.append((around[1 - side], f"这是它在{_NAMES[kind]}序列中的{opposite}，{name}线索应指向{way}。"))
        if kind != order and around[side]:
            wrong.append((around[side], f"这是它在{_NAMES[kind]}序列中的{way}，弄错了线索化所用的次序。"))
    if node in parents:
        parent = parents[node]
        wrong.append((parent, f"这是它的双亲，{name}线索指向的是{_NAMES[order]}{way}。"))
        sibling = next((child for child in children[parent] if child and child != node), None)
        if sibling:
            wrong.append((sibling, "这是它的兄弟，线索与兄弟关系无关。"))
    wrong.append((tree[0], "这是根结点，空指针域并不一概指向根。"))
    other = children[node][1 - side]
    if other:
        wrong.append((other, f"这是它的{'右' if side == 0 else '左'}孩子，不是线索。"))
    row = values[order]
    rows = [
        (value, *("孩子 " + children[value][s] if children[value][s] else threads[value][s] or "空" for s in (0, 1)))
        for value in row
    ]
    solution = (
        f"还原出的二叉树（每行一层，从左到右的位置就是中序次序）：\n\n```text\n{tree_picture(tree)}\n```\n\n"
        f"{_NAMES[order]}序列为 {' '.join(row)}。没有左孩子的结点左线索指向{_NAMES[order]}前驱，"
        f"没有右孩子的结点右线索指向{_NAMES[order]}后继："
        + table(["结点", "左指针域", "右指针域"], rows)
        + f"{node} 没有{name}孩子，它在{_NAMES[order]}序列中的{way}是 {right}。"
    )
    built = f"binary_from_preorder_inorder({''.join(values['pre'])!r}, {''.join(values['in'])!r})"
    claim = f"binary_threads({built}, {order!r})[{node!r}][{side}] == {ANSWER}"
    return Draft(
        stem, Choice(right, right, f"它是 {node} 在{_NAMES[order]}序列中的{way}。"),
        [Choice(value, value, why) for value, why in wrong], solution, claim,
    )  # fmt: skip


FAMILY = Family(
    name="threaded_links", title="线索二叉树的线索", title_en="Threads of a binary tree", node="ds.4.2.4",
    also=("ds.4.2.3",), skill="trace", difficulty=4, seconds=180, draw=draw,
)  # fmt: skip
