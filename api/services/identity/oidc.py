"""Signing in by the organisation's identity provider: OpenID Connect, code flow with PKCE and nonce.

Protocol and signatures are Authlib's and joserfc's. Accounts are linked by issuer and subject beforehand;
nobody gets an account by signing in. When the provider cannot be reached, break-glass accounts still enter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.services import audit
from api.services.identity import sessions
from api.services.identity.sign_in import NOBODY, Opened, Refused
from api.services.identity.tokens import digest, new_token
from data.db import SessionFactory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.audit import AuditEvent
from data.domain.errors import NotReady
from data.domain.identity import Method, SignInPolicy
from data.domain.wording import Text
from data.orm.account import OidcAttempt
from data.queries import accounts

TIMEOUT_SECONDS = 5.0
ATTEMPT_LASTS = timedelta(minutes=10)
CLOCKS_DIFFER_SECONDS = 60
ALGORITHMS = ["RS256", "PS256", "ES256"]
DOWN = Text(
    "組織の認証基盤に接続できません。しばらくしてからやり直すか、緊急用アカウントでサインインしてください。",
    "The identity provider cannot be reached. Try again later, or sign in with a break-glass account.",
)
NOT_PROVED = Text(
    "認証基盤からの回答を確認できませんでした。最初からやり直してください。",
    "The answer of the identity provider could not be verified. Please start again.",
)
NOT_LINKED = Text(
    "本人確認はできましたが、本サービスのアカウントと結び付いていません。システム管理者に依頼してください。",
    "You are known to the identity provider, but linked to no account here. Please ask the administrator.",
)


class IdentityProviderDown(NotReady):
    """The identity provider does not answer, or not in the way it has to."""

    code = "identity-provider-down"


@dataclass(frozen=True, slots=True)
class Provider:
    """The identity provider, and who this product is to it."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the browser, and the state that it keeps in a cookie meanwhile."""

    address: str
    state: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What the browser brought back; ``kept_state`` is from its cookie."""

    state: str
    kept_state: str
    code: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Returned:
    """How it ended, and the page that was wanted."""

    outcome: Opened | Refused
    return_to: str = "/"


def begin(
    factory: SessionFactory, provider: Provider, redirect_uri: str, return_to: str, now: datetime
) -> Begun:
    """Start a sign-in at the provider. Raises ``IdentityProviderDown``."""
    endpoints = _discovered(provider)
    state, nonce, verifier = new_token(), new_token(), new_token() + new_token()
    with _client(provider, redirect_uri) as client:
        address, _ = client.create_authorization_url(
            endpoints["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
        )
    attempt = OidcAttempt(
        state_sha256=digest(state),
        nonce=nonce,
        code_verifier=verifier,
        return_to=return_to,
        expires_at=now + ATTEMPT_LASTS,
    )
    with unit_of_work(factory, SYSTEM) as session:
        accounts.add_attempt(session, attempt, now)
    return Begun(str(address), state)


def finish(
    factory: SessionFactory, provider: Provider, answered: Answered, now: datetime, policy: SignInPolicy
) -> Returned:
    """Verify what the provider says and open a session. Raises ``IdentityProviderDown``.

    The state has to be the one this browser was sent away with, and is good once.
    """
    with unit_of_work(factory, SYSTEM) as session:
        attempt = accounts.take_attempt(session, digest(answered.state), now)
    if attempt is None or answered.state != answered.kept_state:
        return _refused(factory, NOT_PROVED)
    subject = _subject(provider, answered, attempt, now)
    if subject is None:
        return _refused(factory, NOT_PROVED)
    with unit_of_work(factory, SYSTEM) as session:
        account = accounts.find_by_subject(session, provider.issuer, subject)
        if account is not None and account.is_active:
            token = sessions.open_session(session, account.id, now, policy, method=Method.OIDC)
            audit.record(session, AuditEvent.SIGNED_IN, "account", account.id, after={"by": "oidc"})
            return Returned(Opened(account.id, token), attempt.return_to)
    return _refused(factory, NOT_LINKED)


def _subject(provider: Provider, answered: Answered, attempt: OidcAttempt, now: datetime) -> str | None:
    """Return the subject of a sound ID token; ``None`` when anything about it is not as it has to be."""
    endpoints = _discovered(provider)
    try:
        with _client(provider, answered.redirect_uri) as client:
            token = client.fetch_token(
                endpoints["token_endpoint"],
                code=answered.code,
                code_verifier=attempt.code_verifier,
                timeout=TIMEOUT_SECONDS,
            )
        keys = KeySet.import_key_set({"keys": _read(endpoints["jwks_uri"])["keys"]})
        claims = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS).claims
        _rules(provider, attempt.nonce, now).validate(claims)
    except requests.RequestException as error:
        raise IdentityProviderDown(DOWN) from error
    except (AuthlibBaseError, JoseError, KeyError, ValueError):
        return None
    return str(claims["sub"])


def _rules(provider: Provider, nonce: str, now: datetime) -> jwt.JWTClaimsRegistry:
    """The claims that OpenID Connect Core 3.1.3.7 asks to be checked."""
    return jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=CLOCKS_DIFFER_SECONDS,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _discovered(provider: Provider) -> dict[str, Any]:
    found = _read(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if found.get("issuer") != provider.issuer or not all(isinstance(found.get(name), str) for name in needed):
        raise IdentityProviderDown(DOWN)
    return found


def _read(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except requests.RequestException as error:
        raise IdentityProviderDown(DOWN) from error
    if not isinstance(found, dict):
        raise IdentityProviderDown(DOWN)
    return found


def _client(provider: Provider, redirect_uri: str) -> OAuth2Session:
    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope="openid",
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - the name of a method
    )


def _refused(factory: SessionFactory, words: Text) -> Returned:
    with unit_of_work(factory, SYSTEM) as session:
        audit.record(session, AuditEvent.SIGN_IN_REFUSED, "account", NOBODY, after={"by": "oidc"})
    return Returned(Refused(words))
