"""Passwords: kept as Argon2id, compared in the same way whether or not there is one, and long enough."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from api.services.identity.tokens import new_token
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

SHORTEST, LONGEST = 12, 200
FEWEST_DIFFERENT = 5
_HASHER = PasswordHasher()
_REMEDY = Text(
    f"{SHORTEST}文字以上で、ログイン名を含まないものにしてください。複数の単語をつなげると覚えやすくなります。",
    f"Use {SHORTEST} characters or more, without the login. Several words in a row are easy to remember.",
)


def hash_password(password: str) -> str:
    """Return the encoded Argon2id hash (parameters of RFC 9106, second choice) of a password."""
    return _HASHER.hash(_normal(password))


def is_password(stored: str | None, typed: str) -> bool:
    """Return whether ``typed`` is the password of the hash ``stored``.

    Without a stored hash the same work is done on one that nothing matches, so that an account that does
    not exist answers no faster than one that does.
    """
    try:
        return _HASHER.verify(stored or _nobodys_hash(), _normal(typed)[:LONGEST]) and stored is not None
    except (VerifyMismatchError, InvalidHashError, UnicodeEncodeError):
        return False


def is_outdated(stored: str) -> bool:
    """Return whether a hash was made with parameters of earlier days."""
    return _HASHER.check_needs_rehash(stored)


def require_strong(password: str, login: str, field: str = "new_password") -> None:
    """Raise ``InvalidInput`` for a password that is too short, too long or easy to guess."""
    normal = _normal(password)
    reason = _weakness(normal, login)
    if reason is not None:
        raise InvalidInput.of([Problem(field, None, reason, _REMEDY)])


def _weakness(normal: str, login: str) -> Text | None:
    if not SHORTEST <= len(normal) <= LONGEST:
        return Text(
            f"パスワードは{SHORTEST}文字以上{LONGEST}文字以下です。",
            f"A password has {SHORTEST} to {LONGEST} characters.",
        )
    if login in normal.lower():
        return Text("パスワードにログイン名が含まれています。", "The password contains the login.")
    if len(set(normal)) < FEWEST_DIFFERENT:
        return Text("同じ文字の繰返しが多すぎます。", "It repeats too few different characters.")
    return None


def _normal(password: str) -> str:
    """Full and half width are one and the same, as keyboards and input methods mix them."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(new_token())
