# Two commands need nothing but python3 and make: `make run` and `make test`.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -qq

.PHONY: help run test check lint format types layers schema audit lock demo clean benchmark train soak \
        db-init db-status db-upgrade db-backup db-reset

help: ## show this list
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

run: $(VENV)/.run ## start everything and print the address of the chat page
	@exec $(BIN)/briefcut run $(ARGS)

demo: $(VENV)/.run ## make one video without a chat window: demo.mp4
	@$(BIN)/briefcut demo --out demo.mp4 $(ARGS)

test: $(VENV)/.dev ## the whole test suite (choose with ARGS="tests/db -k name")
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/.dev lint types layers schema test audit ## everything a change must pass

lint: $(VENV)/.dev ## format and lint, without changing anything
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

format: $(VENV)/.dev ## format and fix what can be fixed
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

types: $(VENV)/.dev ## mypy --strict
	@$(BIN)/mypy

layers: $(VENV)/.dev ## the one import rule
	@$(BIN)/lint-imports

schema: $(VENV)/.dev ## models and migrations say the same, and there is one head
	@$(BIN)/python -m tests.support.schema

# Strict: a package of which nobody could be asked is a failure, not a pass. It asks the advisory service of PyPI.
audit: $(VENV)/.dev ## known vulnerabilities of everything the locks name (needs the internet)
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements-dev.lock || { \
	  echo "make audit: not passed. Either an advisory is named above, or the advisory service could not be asked (no" \
	    "internet, or an index without advisories): then nothing was checked." >&2; exit 1; }

lock: $(VENV)/.dev ## resolve the dependencies anew, with hashes and without host names
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --extra local pyproject.toml -o requirements.lock $(LOCK_ARGS)
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --extra local --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock $(LOCK_ARGS)

soak: $(VENV)/.dev ## hours of kills, restarts and failures, then every invariant (ARGS="--factor 0.1 --kills 50")
	@$(BIN)/python -m tests.soak $(ARGS)

db-init: $(VENV)/.run ## create the database's tables
	@$(BIN)/briefcut db init $(ARGS)

db-status: $(VENV)/.run ## what the database holds
	@$(BIN)/briefcut db status $(ARGS)

db-upgrade: $(VENV)/.run ## apply the pending migrations
	@$(BIN)/briefcut db upgrade $(ARGS)

FILE ?= briefcut-$(shell date +%Y%m%d-%H%M%S).zip
db-backup: $(VENV)/.run ## save rows and media to a file (choose with FILE=name.zip)
	@$(BIN)/briefcut db backup $(FILE) $(ARGS)

db-reset: $(VENV)/.run ## delete every row: only with ARGS=--yes
	@$(BIN)/briefcut db reset $(ARGS)

# What we compare with is no dependency of ours: it gets a folder of its own beside our locked packages.
build/benchmarks/.done: benchmarks/requirements.txt | $(VENV)/.dev
	@$(PIP) install --no-deps --upgrade --target build/benchmarks -r benchmarks/requirements.txt
	@touch $@

BENCHMARK ?= history
benchmark: $(VENV)/.dev build/benchmarks/.done ## a turn's reading and writing beside LangGraph's (BENCHMARK=turns, updates, scale: others)
	@PYTHONPATH=build/benchmarks:. $(BIN)/python -m benchmarks.$(BENCHMARK) $(ARGS)

# What only the training needs is large, so it gets an environment of its own, which finds our packages behind its own.
build/training/.done: training/requirements.txt | $(VENV)/.dev
	@$(BIN)/python -m venv build/training
	@build/training/bin/python -m pip --disable-pip-version-check -qq install -r training/requirements.txt
	@$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
	  > "$$(build/training/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/briefcut.pth"
	@touch $@

train: build/training/.done ## learn the reader of guided mode from training/corpus: an hour and more (ARGS="--begin FILE --rounds 3")
	@build/training/bin/python -m training.network $(ARGS)

clean: ## remove the virtual environment and caches (your data is not touched)
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build *.egg-info

# The stamps make a second start quick: nothing is installed unless a lock changed.
$(VENV)/.venv:
	@echo "Creating $(VENV) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Briefcut needs Python 3.11 or newer: $$($(PYTHON) --version) found. Try: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "python3 has no venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.run: $(VENV)/.venv requirements.lock pyproject.toml
	@echo "Installing what requirements.lock names (once, about a minute) …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Installing the development tools …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
