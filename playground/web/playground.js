// The page around the playground: it draws and listens. What is drawn is computed by the library (playground/src),
// compiled to WebAssembly, which comes as `playground.wasm.js` beside this file when the first playground comes into view.
//
//   <div class="playground" data-options="data=xor&layers=4"></div>
//
// The options stand in the address of the page, so that a link shows another reader the same network.

(() => {
  const HERE = document.currentScript.src.replace(/[^/]*$/, "");
  const CHOICES = {
    data: [["circles", "circles"], ["xor", "exclusive or"], ["blobs", "two clouds"], ["moons", "moons"], ["spirals", "spirals"]],
    activation: [["tanh", "tanh"], ["relu", "ReLU"], ["sigmoid", "sigmoid"], ["linear", "none (linear)"]],
    optimizer: [["sgd", "SGD"], ["momentum", "SGD with momentum"], ["adam", "Adam"]],
    lr: ["0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3"].map((rate) => [rate, rate]),
    batch: ["1", "5", "10", "20", "50", "200"].map((size) => [size, size]),
    penalty: [["none", "none"], ["l1", "L1"], ["l2", "L2"]],
    strength: ["0", "0.001", "0.003", "0.01", "0.03", "0.1"].map((strength) => [strength, strength]),
    noise: ["0", "0.05", "0.1", "0.2", "0.3", "0.5"].map((noise) => [noise, noise]),
  };
  const LABELS = {
    data: "Data", noise: "Noise", activation: "Activation", optimizer: "Optimizer", lr: "Learning rate",
    batch: "Batch size", penalty: "Regularisation", strength: "Its strength",
  };
  const FEATURES = [
    ["x1", "x₁"], ["x2", "x₂"], ["x1^2", "x₁²"], ["x2^2", "x₂²"], ["x1*x2", "x₁x₂"], ["sin(x1)", "sin x₁"], ["sin(x2)", "sin x₂"],
  ];
  const START = {
    data: "circles", noise: "0.1", seed: "0", features: "x1,x2", layers: "4-2", activation: "tanh", optimizer: "sgd", lr: "0.1",
    batch: "10", penalty: "none", strength: "0.001",
  };
  const [MOST_LAYERS, MOST_NEURONS] = [6, 8];
  const [SMALL, LARGE] = [30, 100]; // pixels of a neuron's picture, and of the network's
  const CLASSES = ["#0072b2", "#d55e00"];
  const SVG = "http://www.w3.org/2000/svg";

  /** The library, compiled: numbers and places in its memory become numbers, texts and arrays. */
  class Library {
    constructor(instance) {
      this.exports = instance.exports;
    }

    static load() {
      Library.loading ??= new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `${HERE}playground.wasm.js`;
        script.onload = () => resolve(window.manabiPlayground);
        script.onerror = () => reject(new Error("playground.wasm.js is missing beside playground.js"));
        document.head.append(script);
      }).then(async (text) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        return WebAssembly.compile(bytes);
      });
      // Each playground has a library of its own, and so a state of its own.
      return Library.loading.then(async (module) => new Library(await WebAssembly.instantiate(module)));
    }

    bytes(length) {
      return new Uint8Array(this.exports.memory.buffer, this.exports.bytes(), length);
    }

    floats(length) {
      return Float32Array.from(new Float32Array(this.exports.memory.buffer, this.exports.floats(), length));
    }

    /** Starts anew; gives a sentence if the options are not understood. */
    start(options) {
      const text = new TextEncoder().encode(options);
      const place = this.exports.text(text.length);
      new Uint8Array(this.exports.memory.buffer, place, text.length).set(text);
      const length = this.exports.start();
      return length > 0 ? new TextDecoder().decode(this.bytes(length)) : null;
    }

    train(steps) {
      return this.exports.train(steps);
    }

    loss() {
      this.exports.loss();
      return this.floats(2);
    }

    points(test) {
      return this.floats(3 * this.exports.points(test ? 1 : 0));
    }

    weights() {
      return this.floats(this.exports.weights());
    }

    /** A picture for each neuron of a layer. */
    pictures(layer, size, paper) {
      const pixels = this.bytes(this.exports.neurons(layer, size, paper));
      const pictures = [];
      for (let at = 0; at < pixels.length; at += 4 * size * size) {
        pictures.push(new ImageData(new Uint8ClampedArray(pixels.slice(at, at + 4 * size * size)), size));
      }
      return pictures;
    }
  }

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
      this.options = { ...this.given, ...this.inAddress() };
      this.running = false;
      this.build();
      this.restart();
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
      new MutationObserver(() => this.draw()).observe(document.documentElement, { attributeFilter: ["class"] });
      new ResizeObserver(() => this.lines()).observe(this.net);
    }

    /** The options in the address of the page, if it has some for a playground. */
    inAddress() {
      const [, text] = location.hash.split("#playground:");
      return text ? Object.fromEntries(new URLSearchParams(text.replaceAll("+", "%2B"))) : {};
    }

    text() {
      return Object.entries(this.options).map(([name, value]) => `${name}=${value}`).join("&");
    }

    build() {
      const chooser = (name) => {
        const select = element("select", { "data-option": name, onchange: () => this.set(name, select.value) });
        select.append(...CHOICES[name].map(([value, label]) => element("option", { value }, label)));
        return element("label", {}, element("span", {}, LABELS[name]), select);
      };
      const button = (label, title, act) => element("button", { type: "button", title, onclick: act }, label);
      this.play = button("▶ Learn", "Start or stop learning", () => this.toggle());
      this.play.classList.add("pg-play");
      this.status = element("p", { class: "pg-status", role: "status" });
      this.net = element("div", { class: "pg-net" });
      this.canvas = element("canvas", { class: "pg-field", role: "img", width: 2 * 150, height: 2 * 150 });
      this.chart = svg("svg", { class: "pg-chart", viewBox: "0 0 150 60", preserveAspectRatio: "none", "aria-hidden": "true" });
      this.test = element("input", { type: "checkbox", onchange: () => this.draw() });
      this.root.replaceChildren(
        element("div", { class: "pg-bar" },
          this.play,
          button("Step", "One step of training", () => this.step()),
          button("Again", "New weights of the same seed, from the start", () => this.restart()),
          button("Other seed", "Other points and other first weights", () => this.set("seed", String((Number(this.options.seed) + 1) % 1000))),
          this.status),
        element("div", { class: "pg-options" }, ...Object.keys(LABELS).map(chooser)),
        element("div", { class: "pg-stage" },
          this.net,
          element("div", { class: "pg-out" },
            this.canvas,
            element("label", { class: "pg-test" }, this.test, "show the points that it is asked about"),
            this.chart,
            element("p", { class: "pg-legend" },
              element("span", { class: "pg-train-key" }, "loss on points learned from"), " ",
              element("span", { class: "pg-test-key" }, "on others")))),
      );
    }

    set(name, value) {
      const before = this.options;
      this.options = { ...this.options, [name]: value };
      if (!this.restart()) this.options = before;
      history.replaceState(null, "", `#playground:${this.text()}`);
    }

    /** Starts anew with the options as they are; whether they were understood. */
    restart() {
      const wrong = this.library.start(this.text());
      if (wrong) {
        // An address typed by hand may hold anything; what the page offers is always understood.
        this.options = { ...this.given };
        this.library.start(this.text());
      }
      this.steps = 0;
      this.courses = [[], []];
      this.controls();
      this.columns();
      this.measure();
      this.draw();
      if (wrong) this.status.textContent = `The address was not understood (${wrong}).`;
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
      const layers = (next) => this.set("layers", next.join("-"));
      const feature = ([name, label]) => {
        const on = chosen.includes(name);
        const rest = FEATURES.map(([other]) => other).filter((other) => (other === name ? !on : chosen.includes(other)));
        return element("button", {
          type: "button", class: "pg-feature", "aria-pressed": String(on), disabled: on && chosen.length === 1,
          title: on ? "The network sees this; leave it out" : "Let the network see this", onclick: () => this.set("features", rest.join(",")),
        }, element("span", {}, label), ...(on ? [small(`feature ${label}`)] : []));
      };
      const column = (width, i) => {
        const change = (by) => layers(widths.map((w, j) => (j === i ? w + by : w)));
        return element("div", { class: "pg-column" },
          element("div", { class: "pg-count" },
            element("button", { type: "button", title: "A neuron less", disabled: width === 1, onclick: () => change(-1) }, "−"),
            element("span", {}, `${width}`),
            element("button", { type: "button", title: "A neuron more", disabled: width === MOST_NEURONS, onclick: () => change(1) }, "+")),
          ...Array.from({ length: width }, (_, j) => small(`neuron ${j + 1} of hidden layer ${i + 1}`)));
      };
      this.net.replaceChildren(
        element("div", { class: "pg-column" }, element("div", { class: "pg-count" }, "features"), ...FEATURES.map(feature)),
        ...widths.map(column),
        element("div", { class: "pg-column pg-depth" },
          element("button", { type: "button", title: "A hidden layer more", disabled: widths.length === MOST_LAYERS, onclick: () => layers([...widths, 2]) }, "+ layer"),
          element("button", { type: "button", title: "A hidden layer less", disabled: widths.length === 0, onclick: () => layers(widths.slice(0, -1)) }, "− layer")),
      );
      this.wires = svg("svg", { class: "pg-wires", "aria-hidden": "true" });
      this.net.prepend(this.wires);
    }

    toggle() {
      this.running = !this.running;
      this.play.textContent = this.running ? "❚❚ Stop" : "▶ Learn";
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
        ? `The loss is no number any more after step ${this.steps}: the learning rate is too large. Choose a smaller one.`
        : `step ${this.steps}, epoch ${epoch}, loss ${train}, on other points ${test}`;
    }

    draw() {
      const paper = getComputedStyle(this.root).getPropertyValue("--pg-paper").trim();
      const number = Number.parseInt(paper.slice(1), 16);
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
      this.canvas.setAttribute("aria-label",
        `What the network answers over the plane after ${this.steps} steps: blue for one class, orange for the other. ` +
        `Loss ${train.toFixed(2)}, on other points ${test.toFixed(2)}.`);
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
      root.textContent = `The playground cannot start: ${error.message}.`;
    });
  }

  const roots = document.querySelectorAll(".playground");
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries.filter(({ isIntersecting }) => isIntersecting)) {
      seen.unobserve(entry.target);
      open(entry.target);
    }
  }, { rootMargin: "200px" });
  roots.forEach((root) => seen.observe(root));
})();
