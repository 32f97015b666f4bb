// Toasts, alerts, menus, the picture viewer and the form for a new person.
import { $, button, el, icon } from "./dom.js";

export function toast(text, seconds = 4) {
  const node = el("div", { class: "toast", "data-testid": "toast" }, text);
  $("toasts").append(node);
  setTimeout(() => node.remove(), Math.max(seconds, text.length / 18) * 1000);
}

export function modal(props, ...children) {
  const node = el("dialog", props, ...children);
  document.body.append(node);
  node.addEventListener("close", () => node.remove());
  node.addEventListener("click", (event) => event.target === node && node.close());
  node.showModal();
  return node;
}

export function alert(title, text) {
  const node = modal({ "data-testid": "alert", "aria-label": title }, el("div", { class: "body" },
    el("h3", {}, title), el("p", { class: "text" }, text),
    el("div", { class: "actions" }, el("button", { type: "button", class: "button primary", autofocus: true, onclick: () => node.close() }, "OK"))));
}

export function view(src, caption) {
  const node = modal({ class: "viewer", "aria-label": "Picture" },
    el("div", { class: "stage", onclick: () => node.close() }, el("img", { src, alt: caption || "Photo" })),
    button("Close", "close", () => node.close(), { class: "icon-button close" }),
    caption ? el("p", {}, caption) : null);
}

export function menu(anchor, items) {
  document.querySelector(".menu")?.remove();
  const opener = anchor instanceof Element ? anchor : null;
  const close = () => { node.remove(); opener?.setAttribute("aria-expanded", "false"); removeEventListener("pointerdown", outside, true); };
  const outside = (event) => { if (!node.contains(event.target)) close(); };
  const node = el("div", { class: "menu", role: "menu", "data-testid": "menu" }, items.filter(Boolean).map((item) =>
    el("button", { type: "button", role: "menuitem", class: item.danger ? "danger" : "", onclick: () => { close(); item.act(); } }, icon(item.icon, 20), item.label)));
  node.addEventListener("keydown", (event) => {
    const all = [...node.children], at = all.indexOf(document.activeElement);
    if (event.key === "Escape") { close(); opener?.focus(); }
    if (event.key === "ArrowDown") all[(at + 1) % all.length].focus();
    if (event.key === "ArrowUp") all[(at + all.length - 1) % all.length].focus();
  });
  document.body.append(node);
  opener?.setAttribute("aria-expanded", "true");
  const box = opener ? opener.getBoundingClientRect() : { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y };
  const size = node.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, innerWidth - size.width - 8));
  const below = box.bottom + 6 + size.height < innerHeight;
  node.style.left = `${left}px`;
  node.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - 6 - size.height)}px`;
  node.firstChild?.focus();
  addEventListener("pointerdown", outside, true);
}

export function askPerson(add) {
  const first = el("input", { name: "first_name", maxlength: 64, required: true, autocomplete: "off", autofocus: true });
  const username = el("input", { name: "username", maxlength: 32, pattern: "@?[A-Za-z0-9_]*", autocomplete: "off", placeholder: "optional" });
  const languages = [["en", "English"], ["de", "Deutsch"], ["es", "Español"], ["fr", "Français"], ["pt", "Português"], ["ru", "Русский"], ["uk", "Українська"], ["ar", "العربية"], ["ja", "日本語"], ["zh", "中文"]];
  const language = el("select", { name: "language_code" }, languages.map(([code, name]) => el("option", { value: code }, name)));
  const error = el("p", { class: "error", role: "alert", hidden: true });
  const submit = async (event) => {
    event.preventDefault();
    try {
      await add({ first_name: first.value, username: username.value, language_code: language.value });
      node.close();
    } catch (problem) {
      error.textContent = `Not added: ${problem.message}.`;
      error.hidden = false;
    }
  };
  const node = modal({ "aria-label": "Add a person", "data-testid": "person-form" }, el("form", { onsubmit: submit },
    el("h3", {}, "Add a person"), el("label", { class: "field" }, "First name", first), el("label", { class: "field" }, "Username", username),
    el("label", { class: "field" }, "Language of their Telegram", language), error,
    el("div", { class: "actions" }, el("button", { type: "button", class: "button", onclick: () => node.close() }, "Cancel"), el("button", { class: "button primary" }, "Add"))));
}

export function askGroup(add) {
  const title = el("input", { name: "title", maxlength: 128, required: true, autocomplete: "off", autofocus: true });
  const error = el("p", { class: "error", role: "alert", hidden: true });
  const submit = async (event) => {
    event.preventDefault();
    try { await add(title.value); node.close(); } catch (problem) { error.textContent = `Not added: ${problem.message}.`; error.hidden = false; }
  };
  const node = modal({ "aria-label": "Add a group", "data-testid": "group-form" }, el("form", { onsubmit: submit },
    el("h3", {}, "Add a group"), el("label", { class: "field" }, "Its title", title), el("p", { class: "text" }, "The bot hears only what mentions it, replies to it, or is a command."), error,
    el("div", { class: "actions" }, el("button", { type: "button", class: "button", onclick: () => node.close() }, "Cancel"), el("button", { class: "button primary" }, "Add"))));
}
