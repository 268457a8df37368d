// Events on which links of a day stand alone
// :param day => date('2024-09-30')
WITH $day AS day
MATCH (a:Entity)-[link:REACHES]->(b:Entity)
WHERE link.since <= day < link.until AND link.verdict IN ['certain', 'possible']
  AND size(link.events) = 1
MATCH (event:Interop {id: link.events[0]})
OPTIONAL MATCH (event)-[:CITES]->(source:Source)
WITH event, count(DISTINCT link) AS links, count(DISTINCT source) AS sources,
     collect(DISTINCT a.name + ' → ' + b.name) AS between
RETURN event.date AS date, event.name AS what, links, sources, between
ORDER BY links DESC, event.order
