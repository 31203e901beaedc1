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
    """One who signs in. ``language``, ``zone`` and ``reading`` are how pages are shown: kept for each reader."""

    email = models.EmailField(unique=True)
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


class Invitation(models.Model):
    """A letter by which somebody gets an account as a person of a body. ``digest`` is the SHA-256 of the token in the
    letter: the token itself is kept nowhere."""

    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    body = models.CharField(max_length=100)
    person = models.CharField(max_length=100)
    invited_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    taken = models.DateTimeField(null=True, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)


class Recovery(models.Model):
    """An account that lost its keys is given back by two officers of the secretariat: one asks, another confirms."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recoveries")
    body = models.CharField(max_length=100)
    reason = models.TextField()
    asked_by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    asked = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    confirmed = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    taken = models.DateTimeField(null=True, blank=True)
    refused = models.DateTimeField(null=True, blank=True)
