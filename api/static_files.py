"""The pages and scripts that browsers load: packed for those who take them so, and kept by ETag.

Packed and plain are two forms of one thing, so each has an ETag of its own, and both say that it
hangs on `Accept-Encoding` which of them one gets. A browser asks again each time, and mostly hears that
it has it already: after an upgrade no old module can meet a new one.
"""

from __future__ import annotations

import gzip
import os
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from api.packing import takes_gzip

__all__ = ["StaticPages"]

_PACKED = frozenset({".css", ".graphql", ".html", ".js", ".json", ".svg"})
_LEAST = 500  # bytes; what is smaller fits into one packet as it is
_MOST_KEPT = 256


class StaticPages(StaticFiles):
    """The files of a folder, as `Mount` takes them, and one by one."""

    def file(self, name: str, scope: Scope, *, vary: str | None = None) -> Response:
        """A file by its name; `vary` names a header that it hangs on whether it is this file."""
        path, found = self.lookup_path(name)
        assert found is not None, f"{name} does not come with the package"
        response = self.file_response(path, found, scope)
        if vary is not None:
            response.headers.add_vary_header(vary)
        return response

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, packed if it may be; or only that the browser has it already."""
        path, asked = Path(full_path), Headers(scope=scope)
        response: Response = FileResponse(path, status_code, stat_result=stat_result)
        response.headers["cache-control"] = "no-cache"
        if path.suffix in _PACKED and stat_result.st_size >= _LEAST:
            response.headers.add_vary_header("Accept-Encoding")
            if takes_gzip(asked.get("accept-encoding", "")):
                response = _packed(path, stat_result, response)
        if self.is_not_modified(response.headers, asked):
            return NotModifiedResponse(response.headers)
        return response


def _packed(path: Path, found: os.stat_result, plain: Response) -> Response:
    content = _gzipped(path, found.st_mtime_ns, found.st_size)
    response = Response(content, plain.status_code, media_type=plain.media_type)
    for name in ("cache-control", "last-modified", "vary"):
        response.headers[name] = plain.headers[name]
    response.headers["content-encoding"] = "gzip"
    response.headers["etag"] = f'{plain.headers["etag"][:-1]}-gzip"'
    return response


@lru_cache(_MOST_KEPT)
def _gzipped(path: Path, changed: int, size: int) -> bytes:
    """The file packed, once for each time that it was written."""
    return gzip.compress(path.read_bytes(), mtime=0)
