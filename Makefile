# Everything this project asks of a machine: Python 3.11 or later with venv, and make.
# VENV and PYTHON may be given: make demo PYTHON=python3.12 VENV=/somewhere/else

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
WORKERS ?= 2

# Two stamps: what the demo needs, and that with the tools of the tests. The second includes the first.
DEMO_READY := $(VENV)/.ready-for-demo
TESTS_READY := $(VENV)/.ready-for-tests
WRITTEN := pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-full check bench figures false-alarms tour docs constraints snapshot shape clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' Makefile

define PYTHON_CHECK
import sys
mend = "install 3.11 or later with its venv module, then make demo PYTHON=python3.11"
if sys.version_info < (3, 11):
    sys.exit("SetupStopped: Python %d.%d is too old. where: $(PYTHON) on this machine. mend: %s" % (sys.version_info[:2] + (mend,)))
try:
    import ensurepip
except ImportError:
    sys.exit("SetupStopped: this Python has no venv. where: $(PYTHON) on this machine. mend: %s" % mend)
endef
export PYTHON_CHECK

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "SetupStopped: there is no $(PYTHON). where: this machine. mend: install Python 3.11 or later, then make demo PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c "$$PYTHON_CHECK"
	$(PYTHON) -m venv $(VENV)

$(DEMO_READY): $(WRITTEN) | $(BIN)/python
	$(BIN)/python -m pip install -q -c constraints.txt -e .
	@touch $@

$(TESTS_READY): $(WRITTEN) | $(BIN)/python
	$(BIN)/python -m pip install -q -c constraints.txt -e ".[ui,dev]"
	@touch $(DEMO_READY) $@

setup: $(TESTS_READY) ## the environment with the tools of the tests

demo: $(DEMO_READY) ## the simulated workspace, built into a page to open
	$(BIN)/hls-signals demo demo-workspace

# Branch coverage, printed; below its floor it fails where every test had to run.
define FLOORS
	@printf 'branch coverage of hls_signals, floor 95: '; \
	    $(BIN)/coverage report --include='hls_signals/*' --format=total --fail-under=$(if $(HLS_REQUIRE_ALL),95,0)
	@printf 'branch coverage of pipelines, floor 90: '; \
	    $(BIN)/coverage report --include='pipelines/*' --format=total --fail-under=$(if $(HLS_REQUIRE_ALL),90,0)
endef

test: $(TESTS_READY) ## every suite that this machine can run, with coverage
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not slow" --cov --cov-report=term:skip-covered tests
	$(FLOORS)

test-full: $(TESTS_READY) ## the same, and the long sweeps
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --cov --cov-report=term:skip-covered tests
	$(FLOORS)

check: $(TESTS_READY) ## formats, lints, checks types, runs the fast tests
	$(BIN)/ruff format .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not slow and not browser and not realdata" \
	    --ignore tests/faults --ignore tests/functional tests

bench: $(TESTS_READY) ## the benchmarks: tables on the screen and bench.json; ARGS="gaming landing"
	$(BIN)/python -m tests.house.figures --only-run $(ARGS)

figures: $(TESTS_READY) ## the same, and what they reached into docs/reference/figures.md; ARGS="--render" runs none
	$(BIN)/python -m tests.house.figures $(ARGS)

false-alarms: $(TESTS_READY) ## simulates again how often chance alone signals, some ten minutes; ARGS="--presets hls"
	$(BIN)/python -m hls_signals.variation.false_alarms $(ARGS)

tour: $(TESTS_READY) ## takes the pictures of the tour again, of a demo made for it; needs Chromium
	$(BIN)/python -m tests.house.tour $(ARGS)

docs: $(TESTS_READY) ## writes the generated pages of docs/reference again
	$(BIN)/python docs/reference/generate.py
	$(BIN)/python -m hls_signals.publish.catalogue

constraints: ## resolves every dependency afresh in an empty environment
	tests/house/constraints $(PYTHON)

snapshot: $(TESTS_READY) ## writes the stored picture of the asset graph again, for review
	SNAPSHOT=write $(BIN)/python -m pytest tests/functional/test_pipelines_graph.py

shape: $(TESTS_READY) ## how long functions and modules are, and how much of the code is tests and comments
	$(BIN)/python -m tests.house.shape

clean: ## caches and the demo; the environment and your workspaces stay
	rm -rf demo-workspace build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* bench.json
	find hls_signals pipelines sql dashboards tests docs -name __pycache__ -type d -prune -exec rm -rf {} +
