// Which names are written in the graph: as many as do not lie on one another, those that matter
// most first. The rest are a pointer, a focus or a zoom away.

const overlaps = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * The wanted that have room, of `{ key, x, y, width, height, weight }`; x is the middle and y the
 * top. Ties go to the key, so that the choice is the same each time.
 */
export function roomFor(wanted) {
  const placed = [];
  const kept = new Set();
  for (const each of [...wanted].sort((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : 1))) {
    const box = { left: each.x - each.width / 2, right: each.x + each.width / 2, top: each.y, bottom: each.y + each.height };
    if (placed.some((other) => overlaps(box, other))) continue;
    placed.push(box);
    kept.add(each.key);
  }
  return kept;
}
