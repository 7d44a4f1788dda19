"""Everything the support log keeps. Nobody here has a name, and no row tells the time of day."""

from .afternoons import Closure, OpenHouseRule, OpenHouseSession
from .desk import DeskPreference, DeskSettings, WordYear
from .drafts import Draft
from .following import CallBack
from .log import Involvement, Person, Question, Request
from .topics import Category, Guide, Labelled, Listing, PastWording, Topic

__all__ = [
    "CallBack",
    "Category",
    "Closure",
    "DeskPreference",
    "DeskSettings",
    "Draft",
    "Guide",
    "Involvement",
    "Labelled",
    "Listing",
    "OpenHouseRule",
    "OpenHouseSession",
    "PastWording",
    "Person",
    "Question",
    "Request",
    "Topic",
    "WordYear",
]
