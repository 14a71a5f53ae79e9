"""What holds for every test: properties are held to what is true, not to how fast a machine is."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("offwatch", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("offwatch")
