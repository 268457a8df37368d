// The cells of a matrix on a day, beside those of another day.
const PASSES = new Set(["CERTAIN", "POSSIBLE"]);

const keyed = (matrix) => new Map(matrix.cells.map((cell) => [`${cell.row.id} ${cell.column.id}`, cell]));

/** What is drawn: each cell of either day, with `turn` where one begins or ends to get through. */
export function cellsOf(now, then) {
  const here = keyed(now);
  const there = then ? keyed(then) : null;
  const keys = [...new Set([...here.keys(), ...(there?.keys() ?? [])])].sort();
  return keys
    .map((key) => {
      const cell = here.get(key);
      const old = there?.get(key);
      const [row, column] = key.split(" ");
      const passed = PASSES.has(old?.verdict);
      const passes = PASSES.has(cell?.verdict);
      const turn = there && passed !== passes ? (passes ? "gained" : "lost") : null;
      return { row, column, verdict: cell?.verdict ?? "UNKNOWN", was: old?.verdict ?? null, links: cell?.links ?? [], channels: [...new Set((cell ?? old).links.map((link) => link.channel))].sort(), turn };
    })
    .filter((cell) => cell.verdict !== "UNKNOWN" || cell.turn || cell.links.length);
}

/** Rows and columns in which there is a cell, in their order. */
export function sides(now, then, cells) {
  const all = [...new Map([...now.rows, ...(then?.rows ?? [])].map((entity) => [entity.id, entity])).values()];
  const rows = new Set(cells.map((cell) => cell.row));
  const columns = new Set(cells.map((cell) => cell.column));
  return { rows: all.filter((entity) => rows.has(entity.id)), columns: all.filter((entity) => columns.has(entity.id)) };
}
