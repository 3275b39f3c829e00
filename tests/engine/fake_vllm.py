"""Plays vLLM's part: says what it is told, then serves /health, dies, or ignores the request to end."""

import argparse
import http.server
import os
import signal
import subprocess
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int)
parser.add_argument("--say", action="append", default=[])
parser.add_argument("--then", default="serve")
args, rest = parser.parse_known_args()
print("arguments", *rest)
print("gpu", os.environ.get("CUDA_VISIBLE_DEVICES"), os.environ.get("EXTRA"))
for line in args.say:
    print(line)
    time.sleep(0.15)
if args.then == "die":
    sys.exit(1)
if args.then == "hang":
    time.sleep(600)
if args.then == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if args.then == "worker":
    print("worker", subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()

    def log_message(self, *a):
        pass


http.server.HTTPServer(("127.0.0.1", args.port), Handler).serve_forever()
