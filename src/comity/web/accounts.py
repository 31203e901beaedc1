"""Accounts come by invitation, and act behind more than a password.

Nobody signs up unasked. An identity provider signs in accounts that are there, found by an address that both sides have
verified; it makes none. A password alone lets its owner read: to act, the account has a passkey or one-time codes (allauth
then asks for them at every sign-in), or a provider has vouched for it, or it is a role of a demonstration.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from base64 import urlsafe_b64encode
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import password_set
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.signals import social_account_added
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.mail import EmailMessage
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from comity.errors import Refused
from comity.web import afterwards
from comity.web.models import Account, Belonging, HostedBody, Invitation
from comity.web.models.accounts import Linked
from comity.web.origins import relying_party
from comity.web.providers import contradiction
from comity.web.setting_up import spend_token
from comity.web.ties import FACTORS

BACKEND = "comity.web.sessions.Backend"
log = logging.getLogger(__name__)
_known: WeakKeyDictionary[HttpRequest, bool] = WeakKeyDictionary()
"""Whether the account behind a request is protected, while the request lasts."""


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up but through an invitation; letters in the language of whoever gets them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address against which attempts are counted. Whoever came past one of our proxies is counted with the others
        who come from the nearest, so that no header lifts a limit."""
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured:
            log.warning("X-Forwarded-For names fewer proxies than COMITY_PROXIES")
            return str(request.META["REMOTE_ADDR"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Writes the letter now and hands it over after the answer. Without a mail server it is not written."""
        if not settings.MAIL_SERVER:
            return
        account = Account.objects.filter(email=email.lower()).first()
        with translation.override(language_of(account)):
            letter = self.render_mail(template_prefix, email, {"email": email, **context})
        afterwards.do(partial(_handed_over, letter, template_prefix))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After a password the second step, unless there is one."""
        return reverse("account" if is_protected(request.user.pk) else "mfa_activate_totp")


def _handed_over(letter: EmailMessage, template: str) -> None:
    try:
        letter.send()
    except OSError:  # SMTPException is one
        log.exception("A letter (%s) could not be handed over", template)


class InvitedByAddress(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An identity provider signs in accounts that are there; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """A provider that contradicts its address or itself signs nobody in."""
        held = sociallogin.account
        at = held.get_provider(request).app.settings
        if why := contradiction(at, held.extra_data):
            log.warning("The provider %s signs nobody in: %s", held.provider, why)
            raise PermissionDenied(why)

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Only an address that we have verified ourselves, by a letter, leads to its account."""
        verified = EmailAddress.objects.filter(email=email.lower(), verified=True)
        return bool(verified.filter(user__is_active=True).exists())


class KeysOfTheName(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys are made for the name of the pages, or for one of our names above it."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        named: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**named, "id": relying_party(named["id"], tuple(settings.ORIGINS))}


# --- what an account may ----------------------------------------------------------------------------------------------


def is_protected(account_id: int | None) -> bool:
    """Whether the account has a passkey, a security key or one-time codes, so that no password alone signs in to it."""
    return bool(Authenticator.objects.filter(user=account_id, type__in=FACTORS).exists())


def can_sign_in(account: Account) -> bool:
    """Whether the account has anything to sign in with."""
    if account.has_usable_password() or is_protected(account.pk):
        return True
    return bool(SocialAccount.objects.filter(user=account.pk).exists())


def able_to_sign_in(body: str) -> set[int]:
    """Of the accounts in the body those for which ``can_sign_in``, by their keys; looked up for all of them at once."""
    ties = Belonging.objects.filter(body=body).select_related("account")
    factors = Authenticator.objects.filter(user__belongings__body=body, type__in=FACTORS)
    elsewhere = SocialAccount.objects.filter(user__belongings__body=body)
    return {
        *(tie.account.pk for tie in ties if tie.account.has_usable_password()),
        *factors.values_list("user", flat=True),
        *elsewhere.values_list("user", flat=True),
    }


def is_finished(account: Account) -> bool:
    """Whether the account has a first way to sign in: a key, one-time codes behind a password, or an identity provider.
    Until then, the letter or the setup token that opened the account still opens it."""
    return is_protected(account.pk) or SocialAccount.objects.filter(user=account.pk).exists()


RECOVERING = "recovering"
"""The key in the session of somebody who came by the link of a recovery and has made no key yet: the token of the link, and
the digest of the password that was chosen."""


def may_act(request: HttpRequest, hosted: HostedBody) -> bool:
    """Whether this sign-in is strong enough to act in the body, and not only to read. One by the link of a recovery is not,
    until the new key is made, though the old ones are there still."""
    if not request.user.is_authenticated or RECOVERING in getattr(request, "session", ()):
        return False
    if settings.DEMONSTRATION and hosted.practice:
        return True
    return _protected(request) or any(
        record.get("method") == "socialaccount"
        for record in get_authentication_records(request, request.user)
    )


def remember_protection(request: HttpRequest, protected: bool) -> None:
    """Whoever looks at a page is asked about once, however many buttons the page has."""
    _known[request] = protected


def _protected(request: HttpRequest) -> bool:
    if request not in _known:
        return is_protected(request.user.pk)
    return _known[request]


def require_protected(request: HttpRequest, hosted: HostedBody) -> None:
    """Refuses (``account.unprotected``) where a password alone stands between the account and whoever guesses it."""
    if not may_act(request, hosted):
        raise Refused(
            "account.unprotected",
            "Your account has neither a passkey nor one-time codes: with a password alone you read, and do not act.",
            article="",
            remedy="Add a passkey under My account; then send the form again.",
        )


def sign_in(request: HttpRequest, account: Account) -> None:
    """Signs the account in, and lists the sign-in among those that its owner sees and ends."""
    login(request, account, backend=BACKEND)
    UserSession.objects.create_from_request(request)


def language_of(account: Account | None) -> str:
    """The language in which the account is written to."""
    known = dict(settings.LANGUAGES)
    return (
        account.language
        if account is not None and account.language in known
        else settings.LANGUAGE_CODE
    )


# --- tokens of letters ------------------------------------------------------------------------------------------------


def new_token() -> tuple[str, str]:
    """A token that only its reader has, and the digest under which it is found again."""
    token = secrets.token_urlsafe(32)
    return token, digest_of(token)


def new_seed(one: Linked) -> str:
    """Gives what the link opens a new seed, so that every link before opens nothing; the new token."""
    one.seed = secrets.token_urlsafe(24)
    token = token_of(one)
    one.digest, one.delivery = digest_of(token), ""
    return token


def token_of(one: Linked) -> str:
    """The token of the link, made of its seed and the secret of the installation (HMAC-SHA-256, base64url)."""
    made = salted_hmac(f"link to {type(one).__name__}", one.seed, algorithm="sha256").digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def digest_of(token: str) -> str:
    """The SHA-256 under which a token is found again."""
    return hashlib.sha256(token.encode()).hexdigest()


# --- where a newcomer goes on -----------------------------------------------------------------------------------------

AFTER, AGAIN = "after_first_key", "first_key_again"
"""The keys in the session under which the pages of keys find where a newcomer goes on, and where he or she begins again."""


def then_to(
    request: HttpRequest, address: str, again: str = "", *, with_password: bool = False
) -> None:
    """After the first key, the newcomer who has just signed in is led on to that address; ``again`` is the page that offers
    another way if the key cannot be made. A password was given a moment ago, and is not asked for again at once."""
    request.session[AFTER], request.session[AGAIN] = address, again
    if with_password:
        record_authentication(request, request.user, "password", reauthenticated=True)


# --- what allauth tells us --------------------------------------------------------------------------------------------


def settle(account: Account) -> None:
    """Its invitations are taken up, now that the account has something to sign in with: their letters open no more, and nor
    does the setup token that opened the first account."""
    if account.administers:
        spend_token(settings.PLACE)
    mine = [(one.body, one.person) for one in account.belongings.all()]
    for one in Invitation.objects.filter(email=account.email, taken=None, withdrawn=None):
        if (one.body, one.person) in mine:
            one.taken = timezone.now()
            one.save(update_fields=["taken"])


@receiver(authenticator_added)
def _on_key(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type not in FACTORS:
        return
    # Whoever made the key a moment ago is not asked for it at once, to be shown the recovery codes.
    kind = str(authenticator.type)
    record_authentication(
        request, user, "mfa", id=authenticator.pk, type=kind, reauthenticated=True
    )
    settle(user)


@receiver(password_set)
def _on_password(request: HttpRequest, user: Account, **_: Any) -> None:
    record_authentication(request, user, "password", reauthenticated=True)


@receiver(social_account_added)
def _on_provider(request: HttpRequest, sociallogin: Any, **_: Any) -> None:
    settle(sociallogin.user)
