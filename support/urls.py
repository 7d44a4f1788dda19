from django.urls import path

from .views import notes, preference

urlpatterns = [
    # ── the helpdesk, and how one of us likes to work ──
    path("desk/you/", preference.desk_preference, name="desk_preference"),
    # ── notes ──
    path("questions/", notes.questions, name="questions"),
    path("questions/<uuid:pk>/note/", notes.note, name="question_note"),
    path("questions/<uuid:pk>/note/open/", notes.open_note, name="question_note_open"),
    path("questions/<uuid:pk>/note/write/", notes.change_note, name="question_note_write"),
]
