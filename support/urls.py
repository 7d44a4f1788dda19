from django.urls import path

from .views import helpdesk, notes, preference, request_questions, requests

urlpatterns = [
    # ── the helpdesk, and how one of us likes to work ──
    path("helpdesk/", helpdesk.helpdesk, name="helpdesk"),
    path("helpdesk/save/", helpdesk.helpdesk_save, name="helpdesk_save"),
    path("helpdesk/keep/", helpdesk.helpdesk_keep, name="helpdesk_keep"),
    path("helpdesk/<uuid:key>/", helpdesk.helpdesk_draft, name="helpdesk_draft"),
    path("helpdesk/<uuid:pk>/more/", helpdesk.helpdesk_more, name="helpdesk_more"),
    path("desk/drafts/<uuid:key>/drop/", helpdesk.draft_drop, name="draft_drop"),
    path("desk/you/", preference.desk_preference, name="desk_preference"),
    # ── the page of one request, and what is put right on it ──
    path("log/<uuid:pk>/", requests.log_request, name="log_request"),
    path("log/<uuid:pk>/known/", requests.log_facts, name="log_facts"),
    path("log/<uuid:pk>/same/", requests.log_merge, name="log_merge"),
    path("log/<uuid:pk>/other/", requests.log_split, name="log_split"),
    path("log/<uuid:pk>/delete/", requests.log_delete, name="log_delete"),
    path("log/questions/<uuid:pk>/", request_questions.log_question, name="log_question"),
    path("log/questions/<uuid:pk>/move/", request_questions.log_question_move, name="log_question_move"),
    path(
        "log/questions/<uuid:pk>/delete/", request_questions.log_question_delete, name="log_question_delete"
    ),
    # ── notes ──
    path("questions/", notes.questions, name="questions"),
    path("questions/<uuid:pk>/note/", notes.note, name="question_note"),
    path("questions/<uuid:pk>/note/open/", notes.open_note, name="question_note_open"),
    path("questions/<uuid:pk>/note/write/", notes.change_note, name="question_note_write"),
]
