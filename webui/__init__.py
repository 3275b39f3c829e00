"""Pages and gestures. The only package that knows Gradio and FastAPI."""

import os

# Gradio reads these while it is imported, so this is the one place that is early enough.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # no version check, no telemetry
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000")  # its per-event summary grows with every event
