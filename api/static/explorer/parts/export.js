// What is shown, as files: CSV and JSON of the table, SVG and PNG of the picture.
const KEPT = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-linecap",
  "opacity", "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline", "display", "visibility",
];
const GAP = 12;

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}

const plain = (cell) => (cell instanceof Node ? cell.textContent : Array.isArray(cell) ? cell.map(plain).join(" ") : (cell ?? ""));

/** A cell of CSV. What a spreadsheet would take for a formula is told to be text. */
function quoted(cell) {
  const text = String(plain(cell)).replace(/[\u2068\u2069]/g, "");
  const safe = typeof cell !== "number" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const toCsv = (columns, rows) => [columns, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";

/** A copy of a picture that needs no style sheet: what it looks like is written onto each part. */
export function standalone(svg) {
  const copy = svg.cloneNode(true);
  const from = [svg, ...svg.querySelectorAll("*")];
  const to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((element, index) => {
    const look = getComputedStyle(element);
    for (const name of KEPT) to[index].setAttribute(name, look.getPropertyValue(name));
    for (const name of ["class", "tabindex", "role", "style"]) to[index].removeAttribute(name);
  });
  const box = svg.viewBox.baseVal?.width ? svg.viewBox.baseVal : { x: 0, y: 0, ...size(svg) };
  const { width, height } = size(svg);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const paper = getComputedStyle(document.documentElement).backgroundColor;
  for (const [name, value] of Object.entries({ x: box.x - GAP, y: box.y - GAP, width: box.width + 2 * GAP, height: box.height + 2 * GAP, fill: paper })) {
    ground.setAttribute(name, value);
  }
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

const size = (svg) => {
  const { width, height } = svg.getBoundingClientRect();
  return { width: Math.round(width), height: Math.round(height) };
};

async function png(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
  await image.decode();
  const { width, height } = size(svg);
  const canvas = Object.assign(document.createElement("canvas"), { width: width * 2, height: height * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, width * 2, height * 2);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** Save a thing in a form; `thing` has name, columns, rows(), data() and picture, each if there is any. */
export async function download(form, thing) {
  const name = `${thing.name}.${form}`;
  if (form === "csv") return save(name, new Blob(["\ufeff", toCsv(thing.columns, thing.rows())], { type: "text/csv" }));
  if (form === "json") return save(name, new Blob([JSON.stringify(thing.data(), null, 2)], { type: "application/json" }));
  if (form === "svg") return save(name, new Blob([standalone(thing.picture())], { type: "image/svg+xml" }));
  return save(name, await png(thing.picture()));
}
