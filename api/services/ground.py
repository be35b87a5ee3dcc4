"""What the layers hold on and around a site, kept in memory for as long as the same editions are in use.

Checking a plan again while its words change asks the database for its ground once. An edition never changes
once it is in use, so the ids of those in use tell whether what is kept still holds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from api.services.shelf import Shelves
from data.queries import facilities, places, power
from data.queries.facilities import DataCentreSite, Found, SubstationSite
from data.queries.layer_topics import LayerAt, layers_at
from data.queries.places import Touched
from data.queries.power import NamedPlants, PowerWithin
from data.queries.sources import ids_in_use

MOST_ROWS = 100_000
"""Rows kept for all sites together, some 20 MB."""
Read = TypeVar("Read")
_KEPT: Shelves[Any] = Shelves(MOST_ROWS)


class Ground:
    """The layers at one site (EPSG:4326), as of the editions in use when it was made."""

    def __init__(self, session: Session, site: BaseGeometry) -> None:
        self._session = session
        self._site = site
        self._key = (ids_in_use(session), shapely.to_wkb(site))
        self._shelf = _KEPT.of(session)

    def municipalities(self) -> tuple[Touched, ...]:
        """Return ``places.municipalities_touching``."""
        return self._kept(places.municipalities_touching, len)

    def power(self, radius_m: float) -> PowerWithin:
        """Return ``power.decarbonised_mw_within``."""
        return self._kept(power.decarbonised_mw_within, lambda found: len(found.by_kind), radius_m)

    def plants(self, radius_m: float) -> NamedPlants:
        """Return ``power.named_plants_within``."""
        return self._kept(power.named_plants_within, lambda found: len(found.plants), radius_m)

    def substation(self, radius_m: float) -> Found[SubstationSite]:
        """Return ``facilities.near_substations``, the nearest only."""
        return self._kept(_nearest_substation, lambda found: len(found.items), radius_m)

    def data_centres(self, radius_m: float) -> Found[DataCentreSite]:
        """Return ``facilities.near_data_centres``."""
        return self._kept(facilities.near_data_centres, lambda found: len(found.items), radius_m)

    def layers(self, radius_m: float) -> tuple[LayerAt, ...]:
        """Return ``layer_topics.layers_at``."""
        return self._kept(layers_at, len, radius_m)

    def _kept(self, read: Callable[..., Read], size: Callable[[Read], int], *asked: Hashable) -> Read:
        key = (read, asked, *self._key)
        kept: Read | None = self._shelf.get(key, 0)
        if kept is None:
            kept = read(self._session, self._site, *asked)
            self._shelf.put(key, 0, kept, size(kept) + 1)
        return kept


def _nearest_substation(session: Session, site: BaseGeometry, radius_m: float) -> Found[SubstationSite]:
    return facilities.near_substations(session, site, radius_m, limit=1)
