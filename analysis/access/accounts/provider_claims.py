"""What a provider of OpenID Connect states: checked before anything is stored or believed."""

import re
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

#: Texts about a person that an account takes; all other claims are dropped.
_TEXTS = ("preferred_username", "name", "given_name", "family_name", "email")
#: Characters of a text; of the columns, that of an address is the longest.
_MAX_CHARS = 254
#: Seconds by which the clocks of both servers may differ.
_LEEWAY_SECONDS = 60
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "issuer")
#: Characters of an address; Django redirects to none over 16,384.
_MAX_ADDRESS_CHARS = 2_000
_REQUIRED = ["iss", "sub", "aud", "exp", "iat"]


def check(given: dict[str, Any]) -> dict[str, Any]:
    """Return the claims that an account takes; texts that cannot be stored are left out.

    Raises:
        ProviderException: there is no valid ``sub``, so it is unknown who this is.
    """
    subject = given.get("sub")
    # Source: OpenID Connect Core 1.0, section 2: at most 255 ASCII characters.
    if not isinstance(subject, str) or not re.fullmatch(r"[\x20-\x7e]{1,255}", subject) or not subject.strip():
        raise ProviderException("the provider states no valid sub")
    claims = {name: given[name] for name in _TEXTS if _is_text(given.get(name))}
    if name := claims.get("preferred_username"):
        # As forms do: a name in full-width letters would pass for that of another account.
        claims["preferred_username"] = User.normalize_username(name)
    try:
        validate_email(claims.get("email"))
    except ValidationError:
        claims.pop("email", None)
    return claims | {"sub": subject, "email_verified": given.get("email_verified") is True}


def _is_text(value: Any) -> bool:
    """Return whether ``value`` is a short text of visible characters, which PostgreSQL can store."""
    return isinstance(value, str) and len(value) <= _MAX_CHARS and value.isprintable()


def _is_address(value: Any) -> bool:
    """Return whether ``value`` is an address that a request and a redirect can have."""
    if not isinstance(value, str) or len(value) > _MAX_ADDRESS_CHARS:
        return False
    # In visible ASCII (RFC 3986), and without a fragment (RFC 6749, section 3.1).
    if not re.fullmatch(r"https?://[!-\"$-~]+", value):
        return False
    try:
        split = urlsplit(value)
        return bool(split.hostname) and split.port != 0
    except ValueError:  # brackets or a port that are none
        return False


class CheckedOpenIDConnect(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # the library has no types
    """allauth's client of a provider, which believes nothing of another form than the standard gives it."""

    _subject: str | None = None

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider says of itself.

        Raises:
            ProviderException: an address is missing or invalid, or the issuer is not the configured one.
        """
        config: dict[str, Any] = super().openid_config
        for name in _ENDPOINTS:
            if not _is_address(config.get(name)):
                raise ProviderException(f"the provider states no {name}")
        # Source: OpenID Connect Discovery 1.0, section 4.3. A slash at the end makes no difference.
        configured = self.get_provider().server_url.partition("/.well-known/")[0]
        if config["issuer"].rstrip("/") != configured.rstrip("/"):
            raise ProviderException("the provider's issuer is not the configured server_url")
        return config

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Return the token with which the person is asked for; its other properties are not needed.

        Raises:
            ProviderException: it cannot be sent in a header.
        """
        text = data.get("access_token")
        if not isinstance(text, str) or not re.fullmatch(r"[\x21-\x7e]+", text):
            raise ProviderException("the provider's access_token is invalid")
        return SocialToken(token=text)

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        return self._same_person(super()._fetch_user_info(access_token))

    def _decode_id_token(self, app: SocialApp, id_token: Any) -> dict[str, Any]:
        """Return the claims of a token that came from the provider itself, whose signature need not be checked.

        Source: OpenID Connect Core 1.0, section 3.1.3.7. There is no nonce: PKCE binds the code to this login.
        """
        checks: Any = {f"verify_{name}": True for name in ("iss", "aud", "exp", "iat", "nbf")}
        try:
            claims = jwt.decode(
                id_token,
                options=checks | {"verify_signature": False, "require": _REQUIRED},
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=_LEEWAY_SECONDS,
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise ProviderException(f"the provider's id_token is invalid: {type(error).__name__}") from error
        # One of several audiences is not enough: the party that the token was issued to must be us.
        if claims.get("azp", app.client_id) != app.client_id:
            raise ProviderException("the provider's id_token was issued to another party")
        return self._same_person(claims)

    def _same_person(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return the claims; those of both sources must be about one person (OpenID Connect Core 1.0, 5.3.2)."""
        claims = check(given)
        if self._subject not in (None, claims["sub"]):
            raise ProviderException("the provider's answers are about two persons")
        self._subject = claims["sub"]
        return claims
