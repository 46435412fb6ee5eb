"""Keeps libraries from importing what is installed, but not for them: 6 MB of each process."""

import sys
from importlib import import_module


def import_without(module: str, *packages: str) -> None:
    """Import a library as where these optional packages are not installed; others can import them afterwards."""
    hidden = set(packages) - sys.modules.keys()
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # documented: its import then raises ImportError
    try:
        import_module(module)
    finally:
        for name in hidden:
            del sys.modules[name]
