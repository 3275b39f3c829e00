"""HTTP: round trips until a page with its objects is complete, with or without a name to resolve first."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.dns_resolution import dns_iterative_queries
from quizbank.simulators.http_timing import http_page_round_trips

_WAYS = {
    "serial": "非持续连接，一次只建立一个 TCP 连接",
    "parallel": "非持续连接，浏览器可以同时建立至多 {} 个并行的 TCP 连接来取对象",
    "persistent": "持续连接的非流水线方式",
    "pipelined": "持续连接的流水线方式",
}
_HOSTS = ("www.{}.edu.cn", "www.{}.com.cn", "news.{}.com", "www.{}.org")
_LABELS = ("abc", "xyz", "demo", "test", "lake", "star")


def _trips(way: str, objects: int, parallel: int) -> int:
    if way in ("persistent", "pipelined"):
        return http_page_round_trips(objects, True, way == "pipelined")
    return http_page_round_trips(objects, False, parallel=parallel if way == "parallel" else 1)


def draw(rng: random.Random) -> Draft:
    way = rng.choice(list(_WAYS))
    objects, parallel = rng.randint(3, 12), rng.choice((2, 3, 4, 5))
    rtt = rng.choice((5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100))
    if way == "parallel" and objects <= parallel:
        raise Redraw
    trips = _trips(way, objects, parallel)
    resolve = rng.random() < 0.5
    queries, each, local = 0, 0, 0
    before = ""
    zones: list[str] = []
    host = ""
    if resolve:
        host = rng.choice(_HOSTS).format(rng.choice(_LABELS))
        labels = host.split(".")
        zones = [".", *(".".join(labels[i:]) for i in range(len(labels) - 1, 0, -1))]
        queries = dns_iterative_queries([host], zones[1:])[0]
        each, local = rng.choice((10, 20, 30, 40)), rng.choice((2, 4, 5))
        before = (
            f"浏览器先解析域名 {host}：主机向本地域名服务器查询，往返时间为 {local} ms；本地域名服务器的缓存中没有有关的记录，"
            f"用迭代方式依次查询根和 {'、'.join(zones[1:])} 的域名服务器，每次查询的往返时间都是 {each} ms。"
        )
    look = queries * each + local if resolve else 0
    right = trips * rtt + look
    stem = (
        f"某网页由一个 HTML 文件和 {objects} 个图像对象组成，它们都在同一台服务器上，每个文件的长度都很小，发送时间忽略不计。"
        f"浏览器与该服务器之间的往返时间 RTT = {rtt} ms，采用 HTTP {_WAYS[way].format(parallel)}；浏览器收到 HTML 文件后才能请求图像，"
        f"三次握手的第三个段可以携带请求。{before or '服务器的 IP 地址已经知道。'}"
        f"从{'开始解析域名' if resolve else '请求建立 TCP 连接'}到收到全部内容所需的时间为"
    )
    found = []
    names = {
        "serial": "逐个建立连接的非持续连接",
        "parallel": "并行的非持续连接",
        "persistent": "非流水线的持续连接",
        "pipelined": "流水线的持续连接",
    }
    for other, name in names.items():
        if other != way and (other != "parallel" or way == "serial"):
            width = parallel if way == "parallel" or other != "parallel" else 2
            why = f"按{name}计算{'（同时 2 个连接）' if other == 'parallel' else ''}，混淆了传送方式。"
            found.append((_trips(other, objects, width) * rtt + look, why))
    found += [
        ((trips - 1) * rtt + look, "漏掉了建立第一个 TCP 连接的 1 个 RTT。"),
        ((trips + 1) * rtt + look, "以为三次握手需要 2 个 RTT 之后才能发送请求。"),
        ((trips - 2) * rtt + look, "漏掉了建立第一个连接和取 HTML 文件的 2 个 RTT。"),
    ]
    if way == "parallel":
        found.append(((2 + objects // parallel * 2) * rtt + look, "图像分批时向下取整，漏掉了最后不满的一批。"))
        found.append(((2 + -(-(objects + 1) // parallel) * 2) * rtt + look, "把 HTML 文件也算进了并行传送的各批。"))
    if resolve:
        found += [
            (right - local, "漏掉了主机向本地域名服务器查询的往返时间。"),
            (right - each, "迭代查询少算了一个域名服务器。"),
            (right + each, "迭代查询多算了一个域名服务器。"),
            (trips * rtt, "没有计入域名解析的时间。"),
            (right + look, "把域名解析的时间算了两次；各对象在同一台服务器上，只需解析一次。"),
        ]
    wrong = [Choice(value, f"{value} ms", why) for value, why in found if value > look]
    parts = {
        "serial": f"每个文件都要 2 个 RTT（建立连接 1 个、请求与响应 1 个），共 {objects + 1} 个文件：2 × {objects + 1} = {trips} 个 RTT",
        "parallel": f"HTML 文件需 2 个 RTT；{objects} 个图像分为 ⌈{objects}/{parallel}⌉ = {-(-objects // parallel)} 批，"
        f"每批 2 个 RTT：2 + 2 × {-(-objects // parallel)} = {trips} 个 RTT",
        "persistent": f"建立连接 1 个 RTT，HTML 文件与 {objects} 个图像依次各 1 个 RTT：1 + 1 + {objects} = {trips} 个 RTT",
        "pipelined": f"建立连接 1 个 RTT，HTML 文件 1 个 RTT，{objects} 个图像的请求连续发出，共 1 个 RTT：合计 {trips} 个 RTT",
    }[way]
    lines = []
    if resolve:
        lines.append(
            f"域名解析：主机查询本地域名服务器 {local} ms，迭代查询 {queries} 次 {queries} × {each} = {queries * each} ms，共 {look} ms。"
        )
    lines.append(f"{parts}，即 {trips} × {rtt} = {trips * rtt} ms。")
    if resolve:
        lines.append(f"合计 {look} + {trips * rtt} = {right} ms。")
    solution = "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))
    page = f"http_page_round_trips({objects}, {way in ('persistent', 'pipelined')}, {way == 'pipelined'}, {parallel if way == 'parallel' else 1})"
    lookup = f" + dns_iterative_queries([{host!r}], {zones[1:]})[0] * {each} + {local}" if resolve else ""
    claim = f"{page} * {rtt}{lookup} == {ANSWER}"
    return Draft(stem, Choice(right, f"{right} ms", "按传送方式数出往返次数。"), wrong, solution, claim)


FAMILY = Family(
    name="http_round_trips", title="HTTP 的往返时间", title_en="HTTP round trips", node="cn.6.5.2", also=("cn.6.2.3",),
    skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
