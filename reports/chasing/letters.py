"""Reminders become letters: one to each person, about everything that this person is reminded of at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from reports.chasing.addressees import Addressee, addressees, overseers
from reports.chasing.delivery import UNDELIVERED, undelivered
from reports.chasing.missing import Key, key_of, missing_lines
from reports.documents.reminder import Awaited, letter, subject, summary
from reports.models import Message, Reminder
from targets.models import Campaign

# Between what a letter asks of its reader and the summary that goes with it.
RULE = "\n-----\n\n"


@dataclass
class Digest:
    """What one mailbox is to be told: the reminders by reporter and period."""

    to: Addressee
    reminders: dict[Key, Reminder] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """Keys of messages to deliver, by mailbox; reminders whose units have no address."""

    messages: dict[str, int]
    unreachable: list[Reminder]


def awaited_by_key(lines: Iterable, at: datetime) -> dict[Key, Awaited]:
    """Each of these lines with what it lacks. One query."""
    lines = list(lines)
    missing = missing_lines(lines)
    return {key_of(line): Awaited(line, missing[key_of(line)], at.date()) for line in lines}


def write(
    campaign: Campaign, reminders: list[Reminder], awaited: dict[Key, Awaited], *, retries: bool
) -> Written:
    """Letters for these reminders, together with what an earlier letter could not deliver and is still owed.

    `awaited`: every report that is still to come. `retries`: earlier letters are written anew for those too
    who are told nothing else now. Inside the transaction in which the reminders are made.
    """
    digests, unreachable = _digests(reminders)
    written: dict[str, int] = {}
    about_units = undelivered().filter(reminders__isnull=False).distinct()
    for message in about_units.select_related("recipient"):
        mailbox = message.address.casefold()
        digest = digests.get(mailbox)
        if not digest and not retries:
            continue
        told = {**_owed(message, awaited), **(digest.reminders if digest else {})}
        if mailbox in written or not told:
            continue
        name = digest.to.name if digest else str(message.recipient or message.address)
        if _rewritten(message, _content(campaign, name, told, awaited), anew=digest is not None):
            message.reminders.add(*told.values())
            written[mailbox] = message.pk
    for mailbox, digest in digests.items():
        if mailbox not in written:
            written[mailbox] = _written(campaign, digest, awaited)
    return Written(written, unreachable)


def _owed(message: Message, awaited: dict[Key, Awaited]) -> dict[Key, Reminder]:
    """What an undelivered letter was about and is still to come."""
    reminders = message.reminders.filter(period__in={period for _unit, period in awaited})
    return {_key(each): each for each in reminders if _key(each) in awaited}


def _key(reminder: Reminder) -> Key:
    return reminder.unit_id, reminder.period_id


def _digests(reminders: list[Reminder]) -> tuple[dict[str, Digest], list[Reminder]]:
    """By mailbox; and the reminders that reach nobody."""
    to = addressees({reminder.unit_id: reminder.unit for reminder in reminders}.values())
    digests: dict[str, Digest] = {}
    for reminder in reminders:
        for addressee in to[reminder.unit_id]:
            digest = digests.setdefault(addressee.mailbox, Digest(addressee))
            digest.reminders[_key(reminder)] = reminder
    return digests, [reminder for reminder in reminders if not to[reminder.unit_id]]


def _content(
    campaign: Campaign, name: str, told: dict[Key, Reminder], awaited: dict[Key, Awaited]
) -> dict[str, str]:
    reports = sorted((awaited[key] for key in told), key=lambda each: (each.line.last_day, each.unit.order))
    return {"subject": subject(reports), "body": letter(campaign, name, reports)}


def _rewritten(message: Message, content: dict[str, str], *, anew: bool) -> bool:
    """False where somebody has taken it up meanwhile. What is told anew is tried as often as a new one."""
    waiting = Message.objects.filter(pk=message.pk, state__in=UNDELIVERED)
    return bool(waiting.update(**content, **({"attempts": 0} if anew else {})))


def _written(campaign: Campaign, digest: Digest, awaited: dict[Key, Awaited]) -> int:
    content = _content(campaign, digest.to.name, digest.reminders, awaited)
    message = Message.objects.create(recipient=digest.to.user, address=digest.to.address, **content)
    message.reminders.set(digest.reminders.values())
    return message.pk


def write_summaries(
    campaign: Campaign, reports: list[Awaited], at: datetime, written: dict[str, int]
) -> dict[str, int]:
    """To each of Home Affairs who has not been told today: who has not reported, of what is due by now.

    Who is in `written` already, having reports of his own to send, reads it in that letter. By mailbox.
    """
    told = set(Message.objects.filter(summary_on=at.date()).values_list("recipient", flat=True))
    title, body = summary(campaign, reports, at)
    summaries: dict[str, int] = {}
    for person in overseers(campaign.owner):
        mailbox = person.email.casefold()
        if person.pk in told or mailbox in summaries:
            continue
        own = written.get(mailbox)
        message = Message.objects.get(pk=own) if own else Message(address=person.email, subject=title)
        message.body = f"{message.body}{RULE}{body}" if own else body
        message.recipient, message.summary_on = person, at.date()
        message.save()
        summaries[mailbox] = message.pk
    return summaries


def summaries_to_retry(at: datetime) -> dict[str, int]:
    """Today's, where a summary is all that the letter has to say."""
    alone = undelivered().filter(summary_on=at.date(), reminders=None)
    return {address.casefold(): key for address, key in alone.values_list("address", "pk")}
