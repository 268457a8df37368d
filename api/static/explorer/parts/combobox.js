// A field for a name that is completed as it is typed, in English or Chinese (the combobox pattern
// of ARIA 1.2): arrow keys choose, Enter takes, Escape leaves it as it was.
import { h, replace } from "../core/dom.js";

const AT_MOST = 12;

/**
 * `find(text)` answers with a list of `{ id, label, hint }`, at once or later; `take(option)` is
 * told what was chosen.
 */
export function combobox({ id, label, value = "", placeholder = "", find, take }) {
  const listId = `${id}-list`;
  const input = h("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder,
    "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list", value,
  });
  const list = h("ul", { id: listId, role: "listbox", "aria-label": label, hidden: true });
  let options = [];
  let active = -1;
  let asked = 0;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    close();
    input.value = option.label;
    take(option);
  };
  const mark = (index) => {
    active = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${listId}-${index}`);
    list.children[index].scrollIntoView({ block: "nearest" });
  };
  const item = (option, index) =>
    h("li", { id: `${listId}-${index}`, role: "option", "aria-selected": "false", on: { pointerdown: (event) => event.preventDefault(), click: () => choose(option) } },
      h("bdi", null, option.label), option.hint && h("span", { class: "faint" }, " ", option.hint));
  const offer = async () => {
    const turn = ++asked;
    const found = (await find(input.value.trim())).slice(0, AT_MOST);
    if (turn !== asked) return; // typed on in the meantime
    options = found;
    replace(list, options.map(item));
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(options.length > 0));
    mark(options.length && input.value ? 0 : -1);
  };

  input.addEventListener("input", offer);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return offer();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((active + step + options.length) % options.length);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(options[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
    return undefined;
  });
  return h("div", { class: "combobox" }, h("label", { for: id }, label), input, list);
}
