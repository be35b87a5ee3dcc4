"""Sets up the page templates and renders pages and error pages; holds no handlers."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import jinja2
from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup

from api.deps import MAX_LAYER_BYTES, language_of
from api.errors import Answer, shown_value
from api.security.forms import FORM_FIELD
from api.security.intake import MAX_BODY_BYTES
from api.services.applications.file_checks import MAX_FILE_BYTES
from api.web import filters
from data.domain.assessment import VERDICT_NAMES
from data.domain.errors import NotSignedIn
from data.domain.identity import ANONYMOUS, Caller
from data.domain.layer import LAYER_ROLE_NAMES, LAYER_TOPIC_NAMES
from data.domain.wording import Language, Text
from data.domain.workflow import State
from rules.access import GeneralAction, may_generally
from rules.across.claims import BESIDE_CRITERIA

HERE = Path(__file__).parent
STATIC = HERE / "static"
NAVIGATION = (
    ("/plans", Text("計画一覧", "Plans")),
    ("/zones", Text("GX戦略地域", "GX zones")),
    ("/plans/new", Text("計画を確認する", "Check a plan")),
    ("/rules", Text("審査項目", "Criteria")),
    ("/maps/plans", Text("地図", "Maps")),
    ("/siting", Text("適地の評価", "Siting")),
    ("/layers", Text("地理データ", "Map data")),
    ("/guides", Text("手引", "Guides")),
    ("/docs", Text("API", "API")),
)
_SECTIONS = {target: target for target, _ in NAVIGATION} | {"/maps": "/maps/plans", "/exports": "/layers"}
"""The main page to which the addresses beneath another belong."""

MOST_BYTES = {"form": MAX_BODY_BYTES, "file": MAX_FILE_BYTES, "layer": MAX_LAYER_BYTES}
"""How large a file may be, by the form that sends it; told before it is sent."""


@cache
def templates() -> jinja2.Environment:
    """Return the template environment: everything is escaped, and an undefined name is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        navigation=NAVIGATION,
        most_bytes=MOST_BYTES,
        status_words=filters.STATUS_WORDS,
        verdict_words=filters.VERDICT_WORDS,
        verdict_short=VERDICT_NAMES,
        kind_words=filters.KIND_WORDS,
        tier_words=filters.TIER_WORDS,
        document_status_words=filters.DOCUMENT_STATUS_WORDS,
        layer_roles=LAYER_ROLE_NAMES,
        layer_topics=LAYER_TOPIC_NAMES,
    )
    environment.filters.update(number=filters.number)
    return environment


def section_of(path: str) -> str | None:
    """Return the main page under which a page is found, that of the longest address; ``None`` for none."""
    above = [begun for begun in _SECTIONS if f"{path}/".startswith(f"{begun}/")]
    return _SECTIONS[max(above, key=len)] if above else None


def render(request: Request, name: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Render ``pages/<name>.jinja`` in the language asked for."""
    language = language_of(request)
    caller = caller_of(request)
    shown = {
        "path": request.url.path,
        "section": section_of(request.url.path),
        "request": request,
        "nonce": request.state.nonce,
        "caller": caller,
        "role": caller.actor.role,
        "form_token": form_token_field(request),
        "ledger_beside": ledger_beside(caller),
        "reviews": caller.is_signed_in and may_generally(caller.actor, GeneralAction.SEE_QUEUE),
        **context,
    }
    shown["other_language"] = other_language_address(request, shown["path"])
    html = templates().get_template(f"pages/{name}.jinja").render(**shown, **_words(language))
    headers = {"Content-Language": language, "Vary": "Accept-Language, Cookie"}
    if caller.account_id is not None:
        headers["Cache-Control"] = "no-store"
    return HTMLResponse(html, status, headers=headers)


def sign_in_address(request: Request) -> str:
    """Return where signing in goes on, and how it leads back to the page of this request."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?{query(request, next=here)}"


def query(request: Request, **values: str) -> str:
    """Return a query string of ``values`` that keeps the language the reader chose."""
    return urlencode(values if language_of(request) == "ja" else {**values, "lang": "en"})


def caller_of(request: Request) -> Caller:
    """Return who calls; nobody known on an answer that was made before anybody asked."""
    caller = getattr(request.state, "caller", ANONYMOUS)
    return caller if isinstance(caller, Caller) else ANONYMOUS


def ledger_beside(caller: Caller) -> frozenset[str] | None:
    """Return the criteria whose findings lead reviewers to the ledger; ``None`` for who may not see it."""
    may_see = caller.is_signed_in and may_generally(caller.actor, GeneralAction.SEE_LEDGER)
    return BESIDE_CRITERIA if may_see else None


def form_token_field(request: Request) -> Markup:
    """Return the hidden field that every form of a signed-in person carries; nothing for anybody else."""
    token = getattr(request.state, "form_token", "")
    return (
        Markup('<input type="hidden" name="{}" value="{}">').format(FORM_FIELD, token) if token else Markup()
    )


def other_language_address(request: Request, path: str) -> str:
    """Return ``path`` in the other language with the query of the request, so that nothing chosen is lost."""
    kept = [pair for pair in request.query_params.multi_items() if pair[0] != "lang"]
    if language_of(request) == "ja":
        kept.append(("lang", "en"))
    return f"{path}?{urlencode(kept)}" if kept else path


def address(request: Request, path: str) -> str:
    """Return a path of ours that keeps the language the reader chose."""
    if language_of(request) == "ja":
        return path
    return f"{path}{'&' if '?' in path else '?'}lang=en"


def error_page(request: Request, answer: Answer) -> Response:
    """Render an error as a page with the same facts as the problem details.

    Who has to sign in before they can read is led there, and back to where they were.
    """
    if isinstance(answer.error, NotSignedIn) and request.method == "GET":
        return RedirectResponse(sign_in_address(request), status_code=303)
    return render(
        request, "error", answer.status, answer=answer, shown_value=shown_value, back=_came_from(request)
    )


def _came_from(request: Request) -> str | None:
    """Return the page of ours that led here, so that whoever is refused can go back to what they typed."""
    found = urlsplit(request.headers.get("referer", ""))
    is_own = found.netloc == request.headers.get("host")
    if not is_own or (found.path == request.url.path and request.method == "GET"):
        return None
    return found.path + (f"?{found.query}" if found.query else "")


def _words(language: Language) -> dict[str, Any]:
    def say(ja: str, en: str) -> str:
        return en if language == "en" else ja

    def tell(text: Text | dict[str, str]) -> str:
        return text[language] if isinstance(text, dict) else text.in_language(language)

    def link(path: str) -> str:
        if language == "ja":
            return path
        return f"{path}{'&' if '?' in path else '?'}lang=en"

    written = {
        name: partial(getattr(filters, name), language=language)
        for name in ("yen", "day", "moment", "place", "plan_type", "value_shown", "cited_place")
    }

    def state_words(code: str) -> str:
        return State.of(code).text.in_language(language)

    told = {"say": say, "tell": tell, "link": link, "state_words": state_words}
    return {"language": language, **told, **written}
