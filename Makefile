# What you can do here. `make` alone lists it; everything is installed into .venv, from locked versions with hashes.

PYTHON ?= python3
VENV := .venv/bin/
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

# In the order of the table in README.md; benchmarks/README.md says what each does.
BENCHMARKS := ruling procedure registrar register auditing startup

# Bytecode is wanted, whatever the machine says: without it every start reads and compiles all sources again.
export PYTHONDONTWRITEBYTECODE :=
unexport PYTHONPATH PYTHONHOME

.PHONY: help demo test quick browser check format lint types layers fuzz bench lock clean
.DEFAULT_GOAL := help

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/ready ## open an office with two bodies: one as reported, one to practise on
	@$(VENV)comity demo

test: .venv/ready browser ## run every test and every example in the documentation of the code, pages in a real browser
	@$(VENV)pytest -n 2 --dist loadgroup

quick: .venv/ready ## run the tests that take seconds: not the walk of all pages, nor the pictures
	@$(VENV)pytest -n 2 --dist loadgroup -m "not slow"

# Debian's Chromium and nginx, for the pages and the documented set-ups. Without them their stories are skipped, aloud.
browser:
	@missing="$$(command -v chromium >/dev/null || echo chromium) $$(PATH=$$PATH:/usr/sbin command -v nginx >/dev/null || echo nginx-light)"; \
	[ "$$missing" = " " ] || { \
		if [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing for the tests of the pages (once):" $$missing; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
		else \
			echo "MISSING, and stories of the pages are skipped. Install them: sudo apt-get install" $$missing; \
		fi; }

check: format lint types layers ## formatting, lint, types and layers

format: .venv/ready
	@$(VENV)ruff format --check .

lint: .venv/ready
	@$(VENV)ruff check --quiet .

types: .venv/ready
	@$(VENV)mypy

layers: .venv/ready
	@$(VENV)lint-imports --no-logo 

fuzz: .venv/ready ## offer strange acts and facts for MINUTES (60), outside CI
	@$(VENV)python tests/fuzz/run.py --minutes $(or $(MINUTES),60)
	@FUZZ_MINUTES=$(or $(MINUTES),60) $(VENV)pytest -p no:xdist tests/fuzz/test_pages.py

bench: .venv/ready ## measure, and print the tables
	@set -e; for what in $(BENCHMARKS); do echo; $(VENV)python benchmarks/$$what.py; done

lock: ## resolve the versions anew (needs uv; add UPGRADE=--upgrade for newer ones)
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv"; exit 1; }
	@uv pip compile $(UPGRADE) $(LOCK) -o requirements.lock pyproject.toml
	@uv pip compile $(UPGRADE) $(LOCK) -o requirements-dev.lock -c requirements.lock \
		--group dev --extra bench --extra postgres pyproject.toml

clean: ## remove .venv, caches and whatever the demonstration made
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist demo
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Runs again only when a locked version or the project file changed.
.venv/ready: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Comity needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3 demo"; exit 1; }
	@echo "Installing Comity and its tools into .venv (once; some minutes on a slow machine)"
	@if command -v uv >/dev/null; then \
		uv venv --quiet --allow-existing --python $(PYTHON) .venv && \
		uv pip sync --python .venv --require-hashes requirements-dev.lock && \
		uv pip install --quiet --python .venv --no-deps --no-index --no-build-isolation --editable .; \
	elif $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then \
		echo "1 of 3: an environment of its own" && $(PYTHON) -m venv .venv && \
		echo "2 of 3: the locked packages" && \
		$(VENV)python -m pip install --progress-bar on --disable-pip-version-check --require-hashes -r requirements-dev.lock && \
		echo "3 of 3: Comity" && $(VENV)python -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
			--no-build-isolation --editable .; \
	else \
		echo "Neither uv nor Python's venv with pip is here. On Debian: apt-get install python3-venv"; exit 1; \
	fi
	@$(VENV)python -m compileall -q src
	@touch $@
	@echo "Ready. Next: make demo, make test, or .venv/bin/comity --help"
