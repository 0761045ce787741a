# Two commands: `make report` writes the quarter's report, `make test` checks everything.
# Each sets up .venv by itself. The README gives both as plain lines for people without make.

# The first Python from 3.11 to 3.13 that is found; `make test PYTHON=/path/to/python` names another.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo "$$name" && break; done)

# What the report is made of. A path is relative to this folder; INSTRUMENT is a built-in name or a TOML file.
DATA ?= data/samples/hotline_2026.csv
INSTRUMENT ?= servqual
BRANCH ?= branch
QUARTER ?= quarter
LANGUAGE ?= en
TITLE ?=
PERIOD ?=
OUTPUT ?= report

# COLUMNS is also the name under which some shells export the width of the terminal, so only a COLUMNS given to make
# itself counts: make report COLUMNS='{expectation: "E{n}", perception: "P{n}"}'
ifneq ($(origin COLUMNS),command line)
COLUMNS :=
endif
unexport COLUMNS

# The tests that rest on arithmetic. They run a second time with other routines of OpenBLAS, whose sums end in other digits.
NUMERIC = $(wildcard tests/test_stats_*.py tests/test_review_numbers*.py) $(patsubst %,tests/test_%.py,published oracle \
	printed_factor_models cut_offs gaps groups pairing planning ranking reliability screening significance validity waves)

comma := ,
VENV := .venv
PY := $(VENV)/bin/python
NOTEBOOK := notebooks/02_quarterly_report.ipynb

# uv installs in seconds what takes pip minutes; where it cannot be had, or cannot reach the packages, pip does it.
define install
	@echo "Setting up $(VENV) with $(PYTHON); this is done once."
	@"$(PYTHON)" -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt uv || echo "uv cannot be had; pip will do."
	@$(PY) -m uv pip install --quiet --python $(PY) -c constraints.txt -e ".[$(1)]" \
		|| $(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[$(1)]"
	@touch $@
endef

.PHONY: help report test python constraints clean

help:
	@echo "make report   write the quarter's report on the sample data, or on DATA=... INSTRUMENT=... COLUMNS=..."
	@echo "              BRANCH=... QUARTER=... LANGUAGE=en|zh TITLE=... PERIOD=... OUTPUT=..."
	@echo "make test     set up and run all checks"

python:
	@test -n "$(PYTHON)" || { echo "servgap needs Python 3.11, 3.12 or 3.13, and none was found on the path." \
		"Install one, or name it: make test PYTHON=/path/to/python3.12" >&2; exit 1; }

# A stamp for each purpose, so that a second call installs nothing again.
$(VENV)/ready-for-report: pyproject.toml constraints.txt | python
	$(call install,notebook$(comma)parquet)

$(VENV)/ready-for-test: pyproject.toml constraints.txt | python
	$(call install,dev)

# Values travel through the environment, so that no quote or blank in them meets the shell.
report: export SERVGAP_COLUMNS = $(value COLUMNS)
report: export SERVGAP_DATA = $(value DATA)
report: export SERVGAP_INSTRUMENT = $(value INSTRUMENT)
report: export SERVGAP_BRANCH = $(value BRANCH)
report: export SERVGAP_QUARTER = $(value QUARTER)
report: export SERVGAP_LANGUAGE = $(value LANGUAGE)
report: export SERVGAP_TITLE = $(value TITLE)
report: export SERVGAP_PERIOD = $(value PERIOD)
report: export SERVGAP_OUTPUT = $(value OUTPUT)
report: $(VENV)/ready-for-report
	@mkdir -p "$$SERVGAP_OUTPUT"
	@$(PY) -m papermill $(NOTEBOOK) "$$SERVGAP_OUTPUT/notebook.ipynb" --kernel python3 --no-progress-bar --log-level ERROR \
		-r data "$$SERVGAP_DATA" -r instrument "$$SERVGAP_INSTRUMENT" -y "columns: $$SERVGAP_COLUMNS" \
		-r branch "$$SERVGAP_BRANCH" -r quarter "$$SERVGAP_QUARTER" -r language "$$SERVGAP_LANGUAGE" \
		-r title "$$SERVGAP_TITLE" -r period "$$SERVGAP_PERIOD" -r output "$$SERVGAP_OUTPUT" \
		2> "$$SERVGAP_OUTPUT/notebook.log" || { cat "$$SERVGAP_OUTPUT/notebook.log" >&2; exit 1; }
	@rm -f "$$SERVGAP_OUTPUT/notebook.log"
	@echo "The report lies here:"
	@ls "$$SERVGAP_OUTPUT/report.html" "$$SERVGAP_OUTPUT/report.xlsx"

test: export OPENBLAS_NUM_THREADS = 1
test: export MPLBACKEND = Agg
test: $(VENV)/ready-for-test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m pytest -n 2
	@kernel=$$($(PY) tests/kernels.py) && if [ -n "$$kernel" ]; then \
		echo "The numbers again, by OPENBLAS_CORETYPE=$$kernel"; \
		OPENBLAS_CORETYPE=$$kernel $(PY) -m pytest -n 2 $(NUMERIC); fi

# One set of pins for 3.11 to 3.13 on every system, with what builds the package.
constraints: $(VENV)/ready-for-test
	printf 'uv\nhatchling\neditables\n' | $(PY) -m uv pip compile pyproject.toml - --universal --all-extras --python-version 3.11 \
		--fork-strategy fewest --no-header --upgrade --quiet --output-file constraints.txt

clean:
	rm -rf $(VENV) report dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
