# iptui: `make` opens the explorer on the bundled crisis, `make test` runs the tests.
#
# Everything is installed into .venv, from the versions and hashes of the lock files, with pip and
# the user's own pip settings. `make PYTHON=python3.13` takes another Python than python3; options
# and filters for the explorer go in ARGS: make run ARGS='actor:iran since:2024-01-16'.

PYTHON ?= python3
ARGS ?=

# Relative, and no script of .venv/bin by its shebang: the clone may lie in a path with spaces.
VENV := .venv
PY := $(VENV)/bin/python
# PIP_USER: a user's `user = true` would keep pip from installing into a virtual environment.
PIP := PIP_USER=0 $(PY) -m pip --disable-pip-version-check install --quiet
CRISIS_DATABASE := db/iran-pakistan-2024.sqlite

.PHONY: run test lint lint-style lint-types lint-imports format db bench fuzz picture clean lock force
.DEFAULT_GOAL := run
.DELETE_ON_ERROR:

run: $(VENV)/.ready
	@$(PY) -m iptui $(ARGS)

test: $(VENV)/.ready-dev
	$(PY) -m pytest --numprocesses=auto --dist=worksteal $(ARGS)

lint: lint-style lint-types lint-imports

lint-style: $(VENV)/.ready-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

lint-types: $(VENV)/.ready-dev
	$(PY) -m mypy

lint-imports: $(VENV)/.ready-dev
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

format: $(VENV)/.ready-dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

db: $(VENV)/.ready
	@$(PY) -m iptui db build --output $(CRISIS_DATABASE)

bench: $(VENV)/.ready-dev
	@$(PY) tests/bench $(ARGS)

fuzz: $(VENV)/.ready-dev
	@$(PY) tests/fuzz $(ARGS)

picture: $(VENV)/.ready-dev
	@$(PY) tests/picture

clean:
	rm -rf $(VENV) .lock-venv build dist .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	rm -f $(CRISIS_DATABASE) $(CRISIS_DATABASE)-*
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp says that .venv holds what the lock file names, and in which folder it was made: a clone
# that was moved, or whose Python went away with an upgrade, gets its environment made again.
ifneq ($(shell test -x $(PY) && test "$$(cat $(VENV)/.ready 2>&1)" = "$$(pwd -P)" && echo yes),yes)
$(VENV)/.ready: force
endif

$(VENV)/.ready: pyproject.toml requirements.lock
	@$(find-python)
	@echo "iptui: installing into $(VENV) (once, and when its requirements change)" >&2
	@if ! $(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ test -e $(VENV)/.ready && test "$$(cat $(VENV)/.ready)" != "$$(pwd -P)"; }; then \
		"$(PYTHON)" -m venv --clear $(VENV); \
	fi
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@pwd -P > $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	@echo "iptui: installing the tools for tests into $(VENV)" >&2
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# The lock files, anew; for maintainers. uv resolves for all systems and Pythons at once, which pip
# cannot; it reads its own settings, not pip's.
lock:
	@$(find-python)
	"$(PYTHON)" -m venv --clear .lock-venv
	.lock-venv/bin/python -m pip --disable-pip-version-check install --quiet uv
	$(compile) --group build -o requirements.lock pyproject.toml
	$(compile) --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	@! grep -nE '://|index-url|find-links' requirements.lock requirements-dev.lock
	rm -rf .lock-venv

compile = .lock-venv/bin/python -m uv pip compile --quiet --upgrade --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command 'make lock'

define find-python
if ! command -v "$(PYTHON)" >/dev/null 2>&1; then \
	echo "iptui: there is no '$(PYTHON)'. Install Python 3.11 or newer" \
		"(Debian, Ubuntu: sudo apt install python3 python3-venv)," \
		"or name yours: make PYTHON=/path/to/python3" >&2; \
	exit 1; \
fi; \
if ! "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	echo "iptui: '$(PYTHON)' is $$("$(PYTHON)" --version 2>&1); iptui needs Python 3.11 or" \
		"newer. Name one: make PYTHON=python3.13" >&2; \
	for each in python3.14 python3.13 python3.12 python3.11; do \
		if command -v $$each >/dev/null 2>&1; then \
			echo "iptui: this machine has $$each: make PYTHON=$$each" >&2; break; \
		fi; \
	done; \
	exit 1; \
fi; \
if ! "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null; then \
	echo "iptui: '$(PYTHON)' cannot make virtual environments (no venv or ensurepip)." \
		"On Debian and Ubuntu: sudo apt install python3-venv" >&2; \
	exit 1; \
fi
endef
