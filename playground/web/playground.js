// The playground: it draws and listens. What is drawn is computed by the library (library.js); what is said stands in
// words.js, what can be chosen in options.js. A page loads the four as one script when its playground comes into view:
//
//   <div class="playground" data-options="data=xor&layers=4" data-script="playground/playground.js"></div>

const [SMALL, LARGE] = [30, 100]; // pixels of a neuron's picture, and of the network's
const CLASSES = ["#0072b2", "#d55e00"];
const SVG = "http://www.w3.org/2000/svg";

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

function svg(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

class Playground {
  constructor(root, library) {
    [this.root, this.library] = [root, library];
    this.given = { ...START, ...Object.fromEntries(new URLSearchParams(root.dataset.options ?? "")) };
    this.options = { ...this.given, ...inAddress() };
    this.running = false;
    this.build();
    this.restart();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    new MutationObserver(() => this.draw()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    new ResizeObserver(() => this.lines()).observe(this.net);
  }

  build() {
    const chooser = (name) => {
      const select = element("select", { "data-option": name, onchange: () => this.set(name, select.value) });
      const label = (value) => NAMES[value] ?? words.choices[value] ?? value;
      select.append(...CHOICES[name].map((value) => element("option", { value }, label(value))));
      return element("label", {}, element("span", {}, words.labels[name]), select);
    };
    const button = (label, title, act) => element("button", { type: "button", title, onclick: act }, label);
    this.play = button(words.learn, words.learnTitle, () => this.toggle());
    this.play.classList.add("pg-play");
    this.status = element("p", { class: "pg-status", role: "status" });
    this.net = element("div", { class: "pg-net" });
    this.canvas = element("canvas", { class: "pg-field", role: "img", width: 2 * 150, height: 2 * 150 });
    this.chart = svg("svg", { class: "pg-chart", viewBox: "0 0 150 60", preserveAspectRatio: "none", "aria-hidden": "true" });
    this.test = element("input", { type: "checkbox", onchange: () => this.draw() });
    this.root.replaceChildren(
      element("div", { class: "pg-bar" },
        this.play,
        button(words.step, words.stepTitle, () => this.step()),
        button(words.again, words.againTitle, () => this.restart()),
        button(words.seed, words.seedTitle, () => this.set("seed", String((Number(this.options.seed) + 1) % 1000))),
        this.status),
      element("div", { class: "pg-options" }, ...Object.keys(CHOICES).map(chooser)),
      element("div", { class: "pg-stage" },
        this.net,
        element("div", { class: "pg-out" },
          this.canvas,
          element("label", { class: "pg-test" }, this.test, words.test),
          this.chart,
          element("p", { class: "pg-legend" },
            element("span", { class: "pg-train-key" }, words.trainKey), " ",
            element("span", { class: "pg-test-key" }, words.testKey)))),
    );
  }

  set(name, value) {
    const before = this.options;
    this.options = { ...this.options, [name]: value };
    if (!this.restart()) this.options = before;
    history.replaceState(null, "", `#playground:${asText(this.options)}`);
  }

  /** Starts anew with the options as they are; whether they were understood. */
  restart() {
    const wrong = this.library.start(asText(this.options));
    if (wrong) {
      // An address typed by hand may hold anything; what the page offers is always understood.
      this.options = { ...this.given };
      this.library.start(asText(this.options));
    }
    this.steps = 0;
    this.courses = [[], []];
    this.controls();
    this.columns();
    this.measure();
    this.draw();
    if (wrong) this.status.textContent = words.address(wrong);
    return !wrong;
  }

  controls() {
    for (const select of this.root.querySelectorAll("select")) {
      const value = this.options[select.dataset.option];
      if (![...select.options].some((option) => option.value === value)) select.append(element("option", { value }, value));
      select.value = value;
    }
    this.root.querySelector("[data-option=strength]").disabled = this.options.penalty === "none";
  }

  widths() {
    return this.options.layers ? this.options.layers.split("-").map(Number) : [];
  }

  /** One column for the features, one for each hidden layer. */
  columns() {
    const widths = this.widths();
    const chosen = this.options.features.split(",");
    const small = (label) => element("canvas", { width: SMALL, height: SMALL, role: "img", "aria-label": label });
    const button = (label, title, disabled, act) =>
      element("button", { type: "button", title, "aria-label": /^[+−]$/.test(label) && title, "data-key": title, disabled, onclick: act }, label);
    const layers = (next) => this.set("layers", next.join("-"));
    const feature = ([name, label]) => {
      const on = chosen.includes(name);
      const rest = FEATURES.map(([other]) => other).filter((other) => (other === name ? !on : chosen.includes(other)));
      return element("button", {
        type: "button", class: "pg-feature", "data-key": name, "aria-pressed": String(on), disabled: on && chosen.length === 1,
        title: on ? words.leaveOut : words.takeIn, onclick: () => this.set("features", rest.join(",")),
      }, element("span", {}, label), ...(on ? [small(words.feature(label))] : []));
    };
    const column = (width, i) => {
      const change = (by) => layers(widths.map((w, j) => (j === i ? w + by : w)));
      return element("div", { class: "pg-column" },
        element("div", { class: "pg-count" },
          button("−", words.fewer(i + 1), width === 1, () => change(-1)),
          element("span", {}, `${width}`),
          button("+", words.more(i + 1), width === MOST_NEURONS, () => change(1))),
        ...Array.from({ length: width }, (_, j) => small(words.neuron(j + 1, i + 1))));
    };
    const key = this.net.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.net.replaceChildren(
      element("div", { class: "pg-column" }, element("div", { class: "pg-count" }, words.features), ...FEATURES.map(feature)),
      ...widths.map(column),
      element("div", { class: "pg-column pg-depth" },
        button(words.layerMore, words.layerMoreTitle, widths.length === MOST_LAYERS, () => layers([...widths, 2])),
        button(words.layerLess, words.layerLessTitle, widths.length === 0, () => layers(widths.slice(0, -1)))),
    );
    this.wires = svg("svg", { class: "pg-wires", "aria-hidden": "true" });
    this.net.prepend(this.wires);
    // Whoever uses keys goes on from the button that was pressed, or from the other of its pair.
    const pressed = key && this.net.querySelector(`[data-key="${key}"]`);
    if (pressed) (pressed.disabled ? pressed.parentElement.querySelector("button:enabled") : pressed)?.focus();
  }

  toggle() {
    this.running = !this.running;
    this.play.textContent = this.running ? words.stop : words.learn;
    // A voice would never come to an end with a status that changes sixty times a second.
    this.status.setAttribute("aria-live", this.running ? "off" : "polite");
    if (this.running) requestAnimationFrame(() => this.turn());
  }

  /** Steps for a few milliseconds, then a picture: many a second, but few enough to follow. */
  turn() {
    if (!this.running || !this.root.isConnected) return;
    const until = performance.now() + 6;
    let steps = 0;
    do {
      this.advance(1);
      steps += 1;
    } while (performance.now() < until && steps < 20);
    this.measure();
    this.draw();
    if (this.library.exports.diverged()) this.toggle();
    else requestAnimationFrame(() => this.turn());
  }

  step() {
    this.advance(1);
    this.measure();
    this.draw();
  }

  advance(steps) {
    this.steps = this.library.train(steps);
  }

  measure() {
    this.losses = this.library.loss();
    this.losses.forEach((loss, i) => this.courses[i].push(loss));
    if (this.courses[0].length > 400) {
      this.courses = this.courses.map((course) => course.filter((_, i) => i % 2 === 0));
    }
    const epoch = Math.floor(this.steps / this.library.exports.steps_per_epoch());
    const [train, test] = [...this.losses].map((loss) => loss.toFixed(3));
    this.root.dataset.steps = this.steps;
    this.root.dataset.loss = train;
    this.status.textContent = this.library.exports.diverged()
      ? words.diverged(this.steps) : words.status(this.steps, epoch, train, test);
  }

  draw() {
    const paper = getComputedStyle(this.root).backgroundColor;
    const number = paper.match(/\d+/g).slice(0, 3).reduce((number, part) => 256 * number + Number(part), 0);
    const canvases = [...this.net.querySelectorAll(".pg-column")].map((column) => [...column.querySelectorAll("canvas")]);
    canvases.slice(0, -1).forEach((column, layer) => {
      this.library.pictures(layer, SMALL, number).forEach((picture, i) => column[i].getContext("2d").putImageData(picture, 0, 0));
    });
    this.field(number, paper);
    this.lines();
    this.curves();
  }

  /** The network's answer over the plane, and the points. */
  field(number, paper) {
    const [picture] = this.library.pictures(this.widths().length + 1, LARGE, number);
    this.buffer ??= new OffscreenCanvas(LARGE, LARGE);
    this.buffer.getContext("2d").putImageData(picture, 0, 0);
    const context = this.canvas.getContext("2d");
    const size = this.canvas.width;
    context.drawImage(this.buffer, 0, 0, size, size);
    const reach = this.library.exports.reach();
    const place = (x) => ((x / reach + 1) / 2) * size;
    const points = this.library.points(this.test.checked);
    for (let i = 0; i < points.length; i += 3) {
      context.beginPath();
      context.arc(place(points[i]), place(-points[i + 1]), 3.6, 0, 7);
      context.fillStyle = CLASSES[points[i + 2]];
      context.strokeStyle = paper;
      context.fill();
      context.stroke();
    }
    const [train, test] = this.losses;
    this.canvas.setAttribute("aria-label", words.picture(this.steps, train.toFixed(2), test.toFixed(2)));
  }

  /** The weights: the thicker, the greater; orange above 0, blue below. */
  lines() {
    if (!this.wires) return;
    const box = this.net.getBoundingClientRect();
    const ends = [...this.net.querySelectorAll(".pg-column:not(.pg-depth)")].map((column) =>
      [...column.querySelectorAll("canvas")].map((canvas) => canvas.getBoundingClientRect()));
    ends.push([this.canvas.getBoundingClientRect()]);
    const weights = this.library.weights();
    const parts = [];
    let at = 0;
    for (let layer = 0; layer + 1 < ends.length; layer += 1) {
      for (const to of ends[layer + 1]) {
        for (const from of ends[layer]) {
          const weight = weights[at];
          at += 1;
          // Beneath the network on a narrow page the picture is not at the end of a line.
          if (to.left < from.right) continue;
          const [x1, y1] = [from.right - box.left, (from.top + from.bottom) / 2 - box.top];
          const [x2, y2] = [to.left - box.left, (to.top + to.bottom) / 2 - box.top];
          const middle = (x1 + x2) / 2;
          const line = svg("path", {
            d: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`, fill: "none",
            stroke: CLASSES[weight > 0 ? 1 : 0], "stroke-width": Math.min(6, 0.4 + 2 * Math.abs(weight)), opacity: 0.65,
          });
          parts.push(line);
        }
      }
    }
    this.wires.replaceChildren(...parts);
  }

  curves() {
    const most = Math.max(0.7, ...this.courses[0].slice(0, 400).filter(Number.isFinite));
    const path = (course) => course
      .map((loss, i) => `${i ? "L" : "M"}${(150 * i) / Math.max(1, course.length - 1)} ${58 - 56 * Math.min(1, (Number.isFinite(loss) ? loss : most) / most)}`)
      .join("");
    const line = (course, name) => svg("path", { d: path(course), class: name, fill: "none", "vector-effect": "non-scaling-stroke" });
    this.chart.replaceChildren(line(this.courses[1], "pg-test-line"), line(this.courses[0], "pg-train-line"));
  }
}

function open(root) {
  Library.load().then((library) => new Playground(root, library)).catch((error) => {
    root.textContent = words.broken(error.message);
  });
}

document.head.append(element("link", { rel: "stylesheet", href: `${HERE}playground.css` }));
document.querySelectorAll(".playground").forEach(open);
