// All that can be reached from an entity on a day, and by how many hops
// :param from => 'wechat'
// :param day => date('2024-09-30')
WITH $from AS from, $day AS day
MATCH (a:Interop {id: from})
UNWIND [['certain'], ['certain', 'possible']] AS verdicts
MATCH path = ALL SHORTEST
  (a)-[link:REACHES WHERE link.since <= day < link.until AND link.verdict IN verdicts]->{1,6}(b:Entity)
WHERE b <> a
WITH b, path, last(verdicts) AS verdict, size(verdicts) AS tried
ORDER BY tried, [n IN nodes(path) | n.id], [l IN relationships(path) | l.verdict + ' ' + l.channel]
WITH b, collect({path: path, verdict: verdict})[0] AS best
RETURN b.id AS id, b.name AS reached, length(best.path) AS hops, best.verdict AS verdict,
       best.path AS path
ORDER BY hops, id
