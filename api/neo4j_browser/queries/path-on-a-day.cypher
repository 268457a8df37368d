// The path from one to another on a day, and the sources that it stands on
// :param from => 'wechat'
// :param to => 'alipay'
// :param day => date('2024-09-30')
WITH $from AS from, $to AS to, $day AS day
MATCH (a:Interop {id: from})
MATCH (b:Interop {id: to})
UNWIND [['certain'], ['certain', 'possible']] AS verdicts
MATCH path = ALL SHORTEST
  (a)-[link:REACHES WHERE link.since <= day < link.until AND link.verdict IN verdicts]->{1,6}(b)
WITH path, last(verdicts) AS verdict, size(verdicts) AS tried
ORDER BY tried, [n IN nodes(path) | n.id], [l IN relationships(path) | l.verdict + ' ' + l.channel]
LIMIT 1
UNWIND relationships(path) AS link
UNWIND link.events AS id
MATCH (event:Interop {id: id})-[involves:INVOLVES]->(end) WHERE end = endNode(link)
OPTIONAL MATCH (event)-[cites:CITES]->(source:Source)
RETURN verdict, [n IN nodes(path) | n.id] AS entities, path, event, involves, cites, source
