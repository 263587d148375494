# The two commands: `make demo` runs the main job on an example, `make test` passes the tests. Both install what they need
# into this checkout (.venv, web-ui/node_modules) and touch nothing outside it, save Chromium for the browser tests.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q -c constraints.txt
UI := src/howfar/web/static/index.html

.PHONY: demo test lint accuracy bench clean ui reader browser
.DEFAULT_GOAL := demo

demo: .venv/installed
	$(BIN)/howfar check examples/new-radar-for-the-border.txt -o out/report.html -o out/map.png -o out/verdicts.json
	@echo; echo "The report is in out/report.html, its map in out/map.png. Ask one thing: $(BIN)/howfar can s-400 see Berlin --from Minsk"

test: .venv/developing $(UI) browser
	$(BIN)/python -m pytest -n 2

lint: .venv/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

accuracy: .venv/developing
	$(BIN)/python -m tests.claims.score
	$(BIN)/python -m pytest -m accuracy

bench: .venv/developing $(UI) reader
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv out build dist web-ui/node_modules src/howfar/web/static src/howfar/claims/_compiled .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Compiles the reader again after its sources were edited; until then Python reads.
reader: .venv/developing
	$(BIN)/python core/reader.py

ui: $(UI)

$(UI): web-ui/package-lock.json $(shell find web-ui/src web-ui/index.html -type f 2>/dev/null)
	cd web-ui && npm ci --no-audit --no-fund --loglevel=error && npm run build
	touch $@

# Debian's Chromium where the machine lets us install it; the browser tests say so and skip where there is none.
browser: .venv/developing
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null 2>&1 \
	  || echo "no Chromium here and none could be installed: browser tests will be skipped"

.venv/bin/python:
	$(PYTHON) -m venv .venv

CORE := hatch_build.py $(wildcard core/*)

# Without the compiled reader, which takes a minute to make: `make test` and `make reader` make it.
.venv/installed: .venv/bin/python pyproject.toml constraints.txt $(CORE)
	HOWFAR_READER=no $(PIP) -e ".[web,languages]"
	mkdir -p out
	touch $@

.venv/developing: .venv/installed
	$(PIP) -e ".[web,languages,scale,tables,dev]"
	touch $@
