"""From what was posted to what is stored: the rows and texts of an entry page through intake and workflow."""

from collections.abc import Callable

from django.db import transaction
from django.forms import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.text import clean_text
from reports.choices import RevisionStatus
from reports.completeness import unanswered
from reports.entries import NARRATIVE_FIELDS, Problem, as_stored
from reports.entry.doubts import ask_for_words, keep_words, watch
from reports.entry.forms import NarrativeForm
from reports.entry.page import EntryPage
from reports.entry.rows import EntryRow
from reports.entry.sheet import Sheet
from reports.entry_refusals import EntryRefused
from reports.intake import Blank, Conflict, Entry, Saved, fingerprint, save
from reports.models import Revision
from reports.transitions import (
    MissingAnswers,
    NotAllowedNow,
    NothingAnswered,
    Overtaken,
    TransitionError,
    WordsMissing,
)
from reports.workflow import open_report, recall, submit
from units.choices import Action
from units.models import User

# The version of a report that was begun after the page had been opened, and has not moved since.
AS_BEGUN = 1
# Any of these answers why a report was reopened: a number, a text, a file, a word beside a figure.
ANSWERS = {Action.SAVED, Action.IMPORTED, Action.ATTACHED, Action.JUSTIFIED}


def store(page: EntryPage) -> bool:
    """Write everything on the page that can be taken; True when nothing is left to mend.

    Rows that were written show what is stored; the others keep what was typed, with what is wrong.
    """
    source = _source(page)
    stored = [_store_sheet(sheet, page, source) for sheet in page.sheets]
    watch(page.sheets)
    return all(stored)


def _source(page: EntryPage) -> str:
    form = page.source_form
    return form.cleaned_data["source"] if form is not None and form.is_valid() else ""


def _store_sheet(sheet: Sheet, page: EntryPage, source: str) -> bool:
    touched = [row for row in sheet.rows if row.form.is_bound]
    readable = [row for row in touched if row.form.has_answer]
    answers = {row.allocation.pk: row.form.answer() for row in readable}
    said = [answer for answer in answers.values() if answer is not None]
    narrative = sheet.narrative
    texts = narrative.texts if narrative.is_bound and narrative.is_valid() else {}
    _forget_empty(readable, answers)
    if said or texts:
        sheet.held_texts = set(texts)
        _write(sheet, page, said, texts, source)
    source_is_wrong = bool(page.source_form and page.source_form.errors)
    texts_are_wrong = bool(sheet.text_conflicts or sheet.narrative.errors)
    return not (sheet.was_refused or source_is_wrong or texts_are_wrong or _has_wrong_rows(sheet))


def _has_wrong_rows(sheet: Sheet) -> bool:
    return any(row.form.is_bound for row in sheet.rows)


def _forget_empty(rows: list[EntryRow], answers: dict[int, Entry | Blank | None]) -> None:
    """Rows that say nothing and had said nothing need not be mended."""
    for row in rows:
        if answers[row.allocation.pk] is None:
            row.show(row.reading)


def _write(
    sheet: Sheet, page: EntryPage, said: list[Entry | Blank], texts: dict[str, str], source: str
) -> None:
    try:
        with transaction.atomic():
            revision = sheet.revision or open_report(page.unit, sheet.period, page.user)
            saved = save(
                revision,
                [answer for answer in said if isinstance(answer, Entry)],
                blanks=[answer for answer in said if isinstance(answer, Blank)],
                narrative=texts,
                narrative_seen=sheet.narrative.seen if texts else None,
                actor=page.user,
                source=source,
                origin=page.origin,
            )
            begins_in_vain = sheet.revision is None and not (saved.saved or saved.unchanged or saved.texts)
            if begins_in_vain:
                transaction.set_rollback(True)
    except EntryRefused as refused:
        sheet.refusal = refused.refusal
        sheet.was_refused = True
        return
    if not begins_in_vain:
        revision.refresh_from_db()
        sheet.revision = revision
    _show_outcome(sheet, page, saved)


def _show_outcome(sheet: Sheet, page: EntryPage, saved: Saved) -> None:
    rows = {row.allocation.pk: row for row in sheet.rows}
    wrong = {problem.allocation.pk for problem in saved.problems if problem.allocation is not None}
    for reading in [*saved.saved, *saved.unchanged]:
        row = rows[reading.allocation_id]
        if row.form.errors or reading.allocation_id in wrong:
            row.show_typed(reading)
            row.is_partly_stored = True
        else:
            row.show(reading)
    for allocation in saved.cleared:
        rows[allocation.pk].show(None)
    for conflict in saved.conflicts:
        _show_conflict(rows[conflict.allocation.pk], conflict)
    if not any(problem.field == "source" for problem in saved.problems):
        _show_texts(sheet, saved)
    for problem in saved.problems:
        _show_problem(problem, rows, sheet, page)


def _show_conflict(row: EntryRow, conflict: Conflict) -> None:
    """Both answers in sight; saving once more replaces the other one knowingly."""
    row.conflict = conflict
    row.show_typed(conflict.theirs)
    if isinstance(conflict.ours, Blank) and conflict.theirs is None:
        row.show(None)


def _show_problem(problem: Problem, rows: dict[int, EntryRow], sheet: Sheet, page: EntryPage) -> None:
    error = ValidationError(problem.message, code=problem.code)
    if problem.allocation is not None:
        form = rows[problem.allocation.pk].form
        form.add_error(problem.field if problem.field in form.fields else None, error)
    elif problem.field in NARRATIVE_FIELDS:
        sheet.narrative.add_error(problem.field, error)
    elif page.source_form is not None:
        page.source_form.add_error("source", error)


def _show_texts(sheet: Sheet, saved: Saved) -> None:
    """Those that were sent have now been seen as they stand; theirs beside one's own in a conflict."""
    faulty = {problem.field for problem in saved.problems}
    seen, sheet.held_texts = sheet.held_texts - faulty, set()
    if not seen:
        return
    sheet.text_conflicts = {conflict.field: conflict for conflict in saved.text_conflicts}
    data = sheet.narrative.data.copy()
    present = NarrativeForm(sheet.period, revision=sheet.revision)
    for name in seen:
        data[present.add_prefix(f"{name}_seen")] = present.initial[f"{name}_seen"]
        # As it was typed here: what somebody wrote over it since has not been seen.
        sheet.known_texts[name] = fingerprint(data[present.add_prefix(name)])
    sheet.narrative = NarrativeForm(sheet.period, revision=sheet.revision, data=data)


class NotStored(TransitionError):
    """Something on the page could not be taken: it is marked there, and nothing was handed in."""

    message = _("The report has not been submitted: some lines need mending first.")


def store_and_hand_on(
    page: EntryPage, seen: dict[int, int], move: Callable[[EntryPage, dict[int, int]], list[Sheet]]
) -> list[Sheet]:
    """Keep what was typed, then move what waits for the unit (`hand_in`, or before its head), with its
    errors. Raises Overtaken once for what the person had not before them."""
    if page.may_enter and not (store(page) & keep_words(page)):
        mark_unanswered(page)
        raise NotStored(page.why_refused)
    if any(sheet.is_overtaken or not _is_known(sheet, page) for sheet in page.to_hand_on):
        raise Overtaken
    if any(_answers_nothing(sheet) for sheet in page.to_hand_on):
        raise NothingAnswered
    return move(page, seen)


def _is_known(sheet: Sheet, page: EntryPage) -> bool:
    """A page without boxes sends the mark of what it showed; boxes carry theirs one by one."""
    return not page.reads_as_head or sheet.sent_mark == sheet.shown.mark


def shown_anew(page: EntryPage) -> EntryPage:
    """The page as it was posted, with what others wrote meanwhile in place of what came back untouched."""
    for sheet in page.sheets:
        sheet.show_overtaken()
    return page


def _answers_nothing(sheet: Sheet) -> bool:
    """Reopened with a reason, or sent back with a comment on the whole, and nothing changed or said since.

    What is asked beside a figure is settled there (`reports.warnings`).
    """
    revision = sheet.revision
    if revision is None or not (_is_reopened(revision) or _is_asked_about_as_a_whole(sheet)):
        return False
    since = revision.decided_at if revision.review_comment else None
    own = [event for event in sheet.events() if event.revision == revision.pk and event.action in ANSWERS]
    return not any(since is None or event.at > since for event in own)


def _is_reopened(revision: Revision) -> bool:
    return revision.number > 1 and bool(revision.reason)


def _is_asked_about_as_a_whole(sheet: Sheet) -> bool:
    revision = sheet.revision
    is_sent_back = revision.status == RevisionStatus.RETURNED and bool(revision.review_comment)
    return is_sent_back and not any(row.is_commented for row in sheet.rows)


def is_handed_in_already(page: EntryPage) -> bool:
    """This very post has been here before: a double click, a repeated request. Ask before anything is stored.

    The same person handed in what was sent, from the version that was looked at, and nothing else is left.
    """
    mine = [sheet for sheet in page.sheets if _was_handed_in(sheet)]
    return bool(mine) and not page.to_submit and all(_says_what_is_stored(sheet) for sheet in page.sheets)


def _was_handed_in(sheet: Sheet) -> bool:
    revision = sheet.revision
    if revision is None or revision.status != RevisionStatus.SUBMITTED:
        return False
    seen = sheet.seen_version
    is_next = revision.version == (int(seen) if seen.isdecimal() else AS_BEGUN) + 1
    return is_next and revision.submitted_by == sheet.user


def _says_what_is_stored(sheet: Sheet) -> bool:
    texts = sheet.narrative.texts if sheet.narrative.is_bound and sheet.narrative.is_valid() else {}
    return all(_is_stored(row) for row in sheet.rows) and all(
        clean_text(text) == getattr(sheet.revision, name, "") for name, text in texts.items()
    )


def _is_stored(row: EntryRow) -> bool:
    if not row.form.is_bound:
        return True
    answer = row.form.answer() if row.form.is_valid() else None
    if not isinstance(answer, Entry) or row.reading is None:
        return row.form.is_valid() and not isinstance(answer, Entry) and row.reading is None
    return all(getattr(row.reading, name) == value for name, value in as_stored(answer).items())


def hand_in(page: EntryPage, seen: dict[int, int]) -> list[Sheet]:
    """Submit every report on the page that waits for the unit, all or none.

    Gives those handed in. `seen` holds the version of each revision that the person had before them, by the
    period's key. Raises MissingAnswers and WordsMissing with the rows marked, and the other errors of
    `workflow.submit`.
    """
    waiting = page.to_submit
    if not waiting:
        raise NotAllowedNow(why_not(page))
    missing = [allocation for sheet in waiting for allocation in not_answered(sheet)]
    if missing:
        mark_unanswered(page)
        raise MissingAnswers(missing)
    if wanting := ask_for_words(page):
        raise WordsMissing(wanting)
    with transaction.atomic():
        for sheet in waiting:
            submit(sheet.revision, page.user, seen.get(sheet.period.pk, AS_BEGUN), shown=sheet.shown)
    return waiting


def mark_unanswered(page: EntryPage) -> None:
    """Point out every row without an answer in what would be handed on; typed ones say what is wrong."""
    for row in (row for sheet in page.to_hand_on for row in sheet.rows):
        row.is_missing = row.reading is None and not row.form.is_bound


def why_not(page: EntryPage) -> str:
    """What keeps this person from handing anything in."""
    reasons = (str(sheet.refusal or sheet.objection) for sheet in page.sheets)
    return next((reason for reason in reasons if reason), "")


def not_answered(sheet: Sheet) -> list:
    """What the report owes and does not answer, in the order of the page."""
    if sheet.revision is None:
        return [row.allocation for row in sheet.rows]
    return unanswered(sheet.revision)


def take_back(page: EntryPage, seen: dict[int, int], user: User) -> list[Sheet]:
    """Recall every report on the page that this person may recall; those that were."""
    mine = [sheet for sheet in page.sheets if sheet.may_recall]
    with transaction.atomic():
        for sheet in mine:
            recall(sheet.revision, user, seen.get(sheet.period.pk) or sheet.revision.version)
    return mine
