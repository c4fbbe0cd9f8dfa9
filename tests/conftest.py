"""Settings that all tests share."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("dev", _QUIET, max_examples=40)
settings.register_profile("ci", _QUIET, max_examples=60, derandomize=True)
settings.register_profile("soak", _QUIET, max_examples=3000)
settings.load_profile(os.environ.get("DETENTE_TESTS") or ("ci" if os.environ.get("CI") else "dev"))
