"""What was typed into a form by somebody whose session had ended meanwhile, kept until it is sent again.

Nothing is stored and nothing is sent by itself: the fields travel in the sign-in page, and the person sends
them with a click of their own.
"""

from collections.abc import Callable

from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode

KEPT = "kept"
TYPED_BY = "typed_by"


def keeps_typed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What is posted to this view survives a sign-in. The outermost decorator; not for passwords."""
    view.keeps_typed = True
    return view


def is_worth_keeping(request: HttpRequest, view: Callable[..., HttpResponse]) -> bool:
    return request.method == "POST" and getattr(view, "keeps_typed", False) and bool(_typed(request.POST))


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page in place of the refused one, with what was posted; 403."""
    kept = urlencode(_typed(request.POST))
    context = {"form": AuthenticationForm(request), "next": request.get_full_path(), "kept": kept}
    return render(request, "registration/login.html", context, status=403)


def offer_again(request: HttpRequest, action: str, typed: QueryDict, status: int = 200) -> HttpResponse:
    """A page whose one button sends `typed` to `action`, with a token of the present session."""
    context = {"action": action, "fields": _typed(typed)}
    return render(request, "registration/resume.html", context, status=status)


def is_by(typed: QueryDict, user) -> bool:
    """A form that names who typed into it is given back to nobody else."""
    return typed.get(TYPED_BY, str(user.pk)) == str(user.pk)


def _typed(posted: QueryDict) -> list[tuple[str, str]]:
    fields = [(name, value) for name, values in posted.lists() for value in values]
    return [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
