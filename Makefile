# Two commands are enough on a fresh machine: make run, make test.
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
# The newest Python that is here and new enough; PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	if $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then echo $$p; break; fi; done)
ifneq ($(shell nvidia-smi -L 2>/dev/null),)
APP_REQUIREMENTS := requirements-gpu.txt
else
APP_REQUIREMENTS := requirements.txt
endif

.PHONY: run test check bench browser
.DELETE_ON_ERROR:

run: $(VENV)/.installed-app
	$(PY) launch.py serve $(ARGS)

test: $(VENV)/.installed-dev browser check
	$(PY) -m pytest -n auto --dist loadfile -m "not browser" $(ARGS)
	$(PY) -m pytest -m browser --reruns 1 $(ARGS)

check: $(VENV)/.installed-dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/lint-imports
	$(PY) launch.py bank check

bench: $(VENV)/.installed-dev browser
	$(PY) bench/start.py
	$(PY) bench/answers.py
	$(PY) bench/handbook.py
	$(PY) bench/pdf_text.py
	$(PY) bench/ocr.py
	$(PY) bench/library.py

browser: $(VENV)/.installed-dev
	$(PY) tests/browser.py

$(PY):
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; install one, or name it: make run PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade pip

$(VENV)/.installed-app: requirements.txt $(APP_REQUIREMENTS) | $(PY)
	@echo "installing what the program needs; this takes a few minutes once"
	$(PIP) -r $(APP_REQUIREMENTS)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed-app
	$(PIP) -r requirements-dev.txt
	@touch $@
