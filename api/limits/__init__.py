"""What one client, one request and one document may ask for; on by default, in one table.

`table` has the limits with their codes, `shape` looks at a document before it is checked, `cost` says
what an operation may bring, worked out once for each document.
"""

from api.limits.cost import SEARCHES, Cost, costs_of
from api.limits.errors import LimitError
from api.limits.limits import Limits
from api.limits.shape import refused_shape

__all__ = ["SEARCHES", "Cost", "LimitError", "Limits", "costs_of", "refused_shape"]
