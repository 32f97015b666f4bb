// Photos, albums, videos, voices and files inside bubbles.
import { fileUrl } from "./api.js";
import { view } from "./dialogs.js";
import { bytes, el, icon, length, summary } from "./dom.js";

// The largest box a picture may take, its shape kept; very tall ones are cropped a little.
function fit(width, height) {
  const most = { wide: 420, tall: 480 };
  const scale = Math.min(most.wide / width, most.tall / height, width < 200 ? 200 / width : 1);
  return { width: `${Math.max(200, Math.round(width * scale))}px`, minWidth: "100%", maxWidth: "76vw", maxHeight: "520px", aspectRatio: `${width} / ${height}` };
}

function photo(message, style, extra = "") {
  const sizes = message.photo, largest = sizes[sizes.length - 1];
  const shown = sizes.find((size) => Math.max(size.width, size.height) >= 800) || largest;
  const open = () => view(fileUrl(largest), message.caption);
  return el("button", { type: "button", class: `media photo ${extra}`, style, "aria-label": message.caption ? `Photo: ${message.caption}` : "Photo, press to enlarge", onclick: open, "data-testid": "photo" },
    el("img", { src: fileUrl(shown), alt: message.caption || "Photo", width: shown.width, height: shown.height, draggable: "false" }));
}

function video(message, style, extra = "") {
  const file = message.video || message.animation, still = file.cover?.at(-1) || file.thumbnail;
  const box = el("div", { class: `media video ${extra}`, style });
  const label = el("span", { class: "length" }, `${length(file.duration)} · ${bytes(file.file_size)}`);
  const player = el("video", { src: fileUrl(file), preload: "metadata", playsinline: true, poster: still && fileUrl(still), "aria-label": message.caption || file.file_name || "Video", "data-testid": "video", width: file.width, height: file.height });
  const play = el("button", { type: "button", class: "play", "aria-label": "Play video", "data-testid": "play", onclick: () => player.play() }, icon("play", 28));
  player.addEventListener("play", () => { play.hidden = true; label.hidden = true; player.controls = true; });
  player.addEventListener("ended", () => { play.hidden = false; player.controls = false; });
  player.addEventListener("error", () => { label.textContent = "This browser cannot play the file: download it"; });
  if (message.animation) Object.assign(player, { loop: true, muted: true, autoplay: true });
  box.append(player, label, play);
  return box;
}

const isTall = (message) => { const shown = message.photo?.at(-1) || message.video; return shown && shown.height > 1.2 * shown.width; };

export function album(messages) {
  const count = messages.length;
  // Tall pictures stand beside each other, whole: whoever compares them must see all of them.
  if (count < 5 && messages.every(isTall)) return el("div", { class: `album tall ${count === 3 ? "three" : ""}`, "data-testid": "album" }, messages.map((message) => (message.photo ? photo : video)(message, {}, "")));
  // Rows of two or three, so that no tile is left alone: 2 → 2, 3 → 1+2, 4 → 2+2, 5 → 2+3, 7 → 2+2+3 …
  const cells = { 2: ["half", "half"], 3: ["whole", "half", "half"], 4: Array(4).fill("half") }[count]
    || { 0: [], 1: Array(4).fill("half"), 2: Array(2).fill("half") }[count % 3].concat(Array(count - { 0: 0, 1: 4, 2: 2 }[count % 3]).fill(""));
  return el("div", { class: "album", "data-testid": "album" }, messages.map((message, i) => (message.photo ? photo : video)(message, {}, cells[i])));
}

function file(message, thing, name) {
  const picture = thing.thumbnail && message.document;
  const disc = el("span", { class: `disc ${picture ? "pic" : ""}` }, picture ? el("img", { src: fileUrl(thing.thumbnail), alt: "" }) : icon("download", 24));
  return el("a", { class: "file", href: `${fileUrl(thing)}?download`, download: name, "data-testid": "file", "aria-label": `Download ${name}, ${bytes(thing.file_size)}` },
    disc, el("span", { class: "title" }, name), el("span", { class: "sub" }, bytes(thing.file_size)));
}

function voice(message) {
  const thing = message.voice || message.audio, player = new Audio(fileUrl(thing));
  player.preload = "none";
  const seek = el("input", { type: "range", min: 0, max: Math.max(1, thing.duration), step: 0.1, value: 0, "aria-label": "Position", oninput: () => { player.currentTime = seek.value; } });
  const title = message.audio ? [thing.performer, thing.title || thing.file_name].filter(Boolean).join(" – ") : "";
  const time = el("span", { class: "sub" }, [length(thing.duration), title].filter(Boolean).join(" · "));
  const toggle = el("button", { type: "button", class: "disc", "aria-label": "Play", onclick: () => (player.paused ? player.play() : player.pause()) }, icon("play", 24));
  const show = () => { toggle.replaceChildren(icon(player.paused ? "play" : "pause", 24)); toggle.setAttribute("aria-label", player.paused ? "Play" : "Pause"); };
  for (const name of ["play", "pause", "ended"]) player.addEventListener(name, show);
  player.addEventListener("timeupdate", () => { seek.value = player.currentTime; time.textContent = `${length(player.currentTime)} / ${length(thing.duration)}`; });
  return el("div", { class: "voice", "data-testid": "voice" }, toggle, seek, time);
}

// What a message shows above its words: the node, and whether it fills the bubble.
export function mediaOf(message) {
  if (message.photo) { const size = message.photo.at(-1); return { node: photo(message, fit(size.width, size.height)), fills: true }; }
  if (message.video || message.animation) { const thing = message.video || message.animation; return { node: video(message, fit(thing.width || 1, thing.height || 1)), fills: true, video: true }; }
  if (message.sticker) return { node: el("img", { class: "sticker", src: fileUrl(message.sticker), alt: `Sticker ${message.sticker.emoji || ""}` }), bare: true };
  if (message.voice || message.audio) return { node: voice(message) };
  if (message.document) return { node: file(message, message.document, message.document.file_name || "File") };
  if (message.location) return { node: el("div", { class: "place" }, el("b", {}, icon("pin", 18), "Location"), el("span", {}, `${message.location.latitude.toFixed(4)}, ${message.location.longitude.toFixed(4)}`)) };
  if (message.successful_payment || message.refunded_payment) return { node: el("div", { class: "place", "data-testid": "payment" }, el("b", {}, summary(message))) };
  if (message.contact) return { node: el("div", { class: "place" }, el("b", {}, icon("person", 18), message.contact.first_name), el("span", {}, message.contact.phone_number)) };
  return {};
}
