// Turning points: the events after which most ways let one through that did not before, or the
// other way round. They are found in the record, not named here.

const A_YEAR = 2; // so that one busy year does not crowd out the others

/** The weightiest events, in the order of their days. */
export function turningPoints(record, most) {
  const byEvent = new Map();
  for (const turn of record.turns) {
    for (const id of turn.events) {
      if (!byEvent.has(id)) byEvent.set(id, { event: record.events.get(id), day: turn.day, gained: [], lost: [], refused: [] });
      byEvent.get(id)[turn.kind].push(turn.way);
    }
  }
  const weight = ({ gained, lost, refused }) => gained.length + lost.length + refused.length;
  const perYear = new Map();
  const isRoom = ({ day }) => {
    const year = day.slice(0, 4);
    perYear.set(year, (perYear.get(year) ?? 0) + 1);
    return perYear.get(year) <= A_YEAR;
  };
  return [...byEvent.values()]
    .filter((each) => each.event)
    .sort((a, b) => weight(b) - weight(a) || (a.day < b.day ? -1 : 1))
    .filter(isRoom)
    .slice(0, most)
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}
