"""Settings of accounts: passwords, tokens, and django-allauth, of which decision 29 says what it does."""

from typing import Any
from urllib.parse import urlsplit

from youtube_analyzer.env import OidcProvider

#: Same for every installation.
FIXED: dict[str, Any] = {
    "AUTHENTICATION_BACKENDS": ["analysis.access.accounts.passwords.RateLimitedBackend"],
    "PASSWORD_HASHERS": ["analysis.access.accounts.passwords.BoundedArgon2Hasher"],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
    ],
    "KNOX_TOKEN_MODEL": "analysis.AccessToken",
    # knox's migrations only create the table of the model that ours replaces.
    "MIGRATION_MODULES": {"knox": None},
    # Secret scanners recognise our tokens by their prefix.
    "REST_KNOX": {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_PREFIX": "ytan_"},
    "ACCOUNT_ADAPTER": "analysis.access.accounts.adapters.AccountAdapter",
    "MFA_ADAPTER": "analysis.access.accounts.adapters.SecondFactorAdapter",
    "SOCIALACCOUNT_ADAPTER": "analysis.access.accounts.adapters.ProviderAdapter",
    "ACCOUNT_LOGIN_METHODS": {"username"},
    "ACCOUNT_SIGNUP_FIELDS": ["username*", "email", "password1*", "password2*"],
    # No right depends on an address: it receives links for new passwords and nothing else.
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_UNIQUE_EMAIL": False,
    "MFA_ALLOW_UNVERIFIED_EMAIL": True,
    "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
    # allauth counts in the cache; we count in PostgreSQL, and in the same rows for pages and API.
    "ACCOUNT_RATE_LIMITS": False,
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_TOTP_ISSUER": "YouTube Analyzer",
    # A code is valid for half a minute more, for clocks that differ.
    "MFA_TOTP_TOLERANCE": 1,
    "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
    "ACCOUNT_REAUTHENTICATION_METHODS": ["password", "mfa"],
    "MFA_FORMS": {
        "authenticate": "analysis.pages.account_forms.CodeForm",
        "reauthenticate": "analysis.pages.account_forms.ConfirmByCodeForm",
        "activate_totp": "analysis.pages.account_forms.ActivateForm",
        "add_webauthn": "analysis.pages.security_key_forms.AddKeyForm",
        "authenticate_webauthn": "analysis.pages.security_key_forms.KeyForm",
        "reauthenticate_webauthn": "analysis.pages.security_key_forms.ConfirmByKeyForm",
    },
    "ACCOUNT_FORMS": {
        "reauthenticate": "analysis.pages.account_forms.ConfirmForm",
        "reset_password": "analysis.pages.account_forms.ResetForm",
        "reset_password_from_key": "analysis.pages.account_forms.NewPasswordForm",
    },
    # Codes of authenticator apps that were used, so that none is used twice in any web process.
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}},
}


def providers(found: list[OidcProvider]) -> dict[str, Any]:
    """Return allauth's settings of the providers of OpenID Connect."""
    apps = [
        {
            "provider_id": provider.id,
            "name": provider.name,
            "client_id": provider.client_id,
            "secret": provider.secret,
            "settings": {"server_url": provider.server_url, "sign_up": provider.sign_up, "oauth_pkce_enabled": True},
        }
        for provider in found
    ]
    return {"SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": apps}}}


def origins(found: list[OidcProvider]) -> list[str]:
    """Return where a form may lead: Chromium applies ``form-action`` to the redirect to a provider, too."""
    return sorted({urlsplit(address)._replace(path="", query="").geturl() for each in found for address in each.pages})
