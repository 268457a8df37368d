// Words of the page in two languages. Names come in both from the API; where one has no Chinese,
// its English is shown and marked as such.
import en from "../words/en.js";
import zh from "../words/zh.js";
import { h } from "./dom.js";

export const WORDS = { en, zh };
let language = "en";

export function setLanguage(wanted) {
  language = wanted === "zh" ? "zh" : "en";
  document.documentElement.lang = locale();
}

export const lang = () => language;
export const locale = () => (language === "zh" ? "zh-Hans" : "en-GB");

const lookUp = (key) => WORDS[language][key] ?? en[key];

/** A phrase, with what stands in braces filled in. */
export function t(key, values = {}) {
  const phrase = lookUp(key);
  if (phrase === undefined) return key;
  return phrase.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** A phrase with a number: `key.one` for one in English, `key.other` for the rest. */
export const count = (key, n, values = {}) =>
  t(`${key}.${language === "en" && n === 1 ? "one" : "other"}`, { n: n.toLocaleString(locale()), ...values });

/** A phrase as a list of nodes, where what is filled in may be elements. */
export function say(key, values) {
  const parts = (lookUp(key) ?? key).split(/\{(\w+)\}/);
  return parts.map((part, index) => (index % 2 ? (values[part] ?? "") : part));
}

/** The word for a value of a closed list of the API, such as `channel`, `LINK_SHARING`. */
export const word = (list, value) =>
  lookUp(`${list}.${value}`) ?? value.toLowerCase().replaceAll("_", " ");

/** A text of the API as a string in the language of the page. */
export const pick = (text) => (text ? ((language === "zh" && text.zh) || text.en) : "");

/** The same as an element that says its language and does not turn its neighbours round. */
export function shown(text) {
  if (!text) return "";
  const isChinese = language === "zh" && text.zh;
  const other = isChinese ? "zh-Hans" : "en";
  const same = isChinese || language === "en";
  return h("bdi", same ? null : { lang: other }, isChinese ? text.zh : text.en);
}

/** Several in one line, as the language sets them. */
export function list(texts) {
  return new Intl.ListFormat(locale(), { type: "conjunction" }).format(texts);
}
