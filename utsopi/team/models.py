"""Accounts of the people who work here. An account needs a login name and nothing else; an alias is enough."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record

login_name = RegexValidator(
    r"\A[a-z0-9][a-z0-9._-]{2,39}\Z",
    _("A login name has 3 to 40 small letters, digits, dots, dashes or underscores."),
)


class Accounts(UserManager):
    """Makes accounts by login name; there is no address to normalise."""

    def _create_user(self, username, email, password, **extra):
        user = self.model(username=username, **extra)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(Record, AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. `alias` is how colleagues see her; her civil name is asked nowhere."""

    username = models.CharField(_("login name"), max_length=40, unique=True, validators=[login_name])
    alias = models.CharField(_("alias"), max_length=60, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("works here"), default=False)

    USERNAME_FIELD = "username"
    objects = Accounts()

    privacy = Declares(
        "Signing in, and who did what.",
        Kept.ACCOUNT,
        identifying="username alias",
        plumbing="id password last_login is_active is_staff is_superuser groups user_permissions",
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.alias or self.username
