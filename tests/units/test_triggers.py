"""The log can be added to and nothing else, whoever asks the database."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import EventFactory
from units.models import Event

pytestmark = pytest.mark.django_db


def save_it_changed(event):
    event.comment = "khác"
    event.save()


def change_it_in_bulk(event):
    event.comment = "khác"
    Event.objects.bulk_update([event], ["comment"])


def write_sql(statement):
    def write(event):
        with connection.cursor() as cursor:
            cursor.execute(statement, [event.pk])

    return write


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(save_it_changed, id="save"),
        pytest.param(change_it_in_bulk, id="bulk update"),
        pytest.param(lambda event: Event.objects.filter(pk=event.pk).update(comment="khác"), id="update"),
        pytest.param(lambda event: event.delete(), id="delete"),
        pytest.param(lambda event: Event.objects.filter(pk=event.pk).delete(), id="queryset delete"),
        pytest.param(write_sql("UPDATE units_event SET comment = 'x' WHERE id = %s"), id="SQL update"),
        pytest.param(write_sql("DELETE FROM units_event WHERE id = %s"), id="SQL delete"),
    ],
)
def test_event_cannot_be_changed_or_deleted(attempt):
    event = EventFactory(comment="ban đầu")

    with pytest.raises(IntegrityError, match="events are append-only"), transaction.atomic():
        attempt(event)

    assert list(Event.objects.values_list("pk", "comment")) == [(event.pk, "ban đầu")]


def test_events_are_added():
    EventFactory.create_batch(2)

    assert Event.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_log_is_guarded_and_empty_for_each_test_that_commits(turn):
    assert not Event.objects.exists()
    event = EventFactory()

    with pytest.raises(IntegrityError, match="events are append-only"):
        event.delete()
