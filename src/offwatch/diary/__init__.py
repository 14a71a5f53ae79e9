"""What a person records, and readers of the files they keep it in."""

from offwatch.diary.diary import Diary, Episode, Gap, Regimen
from offwatch.diary.event import KINDS, Event, Kind
from offwatch.diary.reading import Reading

__all__ = ["KINDS", "Diary", "Episode", "Event", "Gap", "Kind", "Reading", "Regimen"]
