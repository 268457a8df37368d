// Through whom the shortest paths of a day lead
// :param day => date('2024-09-30')
WITH $day AS day
MATCH path = ALL SHORTEST (a:Entity)-[link:REACHES
  WHERE link.since <= day < link.until AND link.verdict IN ['certain', 'possible']]->{1,6}(b:Entity)
WHERE a <> b AND length(path) > 1
UNWIND nodes(path)[1..-1] AS between
RETURN between.name AS between, count(DISTINCT [a.id, b.id]) AS pairs,
       collect(DISTINCT a.name + ' → ' + b.name) AS paths
ORDER BY pairs DESC, between
