// What happened to an entity between two days, in order
// :param entity => 'wechat-pay'
// :param since => date('2022-01-01')
// :param until => date('2024-10-31')
WITH $entity AS id, $since AS since, $until AS until
WITH id, duration.inDays(date('0000-12-31'), since).days AS first,
     duration.inDays(date('0000-12-31'), until).days AS last
MATCH (event:Event)-[involved:INVOLVES]->(:Interop {id: id})
WHERE event.earliestDay <= last AND event.reachDay >= first
RETURN event.date AS date, event.name AS what, involved.roles AS roles, event.status AS status,
       CASE WHEN event.latestDay <= last
             AND coalesce(event.endEarliestDay, event.earliestDay) >= first
            THEN 'certain' ELSE 'possible' END AS inWindow,
       event.id AS id
ORDER BY event.order
