// Where everything stands in the graph: the same place on every day, since it is worked out once,
// from the ways of all days. Each company is a circle with what it runs inside.
import d3 from "../../core/d3.js";

const MEMBER = 42; // half the room for a node
const RIM = 18;
const FLAT = 0.62; // names are wider than high, so all is made flatter in the end
const TICKS = 320;

function groupsOf(ids, record) {
  const groups = new Map();
  for (const id of ids) {
    const company = record.companyOf(id);
    if (!groups.has(company)) groups.set(company, { id: company, members: [] });
    groups.get(company).members.push({ id, r: MEMBER });
  }
  for (const group of groups.values()) {
    d3.packSiblings(group.members);
    group.r = d3.packEnclose(group.members).r + RIM;
  }
  return [...groups.values()];
}

function ties(ways, record) {
  const weights = new Map();
  for (const way of ways) {
    const ends = [record.companyOf(way.origin), record.companyOf(way.destination)].sort();
    const key = ends.join(" ");
    if (ends[0] === ends[1]) continue;
    weights.set(key, { source: ends[0], target: ends[1], weight: (weights.get(key)?.weight ?? 0) + 1 });
  }
  return [...weights.values()];
}

/** Positions of nodes and groups; `ratio` is how much wider than high the picture is to be. */
export function layout(ways, record, ratio) {
  const ids = [...new Set(ways.flatMap((way) => [way.origin, way.destination]))].sort();
  const groups = groupsOf(ids, record);
  const wide = ratio * FLAT;
  const links = ties(ways, record);
  d3.forceSimulation(groups)
    .force("tie", d3.forceLink(links).id((group) => group.id).distance((tie) => tie.source.r + tie.target.r + 16).strength((tie) => Math.min(0.8, 0.25 + 0.1 * tie.weight)))
    .force("apart", d3.forceManyBody().strength((group) => -2 * group.r).distanceMax(300))
    .force("touch", d3.forceCollide((group) => group.r + 5).iterations(4))
    .force("x", d3.forceX().strength(0.08 / wide ** 2))
    .force("y", d3.forceY().strength(0.08 * wide ** 2))
    .stop()
    .tick(TICKS);
  for (const group of groups) {
    group.y *= FLAT;
    group.flat = group.r * FLAT;
    for (const member of group.members) member.y *= FLAT;
  }
  const nodes = new Map();
  for (const group of groups) for (const member of group.members) nodes.set(member.id, { id: member.id, group, x: group.x + member.x, y: group.y + member.y });
  return { groups, nodes, box: boxOf(groups) };
}

function boxOf(groups) {
  const left = d3.min(groups, (group) => group.x - group.r) - 20;
  const top = d3.min(groups, (group) => group.y - group.flat) - 12;
  return { left, top, width: d3.max(groups, (group) => group.x + group.r) + 20 - left, height: d3.max(groups, (group) => group.y + group.flat) + 12 - top };
}

/** A bent line from node to node; ways between the same two are bent apart. */
export function curve(from, to, turn, rim) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  const bend = (0.1 + 0.13 * turn) * Math.min(length, 260);
  const cx = (from.x + to.x) / 2 + (-dy / length) * bend;
  const cy = (from.y + to.y) / 2 + (dx / length) * bend;
  const off = (node, room) => {
    const far = Math.hypot(cx - node.x, cy - node.y) || 1;
    return [node.x + ((cx - node.x) / far) * room, node.y + ((cy - node.y) / far) * room];
  };
  const [x1, y1] = off(from, rim);
  const [x2, y2] = off(to, rim + 5);
  const middle = [0.25 * x1 + 0.5 * cx + 0.25 * x2, 0.25 * y1 + 0.5 * cy + 0.25 * y2];
  return { d: `M${x1.toFixed(1)},${y1.toFixed(1)} Q${cx.toFixed(1)},${cy.toFixed(1)} ${x2.toFixed(1)},${y2.toFixed(1)}`, middle };
}
