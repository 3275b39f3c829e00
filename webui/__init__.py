"""Pages and gestures. The only package that knows Gradio and FastAPI."""
