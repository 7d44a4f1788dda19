"""What is kept of a member's identity, for pages that show it: opened on the record, or only that it is there."""

from ..choices import ALLOWED, SEALED
from ..models import MemberIdentity


def opened(identity: MemberIdentity) -> list[tuple[str, str]]:
    """Label and value of each sealed field that is there; each is one look in the trail."""
    there = [name for name in SEALED if getattr(identity, name) is not None]
    return [(label(name), getattr(identity, name).open()) for name in there]


def ways(identity: MemberIdentity) -> list[tuple[str, bool]]:
    """In which ways she may be reached."""
    return [(label(name), getattr(identity, name)) for name in ALLOWED]


def label(name: str) -> str:
    """What a field of hers is called, as the label of a fact."""
    text = str(MemberIdentity._meta.get_field(name).verbose_name)
    return text[:1].upper() + text[1:]
