// What the graph shows on a day: the state of each way, and what was just gained or lost.
import { isSure, stateOf, turn } from "../../core/record.js";
import { monthsBefore } from "../../core/days.js";

const DRAWN = new Set(["open", "limited", "blocked"]);

/** `{ way, link, state, sure, turn }` for each way; `turn` is gained, lost, refused or null. */
export function statesOn(ways, day, months) {
  const before = monthsBefore(day, months);
  return ways.map((way) => {
    const link = way.on(day);
    const was = way.on(before);
    const turned = turn(was, link);
    const state = stateOf(link);
    return { way, link, state, sure: link === null || isSure(link), turn: turned, isDrawn: DRAWN.has(state) || turned === "lost" };
  });
}

/** How many there are of each. */
export function tally(states) {
  const sums = { open: 0, limited: 0, blocked: 0, gained: 0, lost: 0, refused: 0 };
  for (const { state, turn: turned } of states) {
    if (state in sums) sums[state] += 1;
    if (turned) sums[turned] += 1;
  }
  return sums;
}
