"""docker-compose.yml as a test reads it: the variables filled in, each service with its command and environment."""

import re
from typing import Any

import yaml

from tests.support.paths import ROOT

FILE = ROOT / "docker-compose.yml"
#: ``$$`` for a dollar, ``${NAME}``, ``${NAME:-default}``. Source: https://docs.docker.com/reference/compose-file/interpolation/
_VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::-([^}]*))?\})")


def variables() -> set[str]:
    """Return the names that the file takes from the environment."""
    return {name for _, name, _ in _VARIABLE.findall(FILE.read_text()) if name}


def services(given: dict[str, str], *, places: dict[str, str]) -> dict[str, Any]:
    """Return the services, with ``given`` for variables, and what a container has in one place put into another."""
    text = FILE.read_text()
    for inside, outside in places.items():
        assert inside in text, f"docker-compose.yml does not speak of {inside} any more"
        text = text.replace(inside, outside)
    found: dict[str, Any] = _filled_in(yaml.safe_load(text)["services"], given)
    return found


def _filled_in(value: Any, given: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled_in(inner, given) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled_in(inner, given) for inner in value]
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: found[1] or given.get(found[2]) or found[3] or "", value)
    return value


def environment(service: dict[str, Any]) -> dict[str, str]:
    """Return the environment of a service's processes."""
    return {name: str(value) for name, value in service.get("environment", {}).items()}


def grace_seconds(service: dict[str, Any]) -> int:
    """Return how long a service may take to stop before the container engine kills it; ten seconds if it has none."""
    return int(str(service.get("stop_grace_period", "10s")).removesuffix("s"))


def health_command(service: dict[str, Any]) -> list[str]:
    """Return what the container engine runs to see how a service is."""
    kind, *words = service["healthcheck"]["test"]
    return ["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words
