// What followed an event, answered it, undid it or was part of it
// :param event => 'miit-2021-09-links'
WITH $event AS id
MATCH path = (:Interop {id: id})<-[:RESPONDS_TO|FOLLOWS|REVERSES|PART_OF]-{1,6}(:Event)
RETURN path
