// Elements without markup strings: text can never become HTML.
const PATHS = {
  back: "M15 5l-7 7 7 7", menu: "M12 5.500v.01M12 12v.01M12 18.500v.01", close: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6", add: "M12 5v14M5 12h14", reply: "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3", copy: "M9 9h10v11H9zM15 9V4H5v11h4", trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  clip: "M19 11l-7.5 7.500a4.6 4.6 0 0 1-6.5-6.500L12.5 4.500a3 3 0 0 1 4.3 4.300L9.5 16a1.5 1.5 0 0 1-2.1-2.100L14 7.5",
  send: "M4 12L20 4l-4 16-4.5-6.500zM11.5 13.500L20 4", picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9v.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4", smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 10v.01M15 10v.01M8.5 14.500c2 2.5 5 2.5 7 0",
  pin: "M12 21s7-6 7-11a7 7 0 1 0-14 0c0 5 7 11 7 11zM12 12.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-5 4-7 8-7s8 2 8 7", block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM6 6l12 12",
  star: "M12 3l2.8 5.800 6.200.800-4.600 4.300 1.200 6.100-5.600-3-5.600 3 1.200-6.100L3 9.600l6.200-.800z",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.400M17.6 17.600L19 19M5 19l1.4-1.400M17.6 6.400L19 5",
  moon: "M20 14.500A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.500z", tick: "M4 12.500l5 5L20 6.5", ticks: "M2 12.500l4.5 4.500L16 7M10.5 16l1 1L22 7",
  out: "M8 16L16 8M9 8h7v7", download: "M12 4v11M7 11l5 5 5-5M5 20h14", link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
};
const FILLED = { play: "M8 5v14l12-7z", pause: "M7 5h4v14H7zM13 5h4v14h-4z", stop: "M6 6h12v12H6z" };

export function icon(name, size = 22) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS(svg.namespaceURI, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" })) svg.setAttribute(key, value);
  const paint = FILLED[name]
    ? { d: FILLED[name], fill: "currentColor" }
    : { d: PATHS[name], fill: "none", stroke: "currentColor", "stroke-width": name === "menu" ? 3 : 1.9, "stroke-linecap": "round", "stroke-linejoin": "round" };
  for (const [key, value] of Object.entries(paint)) path.setAttribute(key, value);
  svg.append(path);
  return svg;
}

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (key === "style") Object.assign(node.style, value);
    else if (key === "data") Object.assign(node.dataset, value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const $ = (id) => document.getElementById(id);

export function button(label, name, onclick, props = {}) {
  return el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

export const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

export function day(seconds) {
  const date = new Date(seconds * 1000), today = new Date();
  const days = Math.round((new Date(today).setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 864e5);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return date.toLocaleDateString([], { day: "numeric", month: "long", year: date.getFullYear() === today.getFullYear() ? undefined : "numeric" });
}

export function bytes(count = 0) {
  if (count < 1024) return `${count} B`;
  if (count < 1024 * 1024) return `${(count / 1024).toFixed(0)} KB`;
  return `${(count / 1024 / 1024).toFixed(1)} MB`;
}

export const length = (seconds = 0) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export function summary(message) {
  if (!message) return "";
  if (message.text) return message.text;
  if (message.successful_payment) return `⭐ Payment of ${message.successful_payment.total_amount.toLocaleString()} Stars`;
  if (message.refunded_payment) return `↩️ ${message.refunded_payment.total_amount.toLocaleString()} Stars given back`;
  const kind = [["photo", "Photo"], ["video", "Video"], ["animation", "GIF"], ["voice", "Voice message"], ["audio", "Audio"],
    ["document", message.document?.file_name || "File"], ["sticker", "Sticker"], ["location", "Location"], ["contact", "Contact"]]
    .find(([name]) => message[name]);
  return message.caption || (kind ? kind[1] : "Message");
}
