from django.urls import path

from targets.views import drafting, undoing
from targets.views.setting_up import setup, setup_allocate, setup_campaign, setup_plans, setup_successors

urlpatterns = [
    path("", setup, name="setup"),
    path("<str:code>/", setup_campaign, name="setup_campaign"),
    path("<str:code>/plans/", setup_plans, name="setup_plans"),
    path("<str:code>/successors/", setup_successors, name="setup_successors"),
    path("<str:code>/delete/", undoing.setup_delete, name="setup_delete"),
    path("<str:code>/take-back/", undoing.setup_take_back, name="setup_take_back"),
    path("<str:code>/targets/<str:target>/allocate/", setup_allocate, name="setup_allocate"),
    path("<str:code>/draft/", drafting.draft, name="draft_targets"),
    path("<str:code>/draft/how/", drafting.draft_how, name="draft_how"),
]
