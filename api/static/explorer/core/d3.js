// d3, which index.html loads as a plain script: its modules need an import map, and the policy
// of this server allows no inline one.
export default globalThis.d3;
