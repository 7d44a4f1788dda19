"""Members by number. What identifies somebody is kept apart from what is counted, and sealed."""

from .joining import Charter, CharterText, Joining
from .mandates import Assembly, Mandate, Presence
from .membership import Member, MemberIdentity, Membership, Memberships, active_on

__all__ = [
    "Assembly",
    "Charter",
    "CharterText",
    "Joining",
    "Mandate",
    "Member",
    "MemberIdentity",
    "Membership",
    "Memberships",
    "Presence",
    "active_on",
]
