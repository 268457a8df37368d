// A few words beside a mark while it is pointed at or has the focus. What it says is also in the
// mark's label, so it is hidden from screen readers.
import { h, replace } from "../core/dom.js";

const tip = h("div", { class: "tip", "aria-hidden": "true", hidden: true });
document.body.append(tip);

function place(box) {
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(innerWidth - width - 8, box.left + box.width / 2 - width / 2));
  const above = box.top - height - 8;
  tip.style.setProperty("left", `${left}px`);
  tip.style.setProperty("top", `${above > 8 ? above : box.bottom + 8}px`);
}

export function hideTip() {
  tip.hidden = true;
}

/** Show `content()` beside an element while it is pointed at or has the focus. */
export function withTip(element, content) {
  const show = () => {
    replace(tip, content());
    tip.hidden = false;
    place(element.getBoundingClientRect());
  };
  element.addEventListener("pointerenter", show);
  element.addEventListener("pointerleave", hideTip);
  element.addEventListener("focus", show);
  element.addEventListener("blur", hideTip);
  return element;
}

addEventListener("scroll", hideTip, { passive: true, capture: true });
addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
