# Needs Python 3.11.5 or newer, make and git. Everything else is installed into .venv, by hash, from requirements/.
#
#   make PYTHON=/usr/local/bin/python3.13 site      makes .venv with that Python
#   make serve ADDR=0.0.0.0:8000                    shows the preview to other machines too
#   make test ARGS='tests/unit -k week'             hands ARGS to pytest
#   make bench-page ARGS=--growth                   measures larger courses too
#   make bench-build ARGS='--weeks 12 --times 1'    measures less, and sooner
#   make check ARGS='spelling --format json'        hands ARGS to tools/check.py
#   make lock UPGRADE=1                             takes newer versions where pyproject.toml allows them

ADDR = 127.0.0.1:8000
DIR = site
ARGS =
# All tests share the processors, file by file.
SHARED = --numprocesses auto --maxprocesses 4 --dist loadfile
PYTHON =
UPGRADE =

# Nothing that the caller's shell has set may change what is installed or built here. (With LC_ALL=C, Python 3.11 does not
# start in a folder whose path has an accent.)
unexport LC_ALL PYTHONPATH PYTHONHOME VIRTUAL_ENV CONDA_PREFIX PIP_USER PIP_TARGET PIP_PREFIX
export PYTHONUTF8 = 1
export NO_MKDOCS_2_WARNING = 1
export HYPOTHESIS_STORAGE_DIRECTORY = .cache/hypothesis
export UV_CUSTOM_COMPILE_COMMAND = make lock

# Trust the certificates that the system trusts: a ministry's network may have an authority of its own.
export UV_SYSTEM_CERTS ?= 1

# uv keeps downloads in the user's cache; where that cannot be written, it does without.
uv = .venv/bin/uv $(shell cache="$${UV_CACHE_DIR:-$${XDG_CACHE_HOME:-$${HOME:-/dev/null}/.cache}/uv}"; \
	{ mkdir -p "$$cache" && test -w "$$cache"; } 2>/dev/null || echo --no-cache)

# An environment knows its own path and Python: one that was moved, copied or lost its Python is made anew.
moved = $(shell { test "$$(cat .venv/.uv)" = "$$(pwd -P)" && LC_ALL= .venv/bin/python -I -c 'import uv'; } 2>/dev/null || echo moved)

# Once the test tools are there they stay: `make site` then keeps the larger environment up to date.
environment = .venv/.$(if $(wildcard .venv/.test),test,site)

.PHONY: help site serve test check release check-site lint schemas servers effort bench bench-check bench-build bench-page bench-search bench-servers bench-release catalogue lock clean moved reference handbook pictures package fuzz fuzz-cache mutate coverage
.NOTPARALLEL:

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

site: $(environment) ## build the course into site/: make site ARGS='--no-cache --profile'
	@.venv/bin/course build $(ARGS)

serve: $(environment) ## preview at ADDR (127.0.0.1:8000) and reload when a file changes
	@.venv/bin/course serve --address "$(ADDR)"

test: .venv/.test ## run every test, those in a browser too
	@tools/readers.sh
	@tools/servers.sh
	@tools/release.sh
	@CHROMIUM=$$(tools/browser.sh) && FIREFOX=$$(tools/firefox.sh) && export CHROMIUM FIREFOX && \
		echo "Running the tests …" && .venv/bin/pytest $(or $(ARGS),$(SHARED))

check: .venv/.test ## find mistakes in the course: data, pages, translations, terms, Markdown, spelling, links
	@tools/checkers.sh $(uv)
	@.venv/bin/python -m tools.check $(ARGS)

release: .venv/.release ## make of site/ what partners take away, in dist/: make release ARGS='--key course.key'
	@.venv/bin/course release $(ARGS)

package: .venv/.test ## build what people install into package/: sdist, wheel, and the list of what it needs (SBOM)
	@.venv/bin/python -m tools.package $(ARGS)

check-site: $(environment) ## find links into live sessions in a built site: make check-site DIR=site
	@.venv/bin/course scan "$(DIR)"

lint: .venv/.test ## check the code: format, style, types, and the pipelines of the forges
	@.venv/bin/ruff format --check
	@.venv/bin/ruff check
	@.venv/bin/mypy
	@.venv/bin/zizmor --quiet --offline --no-progress --pedantic .github/workflows
	@.venv/bin/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@.venv/bin/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/?-*.yml
	@.venv/bin/check-jsonschema --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	@.venv/bin/check-jsonschema --quiet --builtin-schema vendor.gitlab-ci .gitlab-ci.yml

fuzz: .venv/.test ## give damaged files to all readers for ten minutes: make fuzz ARGS='--minutes 1 pages'
	@.venv/bin/python -m tools.fuzz $(ARGS)

fuzz-cache: .venv/.test ## edit a course and damage its cache in a hundred random ways: all kinds of builds must agree
	@SEQUENCES=100 .venv/bin/pytest --quiet tests/site/test_cache.py

mutate: .venv/.test ## change the code in small ways, and write handbook/mutation.md anew: what no test notices
	@.venv/bin/python -m tools.mutate $(ARGS)

# A disk that is full has no room for what is measured either.
coverage: .venv/.test ## measure which branches of the core the tests take; less than 95 % is a fault
	@.venv/bin/coverage erase
	@.venv/bin/coverage run -m pytest --quiet -k "not full_disk" tests/unit tests/release
	@.venv/bin/coverage combine --quiet
	@.venv/bin/coverage report

schemas: $(environment) ## write schemas/ anew from the models
	@.venv/bin/course schemas

reference: .venv/.test ## write handbook/reference/ and the picture of the architecture anew from the code
	@.venv/bin/python -m tools.reference

handbook: .venv/.test ## build the handbook into .cache/handbook/
	@.venv/bin/mkdocs build --quiet --strict --config-file tools/handbook.yml
	@echo "The handbook is in .cache/handbook/"

pictures: .venv/.test site ## take the pictures of the README anew from site/, in a browser
	@CHROMIUM=$$(tools/browser.sh) && export CHROMIUM && .venv/bin/python -m tools.pictures

servers: $(environment) ## write deploy/ anew: what web servers send with the site
	@.venv/bin/course servers

effort: $(environment) ## write the table of words and minutes in handbook/effort.md anew
	@{ sed '/^|/d' handbook/effort.md; .venv/bin/course effort; } > handbook/effort.md.new
	@mv handbook/effort.md.new handbook/effort.md

bench: ## make all measurements, one after the other (about an hour on a quiet machine), and name those that miss a target
	@missed=; for each in check build page search servers release; do \
		$(MAKE) --no-print-directory "bench-$$each" || missed="$$missed bench-$$each"; \
	done; test -z "$$missed" || { echo "Targets are missed, or could not be measured:$$missed" >&2; exit 1; }

bench-check: $(environment) ## measure the check on courses of 12 to 240 weeks, and write handbook/benchmarks.md anew
	@.venv/bin/python benchmarks/check.py

bench-build: .venv/.test ## measure builds beside plain MkDocs, and Hugo and Starlight if installed; writes handbook/build.md
	@.venv/bin/python -m benchmarks.build $(ARGS)

bench-page: .venv/.test ## measure a week's page beside its peers, and write handbook/page-weight.md anew
	@tools/peers.sh
	@CHROMIUM=$$(tools/browser.sh) && export CHROMIUM && .venv/bin/python -m benchmarks.page $(ARGS)

bench-search: .venv/.test ## compare our search with libraries and programs, and write handbook/search.md anew (needs Node)
	@CHROMIUM=$$(tools/browser.sh) && export CHROMIUM && .venv/bin/python benchmarks/search.py

bench-servers: $(environment) ## measure nginx with deploy/ beside Debian's own, and write handbook/servers.md anew
	@tools/servers.sh wrk
	@.venv/bin/python benchmarks/servers.py $(ARGS)

bench-release: .venv/.test ## measure what an update costs a mirror, and write handbook/releases.md anew (needs minisign, rsync, zstd)
	@.venv/bin/python benchmarks/release.py

catalogue: $(environment) ## write course.pot anew and bring each language's .po up to it
	@.venv/bin/python tools/catalogue.py

lock: .venv/.uv ## write the locks in requirements/ anew from pyproject.toml
	@echo "Looking up versions and hashes for requirements/ …"
	@$(compile) requirements/uv.in -o requirements/uv.txt
	@$(compile) pyproject.toml --group build -o requirements/site.txt
	@$(compile) pyproject.toml --group build --extra release -c requirements/site.txt -o requirements/release.txt
	@$(compile) pyproject.toml --group build --extra release --group test --group lint --group package -c requirements/release.txt \
		-o requirements/test.txt
	@$(compile) --no-deps --group links -o requirements/links.txt

clean: ## remove all that make has made, .venv too
	@rm -rf site .site.* dist package .cache .venv
	@find plugins tests tools benchmarks -name __pycache__ -prune -exec rm -rf {} +

compile = $(uv) pip compile --quiet --universal --no-build --generate-hashes --python-version 3.11.5 \
	$(if $(UPGRADE),--upgrade)

# Wheels only: to build a package from source would fetch its build tools without a hash.
# The project itself is built by the locked hatchling and linked to plugins/, so that an edit counts at once.
define install
	@echo "Installing $$(grep -c == requirements/$(1).txt) locked packages into .venv (about a minute) …"
	@rm -f .venv/.site .venv/.release .venv/.test
	@$(uv) pip sync --quiet --python .venv --require-hashes --no-build requirements/$(1).txt
	@$(uv) pip install --quiet --python .venv --no-deps --no-build-isolation --offline --editable .
	@touch .venv/.site $(if $(filter test,$(1)),.venv/.release) .venv/.$(1)
endef

.venv/.site: requirements/site.txt pyproject.toml .venv/.uv
	$(call install,site)

.venv/.release: requirements/release.txt pyproject.toml .venv/.uv
	$(call install,release)

.venv/.test: requirements/test.txt pyproject.toml .venv/.uv
	$(call install,test)

.venv/.uv: requirements/uv.txt $(moved)
	@tools/venv.sh "$(PYTHON)"
