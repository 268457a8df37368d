// An entity and what happened to it between two days, as a picture
// :param entity => 'taobao'
// :param since => date('2024-09-01')
// :param until => date('2024-09-30')
WITH $entity AS id, $since AS since, $until AS until
WITH id, duration.inDays(date('0000-12-31'), since).days AS first,
     duration.inDays(date('0000-12-31'), until).days AS last
MATCH (:Interop {id: id})<-[:INVOLVES]-(event:Event)
WHERE event.earliestDay <= last AND event.reachDay >= first
MATCH (event)-[involves:INVOLVES]->(who:Entity)
RETURN event, involves, who
