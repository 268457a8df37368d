// What got another answer between two days
// :param before => date('2021-09-01')
// :param after => date('2021-12-31')
WITH $before AS before, $after AS after
MATCH (a:Entity)-[any:REACHES]->(b:Entity)
WITH DISTINCT a, b, any.channel AS channel, before, after
OPTIONAL MATCH (a)-[old:REACHES {channel: channel}]->(b) WHERE old.since <= before < old.until
OPTIONAL MATCH (a)-[new:REACHES {channel: channel}]->(b) WHERE new.since <= after < new.until
WITH *, coalesce(old.verdict, 'unknown') AS was, coalesce(new.verdict, 'unknown') AS is
WHERE was <> is
   OR coalesce(old.nothing, true) <> coalesce(new.nothing, true)
   OR coalesce(old.possible, []) <> coalesce(new.possible, [])
RETURN a.name AS from, b.name AS to, channel, was, is, new.possible AS accesses,
       new.events AS events
ORDER BY from, to, channel
