"""`launch.py index ...`: the library of textbooks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from webui.commands.settings import (
    AsJson,
    DatabaseUrl,
    DataDir,
    Embedder,
    Ocr,
    Refused,
    Reranker,
    prepare_folder,
    settings_of,
    show,
)

index_app = typer.Typer(help="The library of textbooks. / 教材库。", no_args_is_help=True)

Collection = Annotated[str, typer.Option(help="Which set of sources.")]


@contextmanager
def opened_library(
    data_dir: Path | None, embedder: str | None = None, reranker: str | None = None, ocr: bool | None = None
):
    """The library of the data folder, as the flags say; its child processes end with the block."""
    from index.library import Library

    settings = settings_of(data_dir=data_dir, embedder=embedder, reranker=reranker, ocr=ocr)
    prepare_folder(settings.data_dir)
    library = Library(settings.data_dir / "index", settings.embedder, reranker=settings.reranker, ocr=settings.ocr)
    try:
        yield library
    finally:
        library.close()


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A line on stderr with what is being done, how much of it, and the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, int] = {}

        def progress(what: str, done: int, total: int) -> None:
            # One line for what is going on; the time left is that of this step.
            if what not in tasks:
                for task in tasks.values():
                    bar.remove_task(task)
                tasks.clear()
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield progress


@index_app.command("add")
def index_add(
    paths: Annotated[list[Path], typer.Argument(help="PDF, DOCX, Markdown or text files, or folders of them.")],
    collection: Collection = "books",
    data_dir: DataDir = None,
    embedder: Embedder = None,
    ocr: Ocr = None,
    as_json: AsJson = False,
) -> None:
    """Read files into the library; a file of the same name is replaced. / 把教材读入库，同名文件会被替换。"""
    with opened_library(data_dir, embedder, ocr=ocr) as library, progress_bar() as progress:
        report = library.add(paths, collection, progress)
    lines = [f"{len(report.added)} added, {len(report.unchanged)} unchanged in {collection}"]
    lines += [f"added {a.source}: {a.pages} pages, {a.passages} passages" for a in report.added]
    lines += [f"warning: {a.source}: {a.warning}" for a in report.added if a.warning]
    lines += [f"refused {r.path}: {r.reason}" for r in report.refused]
    show(asdict(report), as_json, lines)
    if report.refused:
        raise typer.Exit(1)


@index_app.command("list")
def index_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Every source with its pages and passages. / 列出库中的资料。"""
    with opened_library(data_dir) as library:
        sources = library.sources()
    lines = []
    for s in sources:
        parts = [s.collection, s.source, f"{s.pages} pages", f"{s.passages} passages"]
        parts += [f"{len(s.recognised)} by OCR"] if s.recognised else []
        parts += [f"{len(s.unreadable)} unreadable"] if s.unreadable else []
        lines.append("\t".join(parts))
    rows = [asdict(s) for s in sources]
    show(rows, as_json, lines or ["the library is empty; add files: python launch.py index add FILE..."])


@index_app.command("remove")
def index_remove(
    source: Annotated[str, typer.Argument(help="As `index list` shows it.")],
    collection: Collection = "books",
    data_dir: DataDir = None,
    embedder: Embedder = None,
    as_json: AsJson = False,
) -> None:
    """Take one source out of the library. / 从库中移除一份资料。"""
    with opened_library(data_dir, embedder) as library:
        library.remove(source, collection)
    show({"removed": source, "collection": collection}, as_json, [f"removed {source} from {collection}"])


@index_app.command("rebuild")
def index_rebuild(
    collection: Collection = "books", data_dir: DataDir = None, embedder: Embedder = None, as_json: AsJson = False
) -> None:
    """Compute a collection's index again, with another embedder perhaps. / 重建索引，例如更换向量模型之后。"""
    with opened_library(data_dir, embedder) as library, progress_bar() as progress:
        library.rebuild(collection, progress)
    show({"rebuilt": collection}, as_json, [f"rebuilt {collection}"])


@index_app.command("describe")
def index_describe(
    collection: Annotated[str, typer.Argument(help="The collection's name.")],
    title: Annotated[str | None, typer.Option(help="What people see.")] = None,
    persona: Annotated[str | None, typer.Option(help="Who answers questions about it; replaces the tutor.")] = None,
    access: Annotated[str | None, typer.Option(help="everyone, class:NAME or user:NAME.")] = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """A collection's title, persona and readers; without options, what they are. / 设置资料集的名称、人设与可见范围。"""
    from dataclasses import replace

    from db import accounts, collections
    from db.database import open_database
    from index.handbook import COLLECTION as HANDBOOK

    settings = settings_of(data_dir=data_dir, database_url=database_url)
    prepare_folder(settings.data_dir)
    changes = {key: value for key, value in (("title", title), ("persona", persona)) if value is not None}
    if (changes or access) and collection == HANDBOOK:
        raise Refused(f"the collection {HANDBOOK!r} is the bundled handbook and stays as it is")
    with open_database(settings.database).begin() as session:
        info = replace(collections.describe(session, collection), **changes)
        if access:
            kind, _, name = access.partition(":")
            if kind == "everyone" and not name:
                info = replace(info, access="everyone", class_id=None, owner_id=None)
            elif kind == "class" and name:
                info = replace(info, access="class", class_id=accounts.class_named(session, name), owner_id=None)
            elif kind == "user" and name:
                info = replace(info, access="owner", class_id=None, owner_id=accounts.find_user(session, name).id)
            else:
                raise typer.BadParameter("everyone, class:NAME or user:NAME", param_hint="--access")
        if changes or access:
            collections.save(session, info)
    show(asdict(info), as_json, [f"{key}: {value}" for key, value in asdict(info).items() if value not in ("", None)])


@index_app.command("search")
def index_search(
    question: str,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    collection: Annotated[list[str] | None, typer.Option(help="Only in these collections.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show how the scores came about.")] = False,
    data_dir: DataDir = None,
    embedder: Embedder = None,
    reranker: Reranker = None,
    as_json: AsJson = False,
) -> None:
    """The passages that bear on a question. / 检索教材。"""
    with opened_library(data_dir, embedder, reranker) as library:
        library.check()
        library.ensure_handbook()
        if explain:
            explanation = library.explain(question, k, collection or None)
            show(asdict(explanation), as_json, explanation.lines())
            return
        found = library.search(question, k, collection or None)
    lines = []
    for hit in found:
        p = hit.passage
        place = f"page {p.page_label or p.page}" if p.page else " > ".join(p.section)
        lines += [f"{hit.score:.3f}  {p.collection}/{p.source}  {place}", "    " + " ".join(p.text.split())[:160]]
    show([asdict(hit) for hit in found], as_json, lines or ["nothing in the library bears on this question"])
