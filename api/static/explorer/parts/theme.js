// Light, dark, or as the system has it; kept in this browser only.
const KEY = "explorer:theme";
export const THEMES = ["system", "light", "dark"];

export function theme() {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.includes(kept) ? kept : "system";
  } catch {
    return "system"; // nothing is kept in this browser
  }
}

export function applyTheme(wanted = theme()) {
  document.documentElement.dataset.theme = wanted;
  try {
    localStorage.setItem(KEY, wanted);
  } catch {
    // It holds until the page is left.
  }
}
