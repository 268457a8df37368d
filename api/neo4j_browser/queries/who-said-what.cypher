// What was said about somebody or something, by whom, in which words
// :param about => 'taobao'
WITH $about AS id
MATCH (statement:Statement)-[:ABOUT]->(:Interop {id: id})
OPTIONAL MATCH (statement)-[:SPOKEN_BY]->(speaker:Entity)
MATCH (statement)-[cites:CITES]->(source:Source)
RETURN coalesce(speaker.name, 'not in the graph') AS speaker, statement.kind AS kind,
       statement.caption AS summary, cites.quote AS words, source.caption AS source
ORDER BY speaker, statement.id
