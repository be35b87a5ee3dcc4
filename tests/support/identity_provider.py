"""An identity provider on loopback for tests: discovery, keys, codes with PKCE, signed ID tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "shuseki", "client-secret-of-the-test"


class TestProvider:
    """What a provider keeps: its key, the codes it gave out, and how it misbehaves in a test."""

    __test__ = False

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = RSAKey.generate_key(2048, parameters={"kid": "k1"})
        self.signs_with = self.key
        self.codes: dict[str, dict[str, str]] = {}
        self.claims: dict[str, Any] = {}
        self.serves_issuer = issuer

    def authorize(self, address: str, subject: str) -> str:
        """Let ``subject`` sign in as a browser sent to ``address`` would; returns where it is led back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = token_urlsafe()
        self.codes[code] = {**asked, "subject": subject}
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?state={asked['state']}&code={code}"

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.serves_issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def token(self, sent: dict[str, str], authorization: str) -> dict[str, Any] | None:
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or authorization != f"Basic {basic}":
            return None
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest())
        if challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": asked["subject"], "nonce": asked["nonce"],
            "iat": now, "exp": now + 300, **self.claims,
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.signs_with)
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}


@contextmanager
def running_provider() -> Iterator[TestProvider]:
    """Serve a provider on a free loopback port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    provider = TestProvider(f"http://127.0.0.1:{server.server_address[1]}")
    server.provider = provider  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider = self._provider()
        pages = {"/.well-known/openid-configuration": provider.discovery, "/keys": provider.keys}
        page = pages.get(self.path)
        self._answer(page() if page else None)

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        sent = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        self._answer(self._provider().token(sent, self.headers.get("authorization", "")))

    def log_message(self, *_: object) -> None:
        """Tests read no log of the provider."""

    def _provider(self) -> TestProvider:
        provider: TestProvider = self.server.provider  # type: ignore[attr-defined]
        return provider

    def _answer(self, body: dict[str, Any] | None) -> None:
        content = json.dumps(body if body is not None else {"error": "invalid_grant"}).encode()
        self.send_response(200 if body is not None else 400)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
