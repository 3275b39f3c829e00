"""Seconds from `launch.py serve` to the first page, beside an empty Gradio app started in the same run.

Run: python bench/start.py [rounds]
"""

import statistics
import sys
import tempfile
from pathlib import Path

from servers import free_port, server

EMPTY = (
    "import os; os.environ['GRADIO_ANALYTICS_ENABLED'] = 'False'\n"
    "import gradio as gr, sys\n"
    "with gr.Blocks() as demo: gr.Markdown('hello')\n"
    "demo.launch(server_name='127.0.0.1', server_port=int(sys.argv[1]), quiet=True)\n"
)


def main(rounds: int) -> None:
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        data = str(Path(folder) / "data")
        for turn in range(rounds + 1):
            port = free_port()
            with server([str(empty), str(port)], port, "/") as seconds:
                theirs.append(seconds)
            port = free_port()
            command = ["launch.py", "serve", "--port", str(port), "--data-dir", data, "--no-engine", "--no-open"]
            with server(command, port, "/app/") as seconds:
                ours.append(seconds)
            print(f"{'warm-up' if turn == 0 else turn}: ours {ours[-1]:.2f} s, empty Gradio app {theirs[-1]:.2f} s")
    mine, peer = statistics.median(ours[1:]), statistics.median(theirs[1:])
    print(f"median of {rounds}: ours {mine:.2f} s, empty Gradio app {peer:.2f} s, ratio {mine / peer:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
