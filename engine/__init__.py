"""The language model: a client for any OpenAI-compatible server, the vLLM process, prompts and answers with citations."""
