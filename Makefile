# The commands of the project. They need git, make and Python 3.11 or newer; `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
# What is added to pytest's command line, as in: make test ARGS="-k progress"
ARGS ?=

python := .venv/bin/python
set-up := @$(PYTHON) -m scripts.set_up
manage := @DEBUG=on $(python) manage.py

# Typed modules: where a figure, a date, a permission, a status or a setting is decided, and how it is worded.
typed := scripts/set_up.py \
	$(addprefix emulation/,catalogs.py dates.py differences.py downloads.py encodings.py files.py gathered.py numbers.py paper.py \
		pdf.py pdf_process.py pdf_sheet.py prose.py qr.py quantities.py row_heights.py settings.py system.py \
		table_files.py tables.py text.py triggers.py workbooks.py worded.py) \
	$(addprefix units/,choices.py log.py permissions.py succession.py exchange/kept.py exchange/order.py exchange/outcome.py exchange/reach.py) \
	$(addprefix targets/,calendar.py campaign_settings.py choices.py extensions.py period_names.py \
		period_states.py periods.py permissions.py plan.py plan_history.py printed_plan.py schedule.py) \
	$(addprefix targets/setting_up/,allocating.py checking.py copy_plan.py copying.py following.py last_year.py named_years.py opening.py page.py plans.py \
		shares.py sums.py table.py taking_over.py told_files.py told_shares.py undoing.py unit_names.py) \
	$(addprefix targets/settings_page/,boxes.py checks.py page.py parts.py) \
	$(addprefix targets/drafting/,choices.py clauses.py counting.py files.py headings.py layout.py lexicon.py naming.py \
		quantities.py reader.py repeats.py tables.py twins.py wordings.py) \
	$(addprefix targets/drafting_page/,accepted.py accepting.py doubts.py forms.py known.py page.py renewal.py rows.py) \
	$(addprefix reports/,assessment.py choices.py completeness.py demonstration.py \
		demonstration_cast.py demonstration_papers.py demonstration_reports.py demonstration_round.py due.py entries.py \
		entry_refusals.py everything.py export.py history.py importing.py intake.py lines.py moves.py overrides.py \
		overview.py past.py permissions.py plan_view.py presenting.py progress.py progress_file.py remarks.py \
		state_text.py tallies.py target_page.py transitions.py typed.py wording.py workflow.py) \
	reports/same_period.py reports/setting_up/last_year.py \
	$(addprefix reports/asking/,asked.py page.py questions.py) \
	$(addprefix reports/chasing/,addressees.py delivery.py ladder.py letters.py missing.py page.py reminding.py) \
	$(addprefix reports/confirming/,corrections.py loading.py page.py posting.py words.py) \
	$(addprefix reports/correcting/,asked.py changes.py late.py requests.py) \
	$(addprefix reports/documents/,around.py body.py brief.py content.py dispatch.py matters.py moved.py parts.py pdf.py \
		quotes.py reminder.py room.py tables.py texts.py unit_sheet.py) \
	$(addprefix reports/jobs/,archive.py asking.py sheets.py tidying.py watching.py work.py) \
	$(addprefix reports/notebook/,notes.py page.py) \
	$(addprefix reports/entry/,changes.py head.py reading.py to_sign.py) \
	$(addprefix reports/evidence/,attached.py attaching.py files.py sheet.py) \
	$(addprefix reports/review/,bulk.py corrections.py effects.py flags.py lists.py matrix.py order.py rows.py) \
	$(addprefix reports/issuing/,checking.py compared.py drafts.py forms.py issue.py issued_page.py kept.py registry.py \
		words.py) \
	$(addprefix reports/lists/,asking.py calendar.py chasing.py heading.py notebook.py readings.py report.py reports.py target_units.py \
		targets.py units.py) \
	$(addprefix reports/spreadsheet/,carrying.py cells.py filling.py preview.py reading.py refusals.py sheet.py shown.py \
		storing.py terms.py writing.py) \
	$(addprefix reports/warnings/,checks.py facts.py flags.py rules.py words.py)

help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 28

run: export DEBUG = on
run: export EMULATION_TODAY ?= 2024-06-17
run: export DATABASE_URL ?= sqlite:///db.sqlite3
run: export SITE_URL ?= http://127.0.0.1:$(PORT)
run: .env ## set everything up and serve the demonstration, with its worker, at http://127.0.0.1:8000 (PORT=… to change)
	$(set-up) run
	@$(python) manage.py compile_catalogs
	@$(python) manage.py prepare_site
	@$(python) manage.py db_worker --no-reload --verbosity 0 & worker=$$!; trap 'kill $$worker' EXIT; \
		$(python) manage.py runserver 127.0.0.1:$(PORT)

# So that manage.py, called by hand, finds the same site as `make run`.
.env:
	@printf '%s\n' '# Settings of this machine; not for production.' 'DEBUG=on' 'EMULATION_TODAY=2024-06-17' > $@

test: export DATABASE_URL = sqlite://:memory:
test: .env ## set everything up and run the whole test suite on SQLite
	$(set-up) test
	$(manage) compile_catalogs
	@$(python) -m pytest $(ARGS)

test-postgresql: ## what reaches the database once more, on a PostgreSQL of its own, thrown away afterwards
	$(set-up) test
	$(manage) compile_catalogs
	@scripts/with-postgresql $(python) -m pytest --on-database $(ARGS)

lint: export DEBUG = on
lint: ## every check of the source: style, format, types, templates, imports, migrations
	$(set-up) lint
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --check --quiet . || { echo "Not formatted: run make format"; exit 1; }
	@.venv/bin/mypy $(typed)
	@.venv/bin/djlint --quiet --lint templates
	@.venv/bin/lint-imports --no-logo
	@$(python) manage.py makemigrations --check --dry-run --skip-checks

format: ## put the source into the project's format
	$(set-up) lint
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .

bench: ## measure what documents take: time beside bare WeasyPrint, memory, the sheets of all units
	$(set-up) run
	@$(python) -m scripts.bench_documents

messages: ## collect the messages to translate into locale/vi
	$(set-up) messages
	@$(python) -m scripts.messages

lock: ## renew requirements*.txt from pyproject.toml, within its bounds
	@scripts/lock

.PHONY: help run test test-postgresql lint format bench messages lock
