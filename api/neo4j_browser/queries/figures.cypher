// Figures, what they are about, and their sources
// :param entity => 'taotian'
WITH $entity AS id
MATCH (figure:Figure)-[about:ABOUT]->(entity:Interop {id: id})
OPTIONAL MATCH (figure)-[cites:CITES]->(source:Source)
RETURN entity, about, figure, cites, source
