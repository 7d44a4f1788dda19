from django.urls import path

from . import views

urlpatterns = [
    path("", views.questions, name="questions"),
    path("<uuid:pk>/note/", views.note, name="question_note"),
    path("<uuid:pk>/note/open/", views.open_note, name="question_note_open"),
    path("<uuid:pk>/note/write/", views.change_note, name="question_note_write"),
]
