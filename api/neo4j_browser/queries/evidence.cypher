// What a fact stands on: sources, with their words
// :param id => 'taobao-wechatpay-2024'
WITH $id AS id
MATCH (:Interop {id: id})-[cites:CITES]->(source:Source)
RETURN source.caption AS publisher, source.name AS title, cites.confidence AS confidence,
       cites.quote AS quote, source.url AS address
ORDER BY cites.confidence, publisher
