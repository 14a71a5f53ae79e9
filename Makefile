# Everything runs from .venv, made from the hash-locked lists in requirements/.
# Nothing but python3 (3.11 or newer), its venv module and make is assumed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK_ARGS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
export PYTHONDONTWRITEBYTECODE ?=
# When the clock of the pad's tests begins in `make prove`: evening, before midnight, both clock changes.
CLOCKS := 2026-11-27T18:18:00Z 2026-11-27T22:30:00Z 2027-03-27T20:00:00Z 2026-10-25T00:30:00Z 2028-02-29T10:00:00Z

.PHONY: help demo test check bench bench-forecast bench-episodes bench-calibration bench-pad bench-desk bench-plan bench-replan bench-make bench-mask screenshots messages docs cases prove coverage mutants lock clean format

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Offwatch needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the runtime set (once; about 550 MB on disk)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/runtime.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	@echo "installing the development set (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.dev
	@echo "installing what the peers need (once; about 500 MB on disk)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/bench.txt
	@touch $@

demo: $(VENV)/.runtime ## the night before the mission, end to end, then both sites
	@$(BIN)/offwatch demo $(DEMO_ARGS)

test: $(VENV)/.dev ## all tests, within ten minutes on two cores
	@$(BIN)/python -m tests.run

check: $(VENV)/.dev ## style, types, import contracts, lock freshness
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.check_locks

format: $(VENV)/.dev ## let ruff tidy the source
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.bench ## side by side with peers, every claim
	@$(BIN)/python -m benchmarks

bench-forecast: $(VENV)/.bench ## the forecast beside its peers: JSON and pictures in build/bench
bench-episodes: $(VENV)/.bench ## forecasts by day beside their peers: JSON and pictures in build/bench
bench-calibration: $(VENV)/.dev ## the forecast against thousands of people of known truth
bench-pad: $(VENV)/.dev ## how quickly the pad answers after twenty years of daily entries
bench-desk: $(VENV)/.dev ## how quickly the desk answers a team of five hundred
bench-plan: $(VENV)/.bench ## the planner beside its peers: JSON and pictures in build/bench
bench-replan: $(VENV)/.dev ## the planner on published rosters
bench-make: $(VENV)/.dev ## rosters drawn up from demand beside two published models
bench-mask: $(VENV)/.dev ## what the mask hides
bench-forecast bench-episodes bench-calibration bench-pad bench-desk bench-plan bench-replan bench-make bench-mask:
	@$(BIN)/python -m benchmarks $(@:bench-%=%) $(BENCH_ARGS)

cases: $(VENV)/.dev ## inputs that once went wrong, a line each (reads ../shared/cases where present)
	@$(BIN)/python -m tests.cases

screenshots: $(VENV)/.dev ## a picture of every page, light and dark, phone and desktop, to look at
	@$(BIN)/python -m tests.browser.screenshots

messages: $(VENV)/.dev ## read the sentences of the pages anew into the catalogues of each language
	@$(BIN)/python -m tests.messages

docs: $(VENV)/.dev ## check that the docs are true: links, commands, codes, settings
	$(BIN)/python -m tests.run docs

prove: $(VENV)/.dev ## the long forms of the tests: hundreds of kills, thousands of cases
	OFFWATCH_TEST_EXAMPLES=20 $(BIN)/python -m tests.run -m "slow or property"
	set -e; for clock in $(CLOCKS); do OFFWATCH_TEST_CLOCK=$$clock $(BIN)/python -m tests.run pad; done

coverage: $(VENV)/.dev ## which branches of the cores the tests do not take
	@mkdir -p build
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q -p no:django -n 2 tests/unit tests/property tests/wire
	$(BIN)/coverage combine -q
	$(BIN)/coverage json -q -o build/coverage.json
	$(BIN)/coverage report
	@$(BIN)/python -m tests.branches build/coverage.json

mutants: $(VENV)/.bench ## faults planted in the checker, certificate, ledger, batch and envelope that no test notices
	@$(BIN)/python -m tests.mutants $(MUTANTS)

lock: ## write requirements/*.txt anew (needs uv on the PATH)
	uv pip compile $(LOCK_ARGS) pyproject.toml --extra pad --extra desk --extra build -o requirements/runtime.txt
	uv pip compile $(LOCK_ARGS) pyproject.toml --extra pad --extra desk --extra build --extra dev -c requirements/runtime.txt -o requirements/dev.txt
	uv pip compile $(LOCK_ARGS) pyproject.toml --extra bench -c requirements/dev.txt -o requirements/bench.txt

clean: ## remove what the other targets made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage* mutants build
