# make demo   validates the fixtures and converts them into every format below out/
# make test   lint, types and all tests
# Both set up .venv themselves; they need Python 3.11 or newer with pip and venv, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --quiet

OUT := out
FIXTURES := fixtures/valid
modules = $(subst /,.,$(basename $(sort $(wildcard $(1)))))
GENERATORS := $(call modules,tools/generate*.py)
GOLDENS := $(call modules,tools/goldens*.py)
BENCHMARKS := $(call modules,benchmarks/bench*.py)
CHECKED := newsschema tests $(patsubst %/,%,$(sort $(dir $(wildcard tools/*.py benchmarks/*.py))))

NPM_PACKAGES := ajv@8.20.0 typescript@5.9.3 json-schema-to-typescript@15.0.4

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test other-languages spark lint types tests coverage quick long format generate goldens bench bench-compare npm clean

help:
	@echo 'make demo       validate the fixtures and convert them into every format below $(OUT)/'
	@echo 'make test       lint, types and all tests'
	@echo 'make lint       ruff: rules and format'
	@echo 'make types      mypy --strict'
	@echo 'make quick      the tests that failed last time, else all; stops at the first failure'
	@echo 'make coverage   all tests, with the floor of branch coverage'
	@echo 'make long       all tests, with many more generated examples and larger archives'
	@echo 'make format     rewrite the code in the format that lint asks for'
	@echo 'make generate   regenerate what is generated and committed'
	@echo 'make goldens    rewrite the golden outputs of the fixtures'
	@echo 'make bench      run the benchmarks, and write their results to docs/performance'
	@echo 'make bench-compare OLD=a.json NEW=b.json    show two results side by side'
	@echo 'make spark      install what the tests of Spark need; without it they are skipped'
	@echo 'make npm        install what the tests of other languages need; without it they are skipped'
	@echo 'make clean      remove everything that is not committed'

# The stamps stand for what is installed: a second run installs nothing, a changed pyproject.toml everything.
$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'newsschema needs Python 3.11 or newer: make PYTHON=python3.12 ...' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(PY)
	$(PIP) --editable '.[parquet]'
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(PY)
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-bench: pyproject.toml | $(PY)
	$(PIP) --editable '.[bench]'
	@touch $@ $(VENV)/installed-dev $(VENV)/installed

demo: $(VENV)/installed
	rm -rf $(OUT)
	mkdir $(OUT)
	$(BIN)/newsschema validate $(FIXTURES)
	$(BIN)/newsschema convert $(FIXTURES) $(OUT)/jsonld --to jsonld
	$(BIN)/newsschema convert $(FIXTURES) $(OUT)/newsml-g2 --to newsml-g2
	$(BIN)/newsschema convert $(FIXTURES) $(OUT)/articles.parquet --to parquet
	$(BIN)/newsschema convert $(FIXTURES) $(OUT)/tables --to parquet --layout tables
	$(BIN)/newsschema convert $(OUT)/jsonld $(OUT)/back/from-jsonld.jsonl --to json
	$(BIN)/newsschema convert $(OUT)/newsml-g2 $(OUT)/back/from-newsml-g2.jsonl --to json
	$(BIN)/newsschema convert $(OUT)/articles.parquet $(OUT)/back/from-parquet.jsonl --to json
	@echo
	@echo 'Where to look:'
	@echo '  $(FIXTURES)            the articles, as the model writes them'
	@echo '  $(OUT)/jsonld                schema.org JSON-LD'
	@echo '  $(OUT)/newsml-g2             IPTC NewsML-G2'
	@echo '  $(OUT)/articles.parquet      Parquet, one row an article'
	@echo '  $(OUT)/tables                Parquet for SQL: articles, quotes, casualty reports, views.sql'
	@echo '  $(OUT)/back                  the same articles read back from each of them'

test: lint types other-languages spark tests

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	$(BIN)/mypy --strict $(CHECKED)

tests: $(VENV)/installed-dev
	$(PY) -m pytest --numprocesses auto --dist loadgroup

# Tracing branches makes the drawn examples several times slower: a floor for releases, not for every run.
coverage: $(VENV)/installed-dev
	$(PY) -m pytest --numprocesses auto --dist loadgroup --cov --cov-report term

quick: $(VENV)/installed-dev
	$(PY) -m pytest --numprocesses auto --last-failed --exitfirst

long: $(VENV)/installed-dev
	NEWSSCHEMA_LONG=1 $(PY) -m pytest --numprocesses auto --dist loadgroup --hypothesis-profile long

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

generate: $(VENV)/installed-dev
	@for module in $(GENERATORS); do echo "$$module"; $(PY) -m $$module || exit 1; done

goldens: $(VENV)/installed-dev
	@for module in $(GOLDENS); do echo "$$module"; $(PY) -m $$module || exit 1; done

bench: $(VENV)/installed-bench
	@for module in $(BENCHMARKS); do echo "$$module"; $(PY) -m $$module || exit 1; done

# make bench-compare OLD=before.json NEW=docs/performance/results.json
bench-compare: $(VENV)/installed-dev
	@$(PY) -m benchmarks.compare $(OLD) $(NEW)

# The schemas are also tried from Node; without it, or without its registry, those tests are skipped by name.
other-languages: | $(PY)
	@test -d $(VENV)/npm/node_modules || { command -v npm >/dev/null && timeout 120 $(MAKE) --no-print-directory npm; } || \
	  echo 'No packages of npm: the tests that need them are skipped.' >&2

# Spark is large, and of no use without Java: it is installed apart, and its tests are skipped where it is not.
spark: $(VENV)/installed-dev
	@$(PY) -c 'import pyspark' 2>/dev/null || { command -v java >/dev/null && timeout 300 $(PIP) --editable '.[spark]'; } || \
	  echo 'No Spark, for want of Java or of its package: the tests that need it are skipped.' >&2

npm: | $(PY)
	npm install --prefix $(VENV)/npm --no-audit --no-fund --no-save --loglevel error $(NPM_PACKAGES)

clean:
	rm -rf $(VENV) $(OUT) build dist .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find newsschema tests -name __pycache__ -type d -prune -exec rm -rf {} +
