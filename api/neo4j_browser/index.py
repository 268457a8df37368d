"""The page at `/neo4j/`: what there is for Neo4j Browser, and what to type there."""

from __future__ import annotations

from html import escape

from api.neo4j_browser.saved import SavedQuery, saved_queries

__all__ = ["index_page"]

_PAGE = """\
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>The graph in Neo4j Browser</title>
    <link rel="icon" href="../static/favicon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="../static/site.css">
  </head>
  <body>
    <header>
      <h1>The graph in Neo4j Browser</h1>
    </header>
    <main>
      <p class="lead">
        A guide, colours and captions, and saved queries, for a Neo4j that holds this graph.
      </p>
      <h2>Type in the Browser</h2>
      <pre><code>:play {base}/guide.html</code></pre>
      <pre><code>:style {base}/style.grass</code></pre>
      <p>
        Both work only if the Neo4j server allows this host: its setting
        <code>browser.remote_content_hostname_whitelist</code> must have <code>{host}</code> in it.
      </p>
      <h2>Files</h2>
      <ul>
        <li><a href="guide.html">guide.html</a>: the guide, for the Browser of Neo4j 4 and 5</li>
        <li><a href="guide.adoc">guide.adoc</a>: the same guide, for the newer Browser</li>
        <li><a href="style.grass">style.grass</a>: colours and captions</li>
      </ul>
      <h2>Saved queries</h2>
      <p>Save a file and drop it onto the Browser, or copy its text into the editor.</p>
      <ul>
{queries}
      </ul>
    </main>
  </body>
</html>
"""


def index_page(base: str) -> str:
    """The page, for somebody who reached it under the address `base`."""
    host = base.partition("://")[2].partition("/")[0].rpartition("@")[2]
    name = host.rpartition(":")[0] or host
    queries = "\n".join(map(_item, saved_queries().values()))
    return _PAGE.format(base=escape(base), host=escape(name), queries=queries)


def _item(query: SavedQuery) -> str:
    address = f"queries/{query.name}.cypher"
    return f'        <li><a href="{escape(address)}">{escape(query.title)}</a></li>'
