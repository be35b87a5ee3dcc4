"""Links published room to the substation it is at, where exactly one substation in use bears the name."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session


def link_rooms(session: Session) -> None:
    """Make all links anew; a name that several substations bear links to none of them."""
    session.execute(_LINK)


_LINK = text(
    """
    WITH named AS (
        SELECT regexp_replace(normalize(substation.name, NFKC), '(変電所|開閉所)$', '') AS name,
               min(substation.id) AS id
        FROM substation
        JOIN dataset_edition AS edition ON edition.id = substation.edition_id
        WHERE edition.status = 'current' AND substation.name IS NOT NULL
        GROUP BY 1 HAVING count(*) = 1
    )
    UPDATE grid_room SET substation_id = (
        SELECT named.id FROM named
        WHERE grid_room.facility = 'substation'
          AND named.name = regexp_replace(normalize(grid_room.name, NFKC), '(変電所|開閉所)$', '')
    )
    """
)
