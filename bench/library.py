"""The library beside LangChain's recursive splitter (600/100) and Chroma in one run: build, query, memory, disk, and the
curve over made passages.

    python bench/library.py --text BOOK.txt [--text ...] [--largest 1000000] [--peer-python PATH]

Two made texts of 600,000 characters (made_texts.py) join the given ones. Each side runs in child processes of its own,
by turns; the peer's packages are in bench/requirements.txt and go into an environment of their own unless --peer-python
names one that has them. Both sides get vectors of their own passages from the same function, made before the clock
starts, and the same query vectors. Ours is the whole Library.add and Library.search; the peer is given the faster of
Chroma called directly and through langchain_chroma. The row "ours, built-in embedder" fits and applies that one inside the
clock, so its build is not compared.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from made_texts import (
    BATCH,
    DIM,
    MadePassages,
    clauses,
    exactly_near,
    made_questions,
    made_text,
    query_vectors,
    text_vectors,
)

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

K = 5
WARM_UP = 20
STRANGERS = """
量子色动力学的渐近自由 线粒体内膜的电子传递链 巴洛克复调音乐的赋格曲式 板块俯冲带的岩浆岩系列 欧元区国债收益率倒挂 疫苗佐剂与体液免疫应答
甲骨文里的干支纪年 冰川漂砾与末次冰期 哺乳动物胚胎着床 印象派画家的户外写生 橄榄球比赛的越位判罚 咖啡豆烘焙的梅纳反应 光合细菌的色素吸收谱
拜占庭圣像破坏运动 超导临界磁场 企鹅孵卵行为 婴儿语言习得关键期 太阳耀斑与极光 帕金森病患者的震颤 火箭发动机喷管烧蚀
"""


class Given:
    """An embedder of vectors made beforehand: `embed` only looks them up, and counts what it had to make."""

    name = "given"

    def __init__(self):
        self.vectors: dict[str, np.ndarray] = {}
        self.made = 0

    def learn(self, texts: Sequence[str], vectors: np.ndarray | None = None) -> None:
        self.vectors |= zip(texts, text_vectors(texts) if vectors is None else vectors, strict=True)

    def embed(self, texts: Sequence[str], progress=None) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in self.vectors]
        if new:
            self.made += len(new)
            self.learn(new)
        return np.stack([self.vectors[text] for text in texts]) if texts else np.zeros((0, DIM), np.float32)

    # The names that langchain calls an embedder by.
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.embed(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self.embed([text])[0].tolist()


class InTurn:
    """The embedder of the made passages while they are put in: it gives their vectors in the order it is asked."""

    name = Given.name

    def __init__(self):
        self.vectors: list[np.ndarray] = []

    def embed(self, texts: Sequence[str], progress=None) -> np.ndarray:
        ready = np.concatenate(self.vectors)
        self.vectors = [ready[len(texts) :]]
        return ready[: len(texts)]


class Side:
    """What both sides do, each in its own process: the parent calls these by name and gets what they return as JSON."""

    def __init__(self):
        self.given = Given()
        self.standing = memory()

    def learn(self, questions: list[str], rows: list[int] | None = None) -> None:
        """The query vectors: of the question, or beside the vector of the made passage in that row."""
        self.given.learn(questions, None if rows is None else query_vectors(rows))
        self.standing = memory()
        self.given.made = 0

    def grown(self) -> dict:
        now = memory()
        return now | {"grown": now["total"] - self.standing["total"]}

    def timed(self, ask: Callable[[str], object], questions: Sequence[str]) -> dict:
        """Milliseconds of the first question, which may open what was built, and of each after the warm-up.

        `cpu`: the median of this process's own time, which a busy machine changes less.
        """
        times, own_times = [], []
        for question in questions:
            own, began = time.process_time(), time.perf_counter()
            ask(question)
            times.append(1000 * (time.perf_counter() - began))
            own_times.append(1000 * (time.process_time() - own))
        self.check_nothing_made()
        return {"first": times[0], "ms": times[WARM_UP:], "cpu": float(np.median(own_times[WARM_UP:]))}

    def check_nothing_made(self) -> None:
        if self.given.made:
            raise SystemExit(f"{self.given.made} vectors were made inside the clock")


class Ours(Side):
    def __init__(self):
        from index import library

        self.opened: dict[str, library.Library] = {}
        super().__init__()

    def library(self, folder: str, built_in: bool = False):
        from index.library import Library

        if folder not in self.opened:
            self.opened[folder] = Library(Path(folder), None if built_in else self.given)
        return self.opened[folder]

    def close(self, folder: str) -> None:
        self.opened.pop(folder).close()

    def prepare(self, paths: list[str]) -> None:
        with tempfile.TemporaryDirectory() as place:
            self.library(place).add([Path(path) for path in paths], "books")
            self.close(place)

    def build(self, paths: list[str], folder: str, built_in: bool = False) -> dict:
        began = time.perf_counter()
        report = self.library(folder, built_in).add([Path(path) for path in paths], "books")
        seconds = time.perf_counter() - began
        self.check_nothing_made()
        if report.refused:
            raise SystemExit(f"refused: {report.refused[0]}")
        return {"seconds": seconds, "passages": sum(source.passages for source in report.added)}

    def ask(self, folder: str, questions: list[str], built_in: bool = False) -> dict:
        found: dict[str, bool] = {}

        def ask(question: str) -> None:
            found[question] = bool(library.search(question, K, ["books"]))

        library = self.library(folder, built_in)
        return self.timed(ask, questions) | {"answered": sum(found.values()) / len(found)}

    def make(self, count: int, folder: str) -> dict:
        """Made passages, each batch a source, the way that Library.add puts in what it has read; only that is timed."""
        from index.draft import Draft, put_in_force
        from index.passages import Passage
        from index.store import SourceRecord

        made, following = MadePassages(), InTurn()
        collection = Path(folder) / "books"
        seconds = 0.0
        with tempfile.TemporaryDirectory(dir=Path(folder).parent) as place:
            new = Draft(Path(place), "books", following)
            for number in range(-(-count // BATCH)):
                texts = made.texts(number)
                following.vectors.append(made.vectors(number))
                name = f"made {number:03}.txt"
                began = time.perf_counter()
                passages = [
                    Passage("books", name, number * BATCH + at + 1, "", (), "", 0, len(text), text)
                    for at, text in enumerate(texts)
                ]
                new.put(SourceRecord(name, "", "", BATCH, 0, ""), passages)
                seconds += time.perf_counter() - began
            began = time.perf_counter()
            new.close()
            collection.mkdir(parents=True)
            put_in_force(collection, None, new.records, new.parts, following)
            seconds += time.perf_counter() - began
        return {"seconds": seconds, "passages": count}

    def near(self, folder: str, questions: list[str]) -> list[list[int]]:
        """The rows of the ten nearest made passages of each question, by the vector index alone."""
        from index.store import open_generation

        segments = open_generation(Path(folder) / "books", lambda name: self.given).segments
        rows = []
        for vector in self.given.embed(questions):
            found = [
                (float(score), segment.passages[row].page - 1)
                for segment in segments
                for score, row in zip(*(part.tolist() for part in segment.vectors.search(vector, 10)), strict=True)
            ]
            rows.append([row for _, row in sorted(found, reverse=True)[:10]])
        return rows


class Peer(Side):
    """Collections keep Chroma's defaults; on vectors of length 1 its distance ranks as the cosine does."""

    def __init__(self):
        import chromadb  # noqa: F401
        import langchain_chroma  # noqa: F401
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        self.splitter = RecursiveCharacterTextSplitter(chunk_size=600, chunk_overlap=100)
        self.clients: dict[str, object] = {}
        super().__init__()

    def client(self, folder: str):
        import chromadb
        from chromadb.config import Settings

        if folder not in self.clients:
            self.clients[folder] = chromadb.PersistentClient(folder, Settings(anonymized_telemetry=False))
        return self.clients[folder]

    def close(self, folder: str) -> None:
        self.clients.pop(folder)

    def split(self, paths: list[str]) -> tuple[list[str], list[dict]]:
        texts, notes = [], []
        for path in paths:
            pieces = self.splitter.split_text(Path(path).read_text(encoding="utf-8"))
            texts += pieces
            notes += [{"source": path}] * len(pieces)
        return texts, notes

    def prepare(self, paths: list[str]) -> None:
        self.given.learn(list(dict.fromkeys(self.split(paths)[0])))

    def build(self, paths: list[str], folder: str, direct: bool = True) -> dict:
        """`direct`: through the client; else through langchain_chroma. Opening the client is not counted."""
        from langchain_chroma import Chroma

        client = self.client(folder)
        if direct:
            collection = client.create_collection("books")
        else:
            store = Chroma("books", self.given, client=client)
        began = time.perf_counter()
        texts, notes = self.split(paths)
        if direct:
            self.add(client, collection, texts, notes, self.given.embed(texts), 0)
        else:
            store.add_texts(texts, notes)
        seconds = time.perf_counter() - began
        self.check_nothing_made()
        return {"seconds": seconds, "passages": len(texts)}

    def add(self, client, collection, texts, notes, vectors, first: int) -> None:
        step = client.get_max_batch_size()
        for at in range(0, len(texts), step):
            some = slice(at, at + step)
            ids = [str(first + row) for row in range(at, min(at + step, len(texts)))]
            collection.add(ids=ids, documents=texts[some], metadatas=notes[some], embeddings=vectors[some])

    def ask(self, folder: str, questions: list[str], direct: bool = True) -> dict:
        from langchain_chroma import Chroma

        client = self.client(folder)
        vectors = {question: self.given.embed([question]) for question in questions}
        if direct:
            collection = client.get_collection("books")

            def ask(question: str) -> None:
                collection.query(query_embeddings=vectors[question], n_results=K)
        else:
            store = Chroma("books", self.given, client=client)
            lists = {question: vector[0].tolist() for question, vector in vectors.items()}

            def ask(question: str) -> None:
                store.similarity_search_by_vector(lists[question], K)

        return self.timed(ask, questions)

    def make(self, count: int, folder: str) -> dict:
        """Made passages, the direct way; only adding is timed."""
        made, client, seconds = MadePassages(), self.client(folder), 0.0
        collection = client.create_collection("books")
        for number in range(-(-count // BATCH)):
            texts, vectors = made.texts(number), made.vectors(number)
            notes = [{"source": f"made {number}"}] * BATCH
            began = time.perf_counter()
            self.add(client, collection, texts, notes, vectors, number * BATCH)
            seconds += time.perf_counter() - began
        return {"seconds": seconds, "passages": count}

    def near(self, folder: str, questions: list[str]) -> list[list[int]]:
        """The rows of the ten nearest made passages of each question."""
        collection = self.client(folder).get_collection("books")
        found = collection.query(query_embeddings=self.given.embed(questions), n_results=10, include=[])
        return [[int(one) for one in ids] for ids in found["ids"]]


class Child:
    """A side in its own process, spoken to in lines of JSON."""

    def __init__(self, pythons: dict[str, Path], side: str):
        command = [str(pythons[side]), str(Path(__file__).resolve()), "--side", side]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_) -> None:
        self.process.stdin.close()
        self.process.wait()

    def __call__(self, what: str, *arguments, **options):
        self.process.stdin.write(json.dumps([what, arguments, options]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the child process ended in {what!r}; its message stands above")
        return json.loads(line)


def serve_side(side: Side) -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not be taken for an answer
    for line in sys.stdin:
        what, arguments, options = json.loads(line)
        answers.write(json.dumps(getattr(side, what)(*arguments, **options)) + "\n")
        answers.flush()


def memory() -> dict[str, float]:
    """MB resident in this process and its children, the part of it that is pages of files, and this process's peak."""
    if not Path("/proc/self/status").exists():
        return dict.fromkeys(("total", "file", "peak"), float("nan"))
    processes = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
        except OSError:  # ended meanwhile
            continue
        processes[int(fields["Pid"])] = fields
    ours = {os.getpid()}
    while more := {pid for pid, fields in processes.items() if int(fields["PPid"]) in ours} - ours:
        ours |= more

    def megabytes(pid: int, field: str) -> float:
        return int(processes[pid].get(field, "0 kB").split()[0]) / 1024

    return {
        "total": sum(megabytes(pid, "VmRSS") for pid in ours),
        "file": sum(megabytes(pid, "RssFile") for pid in ours),
        "peak": megabytes(os.getpid(), "VmHWM"),
    }


FORMS = ("{}", "为什么{}", "{}是怎么回事", "关于{}说了什么", "什么时候{}")
WAYS = {  # how a set of texts is built and asked: side, options
    "ours": ("ours", {}),
    "Chroma": ("peer", {"direct": True}),
    "ours, built-in embedder": ("ours", {"built_in": True}),
    "langchain_chroma": ("peer", {"direct": False}),
}


def bench_texts(sets: dict[str, list[Path]], pythons: dict[str, Path], place: Path, rounds: int, asked: int) -> dict:
    """Build and ask every set of files `rounds` times, the sides by turns; each round asks other questions."""
    figures = {}
    with Child(pythons, "ours") as ours, Child(pythons, "peer") as peer:
        sides = {"ours": ours, "peer": peer}
        for name, paths in sets.items():
            files = [str(path) for path in paths]
            whole = "\n".join(path.read_text(encoding="utf-8") for path in paths)
            drawn = clauses(whole, rounds * (asked + WARM_UP))
            questions = [FORMS[at % len(FORMS)].format(clause) for at, clause in enumerate(drawn)]
            for side in sides.values():
                side("prepare", files)
                side("learn", questions)
            runs: dict[str, list[dict]] = {way: [] for way in WAYS}
            for turn in range(rounds):
                for way, (side, options) in WAYS.items():
                    folder = str(place / f"{name}-{way}-{turn}")
                    built = sides[side]("build", files, folder, **options)
                    runs[way].append(built | sides[side]("ask", folder, questions[turn::rounds], **options))
                    sides[side]("close", folder)
                    if turn:
                        shutil.rmtree(folder)
            figures[name] = {way: summary(each) for way, each in runs.items()}
            for way, (side, options) in WAYS.items():
                folder = place / f"{name}-{way}-0"
                figures[name][way] |= serving(pythons, side, folder, questions, None, options) | disk(folder)
                shutil.rmtree(folder)
            report_texts(name, len(whole), figures[name])
    return figures


def bench_curve(counts: Sequence[int], peer_largest: int, pythons: dict[str, Path], place: Path, asked: int) -> dict:
    """Made passages of each number, each side in a fresh process to build and another to ask."""
    figures: dict[int, dict[str, dict]] = {}
    strangers = STRANGERS.split()
    for count in counts:
        questions, rows = made_questions(count, asked + WARM_UP)
        truth = exactly_near(rows, count)
        figures[count] = {}
        for side in ("ours", "peer")[: 2 if count <= peer_largest else 1]:
            folder = place / f"{side}-{count}"
            with Child(pythons, side) as child:
                built = child("make", count, str(folder))
                peak = child("grown")["peak"]
            row = serving(pythons, side, folder, questions, rows, {}) | disk(folder) | built | {"peak": peak}
            with Child(pythons, side) as child:
                child("learn", questions, rows)
                found = child("near", str(folder), questions)
                hits = [len(true & set(near)) / 10 for true, near in zip(truth, found, strict=True)]
                row["recall"] = float(np.mean(hits))
                if side == "ours":
                    child("learn", strangers)
                    row["strangers"] = 1 - child("ask", str(folder), strangers * 2)["answered"]
            figures[count][side] = row
            shutil.rmtree(folder)
            report_curve(count, side, row)
    return figures


def serving(
    pythons: dict[str, Path], side: str, folder: Path, questions: list[str], rows: list[int] | None, options: dict
) -> dict:
    """A fresh process that opens what was built and answers: its times, and how its memory has grown since its imports."""
    with Child(pythons, side) as child:
        child("learn", questions, rows)
        asked = summary([child("ask", str(folder), questions, **options)])
        return {f"served_{key}": value for key, value in asked.items()} | child("grown")


def summary(runs: Sequence[dict]) -> dict:
    """Medians over the rounds; p99 over all their questions together."""
    times = [run.pop("ms") for run in runs]
    medians = {key: float(np.median([run[key] for run in runs])) for key in runs[0]}
    p50 = float(np.median([np.median(each) for each in times]))
    return medians | {"p50": p50, "p99": float(np.percentile(np.concatenate(times), 99))}


def disk(folder: Path) -> dict[str, float]:
    """MB on disk, and without the kept copies of the files."""
    sizes = [(path.relative_to(folder).parts, path.stat().st_size) for path in folder.rglob("*") if path.is_file()]
    return {
        "disk": sum(size for _, size in sizes) / 1e6,
        "disk_index": sum(size for parts, size in sizes if "files" not in parts) / 1e6,
    }


def report_texts(name: str, characters: int, ways: dict[str, dict]) -> None:
    columns = (  # heading, key, decimals
        ("passages", "passages", 0), ("build s", "seconds", 3), ("first ms", "first", 1), ("p50 ms", "p50", 2),
        ("p99 ms", "p99", 2), ("CPU ms", "cpu", 2), ("MB memory", "total", 0), ("grown", "grown", 0),
        ("MB disk", "disk", 1), ("no copies", "disk_index", 1), ("answered", "answered", 3),
    )  # fmt: skip
    print(f"\n{name}: {characters:,} characters", flush=True)
    print(" " * 25 + "".join(f"{heading:>10}" for heading, _, _ in columns))
    for way, row in ways.items():
        print(f"  {way:23}" + "".join(f"{row.get(key, 1.0):10.{decimals}f}" for _, key, decimals in columns))
    peers = [way for way, (side, _) in WAYS.items() if side == "peer"]
    for what, key, most in (("build", "seconds", 0.1), ("query p50", "p50", 0.5)):
        fastest = min(peers, key=lambda way: ways[way][key])
        ratio = ways["ours"][key] / ways[fastest][key]
        verdict = "met" if ratio <= most else "MISSED"
        print(f"  {what} {ratio:.3f} of {fastest}'s, {1 / ratio:.1f} times as fast; to be at most {most}: {verdict}")


def report_curve(count: int, side: str, row: dict) -> None:
    parts = [
        f"{count:>9,} {side:5} build {row['seconds']:.1f} s (peak {row['peak']:.0f} MB)",
        f"disk {row['disk']:.0f} MB",
        f"first {row['served_first']:.0f} ms, p50 {row['served_p50']:.2f} ms, p99 {row['served_p99']:.2f} ms",
        f"CPU {row['served_cpu']:.2f} ms",
        f"recall@10 {row['recall']:.3f}",
        f"memory {row['total']:.0f} MB ({row['file']:.0f} of it files; grown {row['grown']:.0f})",
    ]
    if side == "ours":
        parts.append(f"answered {row['served_answered']:.1%}, strangers refused {row['strangers']:.0%}")
    print(", ".join(parts), flush=True)


def peer_environment(place: Path) -> Path:
    """The interpreter of a new virtual environment with the peer's packages."""
    venv.create(place, with_pip=True)
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "-r", Path(__file__).with_name("requirements.txt")], check=True
    )
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--text", type=Path, action="append", default=[], help="a text file; may be given several times"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--questions", type=int, default=300, help="for each text in each round")
    parser.add_argument("--largest", type=int, default=1_000_000, help="end of the curve, from 10,000; 0 for no curve")
    parser.add_argument("--peer-largest", type=int, default=100_000, help="which takes minutes; ten times more, hours")
    parser.add_argument("--no-texts", action="store_true", help="the curve only")
    parser.add_argument("--peer-python", type=Path, help="an interpreter that has bench/requirements.txt")
    parser.add_argument("--json", type=Path, help="write all figures there")
    parser.add_argument("--side", choices=("ours", "peer"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.side:
        serve_side(Ours() if chosen.side == "ours" else Peer())
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        place = Path(temporary)
        pythons = {"ours": Path(sys.executable), "peer": chosen.peer_python or peer_environment(place / "peer")}
        figures = {}
        if not chosen.no_texts:
            texts = list(chosen.text)
            for name, kind in (("chronicle.txt", "chronicle"), ("manual.md", "manual")):
                texts.append(place / name)
                texts[-1].write_text(made_text(kind), encoding="utf-8")
            sets = {path.stem: [path] for path in texts} | {"together": texts}
            figures["texts"] = bench_texts(sets, pythons, place, chosen.rounds, chosen.questions)
        if counts := [count for count in (10_000, 100_000, 1_000_000) if count <= chosen.largest]:
            print(f"\nmade passages of 200 to 350 characters, {DIM} dimensions; Chroma up to {chosen.peer_largest:,}")
            figures["curve"] = bench_curve(counts, chosen.peer_largest, pythons, place, max(chosen.questions, 1000))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
