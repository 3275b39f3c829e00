"""Which results concurrent processes can have: final values of a race, outputs under semaphores."""

import random
from itertools import pairwise, permutations

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.concurrency import race_final_values, semaphore_outputs
from quizbank.simulators.semaphore_steps import race_schedules


def _race(rng: random.Random) -> Draft:
    """Processes change x without mutual exclusion: a value that is possible, one that is not, or how many there are."""
    initial = rng.randint(1, 9)
    sizes = rng.choice(((1, 1), (2, 1), (1, 2), (1, 1, 1)))
    processes = [
        [(rng.choice("+-*"), 0) for _ in range(size)] for size in sizes
    ]  # fmt: skip
    processes = [[(op, rng.randint(2, 3) if op == "*" else rng.randint(1, 5)) for op, _ in p] for p in processes]
    statements = [s for p in processes for s in p]
    if len(set(statements)) < len(statements) or len({op for op, _ in statements}) == 1:
        raise Redraw
    finals = race_final_values(initial, processes)
    if not 3 <= len(finals) <= 7 or min(finals) < -9:
        raise Redraw
    schedules = race_schedules(initial, processes)
    names = [f"P{n + 1}" for n in range(len(processes))]
    code = table(names, [[_code(p) for p in processes]])
    stem = (
        f"并发进程 {listed(names)} 共享变量 x，x 的初值为 {initial}，各进程执行的语句如下（同一格内的语句从左到右执行）："
        + code
        + "每条赋值语句都先把 x 读入本进程的寄存器，在寄存器中计算后再写回 x，读和写分别是不可分割的，"
        "进程之间没有任何同步措施。"
    )
    rows = [(value, _told(initial, processes, schedules[value])) for value in sorted(finals)]
    solution = (
        "读和写之间可能被其他进程打断，后写回的结果会覆盖别人的更新。各个可能的终值及达到它的一种执行次序："
        + table(["终值", "执行次序"], rows)
        + "穷举所有交错，终值只有这些："
        f"{listed(sorted(finals))}。"
    )
    serial = _serial_values(initial, processes)
    near = {value: why for value, why in _mistaken(initial, processes).items() if value not in finals}
    asked = rng.choice(("possible", "impossible", "count"))
    if asked == "count" and (len(finals) > 5 or len(processes) > 2):
        raise Redraw  # too much to go through by hand
    run = f"race_final_values({initial}, {processes})"
    if asked == "count":
        right = Choice(len(finals), f"{len(finals)} 种", "穷举所有交错，去掉相同的终值后得到。")
        total = len(statements)
        wrong = [
            (len(serial), "只考虑了各语句完整执行的次序，忽略了读与写之间的打断。"),
            (len(finals - serial), "只数了有更新被覆盖的情形。"),
            (len(finals) + 1, "把不可能出现的一个值也算了进去。"),
            (len(finals) - 1, "漏掉了一种更新被覆盖的情形。"),
            (2**total, "以为每条语句的结果都可以保留或丢失，且各种组合的终值都不同。"),
            (1, "以为不论怎样交错，终值都相同。"),
        ]
        wrong = [Choice(n, f"{n} 种", why) for n, why in wrong if n > 0]
        return Draft(
            stem + "则全部执行完后，x 的终值共有多少种可能？", right, wrong, solution, f"len({run}) == {ANSWER}"
        )
    if asked == "possible":
        lost = sorted(finals - serial)
        if not lost or len(near) < 3:
            raise Redraw
        value = rng.choice(lost)
        right = Choice(value, str(value), f"可能出现：{_told(initial, processes, schedules[value])}。")
        wrong = [Choice(n, str(n), near[n]) for n in sorted(near)]
        question = "则全部执行完后，x 的值可能是"
        return Draft(stem + question, right, wrong, solution, f"{ANSWER} in {run}")
    if not near:
        raise Redraw
    value = rng.choice(sorted(near))
    right = Choice(value, str(value), f"不可能出现。{near[value]}")
    wrong = [
        Choice(n, str(n), f"可能出现：{_told(initial, processes, schedules[n])}。忽略了这种交错。")
        for n in sorted(finals)
    ]
    question = "则全部执行完后，x 的值**不可能**是"
    return Draft(stem + question, right, wrong, solution, f"{ANSWER} not in {run}")


def _code(process: list[tuple[str, int]]) -> str:
    return " ".join(f"`x = x {op} {n};`" for op, n in process)


def _apply(x: int, statement: tuple[str, int]) -> int:
    op, n = statement
    return {"+": x + n, "-": x - n, "*": x * n}[op]


def _serial_values(initial: int, processes: list) -> set[int]:
    """Values when every statement runs without interruption."""
    values = set()
    marks = [n for n, process in enumerate(processes) for _ in process]
    for order in set(permutations(marks)):
        x, at = initial, [0] * len(processes)
        for n in order:
            x = _apply(x, processes[n][at[n]])
            at[n] += 1
        values.add(x)
    return values


def _mistaken(initial: int, processes: list) -> dict[int, str]:
    """Values that look possible, and how they come about: order swapped, a statement done twice, every update lost."""
    statements = [s for process in processes for s in process]
    values = {}
    for order in permutations(statements):
        x = initial
        for one in order:
            x = _apply(x, one)
        values[x] = "这是颠倒同一进程内语句的先后次序才得到的值，任何交错都不会改变进程内的次序。"
        for one in statements:
            if one[0] != "*":
                twice = f"这是把 x = x {one[0]} {one[1]} 多执行一次得到的值，每条语句都只执行一次。"
                values.setdefault(_apply(x, one), twice)
    values[initial] = "误以为所有更新都可能丢失，而最后写回的那条语句总会改变它读到的值。"
    return {value: why for value, why in values.items() if -9 <= value <= 99}


def _told(initial: int, processes: list, schedule: list[int]) -> str:
    at, reading, x, parts = [0] * len(processes), [None] * len(processes), initial, []
    for n in schedule:
        if reading[n] is None:
            reading[n] = x
            parts.append(f"P{n + 1} 读 {x}")
        else:
            x = _apply(reading[n], processes[n][at[n]])
            reading[n] = None
            at[n] += 1
            parts.append(f"P{n + 1} 写 {x}")
    return "，".join(parts)


def _outputs(rng: random.Random) -> Draft:
    """Printing under semaphores: a possible output, an impossible one, or how many there are."""
    letters = list("ABCDEF"[: rng.choice((4, 5))])
    count = rng.choice((2, 3))
    cuts = sorted(rng.sample(range(1, len(letters)), count - 1))
    parts = [letters[a:b] for a, b in zip([0, *cuts], [*cuts, len(letters)], strict=True)]
    home = {letter: n for n, part in enumerate(parts) for letter in part}
    edges, rank = [], letters[:]
    rng.shuffle(rank)
    semaphores = ["s1", "s2", "s3"][: rng.choice((1, 2, 2, 3))]
    for _ in semaphores:
        pairs = [
            (a, b)
            for a in letters
            for b in letters
            if home[a] != home[b] and (a, b) not in edges and (b, a) not in edges
        ]
        edges.append(rng.choice(pairs))
    programs = [_program(part, edges, semaphores) for part in parts]
    initial = dict.fromkeys(semaphores, 0)
    outputs = semaphore_outputs(programs, initial)
    if any(out.endswith("!") for out in outputs) or not 2 <= len(outputs) <= 8:
        raise Redraw
    names = [f"P{n + 1}" for n in range(count)]
    code = table(names, [[_listing(program) for program in programs]])
    stem = (
        f"{len(names)} 个并发进程 {listed(names)} 各执行一次下列程序段，信号量 {listed(semaphores)} 的初值"
        f"{'均' if len(semaphores) > 1 else ''}为 0，`print` 输出一个字母：" + code
    )
    before = [f"{name} 使 {a} 先于 {b}" for name, (a, b) in zip(semaphores, edges, strict=True)]
    inside = [f"P{n + 1} 内 {' 先于 '.join(part)}" for n, part in enumerate(parts) if len(part) > 1]
    solution = (
        f"先后关系：{listed([*inside, *before], '；')}。\n\n满足全部关系的输出共 {len(outputs)} 种："
        f"{listed(sorted(outputs))}。"
    )
    run = f"semaphore_outputs({programs}, {initial})"
    asked = rng.choice(("possible", "impossible", "count"))
    if asked == "count":
        loose = {name: len(semaphore_outputs([_without(p, name) for p in programs], initial)) for name in semaphores}
        right = Choice(len(outputs), f"{len(outputs)} 种", "列出满足全部先后关系的排列得到。")
        wrong = [(n, f"漏看了信号量 {name} 带来的先后关系。") for name, n in loose.items()]
        wrong += [
            (1, "以为信号量使执行次序完全确定。"),
            (len(outputs) + 1, "多算了一种违反先后关系的次序。"),
            (len(outputs) - 1, "漏掉了一种可能的次序。"),
            (len(outputs) + 2, "把违反先后关系的两种次序也算了进去。"),
        ]
        wrong = [Choice(n, f"{n} 种", why) for n, why in wrong if 0 < n <= 30]
        return Draft(stem + "则可能得到的不同输出序列共有多少种？", right, wrong, solution, f"len({run}) == {ANSWER}")
    impossible = {}
    for name, (a, b) in zip(semaphores, edges, strict=True):
        for out in sorted(semaphore_outputs([_without(p, name) for p in programs], initial) - outputs):
            impossible.setdefault(out, f"{b} 在 {a} 之前输出，忽略了信号量 {name} 的约束。")
    blocked = sorted(impossible)  # every process keeps its own order, only P and V forbid these
    for n, part in enumerate(parts):
        for out in sorted("".join(order) for order in permutations(letters)):
            bad = [(a, b) for a, b in pairwise(part) if out.index(a) > out.index(b)]
            if bad and all(out.index(x) < out.index(y) for x, y in edges):
                impossible.setdefault(out, f"违反了 P{n + 1} 内部 {bad[0][0]} 先于 {bad[0][1]} 的语句次序。")
    disordered = [out for out in sorted(impossible) if out not in blocked]
    if asked == "possible":
        out = rng.choice(sorted(outputs))
        if len(blocked) < 2 or len(blocked) + len(disordered) < 3:
            raise Redraw
        shown = rng.sample(blocked, min(len(blocked), 3 if not disordered or rng.random() < 0.5 else 2))
        shown += rng.sample(disordered, 3 - len(shown))
        right = Choice(out, out, "满足全部先后关系，可以得到。")
        wrong = [Choice(o, o, impossible[o]) for o in shown]
        return Draft(stem + "则可能得到的输出序列是", right, wrong, solution, f"{ANSWER} in {run}")
    if not blocked or len(outputs) < 3:
        raise Redraw
    out = rng.choice(blocked)
    right = Choice(out, out, f"不可能得到：{impossible[out]}")
    wrong = [Choice(o, o, "满足全部先后关系，可以得到，误以为各进程只能依次执行。") for o in sorted(outputs)]
    return Draft(stem + "则**不可能**得到的输出序列是", right, wrong, solution, f"{ANSWER} not in {run}")


def _program(part: list[str], edges: list[tuple[str, str]], semaphores: list[str]) -> str:
    words = []
    for letter in part:
        words += [f"P({name})" for name, (_, b) in zip(semaphores, edges, strict=True) if b == letter]
        words.append(letter)
        words += [f"V({name})" for name, (a, _) in zip(semaphores, edges, strict=True) if a == letter]
    return " ".join(words)


def _without(program: str, name: str) -> str:
    return " ".join(word for word in program.split() if word[2:-1] != name)


def _listing(program: str) -> str:
    return " ".join(f"`{word};`" if "(" in word else f"`print({word});`" for word in program.split())


def draw(rng: random.Random) -> Draft:
    return rng.choice((_race, _outputs))(rng)


FAMILY = Family(
    name="semaphore_interleavings", title="并发执行的可能结果", title_en="Possible interleavings", node="os.2.3.4",
    also=("os.2.3.1",), skill="trace", difficulty=4, seconds=150, draw=draw,
)  # fmt: skip
