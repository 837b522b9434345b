"""Several people at the same moment, each with a connection of their own to the database."""

from collections.abc import Callable
from threading import Barrier, Event, Thread
from typing import Any

from django.db import connection, transaction

# Long past everything that may be waited for; a test that reaches it has failed.
PATIENCE = 60

Deed = Callable[[], Any]


class Person(Thread):
    """Does one thing on a connection of their own; `outcome` is what came of it or the error it raised."""

    def __init__(self, deed: Deed) -> None:
        super().__init__(daemon=True)
        self.deed = deed
        self.outcome: Any = None

    def run(self) -> None:
        try:
            self.outcome = self.deed()
        except Exception as error:
            self.outcome = error
        finally:
            connection.close()


def at_once(*deeds: Deed) -> list[Any]:
    """What came of each deed, begun together: a result, or the exception that it raised."""
    start = Barrier(len(deeds))

    def together(deed: Deed) -> Deed:
        def begun() -> Any:
            start.wait(PATIENCE)
            return deed()

        return begun

    people = [Person(together(deed)) for deed in deeds]
    for person in people:
        person.start()
    for person in people:
        person.join(PATIENCE)
        assert not person.is_alive(), "somebody still waits for the database"
    return [person.outcome for person in people]


def while_underway(first: Deed, second: Deed) -> tuple[Any, Any]:
    """`second` begins after `first` has written and before it is committed; what came of both."""
    written, begun = Event(), Event()

    def held() -> Any:
        with transaction.atomic():
            outcome = first()
            written.set()
            assert begun.wait(PATIENCE)
            # The other is at the database now, or about to be: it waits there for this transaction's end.
            begun.clear()
            begun.wait(0.3)
        return outcome

    def following() -> Any:
        assert written.wait(PATIENCE)
        begun.set()
        return second()

    people = [Person(held), Person(following)]
    for person in people:
        person.start()
    for person in people:
        person.join(PATIENCE)
        assert not person.is_alive(), "somebody still waits for the database"
    return people[0].outcome, people[1].outcome
