"""Who may sign in, and which person of a body's register each account is.

An account is an address and its keys; it gives no power. What somebody may do comes from the credentials in the register,
to which ``Belonging`` ties the account, body by body.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Accounts(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """A new account; without a password only its passkeys or its identity provider sign in."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """One who signs in. ``language``, ``zone`` and ``reading`` are how pages are shown: kept for each reader. ``new_email``
    is the address that the secretariat entered and its owner has not yet confirmed. An account that is not ``is_active``
    was disabled on the server, and does not sign in."""

    email = models.EmailField(unique=True)
    new_email = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    city = models.CharField(max_length=100, blank=True)
    reading = models.JSONField(default=dict, blank=True)
    administers = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Accounts()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def has_usable_password(self) -> bool:
        """Whether a password signs in: not one that was never set."""
        return bool(self.password) and super().has_usable_password()


class HostedBody(models.Model):
    """How a body of the register is shown here. ``open_to_public``: whoever comes may read. ``as_reported``: what real
    states said elsewhere is shown, and nobody can add a word. ``accent``: the body's colour, a CSS hex value."""

    body = models.CharField(max_length=100, primary_key=True)
    open_to_public = models.BooleanField(default=False)
    as_reported = models.BooleanField(default=False)
    accent = models.CharField(max_length=7, default="#1f4e5f")
    practice = models.BooleanField(default=False)


class Belonging(models.Model):
    """The account is that person of that body's register. ``calendar``: how often its address was replaced."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="belongings")
    body = models.CharField(max_length=100)
    person = models.CharField(max_length=100)
    calendar = models.PositiveIntegerField(default=0)

    class Meta:
        unique_together: ClassVar = [("account", "body")]


class Linked(models.Model):
    """Something that a secret link opens. The link is made anew from ``seed`` and the secret of the installation, and found
    by ``digest``, the SHA-256 of its token: the database alone opens nothing. ``delivery`` says what became of the letter
    with the link (``letters.Outcome``); it is empty until then."""

    digest = models.CharField(max_length=64, blank=True, db_index=True)
    seed = models.CharField(max_length=64, blank=True)
    delivery = models.CharField(max_length=10, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    taken = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Invitation(Linked):
    """A letter by which somebody gets an account as a person of a body."""

    email = models.EmailField()
    body = models.CharField(max_length=100)
    person = models.CharField(max_length=100)
    invited_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    withdrawn = models.DateTimeField(null=True, blank=True)


class Recovery(Linked):
    """An account that lost its keys is given back. ``way``: ``officers`` (an officer asks, another confirms), ``code`` (the
    owner asks with a recovery code) or ``server`` (a command on the server, on the ``authority`` of whoever is named).
    ``address`` is the e-mail address that the account has from then on, empty for the one that it has."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recoveries")
    body = models.CharField(max_length=100)
    way = models.CharField(max_length=10, default="officers")
    reason = models.TextField()
    authority = models.CharField(max_length=200, blank=True)
    address = models.EmailField(blank=True)
    asked_by = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    asked = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    confirmed = models.DateTimeField(null=True, blank=True)
    refused = models.DateTimeField(null=True, blank=True)
