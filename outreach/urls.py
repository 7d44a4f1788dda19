from django.urls import path  # noqa: F401 - the four blocks below are filled one by one

urlpatterns = [
    # ── rounds ──
    # ── follow-ups, areas, seasons ──
    # ── vouchers: programmes, cards, the ledger ──
    # ── vouchers: the day, the closing ──
]
