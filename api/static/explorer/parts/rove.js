// One tab stop for many marks: arrow keys go from mark to mark, Home and End to the ends.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** `marks()` gives the elements in order; `grid` is how many stand in a row, if they do. */
export function rove(container, marks, grid = null) {
  const enter = (mark, all) => {
    for (const each of all) each.setAttribute("tabindex", "-1");
    mark.setAttribute("tabindex", "0");
  };
  container.addEventListener("keydown", (event) => {
    const all = marks();
    const at = all.indexOf(event.target.closest("[tabindex]"));
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = grid && (event.key === "ArrowUp" || event.key === "ArrowDown");
    let to = at + (STEPS[event.key] ?? 0) * (rows ? grid : 1);
    if (event.key === "Home") to = 0;
    if (event.key === "End") to = all.length - 1;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.target.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
      return;
    }
    if (!(event.key in STEPS) && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    const mark = all[Math.max(0, Math.min(all.length - 1, to))];
    enter(mark, all);
    mark.focus();
  });
  container.addEventListener("focusin", (event) => {
    const all = marks();
    if (all.includes(event.target)) enter(event.target, all);
  });
  const all = marks();
  if (all.length && !all.some((mark) => mark.getAttribute("tabindex") === "0")) enter(all[0], all);
}
