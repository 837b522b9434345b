"""The line of files above a list: "Tải về: Excel · CSV · JSON"."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

register = template.Library()

FORMS = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}


@register.inclusion_tag("components/downloads.html", takes_context=True)
def downloads(context: template.Context, name: str, *args: Any, **options: str) -> dict[str, Any]:
    """Of the list with this URL name, which takes `args` and an extension, asked what the page was asked.

    Options: `query` in place of the page's own, `label` where a page has several lists, `forms` in place of
    "xlsx csv json"; others are asked beside the query.
    """
    label, forms = options.pop("label", ""), options.pop("forms", " ".join(FORMS)).split()
    query = options.pop("query", context["request"].GET.urlencode())
    asked = "&".join(filter(None, [urlencode(options), query]))
    addresses = [(FORMS[form], reverse(name, args=[*args, form])) for form in forms]
    links = [(form, f"{address}?{asked}" if asked else address) for form, address in addresses]
    return {"links": links, "label": label}
