"""The sheet that the head signed: what it allows, who takes it away, who corrects what is noted of it."""

from datetime import date

import pytest

from reports.entry_refusals import EntryRefused
from reports.evidence.attached import files_of, signed_sheet
from reports.evidence.attaching import NotTakenAway, Signature, give_number, mend_signature, take_away
from reports.intake import save
from reports.models import Evidence, Revision
from reports.transitions import NotYours
from reports.workflow import approve, recall, reopen, send_back, submit
from tests.reports.attaching import attached, present, signature
from tests.reports.cast import Cast, reported
from tests.reports.made_files import another_pdf
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db

OTHER = "00000-00000"


@pytest.fixture
def strict(cast) -> Cast:
    """A ward whose head has the last word."""
    cast.ward.head_approves = True
    cast.ward.save()
    return cast


def test_staff_may_not_submit_without_the_heads_word(strict):
    revision = strict.answered()
    with pytest.raises(NotYours):
        submit(revision, strict["staff"], revision.version)


def test_sheet_that_the_head_signed_lets_staff_submit_and_the_log_names_both(strict):
    revision = strict.answered()
    sheet = attached(strict, signature=signature(revision))
    give_number(sheet, " 125/BC-UBND ", strict["staff"])
    submitted = submit(revision, strict["staff"], revision.version)
    assert submitted.submitted_by == strict["staff"]
    assert Event.objects.get(action=Action.SUBMITTED).data == {
        "signed_by": "Chủ tịch UBND phường",
        "signed_on": "2024-06-16",
        "document_number": "125/BC-UBND",
    }
    assert recall(submitted, strict["staff"], submitted.version).status == "draft"


def test_sheet_of_other_figures_lets_nobody_submit(strict):
    revision = strict.answered()
    attached(strict, signature=signature(revision))
    save(revision, [reported(strict.allocation, 11, seen_version=1)], actor=strict["staff"])
    assert signed_sheet(Revision.objects.select_related("report__reporter", "report__period").get()) is None
    with pytest.raises(NotYours):
        submit(revision, strict["staff"], revision.version)
    save(revision, [reported(strict.allocation, 10, seen_version=2)], actor=strict["staff"])
    assert submit(revision, strict["staff"], revision.version).status == "submitted"


def test_sheet_taken_away_lets_nobody_submit(strict):
    revision = strict.answered()
    take_away(attached(strict, signature=signature(revision)), strict["staff"])
    with pytest.raises(NotYours):
        submit(revision, strict["staff"], revision.version)


def test_sheet_holds_for_staff_of_that_unit_alone(strict):
    revision = strict.answered()
    attached(strict, signature=signature(revision))
    for role in ("neighbour", "lead", "leadership", "administrator", "reviewer"):
        with pytest.raises(NotYours):
            submit(revision, strict[role], revision.version)


def test_head_still_submits_without_a_sheet(strict):
    revision = strict.answered()
    assert submit(revision, strict["head"], revision.version).submitted_by == strict["head"]


def test_newest_sheet_of_the_present_figures_speaks(cast):
    revision = cast.answered()
    old = attached(cast, signature=signature(revision))
    new = attached(cast, content=another_pdf(2), signature=signature(revision))
    attached(cast, content=another_pdf(3), signature=signature(revision, "00000-00000"))
    loaded = Revision.objects.select_related("report__reporter", "report__period").get()
    assert signed_sheet(loaded).pk == new.pk != old.pk
    assert files_of(loaded).signed_otherwise("11111-11111").content_code == "00000-00000"
    assert files_of(loaded).signed_otherwise(present(revision)) is None


def test_sheet_signed_before_it_was_sent_back_holds_if_the_figures_are_the_same(strict):
    revision = strict.answered()
    attached(strict, signature=signature(revision))
    submitted = submit(revision, strict["staff"], revision.version)
    returned = send_back(submitted, strict["reviewer"], submitted.version, "Bổ sung minh chứng")
    assert submit(returned, strict["staff"], returned.version).status == "submitted"


def test_number_of_the_registry_is_noted_by_the_unit_alone(cast):
    revision = cast.answered()
    sheet = attached(cast, signature=signature(revision))
    give_number(sheet, "125/BC-UBND", cast["staff"])
    give_number(sheet, "125/BC-UBND", cast["staff"])
    with pytest.raises(EntryRefused):
        give_number(sheet, "1", cast["neighbour"])
    changes = Event.objects.filter(action=Action.CHANGED, object_type="reports.evidence")
    assert [event.data["document_number"] for event in changes] == [["", "125/BC-UBND"]]


def corrected(cast: Cast, revision: Revision) -> Revision:
    """Accepted by Home Affairs, then opened for correction with other figures."""
    submitted = submit(revision, cast["staff"], revision.version)
    accepted = approve(submitted, cast["reviewer"], submitted.version)
    copy = reopen(accepted.report, cast["reviewer"], "Sai số")
    save(copy, [reported(cast.allocation, 11, seen_version=1)], actor=cast["staff"])
    return copy


def test_wrong_sheet_of_an_earlier_revision_is_taken_away_at_any_time(cast):
    revision = cast.answered()
    wrong = attached(cast, signature=signature(revision, OTHER))
    corrected(cast, revision)
    take_away(wrong, cast["staff"])
    assert not Evidence.objects.standing().exists()


def test_sheet_that_went_with_an_earlier_revision_stays_whatever_was_corrected_since(cast):
    revision = cast.answered()
    sheet = attached(cast, signature=signature(revision))
    corrected(cast, revision)
    with pytest.raises(NotTakenAway):
        take_away(sheet, cast["staff"])


def test_sheet_of_an_earlier_revision_that_shows_the_corrected_figures_stays(cast):
    revision = cast.answered()
    sheet = attached(cast, signature=signature(revision, OTHER))
    copy = corrected(cast, revision)
    Evidence.objects.filter(pk=sheet.pk).update(content_code=present(copy))
    sheet.refresh_from_db()
    with pytest.raises(NotTakenAway):
        take_away(sheet, cast["staff"])


# What is noted of a sheet

MENDED = {
    "signed_by": "Phó Chủ tịch UBND phường",
    "signed_on": date(2024, 6, 15),
    "document_number": "126/BC-UBND",
}


def mend(sheet: Evidence, actor, **said) -> None:
    mend_signature(sheet, Signature(sheet.content_code, **{**MENDED, **said}), actor)


def test_wrong_signer_day_and_number_are_corrected_and_the_log_keeps_old_and_new(cast):
    sheet = attached(cast, signature=signature(cast.answered()))
    mend(sheet, cast["staff"])
    sheet.refresh_from_db()
    assert {name: getattr(sheet, name) for name in MENDED} == MENDED
    event = Event.objects.get(action=Action.CHANGED, object_type="reports.evidence")
    assert (event.actor, event.revision) == (cast["staff"], sheet.revision_id)
    assert event.data == {
        "name": "Biên bản.pdf",
        "signed_by": ["Chủ tịch UBND phường", "Phó Chủ tịch UBND phường"],
        "signed_on": ["2024-06-16", "2024-06-15"],
        "document_number": ["", "126/BC-UBND"],
    }


def test_what_was_right_already_is_not_in_the_log(cast):
    sheet = attached(cast, signature=signature(cast.answered()))
    mend(sheet, cast["staff"], signed_by="Chủ tịch UBND phường", document_number="")
    mend(sheet, cast["staff"], signed_by="Chủ tịch UBND phường", document_number="")
    event = Event.objects.get(action=Action.CHANGED, object_type="reports.evidence")
    assert event.data.keys() == {"name", "signed_on"}


def test_sheet_corrected_keeps_its_word(strict):
    revision = strict.answered()
    sheet = attached(strict, signature=signature(revision))
    mend(sheet, strict["staff"])
    submit(revision, strict["staff"], revision.version)
    assert Event.objects.get(action=Action.SUBMITTED).data["signed_by"] == MENDED["signed_by"]


def test_once_submitted_the_unit_corrects_no_more_and_home_affairs_still_does(cast):
    revision = cast.answered()
    sheet = attached(cast, signature=signature(revision))
    submitted = submit(revision, cast["staff"], revision.version)
    with pytest.raises(EntryRefused) as caught:
        mend(sheet, cast["staff"])
    assert caught.value.refusal.code == "submitted"
    approve(submitted, cast["colleague"], submitted.version)
    mend(sheet, cast["reviewer"])
    event = Event.objects.get(action=Action.CHANGED, object_type="reports.evidence")
    assert event.on_behalf_of == cast.ward


@pytest.mark.parametrize("role", ["head", "neighbour", "lead", "leadership", "administrator"])
def test_nobody_else_corrects_a_sheet(cast, role):
    sheet = attached(cast, signature=signature(cast.answered()))
    with pytest.raises(EntryRefused) as caught:
        mend(sheet, cast[role])
    assert caught.value.refusal.code == "no_role"
    sheet.refresh_from_db()
    assert sheet.signed_by == "Chủ tịch UBND phường"
