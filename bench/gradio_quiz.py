"""The peer of bench/answers.py: the same quiz made of Gradio components, saving with the same statement.

Run: python bench/gradio_quiz.py PORT DATABASE queue|direct
"""

import os
import sys
import time
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
sys.path.insert(0, str(Path(__file__).parent.parent))

import gradio as gr

from db import attempts
from db.database import open_database

LETTERS = ["A", "B", "C", "D"]


def build(sessions, queue: bool) -> gr.Blocks:
    """`queue` True is what Gradio does unless told otherwise; False is its fast path, a plain POST an event."""

    def save(choice: str, attempt: float, n: float, user: float) -> str:
        now = time.time()
        with sessions.begin() as session:
            attempts.save_answer(session, int(user), int(attempt), int(n), choice, False, time.time_ns(), now)
        return "saved"

    with gr.Blocks(title="Quiz") as demo:
        user, attempt, n = (gr.Number(visible=False) for _ in range(3))
        gr.Markdown("1. Which page is replaced?")
        choice = gr.Radio(LETTERS, label="Answer")
        state = gr.Markdown()
        choice.change(
            save, [choice, attempt, n, user], state, queue=queue, show_progress="hidden", api_name="save"
        )  # fmt: skip
    return demo


if __name__ == "__main__":
    open_sessions = open_database(sys.argv[2])
    build(open_sessions, sys.argv[3] == "queue").launch(
        server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True
    )
