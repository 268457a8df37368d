// Who gets from one to another on a day, channel by channel
// :param from => 'wechat'
// :param to => 'taobao'
// :param day => date('2024-09-30')
WITH $from AS from, $to AS to, $day AS day
MATCH (a:Interop {id: from})-[any:REACHES]->(b:Interop {id: to})
WITH DISTINCT a, b, any.channel AS channel, day
OPTIONAL MATCH (a)-[link:REACHES {channel: channel}]->(b)
WHERE link.since <= day < link.until
RETURN channel, coalesce(link.verdict, 'unknown') AS verdict,
       coalesce(link.possible, []) AS accesses,
       CASE WHEN link.since = date('0001-01-01') THEN 'open' ELSE toString(link.since) END AS since,
       CASE WHEN link.until = date('9999-12-31') THEN 'open' ELSE toString(link.until) END AS until,
       link.events AS events
ORDER BY channel
