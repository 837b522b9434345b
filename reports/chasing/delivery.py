"""Mail goes out: each message once, whoever sends at the same moment, and what went wrong is kept with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db.models import F, QuerySet

from emulation.dates import now
from reports.choices import MessageState
from reports.models import Message

# How often a message that is not accepted is tried, one attempt a run.
ATTEMPTS = 3
UNDELIVERED = (MessageState.PENDING, MessageState.FAILED)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of the messages that this sender took up."""

    sent: int = 0
    failed: int = 0

    def __add__(self, other: "Delivery") -> "Delivery":
        return Delivery(self.sent + other.sent, self.failed + other.failed)


def undelivered() -> QuerySet[Message]:
    """Written or refused, and to be tried again. What is being sent is never among them."""
    return Message.objects.filter(state__in=UNDELIVERED, attempts__lt=ATTEMPTS)


def deliver(keys: Iterable[int], connection: Any = None) -> Delivery:
    """Send these messages, outside any transaction, by the site's mail server or the connection given.

    Another error than the mail server's is raised, and the message stays "being sent": it may have gone out.
    """
    connection = connection or get_connection()
    try:
        refusal = _opened(connection)
        return sum((_deliver(key, connection, refusal) for key in keys), Delivery())
    finally:
        connection.close()


def _opened(connection: Any) -> str:
    """Why there is no mail server, "" where there is: asked once, not once a message."""
    try:
        connection.open()
    except OSError as error:
        return _words(error)
    return ""


def _deliver(key: int, connection: Any, refusal: str) -> Delivery:
    ours = undelivered().filter(pk=key)
    if not ours.update(state=MessageState.SENDING, attempts=F("attempts") + 1, error=""):
        return Delivery()
    error = refusal or _refusal(Message.objects.get(pk=key), connection)
    claimed = Message.objects.filter(pk=key, state=MessageState.SENDING)
    if error:
        claimed.update(state=MessageState.FAILED, error=error)
        return Delivery(failed=1)
    claimed.update(state=MessageState.SENT, sent_at=now())
    return Delivery(sent=1)


def _refusal(message: Message, connection: Any) -> str:
    """Hand it to the mail server; "" where it was taken."""
    mail = EmailMessage(message.subject, message.body, to=[message.address], connection=connection)
    try:
        return "" if mail.send() else "0"
    except (OSError, ValueError) as error:
        return _words(error)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
