"""Plan duties around recurring health episodes without anyone being told why."""

__version__ = "0.1.0"
