"""`launch.py bank ...`: the question bank."""

from typing import Annotated

import typer

from webui.commands.settings import AsJson, Refused, show

bank_app = typer.Typer(help="The question bank. / 题库。", no_args_is_help=True)


@bank_app.command("check")
def bank_check(as_json: AsJson = False) -> None:
    """Check every rule of the bank that ships, and count what is in it. / 检查并统计题库。"""
    from dataclasses import asdict

    from index.handbook import has_section
    from quizbank.bank import BankError, load_bank, load_free_response
    from quizbank.bank_check import check_bank, report_lines

    try:
        report = check_bank(load_bank(), load_free_response(), has_section)
    except BankError as error:
        show({"defects": error.defects}, as_json, error.defects)
        raise typer.Exit(1) from None
    show(asdict(report), as_json, report_lines(report))
    if report.defects:
        raise typer.Exit(1)


@bank_app.command("families")
def bank_families(as_json: AsJson = False) -> None:
    """The kinds of question that can be generated. / 列出可生成的题型。"""
    from quizbank.generators.catalogue import families

    rows = [{"name": f.name, "title": f.title, "title_en": f.title_en, "node": f.node} for f in families().values()]
    show(rows, as_json, [f"{r['node']}\t{r['name']}\t{r['title']}" for r in rows])


@bank_app.command("generate")
def bank_generate(
    family: Annotated[str, typer.Argument(help="As `bank families` shows it.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same question.")] = 0,
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many, with the seeds that follow.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Questions of a family with their keys and solutions. / 按题型生成题目、答案与解析。"""
    from quizbank.generators.catalogue import UnknownFamily
    from quizbank.generators.catalogue import family as find
    from quizbank.questions import LETTERS

    try:
        items = [find(family).item(seed + n) for n in range(count)]
    except UnknownFamily as error:
        raise Refused(str(error)) from None
    lines = []
    for item in items:
        options = [f"{letter}. {item.option(letter).text}" for letter in LETTERS]
        lines += [f"[{item.id}]", item.stem, "", *options, "", f"key {item.key}", item.solution, ""]
    show([item.model_dump(mode="json") for item in items], as_json, lines)
