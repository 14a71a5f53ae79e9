"""Calendars of the owner's own: fetched and read aside, their events taken as duties."""
