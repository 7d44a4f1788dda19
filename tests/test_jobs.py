"""Long work: one order, one row, one worker at a time, and no order is lost."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from stat import S_IMODE

import pytest
import redis
from django.urls import reverse
from django.utils import timezone, translation

from tests.conftest import free_port
from utsopi.jobs import actions, files, registry
from utsopi.jobs.actions import enqueue, housekeeping, reap, retry
from utsopi.jobs.choices import Failure, State
from utsopi.jobs.models import ATTEMPTS, Job
from utsopi.jobs.registry import UnknownKind
from utsopi.jobs.running import JobRun, Superseded, _write_progress, claim, perform
from utsopi.jobs.status import status_of

LONG_AGO = timedelta(minutes=5)


def wait_until(holds, seconds: float = 90):
    """What `holds` returns once that is true; AssertionError after `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answer := holds():
            return answer
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def in_state(job: Job, state: State) -> bool:
    return Job.objects.filter(pk=job.pk, state=state).exists()


def nobody_works() -> bool:
    from utsopi.jobs.embedded import somebody_works

    return not somebody_works()


def make_stale(job: Job) -> None:
    """Moves the last sign of life into the past, instead of waiting half a minute."""
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - LONG_AGO)


@pytest.fixture
def notes(settings):
    """What the made-up jobs write about themselves."""
    for name in ("order", "pid"):
        (settings.VAR / name).unlink(missing_ok=True)
    return settings.VAR


@pytest.fixture
def queued(staff):
    """A function (kind, **args) → a row that waits, of which no worker was told."""

    def make(kind="quick", **fields):
        return Job.objects.create(kind=kind, by=staff, **{"sent_at": timezone.now()} | fields)

    return make


@pytest.fixture
def running(queued):
    def make(kind="quick", **fields):
        return queued(kind, state=State.RUNNING, heartbeat_at=timezone.now(), **{"attempt": 1} | fields)

    return make


@pytest.fixture
def queue_away(settings):
    """An address of a queue where nothing answers."""
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"


# ── ordering ──────────────────────────────────────────────────────────────────────────────────────


def test_an_order_for_unknown_work_is_refused(staff):
    with pytest.raises(UnknownKind):
        enqueue("dance", by=staff)


def test_arguments_that_could_be_about_people_are_refused(staff):
    for value in ("She said that", {"name": "Ana"}, ["ana@example.org"]):
        with pytest.raises(ValueError, match="numbers, codes and ids"):
            enqueue("quick", by=staff, number=value)
    assert not Job.objects.exists()


# ── one claim, one worker ─────────────────────────────────────────────────────────────────────────


def test_a_job_is_claimed_once_and_a_late_duplicate_is_refused(queued):
    job = queued()
    assert claim(job.pk).attempt == 1
    assert claim(job.pk) is None
    assert perform(job.pk, signs_of_life=False) is False


def test_a_job_whose_worker_fell_silent_can_be_claimed_again_and_the_old_worker_stops(running):
    job = running()
    make_stale(job)
    old, new = JobRun(job), claim(job.pk)
    assert new.attempt == 2
    _write_progress(old)
    with pytest.raises(Superseded):
        old.step("still here")


def test_finished_work_is_not_done_again(queued, notes):
    job = queued()
    assert perform(job.pk, signs_of_life=False) is True
    assert perform(job.pk, signs_of_life=False) is False
    assert (notes / "order").read_text() == "1 starts\n1 ends\n"


def test_a_job_that_raises_ends_failed_and_its_message_is_shown_and_logged_nowhere(queued, client, caplog):
    job = queued("breaks")
    perform(job.pk, signs_of_life=False)
    job.refresh_from_db()
    page = client.get(reverse("job_status", args=[job.pk])).content.decode()
    assert (job.state, job.error) == (State.FAILED, Failure.BROKE)
    assert "Something went wrong inside the program" in page
    assert "tasks.py" in caplog.text and "RuntimeError" in caplog.text
    for text in (page, caplog.text):
        assert "about somebody" not in text and "Traceback" not in text


def test_work_that_this_program_no_longer_knows_fails_in_words(queued):
    job = queued("dance")
    perform(job.pk, signs_of_life=False)
    job.refresh_from_db()
    assert status_of(job).message == Failure.UNKNOWN.label


# ── what a dead worker leaves behind ──────────────────────────────────────────────────────────────


def test_abandoned_work_goes_back_to_the_queue_and_is_given_up_after_the_last_attempt(running, queue_away):
    alive, left, hopeless = running(), running(), running(attempt=ATTEMPTS)
    make_stale(left)
    make_stale(hopeless)
    assert reap() == 2
    assert (
        in_state(alive, State.RUNNING) and in_state(left, State.QUEUED) and in_state(hopeless, State.FAILED)
    )


def test_failed_work_can_be_tried_again_and_work_under_way_cannot(running, queue_away):
    job = running(attempt=ATTEMPTS)
    assert retry(job) is False
    make_stale(job)
    reap()
    assert in_state(job, State.FAILED)
    assert retry(job) is True
    job.refresh_from_db()
    assert (job.state, job.attempt, job.error, job.finished_at) == (State.QUEUED, 0, "", None)


# ── the page ──────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_the_step_in_the_language_of_the_reader(running):
    job = running(step="January", done=1, total=4)  # Django's own catalogue has the word
    with translation.override("fr"):
        assert status_of(job).step == "janvier"


def test_htmx_gets_the_panel_alone_and_it_stops_asking_when_the_job_is_over(running, client):
    job = running(step="Counting", done=1, total=4)
    address = reverse("job_status", args=[job.pk])
    panel = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel and "every 1s" in panel and "Counting" in panel
    page = client.get(address).content.decode()
    assert "<h1>A quick job</h1>" in page and "stays for 7 days" in page
    Job.objects.update(state=State.DONE, finished_at=timezone.now())
    assert "every 1s" not in client.get(address, headers={"HX-Request": "true"}).content.decode()


def test_the_file_is_private_on_disk_and_comes_as_a_download(queued, client):
    job = queued()
    perform(job.pk, signs_of_life=False)
    job.refresh_from_db()
    path = files.path_of(job)
    assert [S_IMODE(p.stat().st_mode) for p in (path, path.parent)] == [0o600, 0o700]
    answer = client.get(reverse("job_file", args=[job.pk]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="quick.txt"'
    assert b"".join(answer.streaming_content) == b"number 1"


def test_another_account_finds_neither_page_nor_file_nor_button(queued, make_account, client):
    job = queued()
    perform(job.pk, signs_of_life=False)
    client.force_login(make_account("other"))
    assert client.get(reverse("job_status", args=[job.pk])).status_code == 404
    assert client.get(reverse("job_file", args=[job.pk])).status_code == 404
    assert client.post(reverse("job_retry", args=[job.pk])).status_code == 404


def test_there_is_no_file_before_the_end(running, client):
    job = running()
    assert client.get(reverse("job_file", args=[job.pk])).status_code == 404


def test_a_file_name_cannot_leave_its_folder(running):
    for name in ("../x.pdf", "a/b.pdf", "..", ".hidden"):
        with pytest.raises(ValueError, match="plain file name"):
            files.fresh(running(), name)


def test_housekeeping_deletes_old_jobs_with_their_files_and_leaves_the_young(queued):
    old, young = queued(), queued()
    for job in (old, young):
        perform(job.pk, signs_of_life=False)
        job.refresh_from_db()
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - actions.KEPT - timedelta(hours=1))
    assert housekeeping() == 1
    assert list(Job.objects.all()) == [young]
    assert not (files.root() / old.result).parent.exists()
    assert files.path_of(young).exists()


# ── real child processes ──────────────────────────────────────────────────────────────────────────


@pytest.mark.server
def test_a_click_starts_a_child_that_does_the_job(database_for_children, staff, notes):
    job = enqueue("quick", by=staff, number=7)
    wait_until(lambda: in_state(job, State.DONE))
    job.refresh_from_db()
    assert files.path_of(job).read_text() == "number 7"
    wait_until(nobody_works)


@pytest.mark.server
def test_two_clicks_are_done_one_after_the_other(database_for_children, staff, notes):
    jobs = [enqueue("quick", by=staff, number=number) for number in (1, 2, 3)]
    for job in jobs:
        wait_until(lambda job=job: in_state(job, State.DONE))
    assert (notes / "order").read_text().split("\n") == [
        *("1 starts", "1 ends", "2 starts", "2 ends", "3 starts", "3 ends", "")
    ]
    wait_until(nobody_works)


@pytest.mark.server
def test_after_kill_9_the_page_starts_the_job_again_and_it_finishes(
    database_for_children, staff, client, notes
):
    job = enqueue("stuck_at_first", by=staff)
    wait_until(lambda: Job.objects.get(pk=job.pk).step == "Counting")
    os.kill(int((notes / "pid").read_text()), signal.SIGKILL)
    wait_until(nobody_works)
    assert in_state(job, State.RUNNING)
    make_stale(job)
    job.refresh_from_db()
    assert status_of(job).is_stale
    assert client.get(reverse("job_status", args=[job.pk])).status_code == 200
    wait_until(lambda: in_state(job, State.DONE))
    job.refresh_from_db()
    assert job.attempt == 2
    assert files.path_of(job).read_text() == "made at the second attempt"
    wait_until(nobody_works)


@pytest.mark.server
def test_a_worker_that_lives_is_not_taken_for_dead_however_silent(database_for_children, staff, notes):
    job = enqueue("stuck_at_first", by=staff)
    wait_until(lambda: (notes / "pid").exists())
    try:
        make_stale(job)
        assert reap() == 0
        assert in_state(job, State.RUNNING)
    finally:
        os.kill(int((notes / "pid").read_text()), signal.SIGKILL)
    wait_until(nobody_works)


def test_in_a_browser_the_page_follows_the_job_to_its_file(desk, database_for_children, staff, notes):
    job = enqueue("quick", by=staff)
    desk.goto(reverse("job_status", args=[job.pk]))
    with desk.expect_download(timeout=120_000) as download:
        desk.get_by_role("link", name="Fetch the file").click(timeout=120_000)
    assert download.value.suggested_filename == "quick.txt"
    assert download.value.path().read_text() == "number 1"
    wait_until(nobody_works)


# ── a real Redis and a real Celery worker ─────────────────────────────────────────────────────────


@pytest.fixture
def with_redis(redis_url, database_for_children, settings, monkeypatch):
    settings.REDIS_URL = redis_url
    monkeypatch.setenv("REDIS_URL", redis_url)
    redis.Redis.from_url(redis_url).flushdb()
    return redis_url


@pytest.mark.server
def test_an_order_that_waits_too_long_is_sent_again(with_redis, queued):
    queued()
    queued(sent_at=None)
    queued(sent_at=timezone.now() - timedelta(hours=1))
    reap()
    reap()
    assert redis.Redis.from_url(with_redis).llen("celery") == 2


@pytest.fixture
def worker(with_redis):
    """A function that starts a Celery worker in a process group of its own."""
    started = []

    def start():
        command = [sys.executable, "-m", "celery", "-A", "utsopi", "worker", "-c", "1", "-l", "error"]
        started.append(subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        kill_group(process)


def kill_group(process) -> None:
    """kill -9 for a worker and its children at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.server
def test_with_redis_a_worker_killed_in_the_middle_loses_nothing(worker, staff, notes):
    first = worker()
    quick, stuck = enqueue("quick", by=staff), enqueue("stuck_at_first", by=staff)
    wait_until(lambda: in_state(quick, State.DONE) and Job.objects.get(pk=stuck.pk).step == "Counting")
    kill_group(first)
    make_stale(stuck)
    worker()
    assert reap() == 1
    wait_until(lambda: in_state(stuck, State.DONE))
    assert Job.objects.get(pk=stuck.pk).attempt == 2


@pytest.mark.server
def test_when_the_queue_is_away_the_order_waits_and_goes_out_when_it_is_back(worker, staff, settings, notes):
    there, settings.REDIS_URL = settings.REDIS_URL, f"redis://127.0.0.1:{free_port()}/0"
    job = enqueue("quick", by=staff)
    job.refresh_from_db()
    assert (job.state, job.sent_at) == (State.QUEUED, None)
    settings.REDIS_URL = there
    worker()
    reap()
    wait_until(lambda: in_state(job, State.DONE))


# ── what is done each night ───────────────────────────────────────────────────────────────────────


def test_each_app_does_its_nightly_work_and_what_breaks_stops_nothing_else(db, monkeypatch, caplog):
    done = []

    def breaks():
        raise ValueError("quotes a record")

    monkeypatch.setattr(registry, "_nightly", registry.nightly_work())
    registry.nightly(breaks)
    registry.nightly(lambda: done.append("wiped"))
    housekeeping()
    assert done == ["wiped"]
    (told,) = [record.getMessage() for record in caplog.records if "failed" in record.getMessage()]
    assert ("breaks failed: ValueError" in told, "quotes" in told) == (True, False)


def test_drafts_are_among_the_nightly_work():
    assert "support.actions.drafts.sweep_drafts" in registry.nightly_work()
