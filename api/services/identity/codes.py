"""The second factor: time-based codes (TOTP, RFC 6238), each good once, and recovery codes."""

from __future__ import annotations

import hmac
import io
from datetime import datetime
from secrets import choice

import pyotp
import segno

ISSUER = "Shuseki"
STEP_SECONDS = 30
STEPS_AROUND = (-1, 0, 1)
"""A code of the step before or after is taken too, because clocks differ."""
RECOVERY_CODES = 10
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_GROUPS, _GROUP_LENGTH = 3, 5


def new_secret() -> str:
    """Return a new TOTP secret of 160 random bits in base 32."""
    return pyotp.random_base32()


def accepted_step(secret: str, typed: str, now: datetime, last_step: int | None) -> int | None:
    """Return the time step whose code was typed; ``None`` for a wrong code or one that was used before."""
    code = typed.strip().replace(" ", "")
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    current = int(now.timestamp()) // STEP_SECONDS
    for step in (current + around for around in STEPS_AROUND):
        expected = totp.generate_otp(step).encode("ascii")
        if hmac.compare_digest(expected, code.encode("utf-8")) and step > (last_step or 0):
            return step
    return None


def enrolment_address(secret: str, login: str) -> str:
    """Return the ``otpauth:`` address that an authenticator application reads."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=login, issuer_name=ISSUER)


def qr_svg(content: str) -> str:
    """Return a QR code as an SVG element to stand inside a page."""
    drawn = io.BytesIO()
    segno.make(content, error="m").save(
        drawn, kind="svg", scale=5, border=4, xmldecl=False, svgns=False, light="#fff", title="QR"
    )
    return drawn.getvalue().decode("utf-8")


def new_recovery_codes() -> list[str]:
    """Return new recovery codes of 75 random bits each, such as ``ABCDE-23456-FGHJK``."""
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES)]


def plain_recovery_code(typed: str) -> str:
    """Return a recovery code as it is hashed: capitals, no spaces or hyphens."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def _group() -> str:
    return "".join(choice(_LETTERS) for _ in range(_GROUP_LENGTH))
