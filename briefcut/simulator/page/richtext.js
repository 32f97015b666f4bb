// Text with entities into nodes. Offsets are UTF-16 units, as JavaScript strings count.
import { el } from "./dom.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE = /^(https?|mailto|tel|tg|ftp):/i;

export function rich(text, entities = [], act) {
  return render(text, [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length), 0, text.length, act);
}

function render(text, entities, from, to, act) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i], start = Math.max(entity.offset, at), end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || start >= end) continue;
    if (start > at) nodes.push(text.slice(at, start));
    const inner = entities.slice(i + 1).filter((other) => other.offset < end);
    nodes.push(wrap(entity, text.slice(start, end), render(text, inner, start, end, act), act));
    // A block brings its own line break.
    at = BLOCKS.has(entity.type) && text[end] === "\n" ? end + 1 : end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function wrap(entity, plain, children, act) {
  const simple = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", blockquote: "blockquote" }[entity.type];
  if (simple) return el(simple, {}, children);
  switch (entity.type) {
    case "pre": return el("pre", { "data-language": entity.language }, el("code", {}, children));
    case "expandable_blockquote": return el("blockquote", { class: "long", onclick: (event) => event.currentTarget.classList.toggle("open") }, children);
    case "spoiler": {
      const open = (event) => event.currentTarget.classList.add("open");
      return el("span", { class: "spoiler", role: "button", tabindex: 0, "aria-label": "Hidden text, press to show", onclick: open, onkeydown: (event) => event.key === "Enter" && open(event) }, children);
    }
    case "text_link": return link(entity.url, children, act);
    case "url": return link(/^[a-z]+:/i.test(plain) ? plain : `https://${plain}`, children, act);
    case "email": return link(`mailto:${plain}`, children, act);
    case "bot_command": return el("button", { type: "button", class: "command", onclick: () => act.command(plain) }, children);
    case "mention": case "hashtag": case "cashtag": case "text_mention": return el("span", { class: "command" }, children);
    case "date_time": return el("time", { datetime: new Date(entity.unix_time * 1000).toISOString(), title: new Date(entity.unix_time * 1000).toLocaleString() }, new Date(entity.unix_time * 1000).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }));
    default: return el("span", {}, children);
  }
}

function link(url, children, act) {
  if (!SAFE.test(url)) return el("span", {}, children);
  const deep = /^https?:\/\/t\.me\/([A-Za-z0-9_]+)(?:\?start=([A-Za-z0-9_-]*))?$/.exec(url);
  const onclick = deep && act.isBot(deep[1]) ? (event) => { event.preventDefault(); act.start(deep[2] || ""); } : undefined;
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick }, children);
}
