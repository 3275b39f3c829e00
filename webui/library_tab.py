"""The library inside Gradio's page. Gradio only lends the place: the script talks to our own JSON routes."""

import gradio as gr

# Gradio runs this once, when the tab is first opened.
_MOUNT = "import('/static/library.js').then((library) => library.mount(element.querySelector('.a408-mount')));"


def build_library_tab() -> None:
    """Call inside an open `gr.Tab`. The page's head must bring base.css, quiz.css and library.css."""
    gr.HTML('<div class="a408-mount"></div>', js_on_load=_MOUNT, apply_default_css=False, padding=False)
