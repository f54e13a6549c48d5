# Two commands: `make demo` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps

.PHONY: demo test test-slow check train train-all evaluate lock clean

$(STAMPS)/run: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test: $(STAMPS)/run requirements-test.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
		|| echo "Chromium is not installed: the browser tests will be skipped."
	@touch $@

$(STAMPS)/train: $(STAMPS)/test requirements-train.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-train.lock
	@touch $@

# Audits the demonstration cases and names the report to open.
demo: $(STAMPS)/run
	$(BIN)/qa-assistant audit tests/data/demo --output demo-report
	@echo
	@echo "Open demo-report/index.html in a browser."

# All fast tests and the checks of style and types.
test: $(STAMPS)/test check
	$(BIN)/python -m pytest -m "not slow"

# Tests that need the training tools or several minutes.
test-slow: $(STAMPS)/train
	$(BIN)/python -m pytest -m slow

check: $(STAMPS)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy qa_assistant

# Trains the segmenter and the linear tagger anew from the corpus and chooses the decisions: minutes, no torch.
train: $(STAMPS)/test
	$(BIN)/python -m training segmenter linear decisions manifest

# Trains everything, the contextual tagger too: needs torch, and an hour or two on two cores.
train-all: $(STAMPS)/train
	$(BIN)/python -m training

evaluate: $(STAMPS)/test
	$(BIN)/python -m evaluation reading evaluation/data/dev.jsonl
	$(BIN)/python -m evaluation verdicts evaluation/data/dev.jsonl --gold evaluation/data/dev_verdicts.jsonl

# Renews the locked dependencies with their hashes.
lock:
	$(BIN)/uv pip compile --quiet --universal --no-header --generate-hashes --python-version 3.11 --extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --no-header --generate-hashes --python-version 3.11 --extra build --extra test pyproject.toml -o requirements-test.lock

clean:
	rm -rf $(VENV) demo-report build *.egg-info
