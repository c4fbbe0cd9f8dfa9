"""Settings that all tests share."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_QUIET = {"deadline": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("dev", max_examples=40, **_QUIET)
settings.register_profile("ci", max_examples=60, derandomize=True, **_QUIET)
settings.register_profile("soak", max_examples=3000, **_QUIET)
settings.load_profile(os.environ.get("DETENTE_TESTS") or ("ci" if os.environ.get("CI") else "dev"))
