"""The functions of one edition, by the names used in its TOML files."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from criteria.cross_checks import Check
from criteria.development import LevelFunction
from criteria.eligibility import Judge
from criteria.measures import Formula
from criteria.observations import Observer
from criteria.situations import Situation
from criteria.tables import CatalogueError


@dataclass(frozen=True, slots=True)
class Rules:
    """The functions of an edition, read from the modules beside its TOML files.

    `formulas` by full key of the measure, `levels` by name, `situations` by the indicator that is judged and situation
    ("A1.young"), `misfits` by the key of the recommendation, `criteria`, `checks` and `observations` by the keys of
    eligibility criteria, cross-checks and observations.
    """

    formulas: Mapping[str, Formula]
    levels: Mapping[str, LevelFunction]
    situations: Mapping[str, Situation]
    misfits: Mapping[str, Situation]
    criteria: Mapping[str, Judge]
    checks: Mapping[str, Check]
    observations: Mapping[str, Observer]


def read_rules(folder: Path) -> Rules:
    """The functions in the modules of the edition in `folder`, of which observations are optional.

    Raises CatalogueError.
    """
    observations = folder / "observations.py"
    formulas, checks = _module(folder / "formulas.py"), _module(folder / "checks.py")
    situations, misfits = _module(folder / "situations.py"), _module(folder / "misfits.py")
    return Rules(
        formulas=_table(formulas, "FORMULAS"),
        levels=_table(formulas, "LEVELS"),
        situations=_table(situations, "SITUATIONS"),
        misfits=_table(misfits, "MISFITS"),
        criteria=_table(checks, "CRITERIA"),
        checks=_table(checks, "CHECKS"),
        observations=_table(_module(observations), "OBSERVATIONS") if observations.is_file() else {},
    )


def _module(path: Path) -> ModuleType:
    """The module at `path`, loaded by path because an edition may be in any folder, not only in this package."""
    if not path.is_file():
        raise CatalogueError(f"{path.name}: is missing")
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise CatalogueError(f"{path.name}: is not a Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _table(module: ModuleType, name: str) -> Mapping[str, Any]:
    table = getattr(module, name, None)
    if not isinstance(table, Mapping):
        raise CatalogueError(f"{module.__name__.rpartition('.')[2]}.py: {name}: is missing")
    return table
