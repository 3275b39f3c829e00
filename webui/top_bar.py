"""The line at the top of both Gradio pages: what this is, who is logged in, the way to the other page and out."""

from html import escape

import gradio as gr

from webui.identity import person_of
from webui.texts import language_of, text


def build_top_bar(blocks: gr.Blocks, heading_key: str, *, teach_link: bool, login: bool) -> None:
    """Call while the Blocks are open. `login` False: the one local person, who has no password and no way out."""
    bar = gr.HTML("", elem_id="top-bar", apply_default_css=False)

    def show(request: gr.Request) -> str:
        language = language_of(request.headers.get("accept-language"))
        person = person_of(request)

        def words(key: str) -> str:
            return escape(text(key, language))

        links = []
        if person.is_instructor:
            links.append(
                f'<a href="/teach/">{words("app.teach")}</a>'
                if teach_link
                else f'<a href="/app/">{words("app.student")}</a>'
            )
        if login:
            links.append(f'<span class="who">{escape(person.name)}</span>')
            links.append(f'<a href="/password">{words("app.password")}</a>')
            links.append(f'<form method="post" action="/logout"><button>{words("app.logout")}</button></form>')
        return (
            f'<header class="top-bar"><div class="brand"><img src="/static/icon.svg" alt="" width="28" height="28">'
            f"<h1>{words('app.title')}</h1><p>{words(heading_key)}</p></div><nav>{''.join(links)}</nav></header>"
        )

    blocks.load(show, None, bar, api_visibility="private", show_progress="hidden", queue=False)
