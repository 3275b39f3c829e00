"""Collections, sources and imports as the library's page is told them: names and codes, which it has the words for."""

from collections.abc import Iterable
from itertools import groupby

from db.collections import CollectionInfo
from index.handbook import COLLECTION as HANDBOOK
from index.library import SourceInfo
from index.text_quality import Verdict
from quizbank.syllabus import UnknownNode, path_names
from webui.imports import Import
from webui.texts import Language, text

_CODES = {verdict.explanation: verdict.value for verdict in Verdict}


def title_of(info: CollectionInfo, language: Language) -> str:
    """What a collection is called; the one that ships has a name in each language."""
    return text("chat.handbook", language) if info.name == HANDBOOK else info.title


def source_view(source: SourceInfo, language: Language) -> dict:
    """`unreadable` and `noisy` as [{"reason", "pages", "count"}], pages as "3, 7-9"."""
    unreadable = sorted(((_CODES.get(why, "missing"), number) for number, why in source.unreadable))
    by_reason = [(why, [n for _, n in found]) for why, found in groupby(unreadable, key=lambda pair: pair[0])]
    return {
        "source": source.source,
        "title": _handbook_title(source.source, language) if source.collection == HANDBOOK else source.source,
        "kind": source.kind,
        "size": source.size_bytes,
        "pages": source.pages,
        "passages": source.passages,
        "recognised": len(source.recognised),
        "unreadable": [{"reason": why, "pages": runs(found), "count": len(found)} for why, found in by_reason],
        "noisy": len(source.noisy),
        "added_at": source.added_at,
    }


def import_view(job: Import, title: str) -> dict:
    """`step` is what is being done now, None unless the import is running."""
    step = job.step
    return {
        "id": job.id,
        "collection": job.collection,
        "title": title,
        "state": job.state,
        "outcome": job.outcome,
        "code": job.code,
        "finished_at": job.finished_at,
        "files": [
            {"name": file.name, "size": file.size, "state": file.state, "code": file.code, "received": file.received}
            for file in job.files
        ],
        "step": step and {
            "what": step.what, "name": step.name, "done": step.done, "total": step.total,
            "remaining_seconds": step.remaining_seconds,
        },
        "added": [{**one, "unreadable": runs(one["unreadable"]), "lost": len(one["unreadable"])} for one in job.added],
        "unchanged": job.unchanged,
        "refused": job.refused,
    }  # fmt: skip


def runs(numbers: Iterable[int]) -> str:
    """[3, 7, 8, 9] -> "3, 7-9"; of more than eight runs the first eight, then "…"."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    return ", ".join("-".join(map(str, run)) for run in found[:8]) + (" …" if len(found) > 8 else "")


def _handbook_title(source: str, language: Language) -> str:
    """ "os/03.md" -> "操作系统 › 内存管理"."""
    subject, _, chapter = source.removesuffix(".md").partition("/")
    try:
        return " › ".join(path_names(f"{subject}.{int(chapter)}", language))
    except (ValueError, UnknownNode):
        return source
