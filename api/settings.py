"""The product's settings, read once from the environment when a command starts, never at import."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.services.identity.oidc import Provider
from data.domain.actor import Role
from data.domain.errors import InvalidInput, Problem
from data.domain.identity import SignInPolicy
from data.domain.wording import Text

PREFIX = "SHUSEKI_"


class Settings(BaseSettings):
    """What a person may set, each as ``SHUSEKI_<NAME>``; see the README for the list."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, hide_input_in_errors=True)

    database_url: str | None = Field(default=None, repr=False)
    """PostgreSQL address; without it the product runs its own private cluster under ``home``."""
    home: Path = Path(".shuseki")
    """Folder of everything the product keeps; relative to the folder it is started in."""
    host: str = "127.0.0.1"
    """Address to listen on; the default is reachable from this machine only."""
    port: int = Field(default=8000, ge=1, le=65535)
    siting_executor: Literal["serial", "threads", "processes", "dask"] = "threads"
    """Where siting studies are computed; ``dask`` needs the extra ``shuseki[dask]``."""
    siting_workers: int = Field(default=2, ge=1, le=256)
    """Threads, processes or Dask workers on this machine."""
    siting_dask_address: str | None = None
    """A running Dask scheduler to join (``tcp://host:8786``); only one whose machines are trusted."""
    session_idle_minutes: int = Field(default=60, ge=5, le=720)
    """A session that is not used for so long ends."""
    session_hours: int = Field(default=12, ge=1, le=24)
    """A session ends after so long even in use."""
    second_factor_roles: Annotated[frozenset[Role], NoDecode] = SignInPolicy().second_factor_roles
    """Roles that need a second factor, as in ``reviewer,manager,administrator``."""

    oidc_issuer: str | None = None
    """Issuer of the organisation's identity provider; without it people sign in with passwords only."""
    oidc_client_id: str = ""
    oidc_client_secret_file: Path | None = None
    """File that holds the client secret and nothing else, readable to the product alone."""
    oidc_name: str = "組織のアカウント"
    """What people call the identity provider."""

    @field_validator("home", mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        if value == "":  # would be read as the folder one happens to stand in
            raise ValueError("空です / empty")
        return value

    @field_validator("second_factor_roles", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    def sign_in_policy(self) -> SignInPolicy:
        """Return the limits that sign-in keeps."""
        return SignInPolicy(
            idle=timedelta(minutes=self.session_idle_minutes),
            longest=timedelta(hours=self.session_hours),
            second_factor_roles=self.second_factor_roles,
        )

    def identity_provider(self) -> Provider | None:
        """Return the identity provider, if one is set; ``InvalidInput`` when its secret is unreadable."""
        if self.oidc_issuer is None:
            return None
        try:
            secret = self.oidc_client_secret_file.read_text("utf-8") if self.oidc_client_secret_file else ""
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise InvalidInput.of([_problem("oidc_client_secret_file", reason)]) from error
        return Provider(self.oidc_name, self.oidc_issuer, self.oidc_client_id, secret.strip())


def load_settings() -> Settings:
    """Return this process's settings; raises ``InvalidInput`` naming each variable that cannot be read."""
    try:
        return Settings()
    except ValidationError as error:
        raise InvalidInput.of(
            [
                _problem(str(part["loc"][0]), part["msg"].removeprefix("Value error, "))
                for part in error.errors()
            ]
        ) from error


def _problem(name: str, reason: str) -> Problem:
    return Problem(
        field=PREFIX + name.upper(),
        value=None,
        message=Text(
            f"環境変数の値を読み取れません({reason})。",
            f"The value of the variable cannot be read ({reason}).",
        ),
        remedy=Text(
            "READMEの設定一覧に沿って値を直すか、環境変数を外して既定値をお使いください。",
            "Correct it according to the list of settings in the README, or unset it to use the default.",
        ),
    )
