"""Which scope of an API key each address of the API needs; an address that is not listed takes no keys."""

from __future__ import annotations

from api.security.intake import SAFE_METHODS
from data.domain.key_scopes import KeyScope

COLLECTIONS = (
    ("/v1/plans", "plans"),
    ("/v1/assessments", "plans"),
    ("/v1/applications", "applications"),
    ("/v1/review", "applications"),
    ("/v1/kpi-returns", "applications"),
    ("/v1/portfolio", "applications"),
    ("/v1/siting", "siting"),
    ("/siting/studies", "siting"),
    ("/v1/features", "features"),
    ("/ogc", "features"),
    ("/v1/exports", "features"),
)
"""Beginning of an address, and the collection it belongs to."""
KEY_IN_ADDRESS = ("/v1/features", "/ogc", "/v1/exports", "/siting/studies", "/v1/plans")
"""Where a key may stand in the address, for programs such as QGIS that send no headers; reading only."""


def scope_needed(method: str, path: str) -> KeyScope | None:
    """Return the scope a key needs for a request; ``None`` where no key is taken."""
    kind = "read" if method in SAFE_METHODS else "write"
    for beginning, collection in COLLECTIONS:
        if path == beginning or path.startswith((f"{beginning}/", f"{beginning}.")):
            return next((scope for scope in KeyScope if scope == f"{collection}:{kind}"), None)
    return None


def takes_key_in_address(method: str, path: str) -> bool:
    """return whether ``?key=`` is looked at: on features and tiles of studies, for reading."""
    return method in SAFE_METHODS and path.startswith(KEY_IN_ADDRESS)
