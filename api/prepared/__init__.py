"""Operations made ready to be answered: what it takes is worked out once, and used for each request.

`fields` says of each field of the schema how it is answered, `values` reads variables and arguments,
`operation` goes from the variables of a request to its answer.
"""

from api.prepared.fields import Short, ShortInfo, shorts_of
from api.prepared.operation import Prepared, prepared

__all__ = ["Prepared", "Short", "ShortInfo", "prepared", "shorts_of"]
