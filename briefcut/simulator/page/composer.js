// The foot of the chat: writing, replying, editing, commands, reply keyboards, Start and Unblock.
import { $, button, el, icon, summary } from "./dom.js";
import { menu, toast } from "./dialogs.js";

export class Composer {
  constructor(act, attach) {
    this.act = act;
    this.attach = attach;
    this.node = $("foot");
    this.texts = new Map();
    this.about = null;
    this.chosen = -1;
    this.area = el("textarea", { rows: 1, placeholder: "Message", "aria-label": "Message", enterkeyhint: "send", "data-testid": "input", autocomplete: "off" });
    this.area.addEventListener("input", () => this.changed());
    this.area.addEventListener("keydown", (event) => this.pressed(event));
    this.area.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files || [])];
      if (files.length) { event.preventDefault(); attach.offer(files); }
    });
    this.sendButton = el("button", { type: "button", class: "send", "aria-label": "Send", "data-testid": "send", onclick: () => this.send() }, icon("send", 21));
    this.clip = button("Attach", "clip", () => this.offer(), { "aria-haspopup": "menu", "data-testid": "attach" });
    this.slash = el("button", { type: "button", class: "icon-button slash", "aria-label": "Commands", title: "Commands", "data-testid": "commands-button", onclick: () => this.toggleCommands() }, "/");
  }

  show(state) {
    const person = state.person;
    if (this.person !== person.id) {
      if (this.person) this.texts.set(this.person, this.area.value);
      this.person = person.id;
      this.about = null;
      this.area.value = this.texts.get(person.id) || "";
    }
    this.state = state;
    // Drawn only when it looks different: an open command list and the cursor stay.
    const look = JSON.stringify([person.id, person.started, person.blocked, person.commands, state.keyboard]);
    if (look !== this.look) { this.look = look; this.draw(); }
  }

  draw() {
    const { person, keyboard } = this.state;
    const focused = document.activeElement === this.area;
    if (person.blocked) return this.node.replaceChildren(this.wide("Unblock", () => this.act.block(false), "unblock"));
    // The card in the middle has the Start button.
    this.node.hidden = !person.started;
    this.slash.hidden = !person.commands.length;
    this.area.placeholder = keyboard?.input_field_placeholder || "Message";
    const line = el("div", { class: "composer" }, this.clip, this.slash, this.area, this.sendButton);
    const buttons = keyboard?.keyboard ? el("div", { class: "board", "data-testid": "board" }, keyboard.keyboard.map((keys) => el("div", { class: "line" }, keys.map((key) =>
      el("button", { type: "button", onclick: () => this.act.say(key.text ?? key) }, key.text ?? key))))) : null;
    this.node.replaceChildren(...[this.about && this.aboutBar(), line, buttons].filter(Boolean));
    this.changed();
    if (focused) this.area.focus();
  }

  wide(label, act, id) {
    return el("button", { type: "button", class: "wide", onclick: act, "data-testid": id }, label);
  }

  aboutBar() {
    const { kind, message } = this.about;
    return el("div", { class: "about", "data-testid": "about" }, icon(kind === "edit" ? "edit" : "reply", 22),
      el("div", {}, el("b", {}, kind === "edit" ? "Edit message" : "Reply"), el("span", {}, summary(message))), button("Cancel", "close", () => this.forget()));
  }

  reply(message) { this.about = { kind: "reply", message }; this.draw(); this.area.focus(); }

  edit(message) {
    this.about = { kind: "edit", message };
    this.area.value = message.text || message.caption || "";
    this.draw();
    this.area.focus();
  }

  forget() {
    if (this.about?.kind === "edit") this.area.value = "";
    this.about = null;
    this.draw();
    this.area.focus();
  }

  takeReply() {
    const id = this.about?.kind === "reply" ? this.about.message.message_id : undefined;
    if (id) { this.about = null; this.draw(); }
    return id;
  }

  async send() {
    const text = this.area.value, about = this.about;
    if (!text.trim() || this.sending) return;
    this.sending = true;
    try {
      if (about?.kind === "edit") await this.act.change(about.message, text);
      else await this.act.say(text, about?.message.message_id);
      this.about = null;
      this.area.value = "";
      this.draw();
    } catch (problem) {
      toast(problem.name === "Refused" || problem.constructor.name === "Refused" ? problem.message : "Not sent: the server does not answer. Your text is still here.");
    }
    this.sending = false;
  }

  changed() {
    this.sendButton.disabled = !this.area.value.trim();
    this.area.style.height = "0";
    this.area.style.height = `${Math.min(this.area.scrollHeight + 2, 220)}px`;
    this.suggest();
  }

  pressed(event) {
    const list = this.node.querySelector(".commands");
    if (list && ["ArrowDown", "ArrowUp", "Tab"].includes(event.key)) {
      event.preventDefault();
      const count = list.children.length;
      this.choose((this.chosen + (event.key === "ArrowUp" ? count - 1 : 1)) % count);
      return;
    }
    if (event.key === "Escape") { if (list) this.closeCommands(); else if (this.about) this.forget(); return; }
    if (event.key === "ArrowUp" && !this.area.value && this.act.lastOwn()) { event.preventDefault(); this.edit(this.act.lastOwn()); return; }
    const touch = matchMedia("(pointer: coarse)").matches && innerWidth < 720;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !touch) {
      event.preventDefault();
      if (list && this.chosen >= 0) list.children[this.chosen].click();
      else this.send();
    }
  }

  suggest() {
    const match = /^\/(\w*)$/.exec(this.area.value);
    const found = match ? this.state.person.commands.filter((each) => each.command.startsWith(match[1].toLowerCase())) : [];
    if (found.length) this.openCommands(found); else this.closeCommands();
  }

  toggleCommands() {
    if (this.node.querySelector(".commands")) { this.closeCommands(); return; }
    this.openCommands(this.state.person.commands);
    this.area.focus();
  }

  openCommands(commands) {
    this.closeCommands();
    this.node.append(el("div", { class: "commands", role: "listbox", "aria-label": "Commands", "data-testid": "commands" }, commands.map((each) =>
      el("button", { type: "button", role: "option", onclick: () => { this.area.value = ""; this.closeCommands(); this.act.say(`/${each.command}`); this.changed(); } }, el("b", {}, `/${each.command}`), el("span", {}, each.description)))));
    this.choose(-1);
  }

  choose(at) {
    this.chosen = at;
    [...this.node.querySelectorAll(".commands button")].forEach((node, i) => {
      node.setAttribute("aria-selected", String(i === at));
      if (i === at) node.scrollIntoView({ block: "nearest" });
    });
  }

  closeCommands() { this.node.querySelector(".commands")?.remove(); this.chosen = -1; }

  offer() {
    menu(this.clip, [
      { label: "Photo or video", icon: "picture", act: () => this.attach.pick(true) },
      { label: "File", icon: "file", act: () => this.attach.pick(false) },
      { label: "Sticker", icon: "smile", act: () => this.act.other("sticker") },
      { label: "Location", icon: "pin", act: () => this.act.other("location") },
      { label: "Contact", icon: "person", act: () => this.act.other("contact") },
    ]);
  }
}
