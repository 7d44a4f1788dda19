"""Declarations for the tables of Django and allauth, which cannot carry one themselves."""

from .declare import Declares, Kept

_USE = Kept.WHILE_IN_USE

THIRD_PARTY = {
    "account.EmailAddress": Declares(
        "Address by which somebody of the staff may be reached, if she gave one.",
        Kept.ACCOUNT,
        identifying="email",
        plumbing="id user verified primary",
    ),
    "account.EmailConfirmation": Declares(
        "Proof that the address is hers; unused while nobody signs up.",
        Kept.DAYS,
        plumbing="id email_address created sent key",
    ),
    "auth.Permission": Declares("What may be done.", _USE, plumbing="id name content_type codename"),
    "auth.Group": Declares("Permissions that go together.", _USE, plumbing="id name permissions"),
    "contenttypes.ContentType": Declares(
        "The kinds of record there are.", _USE, plumbing="id app_label model"
    ),
    "mfa.Authenticator": Declares(
        "A second factor: an authenticator app, a passkey, recovery codes.",
        Kept.ACCOUNT,
        plumbing="id user type data created_at last_used_at",
    ),
}
