"""The banker's algorithm: safe sequences, verdicts on a request, the most that one request can get."""

import random
from itertools import permutations

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw, draw_kind
from quizbank.generators.wording import listed, table
from quizbank.simulators.deadlock import banker_safe_order
from quizbank.simulators.lock_orders import banker_most_granted
from quizbank.simulators.safe_states import banker_verdict, safe_orders, safe_steps

_VERDICTS = {
    "granted": "试分配后系统处于安全状态，立即分配",
    "unsafe": "试分配后系统处于不安全状态，不予分配",
    "available": "可用资源数不足，不予分配",
    "need": "超过该进程尚需的资源数，不予分配",
}


def _state(rng: random.Random, count: int) -> tuple[list[int], list[list[int]], list[list[int]]]:
    available = [rng.randint(0, 3) for _ in range(3)]
    allocation = [[rng.randint(0, 3) for _ in range(3)] for _ in range(count)]
    need = [[rng.randint(0, 6) for _ in range(3)] for _ in range(count)]
    if not any(available) or any(not any(row) for row in need) or any(not any(row) for row in allocation):
        raise Redraw
    return available, allocation, need


def _vector(values: list[int]) -> str:
    return "(" + ", ".join(map(str, values)) + ")" if len(values) > 1 else str(values[0])


def _told(rng: random.Random, available: list[int], allocation: list, need: list) -> str:
    """The state; the maximum or the remaining need is given."""
    kinds = "A、B、C"
    if rng.random() < 0.5:
        head, last = (
            "最大需求（A, B, C）",
            [[a + n for a, n in zip(*pair, strict=True)] for pair in _pairs(allocation, need)],
        )
    else:
        head, last = "尚需资源（A, B, C）", need
    rows = [
        (f"P{i}", _vector(held), _vector(more)) for i, (held, more) in enumerate(zip(allocation, last, strict=True))
    ]
    return (
        f"系统有 {kinds} 三类资源和 {len(need)} 个进程，采用银行家算法避免死锁。某时刻可用资源数（A, B, C）为 "
        f"{_vector(available)}，资源分配情况如下表所示。" + table(["进程", "已分配（A, B, C）", head], rows)
    )


def _pairs(allocation: list, need: list) -> list:
    return list(zip(allocation, need, strict=True))


def _run(available: list[int], allocation: list, need: list, order: list[int]) -> str:
    rows = []
    for i, work, fits in safe_steps(available, allocation, need, order):
        after = _vector([w + a for w, a in zip(work, allocation[i], strict=True)]) if fits else "—"
        rows.append(
            (f"P{i}", _vector(work), _vector(need[i]), "满足" if fits else "不满足", _vector(allocation[i]), after)
        )
    return table(["进程", "Work", "Need", "Need ≤ Work", "归还", "归还后的 Work"], rows)


def _stuck(available: list[int], allocation: list, need: list) -> tuple[list[int], list[int]]:
    """(the processes that can still end, Work then) of an unsafe state."""
    work, done = list(available), []
    while True:
        fit = [i for i, row in enumerate(need) if i not in done and all(n <= w for n, w in zip(row, work, strict=True))]
        if not fit:
            return done, work
        done.append(fit[0])
        work = [w + a for w, a in zip(work, allocation[fit[0]], strict=True)]


def _sequence(rng: random.Random) -> Draft:
    available, allocation, need = _state(rng, rng.choice((4, 5)))
    orders = safe_orders(available, allocation, need)
    if not 1 <= len(orders) <= 6:
        raise Redraw
    order = rng.choice(orders)
    right = Choice(order, _named(order), "按此次序，每个进程的尚需资源都不超过当时的 Work。")
    by_total = sorted(range(len(need)), key=lambda i: sum(need[i]))
    wrong = {tuple(by_total): "只按尚需资源总数从小到大排列，没有逐类比较。"}
    wrong[tuple(sorted(range(len(need)), key=lambda i: -sum(allocation[i])))] = "只按已分配资源从多到少排列。"
    wrong[tuple(range(len(need)))] = "只按进程编号排列。"
    near = [list(o) for o in permutations(order) if list(o) not in orders and o[0] in {one[0] for one in orders}]
    for other in rng.sample(near, min(6, len(near))):
        wrong.setdefault(tuple(other), "比较时漏看了某一类资源。")
    choices = []
    for other, why in wrong.items():
        if list(other) in orders:
            continue
        i, work, _ = safe_steps(available, allocation, need, other)[-1]
        fault = f"轮到 P{i} 时 Work 为 {_vector(work)}，不满足其 Need {_vector(need[i])}。"
        choices.append(Choice(list(other), _named(other), why + fault))
    solution = (
        f"逐步检查，尚需资源都不超过 Work 的进程可以完成并归还资源："
        f"{_run(available, allocation, need, order)}所有进程都能完成，{_named(order)} 是安全序列。"
        f"该状态的全部安全序列有 {len(orders)} 个：{listed((_named(one) for one in orders), '；')}。"
    )
    stem = _told(rng, available, allocation, need) + "则下列序列中，属于安全序列的是"
    return Draft(stem, right, choices, solution, f"{ANSWER} in safe_orders({available}, {allocation}, {need})")


def _named(order: list[int]) -> str:
    return "→".join(f"P{i}" for i in order)


def _request(rng: random.Random) -> Draft:
    available, allocation, need = _state(rng, 4)
    if not 1 <= len(safe_orders(available, allocation, need)) <= 10:
        raise Redraw
    wanted = rng.choice(("granted", "unsafe", "unsafe", "granted", "available", "need"))
    process = rng.randrange(4)
    request = [rng.randint(0, 2) for _ in range(3)]
    verdict = banker_verdict(available, allocation, need, process, request)
    if not any(request) or verdict != wanted:
        raise Redraw
    over = [
        name
        for name, r, limit in zip("ABC", request, need[process] if verdict == "need" else available, strict=True)
        if r > limit
    ]
    if verdict == "available" and banker_verdict([9] * 3, allocation, need, process, request) != "granted":
        raise Redraw
    whys = {
        "granted": "没有完成全部检查就分配：请求还须不超过尚需资源和可用资源，且试分配后存在安全序列。",
        "unsafe": "安全性检查有误：漏看了一个可以先完成并归还资源的进程。"
        if verdict == "granted"
        else "在试分配之前的检查就已不通过，不会进行安全性检查。",
        "available": "把请求与可用资源比较时看错了：各类资源的请求数均不超过可用数。"
        if verdict != "need"
        else "应先把请求与该进程尚需的资源比较，这一步就已不通过。",
        "need": "把请求与尚需资源比较时看错了：各类资源的请求数均不超过尚需数。",
    }
    asked = _vector(request)
    if verdict in ("granted", "unsafe"):
        left = [a - r for a, r in zip(available, request, strict=True)]
        held = [list(row) for row in allocation]
        more = [list(row) for row in need]
        held[process] = [h + r for h, r in zip(held[process], request, strict=True)]
        more[process] = [n - r for n, r in zip(more[process], request, strict=True)]
        solution = (
            f"请求 {asked} 不超过 P{process} 的尚需资源 {_vector(need[process])}，也不超过可用资源 {_vector(available)}，"
            f"试分配后可用资源为 {_vector(left)}，P{process} 的 Need 变为 {_vector(more[process])}。\n\n"
        )
        order = banker_safe_order(left, held, more)
        if order is not None:
            solution += f"安全性检查：{_run(left, held, more, order)}存在安全序列 {_named(order)}，系统仍处于安全状态，可以分配。"
        else:
            done, work = _stuck(left, held, more)
            rest = [i for i in range(4) if i not in done]
            checked = f"安全性检查：{_run(left, held, more, done)}" if done else "安全性检查："
            solution += (
                f"{checked}此时 Work 为 {_vector(work)}，而 "
                + listed((f"P{i} 的 Need 为 {_vector(more[i])}" for i in rest), "，")
                + "，都不能满足，找不到安全序列。试分配作废，不予分配。"
            )
    else:
        limit = need[process] if verdict == "need" else available
        what = f"P{process} 的尚需资源数" if verdict == "need" else "可用资源数"
        solution = (
            f"P{process} 请求 {asked}，尚需资源为 {_vector(need[process])}，可用资源为 {_vector(available)}。"
            f"依次比较：先与尚需资源比较，再与可用资源比较。{listed(over)} 类资源的请求数超过了"
            f"{' ' if verdict == 'need' else ''}{what} {_vector(limit)}，"
            + ("请求出错，不予分配。" if verdict == "need" else "不予分配，进程等待。")
        )
    right = Choice(verdict, _VERDICTS[verdict], "依次与尚需资源、可用资源比较，再做安全性检查得到。")
    wrong = [Choice(kind, text, whys[kind]) for kind, text in _VERDICTS.items() if kind != verdict]
    stem = (
        _told(rng, available, allocation, need)
        + f"若此时 P{process} 请求资源（A, B, C）为 {asked}，按“先比较尚需资源，再比较可用资源，最后做安全性检查”的次序处理，"
        "则结果为"
    )
    claim = f"banker_verdict({available}, {allocation}, {need}, {process}, {request}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _most(rng: random.Random) -> Draft:
    count = rng.choice((3, 4))
    available = rng.randint(3, 6)
    allocation = [rng.randint(1, 5) for _ in range(count)]
    need = [rng.randint(1, 8) for _ in range(count)]
    process = rng.randrange(count)
    most = banker_most_granted(available, allocation, need, process)
    if not 1 <= most < min(available, need[process]):
        raise Redraw
    rows = [(f"P{i}", held, held + more) for i, (held, more) in enumerate(zip(allocation, need, strict=True))]
    thing = rng.choice(("磁带机", "打印机", "内存块", "专用端口"))
    stem = (
        f"系统有同类资源（{thing}）{available + sum(allocation)} 个，{count} 个进程采用银行家算法申请，"
        "某时刻的分配情况如下表所示。"
        + table(["进程", "已分配", "最大需求"], rows)
        + f"则此时 P{process} 提出一次申请，能够立即得到的资源最多为多少个？"
    )
    right = Choice(most, f"{most} 个", "分配这么多以后仍有安全序列，再多 1 个就进入不安全状态。")
    wrong = [
        (available, "只看可用资源数，没有做安全性检查。"),
        (min(available, need[process]), "只与尚需资源和可用资源比较，没有做安全性检查。"),
        (most + 1, "安全性检查有误，再多分配 1 个时已没有安全序列。"),
        (most - 1, "少算了 1 个，此时还有安全序列。"),
        (most + 2, "安全性检查时把尚未归还的资源也算成了可用资源。"),
        (allocation[process], "把已分配的资源数当成了答案。"),
        (most - 2, "少算了 2 个，此时还有安全序列。"),
        (0, "以为此时系统已不安全，什么也不能分配。"),
    ]
    wrong = [Choice(n, f"{n} 个", why) for n, why in wrong if 0 <= n <= min(available, need[process])]
    if len({choice.value for choice in wrong}) < 3:
        raise Redraw

    def after(k: int) -> tuple[list[int], list[list[int]], list[list[int]]]:
        held = [[a + (k if i == process else 0)] for i, a in enumerate(allocation)]
        return [available - k], held, [[n - (k if i == process else 0)] for i, n in enumerate(need)]

    order = banker_safe_order(*after(most))
    done, work = _stuck(*after(most + 1))
    rest = [i for i in range(count) if i not in done]
    ended = f"{listed(f'P{i}' for i in done)} 完成后 Work 为 {work[0]}" if done else f"Work 为 {work[0]}"
    solution = (
        f"可用资源为 {available} 个，尚需资源依次为 {listed(need)}。\n\n"
        f"给 P{process} 分配 {most} 个以后：{_run(*after(most), order)}"
        f"存在安全序列 {_named(order)}，可以分配。\n\n"
        f"若分配 {most + 1} 个，{ended}，"
        f"{listed((f'P{i} 尚需 {after(most + 1)[2][i][0]}' for i in rest), '，')}，均不能满足，系统不安全。所以最多为 {most} 个。"
    )
    claim = f"banker_most_granted({available}, {allocation}, {need}, {process}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return draw_kind(rng.choice((_sequence, _sequence, _request, _request, _most)), rng, 60)


FAMILY = Family(
    name="bankers_algorithm", title="银行家算法", title_en="Banker's algorithm", node="os.2.4.3", skill="trace",
    difficulty=3, seconds=180, draw=draw,
)  # fmt: skip
