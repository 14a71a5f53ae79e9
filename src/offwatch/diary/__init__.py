"""What a person records, and readers of the files they keep it in."""

from offwatch.diary.diary import Diary, Gap, Regimen
from offwatch.diary.event import KINDS, Event, Kind
from offwatch.diary.joining import Episode
from offwatch.diary.life import LifeEvent
from offwatch.diary.reading import Reading

__all__ = ["KINDS", "Diary", "Episode", "Event", "Gap", "Kind", "LifeEvent", "Reading", "Regimen"]
