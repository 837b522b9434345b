"""Home Affairs words the report: what it wrote stays, is marked when figures change, and is never lost."""

import pytest
from django.utils import translation

from reports.documents.content import body
from reports.documents.parts import Sentence, sentences_of
from reports.intake import save
from reports.issuing.words import SentenceForm, load
from reports.models import DocumentText, Revision
from reports.workflow import approve, reopen, submit
from targets.schedule import Schedule
from tests.document_factories import DocumentTextFactory
from tests.reports.cast import MID_JUNE, Cast, reported
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db
HERE = "/documents/2024-Q2/words/"


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    cast = Cast()
    cast.accepted()
    return cast


def sentence(cast: Cast, key: str) -> Sentence | None:
    """As the next draft has it."""
    found = body(Schedule.load(cast.campaign), cast.period)
    return next((one for one in sentences_of(found) if one.key == key), None)


def result(cast: Cast) -> str:
    return f"II.{cast.allocation.target.code}"


def boxes(cast: Cast) -> dict[str, SentenceForm]:
    with translation.override("vi"):
        return load(Schedule.load(cast.campaign), cast.period).forms


def write(client, cast: Cast, key: str, text: str = "", who: str = "reviewer", **ticked):
    """The page as it is shown now, with this text in one of its boxes, sent."""
    form = boxes(cast)[key]
    client.force_login(cast[who])
    data = {f"{form.prefix}-text": text or form.sentence.text, f"{form.prefix}-seen": form.initial["seen"]}
    return client.post(HERE, data | {f"{form.prefix}-{name}": "on" for name in ticked})


def corrected(cast: Cast, value: int) -> None:
    """The accepted figure becomes another one."""
    accepted = Revision.objects.get(status="approved")
    revision = reopen(accepted.report, cast["reviewer"], "Số liệu chưa đúng.")
    seen = revision.readings.get().version
    entry = reported(cast.allocation, value, seen_version=seen)
    assert save(revision, [entry], actor=cast["staff"]).is_clean
    revision = submit(revision, cast["staff"], revision.version)
    approve(revision, cast["colleague"], revision.version)


def test_what_is_written_stands_in_every_later_draft(client, cast):
    assert write(client, cast, result(cast), "Đạt 10 người, vượt tiến độ.").status_code == 302

    told = sentence(cast, result(cast))
    assert told.text == "Đạt 10 người, vượt tiến độ."
    assert not told.figures_changed


def test_a_figure_that_changes_marks_the_edit_and_keeps_it(client, cast):
    write(client, cast, result(cast), "Đạt 10 người, vượt tiến độ.")
    corrected(cast, 12)

    told = sentence(cast, result(cast))
    assert told.text == "Đạt 10 người, vượt tiến độ."
    assert told.figures_changed
    changes = boxes(cast)[result(cast)].changes
    assert [piece.text for piece in changes if piece.is_new] != []
    page = client.get(HERE).content.decode()
    assert "1 câu đã sửa có số liệu thay đổi sau khi sửa" in page


def test_an_edit_that_holds_with_the_new_figures_is_marked_no_longer(client, cast):
    write(client, cast, result(cast), "Đạt yêu cầu.")
    corrected(cast, 12)
    assert write(client, cast, result(cast), keeps=True).status_code == 302

    told = sentence(cast, result(cast))
    assert (told.text, told.figures_changed) == ("Đạt yêu cầu.", False)


def test_the_computed_sentence_comes_back(client, cast):
    computed = sentence(cast, result(cast)).text
    write(client, cast, result(cast), "Đạt yêu cầu.")
    write(client, cast, result(cast), computed=True)

    assert sentence(cast, result(cast)).text == computed
    assert not DocumentText.objects.exists()


def test_an_empty_sentence_is_left_out(client, cast):
    form = boxes(cast)["I.targets"]
    client.force_login(cast["reviewer"])
    client.post(HERE, {f"{form.prefix}-text": "", f"{form.prefix}-seen": form.initial["seen"]})

    assert sentence(cast, "I.targets").lines == ()


def test_own_proposals_take_the_place_of_there_being_none(client, cast):
    assert sentence(cast, "V.none").lines
    write(client, cast, "V.own", "Đề nghị bố trí kinh phí.\nĐề nghị tập huấn.")

    assert sentence(cast, "V.none").lines == ()
    assert sentence(cast, "V.own").lines == ("Đề nghị bố trí kinh phí.", "Đề nghị tập huấn.")


def test_whoever_wrote_first_is_shown_to_who_comes_second_with_both_texts(client, cast):
    form = boxes(cast)[result(cast)]
    write(client, cast, result(cast), "Lời của người thứ nhất.")
    client.force_login(cast["colleague"])
    seen = {f"{form.prefix}-seen": form.initial["seen"]}
    answer = client.post(HERE, {f"{form.prefix}-text": "Lời của người thứ hai.", **seen})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Lời của người thứ nhất." in page
    assert "Lời của người thứ hai." in page
    assert sentence(cast, result(cast)).text == "Lời của người thứ nhất."


def test_what_was_typed_for_a_sentence_that_is_gone_is_given_back(client, cast):
    client.force_login(cast["reviewer"])
    answer = client.post(HERE, {"s0-text": "Lời đã gõ.", "s0-seen": "khác"})

    assert answer.status_code == 422
    assert "Lời đã gõ." in answer.content.decode()


def test_an_edit_whose_sentence_is_gone_is_still_shown(client, cast):
    DocumentTextFactory(period=cast.period, key="III.worry.CŨ", text="Còn chậm.")
    client.force_login(cast["reviewer"])

    assert "Còn chậm." in client.get(HERE).content.decode()


def test_the_log_tells_old_and_new(client, cast):
    old = sentence(cast, result(cast)).text
    write(client, cast, result(cast), "Đạt yêu cầu.")

    event = Event.objects.get(action=Action.WORDED)
    assert event.actor == cast["reviewer"]
    assert event.data == {"sentence": result(cast), "text": [old, "Đạt yêu cầu."]}


def test_nothing_is_written_where_nothing_was_typed(client, cast):
    write(client, cast, result(cast))

    assert not DocumentText.objects.exists()
    assert not Event.objects.filter(action=Action.WORDED).exists()


@pytest.mark.parametrize("who", ["staff", "head", "leadership", "administrator"])
def test_others_do_not_word_the_report(client, cast, who):
    client.force_login(cast[who])
    assert client.get(HERE).status_code == 403


def test_a_sentence_that_nobody_typed_into_never_writes_back_what_a_colleague_wrote(client, cast):
    boxes_before = boxes(cast)
    data = {}
    for form in boxes_before.values():
        data |= {f"{form.prefix}-text": form.sentence.text, f"{form.prefix}-seen": form.initial["seen"]}
    write(client, cast, "I.targets", "Lời của đồng nghiệp.", who="colleague")
    client.force_login(cast["reviewer"])
    too_long = {f"{boxes_before['V.own'].prefix}-text": "a" * 5000}

    refused = client.post(HERE, data | too_long)
    assert refused.status_code == 422
    shown = refused.context["words"].forms
    assert shown["I.targets"]["text"].value() == "Lời của đồng nghiệp."
    assert shown["V.own"]["text"].value() == "a" * 5000
