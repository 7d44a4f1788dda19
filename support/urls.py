from django.urls import path

from .views import counting, guides, helpdesk, notes, preference, request_questions, requests, tally, topics

urlpatterns = [
    # ── the helpdesk, and how one of us likes to work ──
    path("helpdesk/", helpdesk.helpdesk, name="helpdesk"),
    path("helpdesk/save/", helpdesk.helpdesk_save, name="helpdesk_save"),
    path("helpdesk/keep/", helpdesk.helpdesk_keep, name="helpdesk_keep"),
    path("helpdesk/tally/", tally.tally, name="tally"),
    path("helpdesk/tally/<slug:door>/", tally.tally_enter, name="tally_enter"),
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
    # ── counting people without knowing them ──
    path("log/<uuid:pk>/again/", counting.person, name="person"),
    path("log/<uuid:pk>/again/give/", counting.person_code, name="person_code"),
    path("log/<uuid:pk>/again/code/", counting.person_known, name="person_known"),
    path("log/<uuid:pk>/again/choose/", counting.person_word, name="person_word"),
    path("log/<uuid:pk>/again/word/", counting.person_known_word, name="person_known_word"),
    path("log/<uuid:pk>/again/forget/", counting.person_forget, name="person_forget"),
    path("log/<uuid:pk>/again/card/", counting.person_card, name="person_card"),
    path("again/", counting.known_settings, name="known_settings"),
    path("again/words/", counting.known_words, name="known_words"),
    path("again/<int:year>/close/", counting.known_close, name="known_close"),
    # ── topics and guides ──
    path("topics/", topics.topics, name="topics"),
    path("topics/new/", topics.topic_new, name="topic_new"),
    path("topics/categories/new/", topics.category_new, name="category_new"),
    path("topics/categories/<uuid:pk>/", topics.category, name="category"),
    path("topics/of/<slug:code>/", topics.topic, name="topic"),
    path("topics/of/<slug:code>/merge/", topics.topic_merge, name="topic_merge"),
    path("topics/of/<slug:code>/part/", topics.topic_part, name="topic_part"),
    path("guides/", guides.guides, name="guides"),
    path("guides/<slug:code>/", guides.guide_of, name="guide_of"),
    path("guides/<slug:code>/<slug:language>/", guides.guide_edit, name="guide_edit"),
    path("guides/<slug:code>/<slug:language>/checked/", guides.guide_checked, name="guide_checked"),
    # ── notes ──
    path("questions/", notes.questions, name="questions"),
    path("questions/<uuid:pk>/note/", notes.note, name="question_note"),
    path("questions/<uuid:pk>/note/open/", notes.open_note, name="question_note_open"),
    path("questions/<uuid:pk>/note/write/", notes.change_note, name="question_note_write"),
    path("notes/check/", notes.note_check, name="note_check"),
]
