"""iCalendar: duties as calendars that people subscribe to."""
