"""What somebody is told, in full, before she agrees to be known again or called back. The version is kept with her
consent; a text that changes gets a new version, so that it stays clear what she was told."""

from django.utils.translation import gettext_lazy as _

CODE, WORD, CALL_BACK = "card-1", "word-1", "call-back-1"

TEXTS = {
    CODE: _(
        "You get a plain card with a code. It says nothing about you or about us. If you show it next time, we know "
        "that you were counted already, and what you asked about. We do not write down who you are. Anything on "
        "papers, asylum or being exploited is never kept with the code. You get the same help without a card. You can "
        "give it back whenever you like, and then the code is deleted."
    ),
    WORD: _(
        "You choose a word and a colour, nothing about you. We keep a scrambled trace of them, never the word. If you "
        "say both again this year, we know that you were counted already, and what you asked about. Anything on "
        "papers, asylum or being exploited is never kept with it. When the year is closed the trace is destroyed. You "
        "get the same help without a word, and can have it deleted whenever you like."
    ),
    CALL_BACK: _(
        "We write down how and when it is safe to reach you, so that we can come back to you. It is sealed: only our "
        "small team can open it, and each look is written down. Nobody calls, writes or leaves a message in any other "
        "way than the one you say. It is erased 30 days after we came back to you, and after a year at the latest; "
        "sooner whenever you like. You get the same help without it."
    ),
}
