"""Days of the office: its time zone, and the calendar day of an instant."""

from __future__ import annotations

import datetime

WIB = datetime.timezone(datetime.timedelta(hours=7), "WIB")
"""The office's time zone (Asia/Jakarta, no daylight saving); dates of cycles are days of this zone."""


def local_day(moment: datetime.datetime) -> str:
    """Return the office's calendar day of an aware instant, ISO."""
    return moment.astimezone(WIB).date().isoformat()
