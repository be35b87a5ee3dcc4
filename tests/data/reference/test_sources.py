"""Every embedded table says where it comes from, in the table of sources and in the readme."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path
from subprocess import run

from data.domain.embedded import read_yaml
from data.reference.sources import sources
from data.reference.tables import read_text

README = Path(__file__).resolve().parents[3] / "data" / "README.md"


def test_every_source_states_title_publisher_licence_and_tier():
    assert len(sources()) == 15
    for key, source in sources().items():
        assert source.key == key
        assert source.title.ja
        assert source.title.en
        assert source.publisher
        assert source.licence
        assert source.citation
        assert source.tier in {"primary", "secondary"}
        assert source.as_of is None or source.as_of[:2] == "20"


def test_no_source_carries_an_address():
    assert "http" not in read_text("sources.yaml")


def test_the_readme_names_every_embedded_file_and_every_source():
    readme = README.read_text(encoding="utf-8")
    embedded = {
        item.name
        for item in files("data.reference").iterdir()
        if item.name.endswith(("csv", "yaml", "geojson"))
    }
    assert len(embedded) == 10
    assert [name for name in sorted(embedded | set(sources())) if f"`{name}`" not in readme] == []


def test_the_sources_of_the_fields_are_in_the_table():
    content = read_yaml("data.reference", "strategic_fields.yaml")
    assert {content["source"], content["order_source"]} <= set(sources())


def test_importing_the_tables_reads_no_file():
    modules = "places, lookup, regions, power_areas, fields, sources, polygons"
    script = (
        f"from data.reference import {modules}, tables\n"
        "caches = [places.prefectures, places.municipalities, regions.meti_bureaus,"
        " power_areas.tso_area_table, fields.strategic_fields, sources.sources,"
        " polygons.prefecture_polygons]\n"
        "assert all(cached.cache_info().currsize == 0 for cached in caches)\n"
    )
    done = run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
