"""The first step of importers whose sources are named in the catalogue: which datasets a file is to give."""

from __future__ import annotations

from pathlib import Path

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from data.importers.catalogue import CATALOGUE
from data.importers.editions import AsOf
from data.importers.steps import ImportOptions, Part


def stated(options: ImportOptions) -> AsOf:
    """Return the date given; these files never tell it themselves."""
    return AsOf(options.as_of, "given") if options.as_of else AsOf(None, "unknown")


def one_part(path: Path, dataset: str, options: ImportOptions, *, default: str | None) -> tuple[Part, ...]:
    """Return the part of a file whose source is an option or ``default``; else ``InvalidInput``."""
    source = options.source or default
    if source is None or (dataset, source) not in CATALOGUE:
        raise InvalidInput.of([_choose("--source", source, sources_of(dataset))])
    return (Part(path, dataset, source, options.layer, stated(options), CATALOGUE[dataset, source]),)


def layer_parts(path: Path, dataset: str, options: ImportOptions, found: list[str]) -> tuple[Part, ...]:
    """Return a part for the layer asked for, or for every layer of the file that the catalogue knows."""
    known = [name for name in sources_of(dataset) if name in found]
    wanted = [options.layer] if options.layer else known
    if not wanted or any(name not in known for name in wanted):
        raise InvalidInput.of([_choose("--layer", options.layer, known or sources_of(dataset))])
    return tuple(
        Part(path, dataset, name, name, stated(options), CATALOGUE[dataset, name]) for name in wanted
    )


def sources_of(dataset: str) -> list[str]:
    """Return the sources of a dataset that the catalogue knows."""
    return [source for name, source in CATALOGUE if name == dataset]


def _choose(option: str, value: str | None, choices: list[str]) -> Problem:
    listed = ", ".join(choices)
    return Problem(
        option,
        value,
        Text("データの出所又はレイヤーを特定できません。", "The source or layer of the data is not known."),
        Text(f"{option} に次のいずれかを指定してください：{listed}", f"Give {option} as one of: {listed}"),
    )
