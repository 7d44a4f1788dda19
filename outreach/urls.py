from django.urls import path

from .views import areas, cards, closing, day, follow_ups, lists, round_numbers, rounds, season

urlpatterns = [
    # ── rounds ──
    path("round/", rounds.start, name="round"),
    path("round/start/", rounds.round_start, name="round_start"),
    path("round/enter/", round_numbers.round_enter, name="round_enter"),
    path("round/plan/", round_numbers.round_plan, name="round_plan"),
    path("round/<uuid:pk>/", rounds.round_at, name="round_at"),
    path("round/<uuid:pk>/begin/", rounds.round_begin, name="round_begin"),
    path("round/<uuid:pk>/cancel/", rounds.round_cancel, name="round_cancel"),
    path("round/<uuid:pk>/restore/", rounds.round_restore, name="round_restore"),
    path("round/<uuid:pk>/tap/", rounds.round_tap, name="round_tap"),
    path("round/<uuid:pk>/close/", round_numbers.round_close, name="round_close"),
    path("round/<uuid:pk>/correct/", round_numbers.round_correct, name="round_correct"),
    # ── follow-ups, areas, seasons ──
    path("rounds/", lists.rounds, name="rounds"),
    path("rounds/out/", lists.rounds_out, name="rounds_out"),
    path("rounds/season/", season.rounds_season, name="rounds_season"),
    path("rounds/season/<uuid:pk>/", season.rounds_season_of, name="rounds_season_of"),
    path("rounds/<uuid:pk>/", lists.rounds_one, name="rounds_one"),
    path("rounds/<uuid:pk>/need/", follow_ups.follow_up_new, name="follow_up_new"),
    path("rounds/needs/", follow_ups.follow_ups, name="follow_ups"),
    path("rounds/needs/<uuid:pk>/", follow_ups.follow_up, name="follow_up"),
    path("rounds/needs/<uuid:pk>/done/", follow_ups.follow_up_done, name="follow_up_done"),
    path("rounds/needs/<uuid:pk>/undo/", follow_ups.follow_up_undo, name="follow_up_undo"),
    path("rounds/needs/<uuid:pk>/put-off/", follow_ups.follow_up_put_off, name="follow_up_put_off"),
    path("rounds/needs/<uuid:pk>/request/", follow_ups.follow_up_request, name="follow_up_request"),
    path("rounds/areas/", areas.areas, name="areas"),
    path("rounds/areas/new/", areas.area_new, name="area_new"),
    path("rounds/areas/<uuid:pk>/", areas.area, name="area"),
    path("rounds/areas/<uuid:pk>/merge/", areas.area_merge, name="area_merge"),
    path("rounds/material/", areas.materials, name="materials"),
    path("rounds/material/new/", areas.material_new, name="material_new"),
    path("rounds/material/<uuid:pk>/", areas.material, name="material"),
    # ── vouchers: programmes, cards, the ledger ──
    # ── vouchers: the day, the closing ──
    path("vouchers/day/", day.voucher_day, name="voucher_day"),
    path("vouchers/<uuid:pk>/day/", day.voucher_day_at, name="voucher_day_at"),
    path("vouchers/<uuid:pk>/day/card/", day.voucher_day_card, name="voucher_day_card"),
    path("vouchers/<uuid:pk>/day/back/", day.voucher_day_back, name="voucher_day_back"),
    path("vouchers/<uuid:pk>/cards/", cards.voucher_cards, name="voucher_cards"),
    path("vouchers/<uuid:pk>/cards/make/", cards.voucher_cards_make, name="voucher_cards_make"),
    path("vouchers/<uuid:pk>/cards/sheet/", cards.voucher_cards_sheet, name="voucher_cards_sheet"),
    path("vouchers/<uuid:pk>/cards/lost/", cards.voucher_card_lost, name="voucher_card_lost"),
    path("vouchers/cards/hand/", cards.voucher_card_hand, name="voucher_card_hand"),
    path("vouchers/cards/<uuid:pk>/", cards.voucher_card_new, name="voucher_card_new"),
    path("vouchers/<uuid:pk>/closing/", closing.voucher_closing, name="voucher_closing"),
    path("vouchers/<uuid:pk>/closing/reason/", closing.voucher_closing_reason, name="voucher_closing_reason"),
    path("vouchers/<uuid:pk>/closing/begin/", closing.voucher_closing_begin, name="voucher_closing_begin"),
    path(
        "vouchers/<uuid:pk>/closing/confirm/", closing.voucher_closing_confirm, name="voucher_closing_confirm"
    ),
    path("vouchers/<uuid:pk>/closing/refuse/", closing.voucher_closing_refuse, name="voucher_closing_refuse"),
]
