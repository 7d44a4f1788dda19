from django.urls import path

from . import views

urlpatterns = [
    path("<uuid:pk>/", views.job_status, name="job_status"),
    path("<uuid:pk>/file", views.job_file, name="job_file"),
    path("<uuid:pk>/again", views.job_retry, name="job_retry"),
]
