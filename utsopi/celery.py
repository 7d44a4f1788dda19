"""Background work where there is a Redis: celery -A utsopi worker, and celery -A utsopi beat.

A message only says which row to look at. Whatever happens to messages and workers, the row can be claimed by
one worker at a time, and reap() sends what was left behind.
"""

import os
from uuid import UUID

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "utsopi.settings")

app = Celery("utsopi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    "reap": {"task": "utsopi.reap", "schedule": 60.0, "options": {"expires": 50}},
    "seal": {"task": "utsopi.seal", "schedule": 60.0, "options": {"expires": 50}},
    "housekeeping": {"task": "utsopi.housekeeping", "schedule": crontab(hour="4", minute="10")},
    # again and again, for a mail server that is away; what is done already is not done twice
    "morning": {"task": "utsopi.morning", "schedule": crontab(hour="8-10", minute="*/30")},
    "by_day": {"task": "utsopi.by_day", "schedule": crontab(hour="8-21", minute="*/30")},
}


@app.task(name="utsopi.perform")
def perform_job(pk: str) -> None:
    from utsopi.jobs.running import perform

    perform(UUID(pk))


@app.task(name="utsopi.reap")
def reap_jobs() -> None:
    from utsopi.jobs.actions import reap

    reap()


@app.task(name="utsopi.housekeeping")
def keep_house() -> None:
    from utsopi.jobs.actions import housekeeping

    housekeeping()


@app.task(name="utsopi.morning")
def do_morning_work() -> None:
    from utsopi.jobs.actions import do_morning_work

    do_morning_work()


@app.task(name="utsopi.by_day")
def do_half_hourly_work() -> None:
    from utsopi.jobs.actions import do_half_hourly_work

    do_half_hourly_work()


@app.task(name="utsopi.seal")
def seal_trail() -> None:
    from utsopi.audit.sealing import seal_if_unlocked

    seal_if_unlocked()
