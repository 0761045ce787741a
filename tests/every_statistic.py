"""All statistics, also those whose definition nothing has imported so far."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from servgap import _stats
from servgap._stats.registry import REGISTRY, Statistic


def every_statistic() -> dict[str, Statistic]:
    """Give every registered statistic by its key."""
    for module in pkgutil.walk_packages(_stats.__path__, f"{_stats.__name__}."):
        import_module(module.name)
    return dict(REGISTRY)
