// Draws a map specification. Outlines and names are fetched once per level; a change brings one letter an area.
const SVG = "http://www.w3.org/2000/svg";
const fetched = new Map();

function load(base) {
  if (!fetched.has(base)) {
    const get = (name) => fetch(`${base}.${name}.json`).then((r) => {
      if (!r.ok) throw new Error(`${name}: ${r.status}`);
      return r.json();
    });
    fetched.set(base, Promise.all([get("paths"), get("areas")]).catch((fault) => { fetched.delete(base); throw fault; }));
  }
  return fetched.get(base);
}

function element(tag, attributes = {}, ...children) {
  const made = tag.startsWith("svg:") ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// The states beyond a plain value; `prefix` keeps those of the legend apart, which zooming must not change.
function patterns(prefix) {
  const defs = element("svg:defs");
  const size = 7;
  const add = (id, back, ...ink) => defs.append(element("svg:pattern",
    { id: `${prefix}-${id}`, width: size, height: size, patternUnits: "userSpaceOnUse" },
    element("svg:rect", { width: size, height: size, style: `fill:${back}` }), ...ink));
  "abcde".split("").forEach((mark, number) => add(mark, `var(--cn-class-${number})`, element("svg:path",
    { d: `M-1 ${size + 1}L${size + 1} -1M-1 1L1 -1M${size - 1} ${size + 1}L${size + 1} ${size - 1}`,
      style: `stroke:var(--cn-hatch-${number});stroke-width:1.7` })));
  add("h", "#fff", element("svg:path", { d: `M0 0L${size} ${size}M${size} 0L0 ${size}`,
    style: "stroke:var(--cn-hidden-ink);stroke-width:1" }));
  add("n", "var(--cn-no-data)", element("svg:circle", { cx: size / 2, cy: size / 2, r: 1, style: "fill:var(--cn-no-data-dot)" }));
  return defs;
}

function paint(mark, prefix) {
  return "01234".includes(mark) ? `var(--cn-class-${mark})` : `url(#${prefix}-${mark})`;
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let map = parentElement.querySelector(".cn-map")?.map;
  if (!map) {
    map = new AreaMap(parentElement);
    parentElement.querySelector(".cn-map").map = map;
  }
  map.open = (code) => setTriggerValue("opened", code);
  map.show(data);
}

class AreaMap {
  constructor(parent) {
    this.root = element("div", { class: "cn-map" });
    this.legend = element("div", { class: "cn-legend" });
    this.stage = element("div", { class: "cn-stage", tabindex: "0", role: "application", "aria-roledescription": "map" });
    this.svg = element("svg:svg", { focusable: "false", preserveAspectRatio: "xMidYMin meet" });
    this.tip = element("div", { class: "cn-tip", hidden: "" });
    this.live = element("div", { class: "cn-unseen", "aria-live": "polite" });
    this.example = element("div", { class: "cn-example-mark", "aria-hidden": "true" });
    this.zoomRow = element("div", { class: "cn-zoom" });
    this.table = element("details", { class: "cn-table-below" }, element("summary"), element("div", { class: "cn-scroll" }));
    this.stage.append(this.svg, this.example);
    this.frame = element("div", { class: "cn-stage-frame" }, this.stage, this.zoomRow, this.tip, this.live);
    this.root.append(this.legend, this.frame, this.table);
    parent.append(this.root);
    this.active = -1;
    this.zoom = 1;
    this.typed = "";
    this.listen();
  }

  async show(data) {
    this.data = { ...data, values: data.values.split("|"), lows: data.lows.split("|"), highs: data.highs.split("|"),
      ns: data.ns.split("|") };
    this.root.lang = data.language;
    let loaded;
    try { loaded = await load(data.base); } catch (fault) {
      this.live.textContent = this.tip.textContent = data.texts.not_loaded; this.tip.hidden = false; return;
    }
    if (this.data.base !== data.base) return;
    const [outlines, areas] = loaded;
    if (this.base !== data.base) this.draw(data.base, outlines, areas);
    this.paint();
    this.drawLegend();
    this.drawZoom();
    this.drawTable();
    this.stage.setAttribute("aria-label", `${data.title}. ${data.texts.keys}`);
    this.example.textContent = data.example;
    this.root.dataset.drawn = data.stamp;
  }

  draw(base, outlines, areas) {
    this.base = base;
    this.areas = areas;
    this.full = outlines.viewBox.split(" ").map(Number);
    this.centre = null;
    this.active = -1;
    this.tip.hidden = true;
    this.centres = null;
    const level = base.split("/").pop();
    this.paths = areas.map(([code], index) => {
      const path = element("svg:path", { d: outlines.paths[code] ?? "", id: `cn-${level}-${index}`, role: "img" });
      path.index = index;
      return path;
    });
    this.svg.replaceChildren(patterns("cn-fill"), element("svg:g", {}, ...this.paths), this.ring = element("svg:path", { class: "cn-ring" }));
    // A fade of thousands of areas is a slide show on an old laptop.
    this.stage.classList.toggle("cn-many", areas.length > 800);
    this.resize(1);
  }

  paint() {
    const marks = this.data.marks;
    for (const path of this.paths) {
      const mark = marks[path.index];
      if (path.mark !== mark) {
        path.mark = mark;
        path.style.fill = paint(mark, "cn-fill");
        path.dataset.mark = mark;
      }
    }
    // Names for screen readers come when the browser has time: nobody hears them before the map is drawn.
    const shown = this.data;
    const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));
    idle(() => { if (this.data === shown) for (const path of this.paths) path.setAttribute("aria-label", this.sentence(path.index)); });
    if (this.active >= 0 && !this.tip.hidden) this.tell(this.active);
  }

  // The words of one area: name, then value with interval and n, or why there is none.
  lines(index) {
    const { marks, texts, values, lows, highs, ns, reasons } = this.data;
    const mark = marks[index];
    const filled = { value: values[index], low: lows[index], high: highs[index], n: ns[index] };
    if (mark === "h") return [texts.hidden, filled.high ? fill(texts.hidden_range, filled) : ""].filter(Boolean);
    if (mark === "n") return [texts[`why_${reasons[index] ?? "absent"}`] ?? texts.no_data];
    const care = "abcde".includes(mark) ? texts.care : "";
    return [fill(texts.value, filled), filled.low ? fill(texts.interval, filled) : "",
      filled.n ? fill(texts.n, filled) : "", care].filter(Boolean);
  }

  sentence(index) { return `${this.areas[index][1]}: ${this.lines(index).join(", ")}`; }

  drawLegend() {
    const { legend, legend_title: title, texts } = this.data;
    const swatch = (mark) => element("svg:svg", { width: 28, height: 19, "aria-hidden": "true" },
      element("svg:rect", { width: 28, height: 19, style: `fill:${paint(mark, "cn-key")}` }));
    const rows = legend.map(([kind, mark, text, count, counted]) => {
      const row = element("li", { title: counted, "data-kind": kind }, swatch(mark), element("span", {}, text));
      row.append(element("span", { class: "cn-count" }, String(count)));
      return row;
    });
    const heading = element("p", { class: "cn-legend-title" }, title);
    const ink = element("svg:svg", { width: 0, height: 0, "aria-hidden": "true", style: "position:absolute" }, patterns("cn-key"));
    this.legend.replaceChildren(ink, heading, element("ul", {}, ...rows), element("p", { class: "cn-hint" }, texts.keys));
  }

  drawZoom() {
    const { texts } = this.data;
    const button = (text, label, act) => {
      const made = element("button", { type: "button", "aria-label": label, title: label }, text);
      made.onclick = act;
      return made;
    };
    this.zoomRow.replaceChildren(
      button("+", texts.zoom_in, () => this.resize(this.zoom * 1.6)),
      button("−", texts.zoom_out, () => this.resize(this.zoom / 1.6)),
      button("⟲", texts.zoom_reset, () => { this.centre = null; this.resize(1); }));
  }

  resize(zoom) {
    this.zoom = Math.min(12, Math.max(1, zoom));
    const [left, top, width, height] = this.full;
    const [x, y] = this.zoom === 1 || !this.centre ? [left + width / 2, top + height / 2] : this.centre;
    const half = [width / 2 / this.zoom, height / 2 / this.zoom];
    const inside = (value, low, size, part) => Math.min(low + size - part, Math.max(low + part, value));
    this.centre = [inside(x, left, width, half[0]), inside(y, top, height, half[1])];
    this.svg.setAttribute("viewBox", `${this.centre[0] - half[0]} ${this.centre[1] - half[1]} ${2 * half[0]} ${2 * half[1]}`);
    const pixel = this.pixel();
    for (const pattern of this.svg.querySelectorAll("pattern")) pattern.setAttribute("patternTransform", `scale(${pixel})`);
    this.stage.classList.toggle("cn-can-drag", this.zoom > 1);
  }

  // Map units in one pixel of the screen, so that hatching is equally fine at every size and zoom.
  pixel() {
    const box = this.svg.getBoundingClientRect();
    const [, , width, height] = this.full;
    return Math.max(width / (box.width || 600), height / (box.height || 600)) / this.zoom;
  }

  middle(index) {
    this.centres ??= this.paths.map((path) => { const b = path.getBBox(); return [b.x + b.width / 2, b.y + b.height / 2]; });
    return this.centres[index];
  }

  // The nearest area in a direction: distance, with steps aside counted double, within 60 degrees of the arrow.
  neighbour(index, [dx, dy]) {
    const [x, y] = this.middle(index);
    let best = -1, least = Infinity;
    this.paths.forEach((_, other) => {
      const [ox, oy] = this.middle(other);
      const along = (ox - x) * dx + (oy - y) * dy;
      const aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      if (other === index || along <= 0 || aside > along * 1.75) return;
      if (along + 2 * aside < least) { least = along + 2 * aside; best = other; }
    });
    return best < 0 ? index : best;
  }

  first() {
    const [left, top, width, height] = this.full;
    let best = 0, least = Infinity;
    this.paths.forEach((_, index) => {
      const [x, y] = this.middle(index);
      const far = Math.hypot(x - left - width / 2, y - top - height / 2);
      if (far < least) { least = far; best = index; }
    });
    return best;
  }

  go(index) {
    this.active = index;
    this.stage.setAttribute("aria-activedescendant", this.paths[index].id);
    this.ring.setAttribute("d", this.paths[index].getAttribute("d"));
    this.tell(index);
    this.live.textContent = this.sentence(index);
  }

  tell(index, at) {
    const [main, ...rest] = this.lines(index);
    this.tip.replaceChildren(element("strong", {}, this.areas[index][1]), element("span", { class: "cn-tip-main" }, main),
      ...rest.map((line) => element("span", {}, line)));
    this.tip.hidden = false;
    const frame = this.frame.getBoundingClientRect();
    const box = this.paths[index].getBoundingClientRect();
    const [x, y] = at ?? [box.right - frame.left, box.top - frame.top];
    const width = this.tip.offsetWidth, height = this.tip.offsetHeight;
    this.tip.style.left = `${Math.max(0, x + 14 + width > frame.width ? x - width - 14 : x + 14)}px`;
    this.tip.style.top = `${Math.max(0, Math.min(frame.height - height, y - height / 2))}px`;
  }

  spell(letter) {
    clearTimeout(this.forget);
    this.forget = setTimeout(() => { this.typed = ""; }, 900);
    this.typed += letter.toLowerCase();
    const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[̀-ͯ]/g, "");
    const order = this.areas.map(([, name], index) => [plain(name), index]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
    const hit = order.find(([name]) => name.startsWith(plain(this.typed)));
    if (hit) this.go(hit[1]);
  }

  key(event) {
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.ctrlKey || event.metaKey || event.altKey || !this.paths) return;
    if (arrows[event.key]) this.go(this.active < 0 ? this.first() : this.neighbour(this.active, arrows[event.key]));
    else if (event.key === "Enter" && this.active >= 0) this.open(this.areas[this.active][0]);
    else if (event.key === "Escape") this.tip.hidden = true;
    else if (event.key === "+") { this.centre = this.active < 0 ? this.centre : this.middle(this.active); this.resize(this.zoom * 1.6); }
    else if (event.key === "-") this.resize(this.zoom / 1.6);
    else if (event.key === "0") this.resize(1);
    else if (/^\p{L}$/u.test(event.key) || (event.key === " " && this.typed)) this.spell(event.key);
    else return;
    event.preventDefault();
  }

  listen() {
    const index = (event) => event.target.index ?? -1;
    this.stage.addEventListener("keydown", (event) => this.key(event));
    this.stage.addEventListener("focus", () => { if (this.active >= 0) this.go(this.active); });
    this.stage.addEventListener("blur", () => { this.tip.hidden = true; this.ring?.setAttribute("d", ""); });
    this.svg.addEventListener("pointermove", (event) => {
      if (this.drag) return this.pan(event);
      if (index(event) < 0) { this.tip.hidden = true; return; }
      const frame = this.frame.getBoundingClientRect();
      this.tell(index(event), [event.clientX - frame.left, event.clientY - frame.top]);
    });
    this.svg.addEventListener("pointerleave", () => { this.tip.hidden = true; });
    this.svg.addEventListener("pointerdown", (event) => { if (this.zoom > 1) this.drag = { x: event.clientX, y: event.clientY, centre: this.centre, moved: false }; });
    window.addEventListener("pointerup", () => { setTimeout(() => { this.drag = null; }); });
    this.svg.addEventListener("click", (event) => {
      if (index(event) >= 0 && !this.drag?.moved) this.open(this.areas[index(event)][0]);
    });
    this.stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.resize(this.zoom * (event.deltaY < 0 ? 1.25 : 0.8));
    }, { passive: false });
    this.table.addEventListener("toggle", () => this.drawTable());
    new ResizeObserver(() => { if (this.full) this.resize(this.zoom); }).observe(this.svg);
  }

  pan(event) {
    const { x, y, centre } = this.drag;
    const pixel = this.pixel();
    this.drag.moved ||= Math.hypot(event.clientX - x, event.clientY - y) > 4;
    this.centre = [centre[0] - (event.clientX - x) * pixel, centre[1] - (event.clientY - y) * pixel];
    this.resize(this.zoom);
  }

  drawTable() {
    const { texts, marks, legend, values, lows, highs, ns } = this.data;
    this.table.querySelector("summary").textContent = texts.table;
    if (!this.table.open) return;
    const heads = [["", texts.column_area], ["cn-number", texts.column_value], ["cn-number", texts.column_interval],
      ["cn-number", texts.column_n], ["", texts.column_note]];
    const head = element("tr", {}, ...heads.map(([name, text]) => element("th", { scope: "col", class: name }, text)));
    const table = element("table", { class: "cn-table" }, element("caption", {}, this.data.title), element("thead", {}, head));
    for (const [, mark, text] of [...legend].filter(([kind]) => kind === "class").reverse()) this.tier(table, text, [mark, "abcde"[mark]]);
    for (const [kind, mark, text] of legend) if (kind === "hidden" || kind === "no_data") this.tier(table, text, [mark]);
    this.table.querySelector("div").replaceChildren(table);
  }

  tier(table, title, wanted) {
    const { marks, values, lows, highs, ns, texts } = this.data;
    const inside = this.areas.map((area, index) => [area, index]).filter(([, index]) => wanted.includes(marks[index]))
      .sort((a, b) => a[0][1].localeCompare(b[0][1], this.data.language));
    if (!inside.length) return;
    const body = element("tbody", {}, element("tr", {}, element("th", { colspan: "5", scope: "rowgroup" }, `${title} (${inside.length})`)));
    for (const [[code, name], index] of inside) {
      const open = element("button", { type: "button", class: "cn-link" }, name);
      open.onclick = () => this.open(code);
      const range = highs[index] ? fill(texts.range, { low: lows[index], high: highs[index] }) : "";
      const note = "01234".includes(marks[index]) ? "" : "abcde".includes(marks[index]) ? texts.care : this.lines(index)[0];
      const cells = [values[index], range, ns[index]].map((text) => element("td", { class: "cn-number" }, text));
      body.append(element("tr", {}, element("th", { scope: "row" }, open), ...cells, element("td", {}, note)));
    }
    table.append(body);
  }
}
