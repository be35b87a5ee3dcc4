"""tipg on the views everybody may read, as its makers start it; runs where tipg is installed."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from tipg.collections import register_collection_catalog
from tipg.database import connect_to_db
from tipg.errors import DEFAULT_STATUS_CODES, add_exception_handlers
from tipg.factory import Endpoints
from tipg.settings import DatabaseSettings, PostgresSettings

SCHEMAS = ["published"]


def main() -> None:
    """Serve on ``port``; the database is given as ``host user database``."""
    port, host, user, database = sys.argv[1:]

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        settings = PostgresSettings(database_url=f"postgresql://{user}@localhost/{database}")
        await connect_to_db(app, schemas=SCHEMAS, settings=settings, host=host)
        await register_collection_catalog(app, db_settings=DatabaseSettings(schemas=SCHEMAS))
        yield

    app = FastAPI(lifespan=lifespan)
    app.include_router(Endpoints(with_tiles_viewer=False).router)
    add_exception_handlers(app, DEFAULT_STATUS_CODES)
    uvicorn.run(app, port=int(port), log_level="warning")


if __name__ == "__main__":
    main()
