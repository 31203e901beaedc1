"""What is typed about people: invitations and accounts, persons and credentials of the register, recovery."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm, ResetPasswordForm, default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from babel import Locale
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.body.effects import Text
from comity.charter.model import POWERS
from comity.web import afterwards
from comity.web.forms.languages import as_text
from comity.web.forms.one_of_many import one_of, these
from comity.web.forms.wellformed import Line, Words
from comity.web.models import Account
from comity.web.told import words
from comity.web.told.lists import locale

NO_CITY = ("Etc", "SystemV", "US", "Canada", "Brazil", "Mexico", "Chile")
Choices = Sequence[tuple[str, Any]]


@cache
def zones() -> Choices:
    """The time zones that are named for a city, and UTC."""
    named = (
        zone for zone in available_timezones() if "/" in zone and zone.split("/")[0] not in NO_CITY
    )
    return [
        ("", _("That of the body’s seat")),
        ("UTC", "UTC"),
        *((z, z.replace("_", " ")) for z in sorted(named)),
    ]


def powers() -> Choices:
    """The powers that a credential gives."""
    return [
        ("all", words.power_explained("all")),
        *((p, words.power_explained(p)) for p in POWERS if p != "all"),
    ]


class Oneself(forms.Form):
    """How somebody is called and shown pages."""

    name = Line(
        label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("Language of pages and letters"), choices=lambda: settings.LANGUAGES
    )
    zone = forms.ChoiceField(
        label=_("Your time zone"),
        help_text=_("Times are shown by the clock of the body’s seat, and by yours beside it."),
        choices=zones,
        required=False,
    )
    city = Line(
        label=_("Your city"),
        help_text=_("How your time is called: “16:00 in Belmark City”. May stay empty."),
        max_length=100,
        required=False,
    )


class NewKeys(forms.Form):
    """How somebody will sign in from now on."""

    way = forms.ChoiceField(
        label=_("How you will sign in"),
        widget=forms.RadioSelect,
        initial="passkey",
        choices=[
            ("passkey", _("With a passkey: your device, by fingerprint, face or PIN")),
            ("password", _("With a password, and one-time codes from an app")),
        ],
    )
    password = forms.CharField(
        label=_("Password, if you chose one"),
        help_text=_("At least 12 characters; several words are good."),
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("way") == "password":
            try:
                validate_password(
                    cleaned.get("password", ""), Account(name=cleaned.get("name", ""))
                )
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class TakingUp(NewKeys, Oneself):
    """How an invitation is taken up: who one is, then how one will sign in."""

    field_order: Sequence[str] = ("name", "language", "zone", "city", "way", "password")


class Invite(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "off"})
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=lambda: settings.LANGUAGES
    )


class NewAddress(forms.Form):
    new_email = forms.EmailField(
        label=_("New e-mail address"), widget=forms.EmailInput({"autocomplete": "off"})
    )


class AskRecovery(forms.Form):
    reason = Words(
        label=_("Why, and how you know that it is the person who asks"),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
    )
    address = forms.EmailField(
        label=_("New e-mail address, if the old one is lost as well"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


class ByCode(forms.Form):
    """What the owner of an account knows who has lost every key: the address, and a recovery code."""

    email = forms.EmailField(
        label=_("E-mail address of your account"),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    code = forms.CharField(
        label=_("Recovery code"),
        help_text=_(
            "One of the eight-digit codes that you were shown with your first key. Each works once."
        ),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )


class InviteMany(forms.Form):
    """Several persons at once, one a line."""

    lines = forms.CharField(
        label=_("One person a line: name, e-mail, member or organ, title"),
        help_text=_(
            "For example: Bo Linden, bo@banks.example, Left Bank, delegate. You can paste rows of a spreadsheet."
        ),
        strip=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        max_length=100_000,
    )
    powers = forms.MultipleChoiceField(
        label=_("Powers of each of them"),
        widget=forms.CheckboxSelectMultiple,
        choices=powers,
    )
    letter = forms.ChoiceField(
        label=_("Language of the letters"), choices=lambda: settings.LANGUAGES
    )


class Credential(forms.Form):
    """A credential: for whom, with which powers, from when to when."""

    party = forms.ChoiceField(label=pgettext_lazy("people", "For"))
    as_ = forms.CharField(label=pgettext_lazy("people", "Title"), max_length=200, required=False,
                          help_text=_("As the letter says it: permanent representative, expert …"))  # fmt: skip
    powers = forms.MultipleChoiceField(
        label=_("Powers"),
        widget=forms.CheckboxSelectMultiple,
    )
    since = forms.DateField(
        label=pgettext_lazy("people", "First day"),
        help_text=_("Today, if left empty."),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=pgettext_lazy("people", "Last day"),
        help_text=_("Until revoked, if left empty."),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, parties: Choices, powers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"] = one_of(these(parties), label=self.fields["party"].label)
        self.fields["powers"].choices = [(one, words.power_explained(one)) for one in powers]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """The fields of the act."""
        given = self.cleaned_data
        days = {name: given[name].isoformat() if given[name] else "" for name in ("since", "until")}
        return {"party": given["party"], "as_": given["as_"], "powers": given["powers"], **days}


class NewPerson(Credential):
    """A person for the register, with the first credential; the name in each language of the body. ``invites``: the form
    asks for the e-mail address as well, to which the invitation to an account goes."""

    field_order = ("title",)

    def __init__(
        self, *args: Any, languages: Sequence[str], invites: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.languages = tuple(languages)
        for code in self.languages:
            label = _("Name ({language})") if code else pgettext_lazy("people", "Name")
            named = Locale.parse(code).get_display_name(locale()) if code else ""
            told = str(label).format(language=named or code)
            self.fields[f"name_{code}"] = forms.CharField(
                label=told, max_length=200, required=False
            )
        if invites:
            self.fields["email"] = forms.EmailField(
                label=_("E-mail address"),
                help_text=_(
                    "An invitation to an account is made for it. You can leave it empty and invite later."
                ),
                required=False,
                widget=forms.EmailInput({"autocomplete": "off"}),
            )
            self.fields["letter"] = forms.ChoiceField(
                label=_("Language of the letter"), choices=settings.LANGUAGES, required=False
            )
        self.order_fields([*(f"name_{code}" for code in self.languages), "email", "letter"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not any(cleaned.get(f"name_{code}") for code in self.languages):
            self.add_error(
                f"name_{self.languages[0]}", _("Give the name in one language at least.")
            )
        return cleaned

    def name(self) -> Text:
        """The name as the register keeps it."""
        return as_text({code: self.cleaned_data[f"name_{code}"] for code in self.languages})


class AskPassword(ResetPasswordForm):  # type: ignore[misc]
    """The address of an account whose password is forgotten. Whether there is such an account is looked up after the
    answer: the answer is the same, and takes as long, for every address."""

    def clean_email(self) -> str:
        """The address as typed, in small letters. Refused where no letter could be sent."""
        if not settings.MAIL_SERVER:
            raise forms.ValidationError(_("No mail server is set up, so no letter can be sent."))
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **_given: Any) -> str:
        """The address; the letter to it is written and sent after the answer, if it has an account."""
        email = str(self.cleaned_data["email"])
        afterwards.do(partial(_send_reset, request, email))
        return email


def _send_reset(request: HttpRequest, email: str) -> None:
    users = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
    if users:
        with context.request_context(request):
            request_password_reset(request, email, users, default_token_generator)


class SignIn(LoginForm):  # type: ignore[misc]
    """Address and password; what follows them is asked on the next page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label, self.fields["password"].label = (
            _("E-mail address"),
            pgettext_lazy("people", "Password"),
        )
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class AddKey(AddWebAuthnForm):  # type: ignore[misc]
    """A new key: a passkey, unless its owner says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["name"].help_text = _("So that you tell it from others: “Laptop”, “Phone”.")
        self.fields["passwordless"].label = _("Sign in with this key alone (a passkey)")
        self.fields["passwordless"].help_text = _(
            "The device then asks for your fingerprint, face or PIN. Without it the key is a second step after a password."
        )
        self.fields["passwordless"].initial = True

    def clean_credential(self) -> dict[str, Any]:
        """What the key answered. Anything but an object is refused here: allauth takes ``0`` and ``false`` for no answer,
        and would keep them as a key."""
        credential = self.cleaned_data["credential"]
        if not isinstance(credential, dict) or not credential:
            raise forms.ValidationError(_("Your key did not answer as it should. Try again."))
        return credential
