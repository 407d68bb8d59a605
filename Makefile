# Two commands matter to a newcomer: `make demo` and `make test`. Everything else is for daily work.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
STAMP := $(VENV)/.installed
STAMP_DEV := $(VENV)/.installed-dev
ON_POSTGRES := $(addprefix tests/kinerja_store/test_,postgres.py store.py store_once.py store_plan.py store_trail.py store_pins.py store_backup.py) \
	$(addprefix tests/anonymity/test_,noninterference.py sealing_on_postgres.py what_sealing_keeps.py receipts.py ballot_boxes.py) \
	tests/whole/test_the_example_moves.py tests/history/test_cluster.py

export PYTHONDONTWRITEBYTECODE :=  # hundreds of processes are started by the tests: each would compile the same files again

.PHONY: help setup demo test test-postgres site quality quality-long quality-postgres lint lock dist bench clean

help:                      ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup: $(STAMP)            ## make .venv with .venv/bin/kinerja

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(STAMP): requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(STAMP_DEV): requirements-dev.txt $(STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

demo: $(STAMP)             ## the worked example, end to end, then both sides served (SERVE=0 stops after the build)
	$(BIN)/kinerja demo $(if $(filter 0,$(SERVE)),--no-serve,--serve)

site: $(STAMP)             ## HR's rebuild of the public site
	$(BIN)/kinerja site build

lint: $(STAMP_DEV)         ## style, types, imports
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=.:site $(BIN)/lint-imports

test: $(STAMP_DEV)         ## every check
	sh tests/need_chromium.sh
	sh tests/need_proxies.sh
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 3 --dist worksteal -m "not quality"

test-postgres: $(STAMP_DEV) ## the same on PostgreSQL, on a server of its own (2 minutes; installs Debian's when root)
	sh tests/need_proxies.sh
	sh tests/with_postgres.sh $(BIN)/pytest -n 2 --dist worksteal -m "not quality and not journal" $(ON_POSTGRES)

quality: $(STAMP_DEV)      ## the long forms of the fault and leak tests; outside judges (Node.js, LibreOffice); within half an hour
	sh tests/need_chromium.sh
	sh tests/need_proxies.sh
	$(MAKE) --no-print-directory -j 2 -O quality-long quality-postgres
	$(BIN)/pytest tests/quality/test_lighthouse.py  # judged by its time too: alone

quality-long:
	$(BIN)/pytest -n 3 --dist worksteal -m quality --ignore=tests/quality/test_lighthouse.py

quality-postgres:
	sh tests/with_postgres.sh $(BIN)/pytest -m "quality and postgres" tests/history tests/kinerja_store

bench: $(STAMP_DEV)        ## every budget beside its peer, in one run and one table (10 minutes; fails where one is missed)
	$(BIN)/python bench

lock: $(STAMP_DEV)         ## refresh the locked, hashed dependencies after editing pyproject.toml
	sh docs/lock.sh

dist: $(STAMP_DEV)         ## wheel, sdist, SBOM and their sums in dist/: the same bytes for everyone
	rm -rf dist
	$(BIN)/python docs/release.py

clean:                     ## remove the environment and the example
	rm -rf $(VENV) data/demo
