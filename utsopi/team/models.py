"""Accounts, the roles granted to them, the cards they begin with, and their sessions.

An account needs a login name and nothing else; an alias is enough. There is no staff flag and no superuser:
what somebody may do comes from her grants alone, and each grant ends on a day.
"""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from utsopi.privacy.declare import Declares, Kept
from utsopi.ready import Blank, Ready
from utsopi.records import Record

from .roles import STAFF, Role

login_name = RegexValidator(
    r"\A[a-z0-9][a-z0-9._-]{2,39}\Z",
    _("A login name has 3 to 40 small letters, digits, dots, dashes or underscores."),
)


class Accounts(BaseUserManager):
    """Makes accounts by login name; there is no address to normalise."""

    def create_user(self, username: str, password: str | None = None, **extra):
        """An account; without a passphrase nobody can sign in to it but by a card."""
        user = self.model(username=username, **extra)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(Record, AbstractBaseUser):
    """Somebody who signs in. `alias` is how colleagues see her; her civil name is asked nowhere."""

    username = models.CharField(_("login name"), max_length=40, unique=True, validators=[login_name])
    alias = models.CharField(_("alias"), max_length=60, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)

    USERNAME_FIELD = "username"
    objects = Accounts()
    only_role = ""  # set for one request, where its session was begun with one role only

    privacy = Declares(
        "Signing in, and who did what.",
        Kept.ACCOUNT,
        identifying="username alias",
        plumbing="id password last_login is_active",
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.alias or self.username

    def roles_on(self, day: date) -> frozenset[str]:
        """The roles in force on `day`, asked once for each day; of a session with one role only that one."""
        asked = self.__dict__.setdefault("_roles_on", {})
        if day not in asked:
            asked[day] = frozenset(ROLES_IN_FORCE.all(account=self.pk, day=day))
        return asked[day] & {self.only_role} if self.only_role else asked[day]

    def holds_on(self, day: date, roles: Iterable[str]) -> None:
        """Whoever fetched the account found these roles in force on `day`; nobody need ask again."""
        self.__dict__.setdefault("_roles_on", {})[day] = frozenset(roles)

    def forget_roles(self) -> None:
        """After a role was given or taken: ask again."""
        self.__dict__.pop("_roles_on", None)

    def is_staff_on(self, day: date) -> bool:
        """Whether she holds any role but that of a member, whatever this session is limited to."""
        self.roles_on(day)
        return bool(self._roles_on[day] & STAFF)


def in_force_on(day: date | Blank, grant: str = "") -> models.Q:
    """Grants that hold on `day`; `grant` leads to them from another record, as "account__grants__"."""
    bounds = {"approved_on__lte": day, "starts_on__lte": day, "ends_on__gte": day}
    return models.Q(**{grant + name: value for name, value in bounds.items()})


class Grants(models.QuerySet):
    def in_force_on(self, day: date | Blank):
        return self.filter(in_force_on(day))

    def waiting(self):
        return self.filter(approved_on=None, refused_on=None)


class Grant(Record):
    """A role for an account, from a first to a last day. Two people make one: who asks and who approves.

    `granted_by` is None where a command of the server made it; then nobody need approve.
    """

    account = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(null=True)
    refused_on = models.DateField(null=True)

    objects = Grants.as_manager()
    privacy = Declares(
        "Who may do what, from when until when, and who said so.",
        Kept.ACCOUNT,
        coded="role starts_on ends_on approved_on refused_on",
        plumbing="id account granted_by approved_by",
    )

    class Meta:
        verbose_name = _("role of an account")
        verbose_name_plural = _("roles of accounts")
        indexes = [models.Index(fields=["account", "ends_on"], name="grant_account_ends")]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role_known"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("granted_by")), name="grant_takes_two"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("account")), name="grant_not_by_herself"
            ),
            models.CheckConstraint(
                condition=Q(approved_on=None) | Q(refused_on=None), name="grant_approved_or_refused"
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


# every page asks this
ROLES_IN_FORCE = Ready(
    lambda: (
        Grant.objects.filter(account=Blank("account", models.UUIDField))
        .in_force_on(Blank("day", models.DateField))
        .values_list("role", flat=True)
    )
)


class Card(Record):
    """A one-time code on paper: with it somebody sets her passphrase. Only a slow hash of the code is kept.

    Where `clears_factors`, it also takes away second factors that were lost; such a card for staff is asked by
    one person and drawn by another.
    """

    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="cards")
    code_hash = models.CharField(max_length=128, blank=True)
    clears_factors = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    privacy = Declares(
        "Signing in for the first time, or again after a passphrase was forgotten.",
        Kept.DAYS,
        coded="clears_factors",
        plumbing="id account code_hash asked_by drawn_by expires_at used_at",
    )

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = [
            models.CheckConstraint(
                condition=Q(drawn_by=None) | ~Q(drawn_by=F("account")), name="card_not_by_herself"
            ),
        ]


class Sessions(models.QuerySet):
    def with_roles_on(self, day: date | Blank):
        """A row for each role in force, as `role`; one with None where there is no account, or none in force."""
        held = models.FilteredRelation("account__grants", condition=in_force_on(day, "account__grants__"))
        return self.annotate(held=held, role=models.F("held__role"))


class Session(Record):
    """Somebody's browser. The cookie is the key: here lie its SHA-256 and data that only the cookie opens.

    No address, no user agent. `account` is empty until somebody has signed in.
    """

    key_hash = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()
    account = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    only_role = models.CharField(max_length=12, blank=True, choices=[("", ""), *Role.choices])
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = Sessions.as_manager()
    privacy = Declares(
        "Who is signed in, in which language.",
        Kept.DAYS,
        plumbing="id key_hash data account only_role started_at last_seen_at expires_at",
    )

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
