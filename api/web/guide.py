"""The guide to the API, a page of our own made from the OpenAPI document; it needs no script."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.web import view

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def guide(request: Request) -> Response:
    """Show every operation of the API with its parameters and answers."""
    document = request.app.openapi()
    operations = [
        {"method": method.upper(), "path": path, **_operation(operation)}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return view.render(request, "guide", info=document["info"], operations=operations)


def _operation(operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "summary": operation.get("summary", ""),
        "description": operation.get("description", "").replace("``", ""),
        "parameters": operation.get("parameters", []),
        "statuses": [status for status in operation["responses"] if status != "default"],
    }
