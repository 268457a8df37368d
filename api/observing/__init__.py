"""What operators see of requests: ids, metrics, logs, the slow ones.

`record` is what is noted of a request while it is answered, `middleware` begins and ends it, `metrics`
and `logs` tell of it.
"""

from api.observing.logs import configure_logging
from api.observing.middleware import Observe, Observing, Slow
from api.observing.record import (
    REQUEST_ID,
    REQUEST_ID_HEADER,
    Record,
    begun_record,
    record_of,
)

__all__ = [
    "REQUEST_ID",
    "REQUEST_ID_HEADER",
    "Observe",
    "Observing",
    "Record",
    "Slow",
    "begun_record",
    "configure_logging",
    "record_of",
]
