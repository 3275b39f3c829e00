"""TCP numbers: the fields of a segment of a session, and the cumulative acknowledgement after a loss."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.tcp_windows import tcp_ack_number, tcp_session_numbers


def draw(rng: random.Random) -> Draft:
    return _session(rng) if rng.random() < 0.55 else _loss(rng)


def _session(rng: random.Random) -> Draft:
    isn = {
        "client": rng.choice((100, 200, 500, 1000, 2000, 2500, 3000)),
        "server": rng.choice((400, 600, 1500, 4000, 5000, 7000)),
    }
    count = rng.choice((3, 4))
    first = rng.choice(("client", "server"))
    steps: list[tuple[str, str, int]] = []
    for number in range(count):
        side = first if number % 2 == 0 else ("server" if first == "client" else "client")
        if number and rng.random() < 0.25:
            side = steps[-1][0]
        steps.append((side, "data", rng.choice((80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000))))
    finish = rng.random() < 0.5
    if finish:
        side = rng.choice(("client", "server"))
        steps += [(side, "fin", 0), ("server" if side == "client" else "client", "ack", 0)]
    else:
        steps.append(("server" if steps[-1][0] == "client" else "client", "ack", 0))
    if {side for side, _, _ in steps[:count]} != {"client", "server"}:
        raise Redraw
    segments = tcp_session_numbers(isn["client"], isn["server"], steps)
    place = len(steps) - 1 if rng.random() < 0.6 else rng.randint(2, len(steps) - 1)
    side, _, seq, ack, _ = segments[place]
    other = "server" if side == "client" else "client"
    field = rng.choice(("seq", "ack"))
    right = seq if field == "seq" else ack
    names = {"client": "甲", "server": "乙"}
    words = {"data": "{}发送 {} B 数据", "fin": "{}发送 FIN 段，不含数据", "ack": "{}发送确认段，不含数据"}
    rows = [(n, words[k].format(names[s], size)) for n, (s, k, size) in enumerate(steps, 1)]
    sent = [0, 0]
    for before_side, _, size in steps[:place]:
        sent[before_side == other] += size
    last = next((size for s, k, size in reversed(steps[:place]) if s == other), 0)
    own_last = next((size for s, k, size in reversed(steps[:place]) if s == side), 0)
    fin = any(k == "fin" for _, k, _ in steps[:place])
    stem = (
        f"甲主动与乙建立 TCP 连接，甲的初始序号（SYN 段的序号）为 {isn['client']}，乙的初始序号为 {isn['server']}，三次握手的各段都不携带数据。"
        f"连接建立后，双方依次发送下列段，各段都按序正确到达，每个数据段都捎带确认："
        + table(["次序", "发送的段"], rows)
        + f"第 {place + 1} 个段的{'序号' if field == 'seq' else '确认号'}为"
    )
    if field == "seq":
        found = [
            (right - 1, "没有计入 SYN 占用的一个序号。"),
            (right + 1, "多算了一个序号；不携带数据的确认段不占用序号。"),
            (ack, "给出的是该段的确认号，它由对方发送的数据决定。"),
            (right - own_last, "给出的是同一方前一个段的序号，没有加上它携带的数据长度。"),
            (right + last, "把对方发送的数据也计入了自己的序号。"),
            (isn[side] + 1 + sum(size for _, _, size in steps[:place]), "把双方发送的数据合在一起编号，应当各自编号。"),
            (isn[side] + sent[0], "从初始序号起直接累加，没有计入 SYN。"),
        ]
    else:
        found = [
            (right - 1, "给出的是收到的最后一个字节的序号；确认号是期望收到的下一个字节的序号。"),
            (right + 1, "多算了一个序号。"),
            (seq, "给出的是该段的序号，确认号由对方发送的数据决定。"),
            (right - last, "没有计入刚收到的段所携带的数据。"),
            (
                isn[other] + 1 + sum(size for _, _, size in steps[:place]),
                "把双方发送的数据合在一起计算，确认号只与对方发送的数据有关。",
            ),
            (seq + last, "用自己的序号加上收到的数据长度。"),
            (isn[other] + 1 + last, "只计入了最后收到的一段，漏掉了以前各段的数据。"),
        ]
        if fin and steps[place][1] == "ack":
            found[1] = (right + 1, "FIN 只占用一个序号，这里多算了一个。")
            found[0] = (right - 1, "没有计入 FIN 占用的一个序号。")
    shown = [(n, names[s], size or "—", q, a) for n, (s, k, q, a, size) in enumerate(segments, 1)]
    solution = (
        f"SYN 占用一个序号，所以甲的数据从 {isn['client'] + 1} 开始编号，乙的数据从 {isn['server'] + 1} 开始编号；"
        f"每个数据字节占用一个序号，FIN 占用一个，单纯的确认不占用。确认号是期望收到的下一个字节的序号："
        + table(["次序", "发送方", "数据/B", "序号", "确认号"], shown)
        + f"第 {place + 1} 个段的{'序号' if field == 'seq' else '确认号'}为 {right}。"
    )
    claim = f"tcp_session_numbers({isn['client']}, {isn['server']}, {steps})[{place}][{2 if field == 'seq' else 3}] == {ANSWER}"
    wrong = [Choice(value, str(value), why) for value, why in found if value > 0]
    reason = "本方已发送的字节与 SYN 之后的下一个序号。" if field == "seq" else "期望对方发来的下一个字节的序号。"
    return Draft(stem, Choice(right, str(right), reason), wrong, solution, claim)


def _loss(rng: random.Random) -> Draft:
    count = rng.choice((4, 5))
    start = rng.choice((100, 200, 301, 501, 1000, 1201, 2000, 3001))
    sizes = [rng.choice((100, 200, 250, 300, 400, 500, 600)) for _ in range(count)]
    firsts = [start + sum(sizes[:n]) for n in range(count)]
    lost = sorted(rng.sample(range(1, count), rng.choice((1, 1, 2))))
    resent = rng.random() < 0.6
    if lost[0] == count - 1 or (len(lost) == 2 and not resent and lost[1] == count - 1):
        raise Redraw
    arrived = [n for n in range(count) if n not in lost]
    if resent:
        arrived.append(lost[0])
    received = [(firsts[n], sizes[n]) for n in arrived]
    right = tcp_ack_number(start, received)
    end = firsts[-1] + sizes[-1]
    gap = tcp_ack_number(start, [(firsts[n], sizes[n]) for n in range(count) if n not in lost])
    names = [f"第 {n + 1} 段" for n in range(count)]
    stem = (
        f"甲通过 TCP 连接向乙连续发送 {count} 个段，数据长度依次为 {listed(sizes)} B，第 1 段的序号为 {start}。"
        f"其中{listed(names[n] for n in lost)}在传输中丢失，其余各段都正确到达，乙缓存失序到达的段。"
    )
    if resent:
        stem += f"甲随后只重传了{names[lost[0]]}，乙正确收到后立即发出的确认段的确认号为"
        dropped = firsts[lost[0]] + sizes[lost[0]]
    else:
        stem += "乙在收到最后到达的一段后发出的确认段的确认号为"
        dropped = gap
    tail = arrived[-2] if resent else arrived[-1]
    found = [
        (end, "没有考虑丢失的段，以为全部数据都已收到。"),
        (right - 1, "给出的是已按序收到的最后一个字节的序号，确认号应是下一个字节的序号。"),
        (firsts[tail], "给出的是失序到达的最后一段的序号。"),
        (firsts[tail] + sizes[tail], "确认了失序到达的段；确认号只能确认按序收到的数据。"),
        (dropped, "没有缓存失序的段，重传的段之后的数据都要重发。"),
        (gap, "确认号停在丢失的段上，没有计入重传的段。"),
        (firsts[lost[0]] + sizes[lost[0]], "把第一个丢失的段也当作已经收到。"),
        (start + sum(sizes[n] for n in set(arrived)), "把收到的数据长度直接累加，没有看中间的缺口。"),
        (firsts[lost[0] - 1], "给出的是丢失段的前一段的序号。"),
        (right + 1, "多算了一个序号；数据段每个字节只占一个序号。"),
    ]
    if not resent:
        found = [pair for pair in found if "重传" not in pair[1]]
    wrong = [Choice(value, str(value), why) for value, why in found if value > 0 and value != right]
    rows = [
        (
            n + 1,
            firsts[n],
            sizes[n],
            f"{firsts[n]}～{firsts[n] + sizes[n] - 1}",
            ("重传后到达" if resent and n == lost[0] else "丢失") if n in lost else "到达",
        )
        for n in range(count)
    ]
    solution = (
        "各段的序号与字节范围："
        + table(["段", "序号", "数据/B", "字节", "情况"], rows)
        + f"TCP 的确认是累积的，确认号是第一个尚未收到的字节的序号。乙已按序收到 {right - 1} 号及其之前的字节，确认号为 {right}。"
    )
    claim = f"tcp_ack_number({start}, {received}) == {ANSWER}"
    return Draft(stem, Choice(right, str(right), "第一个尚未收到的字节的序号。"), wrong, solution, claim)


FAMILY = Family(
    name="tcp_sequence", title="TCP 的序号与确认号", title_en="TCP sequence numbers", node="cn.5.3.1",
    also=("cn.5.3.2", "cn.5.3.3"), skill="trace", difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
