"""What can be done on a pad, one function a wish; each is one transaction or tells why not."""

from offwatch.pad.services.ask import do_hand_pass, do_keep
from offwatch.pad.services.begin import do_begin, do_pair
from offwatch.pad.services.diary import do_import, do_log, do_undo
from offwatch.pad.services.outcome import Outcome

__all__ = [
    "Outcome",
    "do_begin",
    "do_hand_pass",
    "do_import",
    "do_keep",
    "do_log",
    "do_pair",
    "do_undo",
]
