from django.urls import path

from .views import notes

urlpatterns = [
    # ── notes ──
    path("questions/", notes.questions, name="questions"),
    path("questions/<uuid:pk>/note/", notes.note, name="question_note"),
    path("questions/<uuid:pk>/note/open/", notes.open_note, name="question_note_open"),
    path("questions/<uuid:pk>/note/write/", notes.change_note, name="question_note_write"),
]
