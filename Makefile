# Mizban. `make demo` shows it, `make test` proves it; both set up whatever is missing first.
PY := .venv/bin/python
SHELL := /bin/bash

.PHONY: help setup demo test lint lock bench deb deb-media deb-test clean

help:  ## What can be asked of make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

setup:  ## Install what is missing: Debian packages, the virtual environment in .venv
	@bash scripts/setup.sh runtime

demo:  ## The whole product on this machine: desk, kiosk, printer, and a visitor where there is no display
	@bash scripts/setup.sh runtime
	@exec $(PY) -m mizban demo

test:  ## Lint, then every test
	@bash scripts/setup.sh all
	@bash scripts/test.sh

lint:  ## ruff, mypy, import-linter
	@bash scripts/lint.sh

lock:  ## Make requirements.lock anew from pyproject.toml
	@bash scripts/lock.sh

bench:  ## Measure: every benchmark, ratios within one run
	@bash scripts/bench.sh

deb:  ## Build mizban-kiosk and mizban-desk as Debian packages of this machine's Debian and processor, in dist/deb
	@bash scripts/setup.sh runtime
	@bash deb/build.sh

deb-media:  ## One folder with both packages and all that they need of Debian, to install with no network: dist/media
	@bash deb/media.sh

deb-test:  ## As root: install into a fresh Debian with no network, one visit, upgrade, failed upgrade, purge, lintian
	@bash deb/test.sh

clean:  ## Remove what was made here: .venv, var, caches
	rm -rf .venv var build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
