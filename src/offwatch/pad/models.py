"""What the vault holds. Every change is one transaction, so a kill at any instant loses nothing."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import models

from offwatch.wire import NO_EPOCH, SIZE, device_id, public_text, read_signing


class Setup(models.Model):
    """The one row about the pad itself: the diary's zone, and the tick's phase, drawn once."""

    zone = models.CharField(max_length=64)
    phase = models.FloatField(help_text="share of a tick, 0 up to 1")
    made_at = models.DateTimeField()
    tick_key = models.CharField(max_length=64, blank=True, help_text="to the queue of envelopes")
    locks_on_closing = models.BooleanField(default=True)
    single_keys = models.BooleanField(default=True, help_text="letters go to pages")
    week_start = models.PositiveSmallIntegerField(null=True, help_text="0: Monday; as usual there")
    app_name = models.CharField(max_length=20, default="Pad", help_text="of the pages")

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class DiarySource(models.Model):
    """A file of a tracker that was imported, once or again and again."""

    form = models.CharField(max_length=20, help_text="of the file; unknown for early imports")
    imported_at = models.DateTimeField(help_text="last")


class DiaryEntry(models.Model):
    """One event, as it was written: ``at`` a date, or an instant with its offset.

    Without a ``source`` its owner wrote or changed it by hand, and no import changes it.
    """

    at = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200, blank=True)
    value = models.TextField(blank=True)
    sort_at = models.DateTimeField(db_index=True)
    logged_at = models.DateTimeField(null=True, help_text="unknown for what came from a file")
    source = models.ForeignKey(DiarySource, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["at", "kind", "name", "value"], name="entry_once"),
        )
        ordering = ("sort_at", "id")


class KeptCondition(models.Model):
    """Something that the owner keeps, in their own words, with the place of its mark."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, blank=True, help_text="which condition; own if empty")
    mark = models.PositiveSmallIntegerField(unique=True)
    shown = models.BooleanField(default=True, help_text="with a button on Today")

    class Meta:
        ordering = ("mark",)


class HiddenName(models.Model):
    """A name of the owner's that is offered as a tap no more."""

    group = models.CharField(max_length=10)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["group", "name"], name="hidden_once"),)


class DiaryStep(models.Model):
    """One thing that the owner did in the diary: what it changed stands in its changes."""

    what = models.CharField(max_length=10)
    done_at = models.DateTimeField()
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )

    class Meta:
        ordering = ("-id",)

    @property
    def is_undone(self) -> bool:
        """Whether it was taken back, and that was not taken back in its turn."""
        return any(not step.is_undone for step in self.undone_by.all())


class EntryChange(models.Model):
    """What an entry said before a step and what it says since; nothing where it was not there."""

    step = models.ForeignKey(DiaryStep, on_delete=models.PROTECT, related_name="changes")
    entry = models.PositiveBigIntegerField(db_index=True, help_text="its number, for good")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ("id",)


class DeskAddress(models.Model):
    """Where a desk is, its key, and the key that this pad has for it alone."""

    url = models.CharField(max_length=200)
    desk_key = models.CharField(max_length=64)
    device_key = models.CharField(max_length=64)
    trouble = models.CharField(max_length=80, blank=True)

    class Meta:
        abstract = True

    @property
    def public_key(self) -> str:
        return public_text(read_signing(self.device_key))

    @property
    def device(self) -> str:
        """The name that the desk knows this pad by."""
        return device_id(self.public_key)


class DeskLink(DeskAddress):
    """The one desk this pad speaks to: the norm in force, and what is known up to where.

    ``offered`` is a changed norm that the owner has not agreed to yet; ``incoming`` holds the
    pages of a list of duties of which the last has not come.
    """

    norm = models.JSONField(null=True)
    offered = models.JSONField(null=True)
    agreed_at = models.DateTimeField(null=True)
    epoch = models.CharField(max_length=16, default=NO_EPOCH)
    cursor = models.PositiveBigIntegerField(default=0)
    count = models.PositiveBigIntegerField(default=0, help_text="the highest that has been sent")
    incoming = models.JSONField(default=list)
    linked_at = models.DateTimeField()
    paired_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="when the last whole list of duties came")


class PairingAttempt(DeskAddress):
    """A desk that this pad has introduced itself to and that has not answered yet."""

    begun_at = models.DateTimeField()
    item = models.OneToOneField("OutboxItem", on_delete=models.CASCADE, null=True)


class LinkNotice(models.Model):
    """Something about the link that the owner should know; one for each code."""

    code = models.CharField(max_length=80, unique=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering = ("-last_at",)


class BackupPlace(models.Model):
    """The one place that backups go to, and how the last ones went.

    ``series`` tells this pad's files there from another's; a restored pad begins a new one.
    """

    FOLDER, WEBDAV = "folder", "webdav"

    kind = models.CharField(max_length=10)
    address = models.CharField(max_length=1000, help_text="a path, or the address of a collection")
    user = models.CharField(max_length=200, blank=True)
    password = models.CharField(max_length=500, blank=True)
    series = models.CharField(max_length=8)
    chosen_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, help_text="of the last good one")
    last_name = models.CharField(max_length=80, blank=True)
    last_bytes = models.PositiveBigIntegerField(default=0)
    trouble = models.CharField(max_length=80, blank=True, help_text="why the last try failed")


class KnownDuty(models.Model):
    """A commitment of the owner's, as the desk last told it; what is over stays."""

    duty_id = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    owner = models.CharField(max_length=200)
    state = models.CharField(max_length=10)
    planned_on = models.DateField()
    guarded = models.BooleanField(default=False, help_text="a seat at minimum cover")
    moved_from_at = models.DateTimeField(null=True, help_text="when it began before it was moved")

    class Meta:
        ordering = ("start_at", "duty_id")


class CalendarSource(models.Model):
    """A calendar of the owner's: where it is, which of its events are duties, what it last held.

    ``text`` is that of a file that was given once. ``events`` are the occurrences of the year
    ahead as they were last read, ``left_out`` the events that could not be; ``collections`` those
    to choose from, where a server has several.
    """

    where = models.CharField(max_length=10)
    place = models.TextField(blank=True)
    text = models.BinaryField(default=bytes)
    name = models.CharField(max_length=200)
    login = models.CharField(max_length=200, blank=True)
    password = models.TextField(blank=True)
    own_network = models.BooleanField(default=False)
    mode = models.CharField(max_length=10, default="all")
    words = models.JSONField(default=list)
    etag = models.CharField(max_length=500, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    events = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    held = models.PositiveIntegerField(default=0, help_text="how many events it held in all")
    collections = models.JSONField(default=list)
    added_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True, help_text="when its events were worked out")
    same_at = models.DateTimeField(null=True, help_text="when it was last known to be as read")
    trouble = models.CharField(max_length=80, blank=True)
    trouble_said = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("id",)


class CalendarDuty(models.Model):
    """A duty out of a calendar of the owner's. No desk and no mask knows of it.

    It answers to the names that a `KnownDuty` has, so that a page can show either.
    """

    kind, owner, state, guarded = "calendar", "", "planned", False

    duty_id = models.CharField(max_length=80, unique=True)
    source = models.ForeignKey(CalendarSource, on_delete=models.CASCADE, related_name="duties")
    name = models.CharField(max_length=200)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    planned_on = models.DateField(help_text="the day it was first seen")
    moved_from_at = models.DateTimeField(null=True, help_text="when it began before it was moved")

    class Meta:
        ordering = ("start_at", "duty_id")


class DutyOdds(models.Model):
    """The odds of a clash, one a day; ``looked_back``: worked out later from that day's diary."""

    duty_id = models.CharField(max_length=80)
    day = models.DateField()
    odds = models.FloatField()
    looked_back = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["duty_id", "day"], name="odds_once_a_day"),)
        ordering = ("day",)


class TrackState(models.Model):
    """The mask's records, seeds and all, and what it has said; only the mask reads these."""

    book = models.JSONField()
    standing = models.JSONField()


class ReleaseRow(models.Model):
    """The release ledger: written before what it names may leave."""

    release_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10)
    what = models.CharField(max_length=500)
    made_at = models.DateTimeField()


class OutboxItem(models.Model):
    """One envelope: what it says, what allowed it, its exact bytes, and what became of it."""

    WAITING, SENT, DONE, REFUSED = "waiting", "sent", "done", "refused"

    message_id = models.CharField(max_length=32, unique=True)
    type = models.CharField(max_length=10)
    body = models.BinaryField(default=bytes, help_text="what it says; nothing for a quiet one")
    text = models.BinaryField(
        default=bytes, help_text="its bytes without the spaces that pad it, once it may have left"
    )
    count = models.PositiveBigIntegerField(default=0)
    release = models.ForeignKey(ReleaseRow, on_delete=models.PROTECT, null=True)
    state = models.CharField(max_length=10, default=WAITING, db_index=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("id",)

    @property
    def envelope(self) -> bytes:
        return bytes(self.text).ljust(SIZE, b" ")


def _every_day() -> list[int]:
    return list(range(7))


class ReminderRules(models.Model):
    """When reminders are sent and what they say; off until their owner turns them on.

    ``planned``: the slots to come, and those of the last weeks, with what was due in each.
    """

    on = models.BooleanField(default=False)
    hour = models.PositiveSmallIntegerField(default=18)
    weekdays = models.JSONField(default=_every_day)
    always = models.BooleanField(default=False)
    quiet_from = models.PositiveSmallIntegerField(default=22)
    quiet_to = models.PositiveSmallIntegerField(default=7)
    days_sure = models.PositiveSmallIntegerField(default=14)
    days_unsure = models.PositiveSmallIntegerField(default=7)
    days_onset = models.PositiveSmallIntegerField(default=2)
    text = models.CharField(max_length=200, blank=True)
    planned = models.JSONField(default=list)


class ReminderChannel(models.Model):
    """Where reminders go, once the code that was sent there has been typed in."""

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    address = models.TextField(blank=True)
    code = models.CharField(max_length=6, blank=True)
    code_at = models.DateTimeField(null=True)
    guesses = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)


class OwnFeed(models.Model):
    """Days ahead as a calendar of one's own; whoever has the token reads it while unlocked."""

    token = models.CharField(max_length=43)
    text = models.CharField(max_length=100, blank=True)
    odds = models.PositiveSmallIntegerField(default=50, help_text="from so many in 100 on")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
