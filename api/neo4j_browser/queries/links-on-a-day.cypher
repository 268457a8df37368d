// All that one got through on a day, as a picture
// :param day => date('2024-09-30')
WITH $day AS day
MATCH (a:Entity)-[link:REACHES]->(b:Entity)
WHERE link.since <= day < link.until AND link.verdict IN ['certain', 'possible']
RETURN a, link, b
