from django.urls import path

from targets.views import drafting

urlpatterns = [
    path("<str:code>/draft/", drafting.draft, name="draft_targets"),
    path("<str:code>/draft/how/", drafting.draft_how, name="draft_how"),
]
