"""Large Chinese texts out of sentence patterns and word lists, for benchmarks: the same seed gives the same text.

    python bench/made_texts.py FOLDER

writes chronicle.txt and manual.md, 600,000 characters each. Words are drawn with a Zipf-like spread over a few hundred
written ones and a long tail of made ones; every chapter, and every made passage, has a topic whose own words it prefers,
so that searching has something to find. Needs numpy alone: both sides of bench/library.py import it.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

DIM = 256
BATCH = 10_000
TOPICS = 2_000
_TOPIC_WORDS = 12
_SLOT = re.compile(r"\{([A-Z])\}")
_WORDINGS = re.compile(r"\[([^]]*)\]")

_SURNAMES = "沈陆顾韩苏温秦卫程谢乔宋薛叶柳严纪贺白钟江岳尹裴崔傅阮莫石骆"
_GIVEN = "青远山明川文若溪承言景行知白怀瑾云舟守拙之南一鸣子安望舒長庚临风松年秋实敬之听雨牧野清和"
_TAIL = (
    "山水田林石土金木火风雨雪云雷江河湖海沙岩泉溪谷岭峰原野城镇村庄街巷桥路港湾岛屿塔楼台亭阁门窗墙瓦砖柱梁堂室屋仓井炉灶船车"
    "马牛羊犬鸟鱼虫草花果叶根茎种麦稻豆茶酒油盐糖布丝棉麻纸笔墨印书册卷图谱表账钱粮银铜铁锡铅玉珠镜灯烛钟鼓琴笛旗鞍弓箭刀盾甲"
    "轮轴齿链索钩环钉板架槽管阀泵压温湿光声波频速力质量度角面线点段层块组列行号码值式数据源流程序区域界限环节单元网络信道端口帧"
    "包表项树栈队堆页段锁核线进程位字节址令码器件板卡盘片芯电路源极基态相变换算法理论证明推导假设模型方案标准规则权限协议服务户群"
)
_NOUNS = {
    "chronicle": (
        "城门 渡口 粮草 军令 书信 使者 山路 营寨 旧部 斥候 马队 船队 边关 税册 田契 灯火 雨夜 客栈 商旅 药方 书院 先生 弟子 县令 仓库 "
        "水渠 堤坝 石桥 牌坊 集市 银两 账本 铁匠 木匠 织机 茶叶 盐引 驿站 快马 密信 图纸 兵器 旗帜 号角 战鼓 浮桥 暗道 箭楼 护城河 "
        "新法 旧例 诏书 印信 使团 和约 盟友 谋士 老将 少年 乡民 流民 饥荒 大水 旱灾 疫病 秋收 春耕 祭典 婚事 丧事 家书 祖宅 义仓"
    ),
    "manual": (
        "进程 线程 缓存 内存 磁盘 文件 目录 页表 中断 信号量 管道 套接字 路由表 报文 帧头 校验码 窗口 队列 缓冲区 地址 寄存器 指令 流水线 "
        "总线 控制器 驱动 调度器 锁 事务 日志 索引 哈希表 链表 二叉树 堆 图 顶点 边 最短路径 生成树 排序 查找 递归 栈帧 编译器 解释器 "
        "协议 主机 交换机 网关 带宽 时延 吞吐量 丢包率 拥塞 重传 确认号 端口 域名 证书 密钥 备份 快照 镜像 权限 用户 组 服务 接口"
    ),
}
_VERBS = (
    "修缮 清点 送往 收回 守住 放弃 查明 记下 换成 移到 分给 借用 归还 重建 拆除 看管 接管 交给 隐瞒 公布 核对 誊抄 追查 安置 操练 疏通 "
    "加固 封存 打开 关闭 保存 释放 申请 分配 检查 比较 传送 接收 等待 唤醒 替换 写回 读取 更新 删除 插入 合并 划分 扫描 锁定 映射"
)
_ADJECTIVES = "陈旧 崭新 空旷 拥挤 沉重 轻便 隐秘 公开 完整 残缺 迅速 缓慢 可靠 脆弱 繁忙 空闲 连续 分散 有序 杂乱 固定 可变 稀少 充足 珍贵 寻常"
_PLACES = "青石镇 南渡 白沙湾 落雁坡 北仓 东市 西营 柳林堡 三岔口 望江楼 旧都 云台 平阳驿 石门关 桃花渡 黑水桥 长堤 松岭 寒山口 大泽乡"
_TIMES = "次日 当夜 三日后 半月之后 那年冬天 入秋以来 天明时分 黄昏 雨停以后 春分前后 起初 后来 此时 不久 同一天 月底 年初 到了夏天"
_DIGITS = "零一二三四五六七八九"

# [one|other] is one wording of several, chosen when a pattern is made: no phrase stands in every passage.
_SENTENCES = {
    "chronicle": (
        "{T}，{P}[到了|回到|路过|赶往|抵达]{L}，[先把|便将|亲自将]{N}{V}，[又命人|再派人|随后叫人]{V}{N}。",
        "{P}[道|说|答道|低声说|冷笑道]：“{L}的{N}{A}，[若不早日|倘使不能|要是没人]{V}，[恐怕|只怕|想必]{N}也[难保全|保不住|留不下]。”",
        "{L}[一带|附近|城外|周围]{N}{A}，[百姓|农家|渔户|匠人]多靠{N}[为生|度日|过活]，{P}[便在那里|于是就地]{V}了{N}。",
        "{P}[与|和|同]{P}[商议了|争论了|筹划了]{Q}日，[决定|约定|主张]先{V}{N}，[再|然后|最后]{V}{N}。",
        "{T}，[有人|探子|老仆|渔夫]从{L}[带来消息|捎来口信|赶回禀报]，说{N}已经{A}，{P}[听了默然不语|半晌没有作声|拍案而起]。",
        "原来那{N}是{P}的[祖上|外祖|恩师]留下的，{A}之极，[外人从不知道|旁人无从得见|连家里人也少见]。",
        "{P}见{N}如此{A}，[叹道|笑道|问道]：“当年{P}在{L}{V}{N}，[何等气象|何其不易|谁敢多言]！”",
        "{Q}名[差役|军士|工匠|船夫]守在{L}，[日夜|轮流|冒雨]{V}{N}，[不许闲人靠近|连饭也顾不上吃|直到换班才散]。",
        "[于是|因此|无奈之下]{P}写了一封[信|短笺|长信]给{P}，[信中只说|上面写着|开头便提]{N}与{N}两件事。",
        "{T}，{L}的{N}[忽然不见了|一夜之间没了踪影|被人换走]，{P}带着{Q}人四处{V}，[终无所获|总算有了线索|空手而回]。",
        "{P}[不肯|摇头|沉吟良久]，说：“{N}可以{V}，{N}[万万不可|断不能|却不必]{V}。”",
        "众人[都以为|只道|猜想]{P}会{V}{N}，[谁知|不料|哪想到]他却[去了|躲进|绕道]{L}。",
        "[自从|打从]{P}{V}{N}以来，{L}的[市面|风气|人心]渐渐{A}，[连|就是]{N}也比从前[贵了|多了|少了]{Q}倍。",
        "[传说|据老人讲|碑上刻着]{L}从前有{Q}座{N}，[大火|洪水|战乱]之后只剩下{A}的{N}。",
        "{P}的[儿子|侄儿|门生|旧仆]{P}[自幼|生来]喜爱{N}，[十五岁上|成年以后]便独自{V}{N}，[乡里称奇|人人敬重]。",
        "{T}，[两岸|满城|各处]的{N}都被{V}，[唯独|只有]{L}的{N}[安然无恙|照旧|没人理会]。",
        "[要说|论起]{N}，[谁也比不上|没人胜过]{P}；[要说|论起]{V}{N}，{P}[却更在行|倒略逊一筹]。",
        "{P}[把|将]{N}[藏在|埋在|寄存在]{L}，[临行前|分手时]只告诉了{P}[一人|夫妇|兄弟二人]。",
        "[这一年|那一年|同一年]{L}[大雪|大旱|丰收|闹匪]，{N}{A}，{P}[上书|写状子|托人]请求{V}{N}。",
        "{P}[原是|本是|曾做过]{L}的[书吏|船工|教书先生]，[因|只因]{V}{N}得罪了{P}，[才|便]流落到{L}。",
    ),
    "manual": (
        "{N}在[使用|启动|写入]之前[必须|应当|最好]先{V}{N}，[否则|不然]{N}会变得{A}。",
        "当{N}的[数目|长度|个数]超过{Q}时，[系统|内核|管理程序]{V}{N}，并把{N}{V}。",
        "[与|和|相对于]{N}相比，{N}更{A}，[但是|不过|只是]{V}{N}的[代价|开销|成本][较高|较低|难以估计]。",
        "[设|假设|已知]{N}有{Q}个，每个占{Q}[字节|位|块]，则{N}[共需|至少要|总计]{Q}次{V}。",
        "[如果|一旦|倘若]{N}没有{V}，{N}就[要等待|会阻塞|停在原处]，[直到|除非]{N}被{V}[为止|之后]。",
        "{N}由{N}和{N}[两部分|两层|两级]组成，[前者|第一部分]负责{V}，[后者|第二部分]负责{V}。",
        "{P}在{L}的[实验|测量|试运行]表明，{A}的{N}能使{N}的[开销|延迟|能耗]下降约{Q}成。",
        "[为了|要想]{V}{N}，[可以|不妨|通常]为{N}设置一个[标志|计数器|时间戳]，{V}时[检查|更改|清除]它。",
        "[注意|提示|警告]：{N}与{N}不可同时{V}，否则{N}的[内容|状态|顺序]不确定。",
        "{T}，人们用{N}来{V}{N}，这种[做法|设计|约定]今天已经{A}。",
        "每次{V}{N}都要访问{N}[一次|两次|多次]，所以{N}的[命中率|局部性|布局]十分[重要|关键|敏感]。",
        "[最坏|最好|平均]情况下，{V}{N}需要[比较|移动|交换]{Q}次，[此外|同时]还要{V}{N}{Q}次。",
        "[图中|下表里|上例中]的{N}{A}，{N}却{A}，[可见|由此推出|这说明]{V}{N}[并不|确实]依赖{N}。",
        "[第一步|首先]{V}{N}，[第二步|其次]{V}{N}，[第三步|最后]把{N}[交还|挂到|链入]{N}。",
        "[常见的|一种|另一种]错误是在{V}{N}的[途中|前夕|间隙]{V}{N}，[结果|于是]{N}[丢失|重复|错位]。",
        "[早期|现代|某些][机器|系统|版本]的{N}只有{Q}[项|路|级]，{V}{N}时[经常|偶尔|几乎不]冲突。",
        "{N}的[优点|好处]是{A}，[缺点|不足]是{V}{N}时{N}[必须|需要]{V}。",
        "[管理员|程序员|用户]可以用{N}[查看|调整|关闭]{N}，[默认值|上限|初值]为{Q}。",
        "[按照|根据|依据]{N}的[规定|定义|约束]，{N}{V}之后[立即|不再|才能]{V}{N}。",
        "[练习|思考]：{N}{A}而{N}{A}时，{V}{N}[最少|最多]要[几步|多少空间|多长时间]？",
    ),
}
_HEADINGS = {"chronicle": "{P}{V}{N} {L}{V}{N}", "manual": "{N}与{N}的{V}"}


class TextMaker:
    """Fills sentence patterns. `kind` is "chronicle" or "manual"; everything drawn comes from the generators handed in."""

    def __init__(self, kind: str, seed: int = 408):
        rng = np.random.default_rng([seed, 1])
        pairs = rng.permutation(len(_TAIL) ** 2)[:20_000]
        made = [_TAIL[at // len(_TAIL)] + _TAIL[at % len(_TAIL)] for at in pairs.tolist()]
        people = [a + b + c for a in _SURNAMES for b in _GIVEN[::2] for c in ("", *_GIVEN[1::2])]
        lists = {
            "N": [*_NOUNS[kind].split(), *made],
            "P": [people[at] for at in rng.permutation(len(people))[:6_000].tolist()],
            "V": _VERBS.split(),
            "A": _ADJECTIVES.split(),
            "L": [*_PLACES.split(), *(word + end for word, end in zip(made[::40], "镇湾堡渡关" * 100, strict=True))],
            "T": _TIMES.split(),
            "Q": [chinese_number(n) for n in range(2, 1000)],
        }
        self.kind = kind
        self.words = [word for each in lists.values() for word in each]
        self._slots: dict[str, tuple[int, int, np.ndarray]] = {}
        start = 0
        for letter, each in lists.items():
            weights = np.cumsum(1 / (np.arange(len(each)) + 2.7))
            self._slots[letter] = start, len(each), weights / weights[-1]
            start += len(each)
        self.heading = _SLOT.split(_HEADINGS[kind])

    def pattern(self, rng: np.random.Generator, characters: int) -> list[str]:
        """Sentences side by side, about so many characters long when they are filled: literal text and slots by turns."""
        chosen = ""
        while len(_SLOT.sub("词语", chosen)) < characters:
            sentence = _SENTENCES[self.kind][rng.integers(len(_SENTENCES[self.kind]))]
            chosen += _WORDINGS.sub(lambda match: str(rng.choice(match[1].split("|"))), sentence)
        return _SLOT.split(chosen)

    def filled(self, pattern: Sequence[str], topics: np.ndarray, rng: np.random.Generator) -> list[str]:
        """One text for every topic: half of a topic's nouns, people and places are its own few, the rest anybody's."""
        columns: list[list[str]] = []
        count = len(topics)
        for at, part in enumerate(pattern):
            if at % 2 == 0:
                columns.append([part] * count)
                continue
            start, size, spread = self._slots[part]
            drawn = np.searchsorted(spread, rng.random(count))
            if part in "NPL":
                near = np.minimum(rng.geometric(0.25, count) - 1, _TOPIC_WORDS - 1)
                own = ((topics * _TOPIC_WORDS + near) * 7919 + 31) % size
                drawn = np.where(rng.random(count) < 0.5, own, drawn)
            columns.append([self.words[word] for word in (start + drawn).tolist()])
        return list(map("".join, zip(*columns, strict=True)))


def made_text(kind: str, characters: int = 600_000, seed: int = 408) -> str:
    """A book of chapters of about 6,000 characters: plain text with 第…回, or Markdown with chapters and sections."""
    maker = TextMaker(kind, seed)
    rng = np.random.default_rng([seed, 2])
    parts: list[str] = ["# 系统手册\n\n" if kind == "manual" else "《渡口纪事》\n\n"]
    length, number = 0, 0
    while length < characters:
        number += 1
        topic = np.array([number])
        title = maker.filled(maker.heading, topic, rng)[0]
        chapter = [
            f"## 第{chinese_number(number)}章 {title}" if kind == "manual" else f"第{chinese_number(number)}回 {title}"
        ]
        written = 0
        while written < 6_000:
            if kind == "manual" and len(chapter) % 8 == 1:
                chapter.append(f"### {number}.{len(chapter) // 8 + 1} {maker.filled(maker.heading, topic, rng)[0]}")
            paragraph = maker.filled(maker.pattern(rng, int(rng.integers(60, 320))), topic, rng)[0]
            chapter.append(paragraph if kind == "manual" else f"    {paragraph}")
            written += len(paragraph)
        parts.append("\n\n".join(chapter) + "\n\n")
        length += len(parts[-1])
    return "".join(parts)


class MadePassages:
    """Batches of BATCH passages, 200 to 350 characters each, and their vectors; `number` counts batches from 0.

    Fewer passages are the beginning of more, and each batch can be had without those before it.
    """

    def __init__(self, seed: int = 408):
        self.seed = seed
        self._maker = TextMaker("chronicle", seed)
        rng = np.random.default_rng([seed, 3])
        self._patterns = [self._maker.pattern(rng, int(rng.integers(190, 320))) for _ in range(200)]

    def texts(self, number: int) -> list[str]:
        topics = self._topics(number)
        rng = np.random.default_rng([self.seed, 4, number])
        kinds = rng.integers(0, len(self._patterns), BATCH)
        texts = [""] * BATCH
        for kind in range(len(self._patterns)):
            rows = np.flatnonzero(kinds == kind)
            filled = self._maker.filled(self._patterns[kind], topics[rows], rng)
            for row, text in zip(rows.tolist(), filled, strict=True):
                texts[row] = text
        return texts

    def vectors(self, number: int) -> np.ndarray:
        """float32 (BATCH, DIM), rows of length 1: the topic's centre and a spread around it, and a little noise.

        Centres and spread have directions of falling strength, as many as real passages have in an embedder's space
        (the participation ratio of their covariance is about 80 of 256); neighbours of one topic are about as near as theirs.
        """
        strength = (np.arange(DIM, dtype=np.float32) + 8) ** np.float32(-0.6)
        strength /= np.sqrt(np.mean(strength**2))
        centres = np.random.default_rng([self.seed, 5]).standard_normal((TOPICS, DIM), dtype=np.float32) * strength
        rng = np.random.default_rng([self.seed, 6, number])
        spread = rng.standard_normal((BATCH, DIM), dtype=np.float32) * strength
        noise = rng.standard_normal((BATCH, DIM), dtype=np.float32)
        return _unit_rows(centres[self._topics(number)] + np.float32(0.7) * spread + np.float32(0.15) * noise)

    def _topics(self, number: int) -> np.ndarray:
        return np.random.default_rng([self.seed, 7, number]).integers(0, TOPICS, BATCH)


def query_vectors(rows: Sequence[int], seed: int = 408) -> np.ndarray:
    """A query vector beside that of each made passage, float32 (len(rows), DIM), rows of length 1."""
    made, rows = MadePassages(seed), np.asarray(rows)
    out = np.empty((len(rows), DIM), dtype=np.float32)
    for number in np.unique(rows // BATCH).tolist():
        here = rows // BATCH == number
        out[here] = made.vectors(number)[rows[here] % BATCH]
    noise = np.random.default_rng([seed, 8]).standard_normal(out.shape, dtype=np.float32)
    return _unit_rows(out + np.float32(0.6 / np.sqrt(DIM)) * noise)


def made_questions(count: int, wanted: int) -> tuple[list[str], list[int]]:
    """Clauses out of made passages from everywhere among the first `count`, and the rows that they are from."""
    made, batches = MadePassages(), -(-count // BATCH)
    asked: dict[str, int] = {}
    numbers = sorted({batches * part // 10 for part in range(10)})
    for number in numbers:
        texts = made.texts(number)
        for at in range(0, BATCH, BATCH * len(numbers) // wanted):
            asked[clauses(texts[at], 1, seed=at)[0]] = number * BATCH + at
    return list(asked), list(asked.values())


def exactly_near(rows: Sequence[int], count: int) -> list[set[int]]:
    """The ten nearest of the first `count` made passages to the query vector of each row, compared with every one."""
    made, queries = MadePassages(), query_vectors(rows)
    best = np.zeros((len(rows), 0), dtype=np.float32)
    names = np.zeros((len(rows), 0), dtype=np.int64)
    for number in range(count // BATCH):
        best = np.hstack([best, queries @ made.vectors(number).T])
        names = np.hstack([names, np.broadcast_to(np.arange(BATCH) + number * BATCH, (len(rows), BATCH))])
        top = np.argpartition(-best, 10, axis=1)[:, :10]
        best, names = np.take_along_axis(best, top, 1), np.take_along_axis(names, top, 1)
    return [set(found) for found in names.tolist()]


def text_vectors(texts: Sequence[str], seed: int = 408) -> np.ndarray:
    """A cheap stand-in for an embedder: the mean of a random direction for every character pair. float32 (n, DIM)."""
    directions = np.random.default_rng([seed, 9]).standard_normal((1 << 14, DIM), dtype=np.float32)
    out = np.zeros((len(texts), DIM), dtype=np.float32)
    for row, text in enumerate(texts):
        codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
        pairs = np.unique((codes[:-1] * np.uint32(40503) + codes[1:]) % np.uint32(1 << 14))
        out[row] = directions[pairs].sum(axis=0) if len(pairs) else directions[0]
    return _unit_rows(out)


def clauses(text: str, count: int, seed: int = 408) -> list[str]:
    """Different clauses of 8 to 24 characters out of a text's sentences, drawn at random."""
    found = sorted({one for one in re.split(r"[\s，。！？；：、“”‘’（）《》—…·|#*]+", text) if 8 <= len(one) <= 24})
    rng = np.random.default_rng([seed, 10])
    return [found[at] for at in rng.permutation(len(found))[:count].tolist()]


def chinese_number(number: int) -> str:
    """1 to 999 in Chinese numerals."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def _unit_rows(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in (("chronicle.txt", "chronicle"), ("manual.md", "manual")):
        (folder / name).write_text(made_text(kind), encoding="utf-8")
        print(folder / name)


if __name__ == "__main__":
    main()
