"""Files in the administration: a list taken out, a file looked at and then taken in, within one's reach."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from emulation.downloads import table_attachment
from emulation.files import MOST_BYTES, FileRefused
from emulation.table_files import TableFile, read_table
from emulation.tables import FORMATS
from emulation.text import clean_text
from units.exchange.forms import ConfirmForm, FileForm
from units.exchange.kept import KeptFile, keep, kept_file
from units.exchange.outcome import Outcome
from units.exchange.resource import ExchangeResource

# Of rows and of faults, as many are shown; all of them are counted.
MOST_SHOWN = 200
# In a message, as many.
MOST_NAMED = 20


@dataclass(slots=True)
class Preview:
    """A file that was read, and what it would change."""

    kept: KeptFile
    table: TableFile
    outcome: Outcome
    labels: Mapping[str, str]

    @property
    def brings(self) -> bool:
        return bool(self.outcome.rows or self.outcome.accepted) and not self.outcome.faults

    @property
    def rows(self):
        return self.outcome.rows[:MOST_SHOWN]

    @property
    def faults(self):
        return self.outcome.faults[:MOST_SHOWN]

    @property
    def told_faults(self):
        """Each with what people call its column."""
        return [(fault, self.labels.get(fault.column, fault.column)) for fault in self.faults]

    @property
    def effects(self):
        """Those that open again what was accepted come first."""
        return sorted(self.outcome.effects, key=lambda effect: not effect.undoes)[:MOST_SHOWN]

    @property
    def effects_left(self) -> int:
        return len(self.outcome.effects) - len(self.effects)

    @property
    def rows_left(self) -> int:
        return len(self.outcome.rows) - len(self.rows)

    @property
    def faults_left(self) -> int:
        return len(self.outcome.faults) - len(self.faults)


class Exchanged:
    """Beside `AdministeredAdmin`. `files` is the name of a file of such things, `export_note` says where it
    holds something else than the list."""

    resource_class: type[ExchangeResource]
    files: str
    export_note = ""
    change_list_template = "admin/exchange/change_list.html"

    def get_urls(self):
        def page(view, name):
            name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
            return path(f"{name.rpartition('_')[2]}/", self.admin_site.admin_view(view), name=name)

        own = [page(self.import_view, "import"), page(self.export_view, "export")]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"export_note": self.export_note, **(extra_context or {})})

    def resource(self, request, kept: KeptFile | None = None, reason: str = "") -> ExchangeResource:
        """`reason`: why it opens again what was accepted, once somebody has said so."""
        return self.resource_class(request.user)

    def import_form(self, request, *given, **how) -> FileForm:
        return FileForm(*given, **how)

    # Out

    @method_decorator(require_safe)
    def export_view(self, request):
        """The choice of a form, and the file in it."""
        resource = self.resource(request)
        form = request.GET.get("format")
        if form in FORMATS:
            try:
                spoken = form != "json"
                return table_attachment(resource.table(self.files, form, spoken=spoken), form)
            except FileRefused as error:
                messages.error(request, str(error))
        context = {
            "deed": _("Export"),
            "formats": FORMATS,
            "count": resource.administered().count(),
            "export_note": self.export_note,
        }
        return self._page(request, "admin/exchange/export.html", context)

    # In

    def import_view(self, request):
        if request.method != "POST":
            return self._import_page(request, self.import_form(request))
        return self._confirmed(request) if "token" in request.POST else self._previewed(request)

    def _previewed(self, request):
        """What the file would change; nothing is kept of it yet but the file itself."""
        form = self.import_form(request, request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, form, status=422)
        content = form.cleaned_data["file"].read(MOST_BYTES + 1)
        name, official = clean_text(form.cleaned_data["file"].name), form.cleaned_data.get("official", False)
        kept = KeptFile("", name, self.opts.label, request.user.pk, "", official)
        try:
            preview = self._looked_at(request, kept, content)
        except FileRefused as error:
            form.add_error("file", str(error))
            return self._import_page(request, form, status=422)
        if preview.brings:
            preview.kept = replace(kept, place=keep(content), mark=preview.outcome.mark)
        again = self.import_form(request, initial={"official": official})
        return self._import_page(request, again, preview, status=422 if preview.faults else 200)

    def _looked_at(self, request, kept: KeptFile, content: bytes) -> Preview:
        columns = self.resource_class.names()
        table = read_table(kept.source, content, columns, converting=True)
        return Preview(kept, table, self._brought(request, kept, table, keep=False), columns.labels)

    def _brought(self, request, kept: KeptFile, table: TableFile, reason: str = "", **how) -> Outcome:
        return self.resource(request, kept, reason).bring(table, kept.source, **how)

    def _confirmed(self, request):
        """Take in exactly what was shown; where it would be something else by now, show that instead."""
        preview = self._shown_before(request)
        if preview is None:
            messages.error(request, _("The file was taken in already, or kept too long. Choose it again."))
            return self._import_page(request, self.import_form(request), status=409)
        form = self._asked(preview, request.POST)
        if not form.is_valid():
            return self._import_page(request, self.import_form(request), preview, form, status=422)
        kept, reason = preview.kept, form.cleaned_data.get("reason", "")
        preview.outcome = self._brought(request, kept, preview.table, reason, keep=True, mark=kept.mark)
        if preview.outcome.faults or preview.outcome.mark != kept.mark:
            messages.warning(request, _("The data have changed since. Nothing was taken in; look again."))
            preview.kept = replace(kept, mark=preview.outcome.mark)
            return self._import_page(request, self.import_form(request), preview, status=409)
        kept.remove()
        messages.success(request, self._told(preview))
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def _asked(self, preview: Preview, *given, **how) -> ConfirmForm:
        asks_fonts = bool(preview.table.old_fonts)
        return ConfirmForm(*given, asks_fonts=asks_fonts, outcome=preview.outcome, **how)

    def _shown_before(self, request) -> Preview | None:
        """The file that was looked at, as it would be by now; None where it is no longer kept."""
        kept = kept_file(request.POST["token"], request.user, self.opts.label)
        try:
            return self._looked_at(request, kept, kept.content()) if kept else None
        except OSError:
            return None

    def _told(self, preview: Preview) -> str:
        outcome = preview.outcome
        counts = {"new": outcome.new, "changed": outcome.changed, "unchanged": outcome.unchanged}
        said = _("%(file)s was taken in: %(new)s new, %(changed)s changed, %(unchanged)s as before.")
        said %= counts | {"file": preview.kept.source}
        if not outcome.left_open:
            return said
        links = [(effect.address, effect.name) for effect in outcome.left_open[:MOST_NAMED]]
        listed = format_html_join("; ", '<a href="{}">{}</a>', links)
        left = _("Reopened, and to be handed in and accepted anew (%(count)s):")
        more = "; …" if len(outcome.left_open) > MOST_NAMED else ""
        return format_html("{} {} {}{}", said, left % {"count": len(outcome.left_open)}, listed, more)

    def _import_page(self, request, form, preview: Preview | None = None, confirm=None, status=200):
        if preview and preview.brings and confirm is None:
            typed = {"token": preview.kept.token, "reason": request.POST.get("reason", "")}
            confirm = self._asked(preview, initial=typed)
        context = {
            "deed": _("Import"),
            "form": form,
            "preview": preview,
            "confirm": confirm if preview and preview.brings else None,
            "columns": list(self._columns()),
        }
        return self._page(request, "admin/exchange/import.html", context, status)

    def _columns(self):
        """What the columns are, for who makes such a file."""
        needed = self.resource_class.names().needed
        for column in self.resource_class.fields.values():
            name = column.column_name
            yield {
                "name": name,
                "is_needed": name in needed,
                "label": column.label(self.model),
                "accepts": column.accepts(),
            }

    def _page(self, request, template, context, status=200):
        title = f"{context['deed']}: {self.opts.verbose_name_plural}"
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, template, shared | context, status=status)
