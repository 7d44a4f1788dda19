"""Personal support: the same figures for each of the two doors, the Open House and the helpdesk."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from reports.figure import Figure, Largest, Total, Twice, Unit
from reports.rows.support import (
    ANSWERED_WITH_OTHERS,
    INVOLVEMENTS,
    PEOPLE,
    PEOPLE_BY_SESSION,
    QUESTIONS,
    REQUESTS,
    SESSIONS,
)
from support.choices import Channel, Service, SessionStatus

TITLE = _("Personal support")


def people_at_least(named: int, fullest_session: int, requests: int) -> int:
    """So many different people there were at least: the larger of those with a code that is their own, and
    those seen together in one session; one request is one person."""
    return max(named, fullest_session, min(requests, 1))


def _sessions(name: str, label, definition, status: SessionStatus) -> Figure:
    return Figure(
        f"open_house.{name}",
        label,
        definition,
        unit=Unit.AFTERNOON,
        twice=Twice.NOT_PEOPLE,
        rows=SESSIONS,
        only={"status": (status,)},
    )


def _requests(service: Service, channels: tuple) -> tuple[Figure, ...]:
    only = {"channel": channels}
    return (
        Figure(
            f"{service}.requests",
            _("Requests"),
            _(
                "Times somebody asked for support, on the day it was received. A request may hold several questions."
            ),
            unit=Unit.REQUEST,
            twice=Twice.EACH_TIME,
            rows=REQUESTS,
            only=only,
        ),
        Figure(
            f"{service}.requests_by_first_this_year",
            _("Requests by first visit this year"),
            _("What people said when asked whether it was their first time this year. Not asked is unknown."),
            unit=Unit.REQUEST,
            twice=Twice.EACH_TIME,
            rows=REQUESTS,
            only=only,
            by=("first_this_year",),
        ),
        Figure(
            f"{service}.requests_referred_in",
            _("Requests sent by others"),
            _("Requests of people whom another organisation had sent."),
            unit=Unit.REQUEST,
            twice=Twice.EACH_TIME,
            rows=REQUESTS,
            only={**only, "referred_in": (1,)},
        ),
    )


def _people(service: Service) -> tuple[Figure, ...]:
    only = {"service": (service,)}
    people = {"unit": Unit.PERSON, "rows": PEOPLE, "only": only}
    return (
        Figure(
            f"{service}.people",
            _("People, at most"),
            _("Different person codes behind the requests. Who came twice without a code is in here twice."),
            twice=Twice.WITHOUT_CODE,
            **people,
        ),
        Figure(
            f"{service}.people_by_region",
            _("People by region"),
            _(
                "Different person codes, by the region where they live or work, as told. Unknown and abroad are rows."
            ),
            twice=Twice.WITHOUT_CODE,
            by=("region",),
            **people,
        ),
        Figure(
            f"{service}.people_by_origin",
            _("People by origin"),
            _("Different person codes, by group of countries. No country is kept."),
            twice=Twice.WITHOUT_CODE,
            by=("origin",),
            **people,
        ),
    )


def _people_at_least(service: Service) -> tuple[Figure, ...]:
    """The lower bound, and what it is computed from that no other figure states."""
    return (
        Figure(
            f"{service}.people_at_least",
            _("People, at least"),
            _(
                "The larger of two counts: different codes that are not anonymous, and the most different codes "
                "in one afternoon or one request."
            ),
            unit=Unit.PERSON,
            twice=Twice.NO,
            inputs=(
                f"{service}.people_with_code",
                f"{service}.people_in_fullest_session",
                f"{service}.requests",
            ),
            formula=people_at_least,
        ),
        Figure(
            f"{service}.people_with_code",
            _("People with a code of their own"),
            _("Different person codes that are not anonymous."),
            unit=Unit.PERSON,
            twice=Twice.NO,
            rows=PEOPLE,
            only={"service": (service,), "is_anonymous": (False,)},
            listed=False,
        ),
    )


def _fullest_session(service: Service) -> Figure:
    """Only the Open House has sessions; at the helpdesk the largest of none is zero."""
    sessions = {} if service == Service.OPEN_HOUSE else {"session": ()}
    return Figure(
        f"{service}.people_in_fullest_session",
        _("People in the fullest afternoon"),
        _("The most different person codes in one afternoon."),
        unit=Unit.PERSON,
        twice=Twice.NO,
        rows=PEOPLE_BY_SESSION,
        measure=Largest("session"),
        only=sessions,
        listed=False,
    )


def _questions(service: Service, channels: tuple) -> tuple[Figure, ...]:
    questions = {
        "unit": Unit.QUESTION,
        "twice": Twice.EACH_TIME,
        "rows": QUESTIONS,
        "only": {"channel": channels},
    }
    return (
        Figure(
            f"{service}.questions",
            _("Questions"),
            _("Things asked about, each with one topic and one outcome. Never added to requests."),
            **questions,
        ),
        Figure(
            f"{service}.questions_by_category",
            _("Questions by category"),
            _("Questions by the group of topics that they belong to at this door."),
            by=("category",),
            **questions,
        ),
        Figure(
            f"{service}.questions_by_topic",
            _("Questions by topic"),
            _("Questions by what they are about."),
            by=("category", "topic"),
            **questions,
        ),
        Figure(
            f"{service}.questions_by_outcome",
            _("Questions by outcome"),
            _("Questions by what came of them: answered here, with a partner, passed on, or still open."),
            by=("outcome",),
            **questions,
        ),
    )


def _with_others(service: Service) -> tuple[Figure, ...]:
    answered = {"rows": ANSWERED_WITH_OTHERS, "only": {"service": (service,)}}
    return (
        Figure(
            f"{service}.people_referred_out",
            _("People passed on"),
            _(
                "Different person codes with at least one question that was passed on to another organisation."
            ),
            unit=Unit.PERSON,
            twice=Twice.WITHOUT_CODE,
            measure=Total("people_referred"),
            **answered,
        ),
        Figure(
            f"{service}.requests_with_other_organisation",
            _("Requests with another organisation"),
            _("Requests with at least one question that was answered with a partner or passed on."),
            unit=Unit.REQUEST,
            twice=Twice.EACH_TIME,
            measure=Total("requests"),
            **answered,
        ),
        Figure(
            f"{service}.involvements_by_organisation",
            _("Involvements by organisation"),
            _("Organisations taking part in a question, one for each question and organisation."),
            unit=Unit.INVOLVEMENT,
            twice=Twice.NOT_PEOPLE,
            rows=INVOLVEMENTS,
            only={"service": (service,)},
            by=("organisation",),
        ),
    )


def _door(service: Service) -> tuple[Figure, ...]:
    """All figures of one door; the label of each says so, because the other door has the same ones."""
    channels = tuple(channel for channel in Channel if channel.service is service)
    figures = (
        *_requests(service, channels),
        *_people(service),
        *_people_at_least(service),
        _fullest_session(service),
        *_questions(service, channels),
        *_with_others(service),
    )
    return tuple(replace(figure, part=service.label) for figure in figures)


FIGURES = (
    _sessions(
        "sessions_held",
        _("Open House afternoons held"),
        _("Afternoons on which the door was open, also when nobody came."),
        SessionStatus.HELD,
    ),
    _sessions(
        "sessions_cancelled",
        _("Open House afternoons cancelled"),
        _("Afternoons that were announced and did not take place."),
        SessionStatus.CANCELLED,
    ),
    *_door(Service.OPEN_HOUSE),
    Figure(
        "helpdesk.requests_by_channel",
        _("Helpdesk requests by channel"),
        _("Requests that arrived by telephone, mail or message."),
        unit=Unit.REQUEST,
        twice=Twice.EACH_TIME,
        rows=REQUESTS,
        only={"channel": tuple(channel for channel in Channel if channel.service is Service.HELPDESK)},
        by=("channel",),
    ),
    *_door(Service.HELPDESK),
)
