# Every target sets up what it needs in .venv of this checkout and touches nothing else of the user's Python.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/runtime-stamp
DEV_STAMP := $(VENV)/dev-stamp
HEALTH389 := $(BIN)/python health389.py
# uv does not read pip's settings: hand it the mirror that pip uses, and the machine's own certificates.
UV = if index=$$($(BIN)/python -m pip config get global.index-url 2>/dev/null); then \
	export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$index}"; fi; $(BIN)/uv --system-certs --quiet
SYNC = $(UV) pip sync --python $(BIN)/python --require-hashes

.PHONY: demo duckdb2-test test check nightly dashboard dagster sample bench bench-notices corpus lock dictionary fast-test

demo: $(RUN_STAMP) ## sample data for 3 provinces × 12 months, one night, dashboard on 127.0.0.1:8501
	@$(HEALTH389) demo $(ARGS)

test: $(DEV_STAMP) ## all tests
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

fast-test: $(DEV_STAMP) ## the tests that take seconds
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow and not browser and not libreoffice" $(ARGS)

duckdb2-test: $(DEV_STAMP) ## the fast tests on DuckDB 2.0.0, in an environment of their own
	@test -x .venv-duckdb2/bin/python || $(BIN)/uv --quiet venv --python $(BIN)/python .venv-duckdb2
	@sed '/^duckdb==/,/^[^ ]/{/^duckdb==/d;/^ /d}' requirements/dev.lock | sed 's/ --hash.*//; s/ \\$$//' | grep -v '^ ' > .venv-duckdb2/lock.txt
	@echo 'duckdb==2.0.0' >> .venv-duckdb2/lock.txt
	@$(UV) pip sync --python .venv-duckdb2/bin/python .venv-duckdb2/lock.txt
	@.venv-duckdb2/bin/python -m pytest -q -n auto --dist loadfile -m "not slow and not browser and not libreoffice" $(ARGS)

check: $(DEV_STAMP) ## format, lint, types, import rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

nightly: $(RUN_STAMP) ## one night now; HEALTH389_HOME chooses the home
	@$(HEALTH389) nightly $(ARGS)

sample: $(RUN_STAMP) ## sample inbox in HEALTH389_HOME
	@$(HEALTH389) sample $(ARGS)

dashboard: $(RUN_STAMP) ## the dashboard on the latest snapshot
	@$(HEALTH389) dashboard

dagster: $(RUN_STAMP) ## Dagster's own pages: graph, runs, schedule, sensor
	@DAGSTER_HOME="$$($(HEALTH389) dagster-home)" $(BIN)/dagster dev -w workspace.yaml -h 127.0.0.1 $(ARGS)

bench: $(DEV_STAMP) ## the figures of the budgets, measured side by side
	@$(BIN)/python -m tests.bench $(ARGS)

bench-notices: $(DEV_STAMP) ## precision and recall of reading notices, on the labelled samples and list titles
	@$(BIN)/python -m tests.bench.notices $(ARGS)

corpus: $(DEV_STAMP) ## ugly workbooks with known truth, scored: silently wrong must be 0
	@$(BIN)/python -m tests.corpus $(ARGS)

fuzz: $(DEV_STAMP) ## 10,000 byte-mutated files through the guarded reader; ARGS="--files N --seed N"
	@$(BIN)/python -m tests.fuzz $(ARGS)

dictionary: $(RUN_STAMP) ## docs/data-dictionary.md from the table declarations
	@$(HEALTH389) dictionary docs/data-dictionary.md

lock: $(DEV_STAMP) ## new versions within the bounds of pyproject.toml; DuckDB stays on 1.5.5
	@$(UV) pip compile -U --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml --group dev -c requirements/pins.txt -o requirements/dev.lock
	@$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml -c requirements/dev.lock -o requirements/runtime.lock

$(BIN)/uv:
	@test -n "$(PYTHON)" || { echo "health389 cần Python 3.11 trở lên, có venv và pip. Cài rồi chạy lại." >&2; exit 1; }
	@echo "Chuẩn bị môi trường trong $(VENV) (lần đầu)…"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/uv.lock --require-hashes

$(RUN_STAMP): requirements/runtime.lock | $(BIN)/uv
	@test -e $(DEV_STAMP) || { $(SYNC) requirements/runtime.lock requirements/uv.lock; }
	@touch $@

$(DEV_STAMP): requirements/dev.lock | $(BIN)/uv
	@$(SYNC) requirements/dev.lock requirements/uv.lock
	@touch $@ $(RUN_STAMP)
