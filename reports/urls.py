from django.urls import path

from .views.figures import figure, figure_rows, figures
from .views.making import report
from .views.overview import overview
from .views.records import bring_in, import_outcome, records, take_out

urlpatterns = [
    path("", overview, name="overview"),
    path("figures/", figures, name="figures"),
    path("figures/<str:figure_id>/", figure, name="figure"),
    path("figures/<str:figure_id>/rows/", figure_rows, name="figure_rows"),
    path("report/", report, name="report"),
    path("records/", records, name="records"),
    path("records/out/", take_out, name="take_out"),
    path("records/<uuid:pk>/", import_outcome, name="import_outcome"),
    path("records/<uuid:pk>/in/", bring_in, name="bring_in"),
]
