# `make report` writes the quarter's report, `make reports` one for each branch, `make test` checks everything.
# Each sets up .venv by itself. The README gives both as plain lines for people without make.

# `make test PYTHON=/path/to/python` names the Python; without it the first from 3.11 to 3.13 that is found is taken.
PYTHON ?=

# What the report is made of. A path is relative to this folder; INSTRUMENT is a built-in name or a TOML file.
DATA ?= data/samples/hotline_2026.csv
INSTRUMENT ?= servqual
# BRANCH and QUARTER are found by their usual names unless given; given as nothing they say that there are none.
HAS_BRANCH := $(filter-out undefined,$(origin BRANCH))
HAS_QUARTER := $(filter-out undefined,$(origin QUARTER))
TITLE ?=
PERIOD ?=
DATE ?=
FIELDWORK ?=
LOGO ?=
OUTPUT ?= report
# What gets a report each under `make reports`.
BY ?= branch

# Under COLUMNS some shells export the width of the terminal, and under LANGUAGE systems the reader's languages, so only
# those given to make itself count: make report COLUMNS='{expectation: "E{n}", perception: "P{n}"}' LANGUAGE=zh
ifneq ($(origin COLUMNS),command line)
COLUMNS :=
endif
ifneq ($(origin LANGUAGE),command line)
LANGUAGE := en
endif

# What was given reaches the commands as it is: make would expand whatever it hands on, and a title may hold $(shell ...).
PARAMETERS := DATA INSTRUMENT COLUMNS BRANCH QUARTER LANGUAGE TITLE PERIOD DATE FIELDWORK LOGO OUTPUT BY PYTHON
unexport $(PARAMETERS)
MAKEOVERRIDES :=

# The tests that rest on arithmetic. They run a second time as on another kind of processor, whose sums end in other digits.
NUMERIC = $(wildcard tests/test_stats_*.py tests/test_review_numbers*.py $(patsubst %,tests/test_%.py,published oracle \
	printed_factor_models cut_offs gaps groups league pairing planning ranking reliability screening \
	significance validity waves events zones measures matrix_sampling counted_once drivers importance_map surface \
	segments asymmetry standard_review))

# A file's tests run in one process, which makes once what they share, in the order in which tests/conftest.py puts files.
PARALLEL = -n 2 --dist loadfile --no-loadscope-reorder

comma := ,
VENV := .venv
PY := $(VENV)/bin/python
NOTEBOOK := notebooks/02_quarterly_report.ipynb
EACH := notebooks/07_report_for_each_branch.ipynb

# uv installs in seconds what takes pip minutes; where it cannot be had, or cannot reach the packages, pip does it.
define install
	@python="$$SERVGAP_PYTHON"; \
	for name in python3 python3.13 python3.12 python3.11 python; do \
		[ -n "$$python" ] && break; \
		"$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && python="$$name"; done; \
	[ -n "$$python" ] || { echo "servgap needs Python 3.11, 3.12 or 3.13, and none was found on the path." \
		"Install one, or name it: make test PYTHON=/path/to/python3.12" >&2; exit 1; }; \
	echo "Setting up $(VENV) with $$python; this is done once."; \
	"$$python" -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt uv || echo "uv cannot be had; pip will do."
	@$(PY) -m uv pip install --quiet --python $(PY) -c constraints.txt -e ".[$(1)]" \
		|| $(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[$(1)]"
	@touch $@
endef

.PHONY: help report reports test constraints clean

help:
	@echo "make report   write the quarter's report on the sample data, or on DATA=... INSTRUMENT=... COLUMNS=..."
	@echo "              BRANCH=... QUARTER=... LANGUAGE=en|zh TITLE=... PERIOD=... DATE=... FIELDWORK=... LOGO=... OUTPUT=..."
	@echo "make reports BY=branch   write one for each branch, with the same parameters"
	@echo "make test     set up and run all checks"

export SERVGAP_PYTHON = $(value PYTHON)

# A stamp for each purpose, so that a second call installs nothing again.
$(VENV)/ready-for-report: pyproject.toml constraints.txt
	$(call install,notebook$(comma)parquet)

$(VENV)/ready-for-test: pyproject.toml constraints.txt
	$(call install,dev)

# Values travel through the environment, so that no quote or blank in them meets the shell either.
report reports: export SERVGAP_COLUMNS = $(value COLUMNS)
report reports: export SERVGAP_DATA = $(value DATA)
report reports: export SERVGAP_INSTRUMENT = $(value INSTRUMENT)
report reports: export SERVGAP_LANGUAGE = $(value LANGUAGE)
report reports: export SERVGAP_TITLE = $(value TITLE)
report reports: export SERVGAP_PERIOD = $(value PERIOD)
report reports: export SERVGAP_DATE = $(value DATE)
report reports: export SERVGAP_FIELDWORK = $(value FIELDWORK)
report reports: export SERVGAP_LOGO = $(value LOGO)
report reports: export SERVGAP_OUTPUT = $(value OUTPUT)
reports: export SERVGAP_BY = $(value BY)
ifneq ($(HAS_BRANCH),)
report: export SERVGAP_BRANCH = $(value BRANCH)
endif
ifneq ($(HAS_QUARTER),)
report reports: export SERVGAP_QUARTER = $(value QUARTER)
endif

# What went wrong in a notebook: the message of the error, or all that was said where there is none.
define SAID
import json, sys
with open(sys.argv[1], encoding="utf-8") as ran:
    cells = json.load(ran)["cells"]
said = [each for cell in cells for each in cell.get("outputs", ()) if each["output_type"] == "error"][-1]
print("" if said["ename"] == "ServgapError" else said["ename"] + ": ", said["evalue"], sep="", file=sys.stderr)
endef
export SERVGAP_SAID = $(value SAID)

# A notebook as it ran shows groups of any size; only what the report shows lies in its folder.
define run
	@mkdir -p -- "$$SERVGAP_OUTPUT" && ran=$$(mktemp -d) && trap 'rm -rf "$$ran"' EXIT && \
	set -- && \
	{ [ -z "$${SERVGAP_BRANCH+given}" ] || set -- "$$@" -r branch "$$SERVGAP_BRANCH"; } && \
	{ [ -z "$${SERVGAP_QUARTER+given}" ] || set -- "$$@" -r quarter "$$SERVGAP_QUARTER"; } && \
	{ [ -z "$${SERVGAP_BY+given}" ] || set -- "$$@" -r by "$$SERVGAP_BY"; } && \
	$(PY) -m papermill $(1) "$$ran/notebook.ipynb" --kernel python3 --no-progress-bar --log-level ERROR \
		-r data "$$SERVGAP_DATA" -r instrument "$$SERVGAP_INSTRUMENT" -y "columns: $$SERVGAP_COLUMNS" \
		-r language "$$SERVGAP_LANGUAGE" -r title "$$SERVGAP_TITLE" -r period "$$SERVGAP_PERIOD" \
		-r date "$$SERVGAP_DATE" -r fieldwork "$$SERVGAP_FIELDWORK" -r logo "$$SERVGAP_LOGO" \
		-r output "$$SERVGAP_OUTPUT" "$$@" 2> "$$ran/log" || \
	{ $(PY) -c "$$SERVGAP_SAID" "$$ran/notebook.ipynb" 2> "$$ran/said" && cat "$$ran/said" >&2 || \
		cat "$$ran/log" >&2; exit 1; }
endef

report: $(VENV)/ready-for-report
	$(call run,$(NOTEBOOK))
	@echo "The report lies here:"
	@ls -- "$$SERVGAP_OUTPUT"/report.*

reports: $(VENV)/ready-for-report
	$(call run,$(EACH))
	@echo "The reports lie here:"
	@# In this order in every locale.
	@printf '%s\n' "$$SERVGAP_OUTPUT"/*/report.html "$$SERVGAP_OUTPUT/index.html"

test: export OPENBLAS_NUM_THREADS = 1
test: export MPLBACKEND = Agg
# Tests start Python many times, and compiling what it imports takes it longer than most of them do: it is done once,
# though the environment may say that Python is to keep nothing of it.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/ready-for-test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/lint-imports
	@# Types are checked beside the tests, which leave a processor idle now and then.
	$(PY) -m mypy & types=$$!; $(PY) -m pytest $(PARALLEL) && wait $$types
	$(PY) tests/kernels.py $(PY) -m pytest $(PARALLEL) $(NUMERIC)

# One set of pins for 3.11 to 3.13 on every system, with what builds the package.
constraints: $(VENV)/ready-for-test
	printf 'uv\nhatchling\neditables\n' | $(PY) -m uv pip compile pyproject.toml - --universal --all-extras --python-version 3.11 \
		--fork-strategy fewest --no-header --upgrade --quiet --output-file constraints.txt

clean:
	rm -rf $(VENV) report dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
