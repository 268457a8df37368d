// Elements made by hand. Text is always text: nothing here reads markup, so a name that looks like
// a tag stays a name. `style` attributes are refused, as the policy of the server refuses them.
const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "css") {
      for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
    } else if (name === "style") {
      throw new TypeError("style attributes are not allowed here: use a class, or css");
    } else if (name === "value" || name === "checked" || name === "selected") {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  add(element, children);
  return element;
}

/** Add children: nodes, texts, lists of them; null and false are left out. */
export function add(element, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** An element of HTML. */
export const h = (tag, attributes, ...children) =>
  fill(document.createElement(tag), attributes, children);

/** An element of SVG. */
export const s = (tag, attributes, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

/** Put other children into an element. */
export function replace(element, ...children) {
  element.replaceChildren();
  return add(element, children);
}

/** An address that may be put into a link, or null: other schemes than these could run a script. */
export function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A link to another site, or plain text where the address is none of the web. */
export function outside(address, ...children) {
  const href = webAddress(address);
  return href ? h("a", { href, rel: "noopener noreferrer", target: "_blank", class: "outside" }, children) : h("span", null, children);
}

/** Text for a picture, shortened, and kept from turning its neighbours round. */
export function short(text, length) {
  const letters = [...text];
  const kept = letters.length > length ? `${letters.slice(0, length - 1).join("").trimEnd()}…` : text;
  return `\u2068${kept}\u2069`;
}

/** About how wide a text is, in pixels at this size of letters; Chinese ones are square. */
export function widthOf(text, size = 12) {
  let width = 0;
  for (const letter of text) width += letter.codePointAt(0) > 0x2e7f ? size : size * 0.54;
  return width;
}
