# The commands of this repository; `make` alone lists them. None is needed to use the program:
# `pulumi up` works without it, too.

STACK ?= dev
ARGS ?=

VENV := .venv
VENV_PYTHON := $(VENV)/bin/python

# The first Python that is new enough; `make PYTHON=...` names another one.
PYTHON ?= $(eval PYTHON := $(shell $(find_python)))$(PYTHON)
find_python = for candidate in python3.13 python3.12 python3.11 python3; do \
	"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$candidate" && break; done

# A stamp per content of the lock file: another content is installed, the same one is not.
RUNTIME := $(VENV)/.requirements.$(shell cksum < requirements.txt | tr ' ' '.')
DEVELOPMENT := $(VENV)/.requirements-dev.$(shell cksum < requirements-dev.txt | tr ' ' '.')

SHELL_FILES = .ci/run $(shell find . -name '*.sh' -not -path './.*')
GO_FILES = $(shell find tools -name '*.go')
STORE_PROGRAMS := redis-server mariadbd

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help up preview refresh destroy outputs cancel unprotect wizard check sheet schema docs engine \
	lint lint-python lint-shell lint-yaml lint-go format test test-unit test-stores test-engine \
	test-cluster lock clean

help: ## list the commands
	@echo "Usage: make COMMAND [STACK=dev] [ARGS='arguments for pulumi or pytest']"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1 \2/p' $(MAKEFILE_LIST) \
		| while read -r name text; do printf '  %-13s %s\n' "$$name" "$$text"; done

up: $(RUNTIME) ## install the stack or bring it up to date
preview: $(RUNTIME) ## show what `up` would change
refresh: $(RUNTIME) ## compare the recorded state with the cluster
destroy: $(RUNTIME) ## remove the stack's resources except protected ones
outputs: $(RUNTIME) ## print the stack's outputs
cancel: $(RUNTIME) ## remove the lock that a killed run left behind
unprotect: $(RUNTIME) ## let the next `destroy` remove protected resources, too
up preview refresh destroy outputs cancel unprotect:
	@$(VENV_PYTHON) -m tools.stack $@ --stack '$(STACK)' -- $(ARGS)

wizard: $(RUNTIME) ## answer the questions in the terminal and write the stack's configuration
	@$(VENV_PYTHON) -m config wizard '$(STACK)' $(ARGS)

check: $(RUNTIME) ## say what is wrong with the stack's configuration (ARGS=--strict or --json)
	@$(VENV_PYTHON) -m config check '$(STACK)' $(ARGS)

sheet: $(RUNTIME) ## print the decision sheet (ARGS='--against main' or ARGS='--html FILE')
	@$(VENV_PYTHON) -m config sheet '$(STACK)' $(ARGS)

schema: $(RUNTIME) ## write config/schema.json, by which editors complete a stack's file, anew
	@$(VENV_PYTHON) -m config schema > config/schema.json.new
	@mv config/schema.json.new config/schema.json

docs: $(RUNTIME) ## write docs/decisions.md, the reference of all decisions, anew
	@$(VENV_PYTHON) -m config docs > docs/decisions.md.new
	@mv docs/decisions.md.new docs/decisions.md

engine: $(RUNTIME) ## find or make a Pulumi engine and say which one it is
	@$(VENV_PYTHON) -m tools.engine

lint: lint-python lint-shell lint-yaml lint-go ## check style, types and scripts

lint-python: $(DEVELOPMENT)
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m mypy

lint-shell: $(DEVELOPMENT)
	$(VENV_PYTHON) -m tools.system_packages shellcheck
	shellcheck $(SHELL_FILES)

lint-yaml: $(DEVELOPMENT)
	$(VENV_PYTHON) -m yamllint --strict .

# Vetting takes all that a program imports; only the random provider has code of its own.
lint-go:
	@if ! command -v go >/dev/null; then echo "Go files are not checked: no go on PATH."; exit 0; fi; \
	unformatted="$$(gofmt -l $(GO_FILES))"; \
	if [ -n "$$unformatted" ]; then echo "gofmt would change: $$unformatted"; exit 1; fi; \
	cd tools/engine/modules/random && echo "go vet" && GOWORK=off go vet -mod=readonly -trimpath ./...

format: $(DEVELOPMENT) ## rewrite the files as `lint` wants them
	$(VENV_PYTHON) -m ruff check --fix-only .
	$(VENV_PYTHON) -m ruff format .
	@if command -v gofmt >/dev/null; then gofmt -w $(GO_FILES); fi

# The tests run the engine that is built from source: it is the same one everywhere.
test test-engine test-cluster: export TRACARDI_ENGINE ?= build

test: $(RUNTIME) $(DEVELOPMENT) ## run all tests
	$(VENV_PYTHON) -m tools.system_packages $(STORE_PROGRAMS)
	$(VENV_PYTHON) -m tools.engine
	$(VENV_PYTHON) -m pytest -q tests $(ARGS)

test-unit: $(DEVELOPMENT) ## run the tests that take seconds
	$(VENV_PYTHON) -m pytest -q tests/unit $(ARGS)

test-stores: $(DEVELOPMENT) ## run the tests on a real Redis and MariaDB
	$(VENV_PYTHON) -m tools.system_packages $(STORE_PROGRAMS)
	$(VENV_PYTHON) -m pytest -q tests/stores $(ARGS)

test-engine: $(RUNTIME) $(DEVELOPMENT) ## run the tests with the real engine
	$(VENV_PYTHON) -m tools.engine
	$(VENV_PYTHON) -m pytest -q tests/engine $(ARGS)

test-cluster: $(RUNTIME) $(DEVELOPMENT) ## run the tests on a real Kubernetes API server
	$(VENV_PYTHON) -m tools.engine
	$(VENV_PYTHON) -m pytest -q tests/cluster $(ARGS)

lock: ## write requirements.txt and requirements-dev.txt anew (ARGS=--upgrade for newer versions)
	@$(require_python)
	"$(PYTHON)" -m tools.lock $(ARGS)

clean: ## remove what the commands made, but no state and no rendered files
	rm -rf $(VENV) .engine .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

define require_python
if [ -z "$(PYTHON)" ] || ! "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	echo "Python 3.11 or later is needed$(if $(PYTHON), and $(PYTHON) is none). Install it" \
		"(https://www.python.org/downloads/), or name it: make PYTHON=/path/to/python3." >&2; \
	exit 1; \
fi
endef

# The engine is looked for first: without any, this ends before packages are downloaded.
$(RUNTIME):
	@$(require_python)
	@"$(PYTHON)" -m tools.engine --check
	@$(call install,requirements,requirements.txt)

$(DEVELOPMENT):
	@$(require_python)
	@$(call install,requirements-dev,requirements-dev.txt)

define install
echo "Installing the packages of $(2) into $(VENV)."; \
{ [ -x $(VENV_PYTHON) ] || "$(PYTHON)" -m venv $(VENV); } && \
$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(2) && \
rm -f $(VENV)/.$(1).* && touch $@
endef
