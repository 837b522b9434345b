"""Things of one model as rows of a file, under natural keys: what every resource shares.

Read by django-import-export row by row, judged by the model's `full_clean`, refused outside the person's
reach, each change a line of the log.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models.functions import Length
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult
from tablib import Dataset

from emulation.files import FileRefused
from emulation.table_files import Columns, Fault, Line, TableFile
from emulation.tables import Table
from emulation.text import fold
from units.administration import fact
from units.choices import Action
from units.exchange.columns import LINE, Column, Prose, Reference, in_every_language, natural, unknown
from units.exchange.order import named_first
from units.exchange.outcome import Change, Outcome, Row
from units.exchange.reach import Reach
from units.log import record
from units.models import User
from units.permissions import administered_by

# Characters that a cell of a workbook holds; the rest would be lost without a word.
MOST_IN_CELL = 32_767


class ByKey(BaseInstanceLoader):
    """The thing that a row means, out of those that were loaded at once."""

    def get_instance(self, row):
        return self.resource.meant(row[LINE])


class Difference:
    """The library's place for what is told of a row: the cells that a row changes."""

    def __init__(self, resource, instance, new):
        self.before = None if new else resource.values(instance)
        self.changes = ()

    def compare_with(self, resource, instance):
        self.changes = tuple(resource.changes(self.before, resource.values(instance)))

    def as_html(self):
        return self.changes


class ExchangeResource(Resource):
    """A subclass declares its columns and, in Meta, `model` and `import_id_fields`: the columns that name a
    thing, all of which a file must have.

    `unit_lookup` leads from the model to the unit whose reach decides, `related` to what its cells need.
    """

    unit_lookup: ClassVar[str | None] = None
    related: ClassVar[Sequence[str]] = ()

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        instance_loader_class = ByKey

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user
        self.source = ""
        self.known: dict[str, models.Model] = {}
        self.original: models.Model | None = None
        self.new: set[int] = set()
        self.reach = Reach(user)

    # What it is about

    @classmethod
    def get_diff_class(cls):
        return Difference

    @property
    def model(self) -> type[models.Model]:
        return self._meta.model

    @property
    def columns(self) -> list[Column]:
        return list(self.fields.values())

    @classmethod
    def names(cls) -> Columns:
        """What a file of such things may name in its first row."""
        key = [cls.fields[name].column_name for name in cls._meta.import_id_fields]
        labels = {column.column_name: column.label(cls._meta.model) for column in cls.fields.values()}
        also = {
            fold(label): column.column_name
            for column in cls.fields.values()
            for label in in_every_language(column.lazy_label(cls._meta.model))
        }
        return Columns(list(labels), key, labels, also)

    def all_rows(self) -> models.QuerySet:
        return self.model._default_manager.select_related(*self.related)

    def administered(self) -> models.QuerySet:
        """What the person takes out, and may change by a file."""
        rows = self.all_rows()
        return rows if self.unit_lookup is None else rows.filter(administered_by(self.user, self.unit_lookup))

    # Out

    def values(self, thing: models.Model) -> dict[str, Any]:
        return {column.column_name: column.get_value(thing) for column in self.columns}

    def table(self, name: str, extension: str, *, spoken: bool = False) -> Table:
        """Everything that the person administers: for programs, the same in every language, or `spoken`, with
        heads, choices and its own name as people read them.

        Raises FileRefused where a text does not fit into a cell of a workbook.
        """
        if extension == "xlsx":
            self._refuse_long_texts()
        columns = [column.of_table() for column in self.columns]
        if spoken:
            name = capfirst(str(self.model._meta.verbose_name_plural))
            columns = [column.of_spoken_table(self.model) for column in self.columns]
        return Table(name, columns, self.ordered(), frozen=len(self._meta.import_id_fields))

    def _refuse_long_texts(self) -> None:
        for column in self.columns:
            if isinstance(column, Prose):
                rows = self.administered().annotate(length=Length(column.attribute))
                if thing := rows.filter(length__gt=MOST_IN_CELL).first():
                    message = _(
                        "“%(thing)s”: %(column)s is too long for a cell of Excel. Choose CSV or JSON."
                    )
                    raise FileRefused(message % {"thing": thing, "column": column.label(self.model)})

    def ordered(self) -> Iterable[models.Model]:
        """In an order of its own, that no database decides."""
        return sorted(self.administered(), key=self.key_of)

    def key_of(self, thing: models.Model) -> str:
        cells = (self.fields[name] for name in self._meta.import_id_fields)
        return "/".join(str(column.cell(column.get_value(thing)) or "") for column in cells)

    def name_of(self, thing: models.Model) -> str:
        """The same for people: "maipha · P-CL · Người nhập số liệu"."""
        cells = (
            (self.fields[name], self.fields[name].get_value(thing)) for name in self._meta.import_id_fields
        )
        return " · ".join(column.shown(value) for column, value in cells if value not in (None, ""))

    # In

    def bring(self, file: TableFile, source: str, *, keep: bool, mark: str | None = None) -> Outcome:
        """Write every row, or none: where there is a fault, without `keep`, or where the file brings else by
        now than what `mark` stands for. One line of the log for each thing that was written."""
        with transaction.atomic():
            outcome = self.brought(file, source).in_order()
            if outcome.faults or not keep or mark not in (None, outcome.mark):
                transaction.set_rollback(True)
        return outcome

    def brought(self, file: TableFile, source: str) -> Outcome:
        """Write the rows without faults, in the caller's transaction."""
        self.source = source
        self._load()
        lines = self.in_order(file.lines)
        outcome = Outcome(faults=list(self._twice(lines)))
        data = Dataset(headers=[*file.header, LINE])
        data.extend([[line.cells.get(name) for name in file.header] + [line] for line in lines])
        result = self.import_data(data, use_transactions=True)
        for error in result.base_errors:
            raise error.error
        written = list(zip(lines, result.rows, strict=True))
        for line, row in written:
            self._tell(outcome, line, row)
        outcome.faults += self._out_of_reach(written)
        return outcome

    def _load(self) -> None:
        """All that a row can mean or name, once for the file."""
        self.known = {self.key_of(thing): thing for thing in self.all_rows()}
        for column in self.columns:
            if isinstance(column, Reference) and not column.readonly:
                column.known = self.known if column.model is self.model else _known(column.model)

    def meant(self, line: Line) -> models.Model | None:
        """The thing of the line's key, None for a new one."""
        return self.known.get(self.key_in(line))

    def key_in(self, line: Line) -> str:
        """The line's key as it is written where it is known: codes may be typed in small letters."""
        key = "/".join(self._key_cells(line))
        return key.upper() if key not in self.known and key.upper() in self.known else key

    def _key_cells(self, line: Line) -> Iterator[str]:
        for name in self._meta.import_id_fields:
            column = self.fields[name]
            try:
                yield str(line.text(column.column_name) if column.readonly else _read(column, line))
            except ValueError:
                yield line.text(column.column_name)

    def in_order(self, lines: Sequence[Line]) -> list[Line]:
        """As they can be written: what another row names comes before it."""
        own = [c for c in self.columns if isinstance(c, Reference) and c.model is self.model]
        if not own:
            return list(lines)
        return named_first(
            lines, self.key_in, lambda line: [key for column in own for key in column.spellings(line)]
        )

    def _twice(self, lines: Sequence[Line]) -> Iterator[Fault]:
        keys = {line.number: self.key_in(line) for line in lines}
        often = {key for key, count in Counter(keys.values()).items() if count > 1}
        first: dict[str, int] = {}
        for number, key in sorted(keys.items()):
            if key in often and first.setdefault(key, number) != number:
                message = _("Row %(row)s is about the same “%(name)s”. Keep one of the two.")
                yield Fault(number, "", message % {"row": first[key], "name": key.strip("/")})

    def _tell(self, outcome: Outcome, line: Line, row: RowResult) -> None:
        if row.validation_error is not None:
            outcome.faults += self._faults(line, row.validation_error)
        elif row.errors:
            error = row.errors[0].error
            if not isinstance(error, DatabaseError):
                raise error
            outcome.faults.append(line.fault("", _("The database does not take this row.")))
        elif row.import_type == RowResult.IMPORT_TYPE_SKIP:
            outcome.unchanged += 1
        else:
            outcome.rows.append(Row(line.number, self.name_of(row.instance), row.is_new(), row.diff))

    def _faults(self, line: Line, error: ValidationError) -> Iterator[Fault]:
        told = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        wanting = []
        for name, errors in told.items():
            column = next((c.column_name for c in self.columns if name in (c.attribute, c.column_name)), "")
            place = column or ("" if name == NON_FIELD_ERRORS else name)
            if place not in line.cells and all(each.code in {"blank", "null"} for each in errors):
                wanting.append(place)
                continue
            for message in ValidationError(errors).messages:
                yield line.fault(place, message)
        if wanting:
            yield line.fault("", self._of_new(line, wanting))

    def _of_new(self, line: Line, wanting: Sequence[str]) -> str:
        """What to say where a row would make a new thing and cannot: perhaps only its code is wrong."""
        message = _(
            "There is no “%(name)s” yet, so this row would make it, and the file lacks columns for that: "
            "%(columns)s. If something else is meant, mend its code."
        )
        names = {"name": self.key_in(line).strip("/"), "columns": self.names().called(wanting)}
        return message % names

    def _out_of_reach(self, written: Sequence[tuple[Line, RowResult]]) -> list[Fault]:
        """New things that would not be the person's to administer: asked once they are there."""
        if self.user.is_superuser:
            return []
        new = {row.instance.pk: line for line, row in written if row.is_new() and row.instance.pk}
        there = set(self.administered().filter(pk__in=new).values_list("pk", flat=True)) if new else set()
        message = _("You do not administer this.")
        return [line.fault("", message) for pk, line in new.items() if pk not in there]

    # The library's steps for one row

    def init_instance(self, row=None):
        return self.model()

    def after_init_instance(self, instance, new, row, **kwargs):
        """What is not the person's is refused, also where the row would change nothing."""
        if not (new or self.user.is_superuser or instance.pk in self._own):
            raise ValidationError(_("You do not administer this."))

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        """A key is set once; afterwards it only says which thing is meant."""
        is_key = any(self.fields[name] is field for name in self._meta.import_id_fields)
        if instance._state.adding or not is_key:
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        self.original = original
        return not instance._state.adding and super().skip_row(
            instance, original, row, import_validation_errors
        )

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """A row is judged once all of its cells can be read."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)
        super().validate_instance(instance, validate_unique=validate_unique)
        self._refuse_foreign(instance)
        self.refuse(instance, self.original)

    def refuse(self, thing: models.Model, original: models.Model) -> None:
        """Rules of the administration's pages beside the model's own; `original` as it was stored, or empty.
        Raises ValidationError."""

    def after_save_instance(self, instance, row, **kwargs):
        is_new = self.original is None or self.original._state.adding
        facts = dict(self._facts(None if is_new else self.values(self.original), self.values(instance)))
        action = Action.CREATED if is_new else Action.CHANGED
        record(self.user, action, instance, unit=self.unit_of(instance), data=facts, comment=self.source)
        if is_new:
            self.known[self.key_of(instance)] = instance
            self.new.add(instance.pk)

    def import_row(self, row, instance_loader, **kwargs):
        """The thing itself stays with what is told of its row."""
        return super().import_row(row, instance_loader, retain_instance_in_row_result=True, **kwargs)

    def after_import(self, dataset, result, **kwargs):
        """Keys are made by the database alone: no sequence has to be put right."""

    # What is told

    def changes(self, before: dict[str, Any] | None, after: dict[str, Any]) -> Iterator[Change]:
        """The cells that differ; of a new thing (`before` is None) from what it would be without the file."""
        for column, old, new in self._differing(before, after):
            was = "" if before is None else column.shown(old)
            yield Change(column.column_name, was, column.shown(new), column.label(self.model))

    def _facts(self, before: dict[str, Any] | None, after: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """The same for the log: {field: new} of a new thing, {field: [old, new]} of a changed one."""
        for column, old, new in self._differing(before, after):
            yield column.attribute, fact(new) if before is None else [fact(old), fact(new)]

    def _differing(self, before: dict[str, Any] | None, after: dict[str, Any]) -> Iterator[tuple]:
        was = self.values(self.model()) if before is None else before
        for column in self.columns:
            old, new = was[column.column_name], after[column.column_name]
            if old != new and not column.readonly:
                yield column, old, new

    def unit_of(self, thing: models.Model) -> Any:
        if self.unit_lookup is None:
            return None
        for step in filter(None, self.unit_lookup.split("__")):
            thing = getattr(thing, step)
        return thing

    # Whose it is

    @cached_property
    def _own(self) -> set[int]:
        return set(self.administered().values_list("pk", flat=True))

    def _refuse_foreign(self, thing: models.Model) -> None:
        """What the row newly names is to be in the person's reach too, unless all may name it."""
        for column in self.columns:
            if not isinstance(column, Reference) or column.readonly:
                continue
            named = column.get_value(thing)
            if named is None or named == column.get_value(self.original) or self.reach.holds(column, named):
                continue
            # What the same file brings is judged with its own row.
            if column.model is not self.model or named.pk not in self.new:
                raise ValidationError({column.attribute: unknown(natural(named))})


def _known(model: type[models.Model]) -> dict[str, models.Model]:
    """Every thing of a model by its natural key, in one query."""
    steps = {"campaign": "campaign__owner", "owner": "owner"}
    names = {field.name for field in model._meta.fields}
    related = [path for name, path in steps.items() if name in names]
    return {natural(thing): thing for thing in model._default_manager.select_related(*related)}


def _read(column: Column, line: Line) -> Any:
    value = column.read(line)
    return "" if value is None else column.cell(value)
