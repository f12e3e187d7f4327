// The playground, used as a reader uses it: by mouse, by keys and by touch, as a file and with the network off.

import { barriers } from "./accessibility.mjs";
import { PHONE, WIDE } from "./book.mjs";

const LEAST_STEPS_A_SECOND = 200;
const PATIENCE = { timeout: 60_000 };

/** Uses the playground of the page `name`. */
export async function checkPlayground(book, page, name) {
  for (const part of [byMouse, options, speed, byKeys, byTouch, inTheDark]) {
    // Few lines at first: the playground lies below them.
    await page.setViewportSize({ ...(part === byTouch ? PHONE : WIDE), height: 300 });
    await book.visit(page, name, async (say) => {
      if (await page.locator("script[src*='playground/']").count()) say("the playground is loaded before it comes into view");
      const playground = new Playground(page);
      await playground.load();
      await page.setViewportSize(part === byTouch ? PHONE : WIDE);
      await part(playground, say);
    });
  }
}

/** The playground of the page that is open. */
class Playground {
  constructor(page) {
    this.page = page;
    this.root = page.locator(".playground");
  }

  /** Brings it into view, as a reader who scrolls; it is loaded then and not before. */
  async load() {
    await this.root.scrollIntoViewIfNeeded();
    await this.page.waitForFunction(() => document.querySelector(".playground").dataset.steps !== undefined, null, PATIENCE);
  }

  button(words) {
    return this.root.getByRole("button", { name: words });
  }

  /** What a person sees: steps and loss as they are shown, the picture, and the options in the address. */
  state() {
    return this.page.evaluate(() => {
      const root = document.querySelector(".playground");
      const said = Object.fromEntries(new URLSearchParams(location.hash.split("#playground:")[1]?.replaceAll("+", "%2B") ?? ""));
      return {
        steps: Number(root.dataset.steps), loss: Number(root.dataset.loss), said,
        picture: root.querySelector(".pg-field").toDataURL(),
        neurons: root.querySelectorAll(".pg-column canvas").length,
      };
    });
  }

  /** Waits until the state is as wanted; a sentence if that does not come. */
  async until(wanted, sentence) {
    for (const end = Date.now() + PATIENCE.timeout; Date.now() < end; await this.page.waitForTimeout(100)) {
      const state = await this.state();
      if (wanted(state)) return state;
    }
    throw new Error(`the playground: ${sentence}`);
  }

  /** Chooses in a list as by keys: the first letters of what is shown. */
  async choose(option, words) {
    const list = this.root.locator(`select[data-option=${option}]`);
    await list.focus();
    await this.page.keyboard.type(words);
    const shown = await list.evaluate((list) => list.selectedOptions[0].textContent);
    if (!shown.startsWith(words)) throw new Error(`the playground: typing ${words} in the list ${option} chooses ${shown}`);
  }

  /** From the start with the options as they are, ten steps by the button. */
  async tenSteps() {
    await this.button("Again").click();
    for (let i = 0; i < 10; i += 1) await this.button(/^Step$/).click();
    return this.until(({ steps }) => steps === 10, "ten clicks on Step are not ten steps");
  }
}

async function byMouse(playground, say) {
  const { page } = playground;
  const before = await playground.state();
  if (before.steps !== 0) say(`the playground starts with step ${before.steps}`);
  await playground.button("Learn").click();
  const after = await playground.until(({ loss }) => loss < before.loss / 2, `the loss does not fall below half of ${before.loss}`);
  if (after.picture === before.picture) say("the picture of the playground does not change while it learns");
  await playground.button("Stop").click();
  const { steps } = await playground.state();
  await page.waitForTimeout(300);
  if ((await playground.state()).steps !== steps) say("the playground learns on after Stop");
}

/** Every choice is seen: in the address, and in what ten steps from the start lead to. */
async function options(playground, say) {
  let last = await playground.tenSteps();
  const changes = [
    ["data=spirals", () => playground.choose("data", "spirals")],
    ["features=x1,x2,x1^2", () => playground.button("x₁²").click()],
    ["features=x2,x1^2", () => playground.button(/^x₁( |$)/).click()],
    ["layers=4-2-2", () => playground.button("+ layer").click()],
    ["layers=5-2-2", () => playground.button("A neuron more in hidden layer 1").click()],
    ["layers=4-2-2", () => playground.button("A neuron less in hidden layer 1").click()],
    ["penalty=l2", () => playground.choose("penalty", "L2")],
    ["strength=0.1", () => playground.choose("strength", "0.1")],
    ["penalty=l1", () => playground.choose("penalty", "L1")],
    ["activation=relu", () => playground.choose("activation", "ReLU")],
    ["lr=0.03", () => playground.choose("lr", "0.03")],
    ["optimizer=adam", () => playground.choose("optimizer", "Adam")],
    ["batch=50", () => playground.choose("batch", "50")],
    ["noise=0.3", () => playground.choose("noise", "0.3")],
    ["seed=1", () => playground.button("Other seed").click()],
    ["layers=4-2", () => playground.button("− layer").click()],
  ];
  for (const [change, act] of changes) {
    await act();
    const [key, value] = change.split("=");
    await playground.until(({ said }) => said[key] === value, `the address does not say ${change}`);
    const now = await playground.tenSteps();
    if (now.picture === last.picture) say(`${change} changes nothing in what the playground learns`);
    last = now;
  }
  await playground.page.reload();
  await playground.load();
  const again = await playground.tenSteps();
  if (JSON.stringify(again) !== JSON.stringify(last)) say("a reload loses what was chosen in the playground");
}

/** The rate at which a net of 2-8-8-1 learns while it is drawn: the best second of ten. */
async function speed(playground, say) {
  for (let i = 0; i < 4; i += 1) await playground.button("A neuron more in hidden layer 1").click();
  for (let i = 0; i < 6; i += 1) await playground.button("A neuron more in hidden layer 2").click();
  await playground.until(({ said }) => said.layers === "8-8", "ten clicks on + do not make two layers of 8");
  await playground.button("Learn").click();
  const rates = [];
  while (rates.length < 10 && !(rates.length >= 3 && Math.max(...rates) >= LEAST_STEPS_A_SECOND)) {
    rates.push(await playground.page.evaluate(async () => {
      const root = document.querySelector(".playground");
      const [steps, began] = [Number(root.dataset.steps), performance.now()];
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return (Number(root.dataset.steps) - steps) / ((performance.now() - began) / 1000);
    }));
  }
  const best = Math.max(...rates);
  console.log(`the playground trains a 2-8-8-1 net at ${best.toFixed(0)} steps a second`);
  if (best < LEAST_STEPS_A_SECOND) say(`the playground makes ${best.toFixed(0)} steps a second with a 2-8-8-1 net; ${LEAST_STEPS_A_SECOND} are the least`);
}

/** Everything by keys alone, from the page's start on. */
async function byKeys(playground, say) {
  const { page } = playground;
  const focused = (text) => page.evaluate((text) => {
    const part = document.activeElement;
    return (part.dataset.option ?? part.textContent.trim()) === text && part.closest(".playground") !== null;
  }, text);
  const tabTo = async (text) => {
    for (let i = 0; i < 200; i += 1) {
      if (await focused(text)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`the Tab key does not come to ${text} of the playground`);
  };
  await tabTo("▶ Learn");
  await page.keyboard.press("Enter");
  await playground.until(({ steps }) => steps > 20, "Enter on Learn does not start it");
  await page.keyboard.press("Enter");
  await tabTo("data");
  await page.keyboard.press("ArrowDown");
  await playground.until(({ said }) => said.data === "xor", "the arrow keys do not choose other data");
  for (const [text, key, value] of [["x₁²", "features", "x1,x2,x1^2"], ["+", "layers", "5-2"], ["+ layer", "layers", "5-2-2"]]) {
    await tabTo(text);
    await page.keyboard.press("Space");
    await playground.until(({ said }) => said[key] === value, `the space bar on ${text} does not make ${key} ${value}`);
    if (!await focused(text)) say(`the focus is lost when ${text} of the playground is pressed`);
  }
}

/** A finger on a phone: it starts, and no control lies outside of the page. */
async function byTouch(playground, say) {
  const { page } = playground;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  try {
    const tap = async (part) => {
      await part.scrollIntoViewIfNeeded();
      const { x, y, width, height } = await part.boundingBox();
      const touchPoints = [{ x: x + width / 2, y: y + height / 2 }];
      await devtools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
      await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    };
    await tap(playground.button("Learn"));
    await playground.until(({ steps }) => steps > 20, "a tap on Learn does not start it");
    await tap(playground.button("+ layer"));
    await playground.until(({ said }) => said.layers === "4-2-2", "a tap on + layer does not add one");
    const outside = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    if (outside) say("with the playground the page scrolls sideways on a phone");
    const small = await playground.root.locator("button, select").evaluateAll((parts) => parts
      .map((part) => [part.textContent.slice(0, 20), part.getBoundingClientRect()])
      .filter(([, box]) => Math.min(box.width, box.height) < 24).map(([text]) => text));
    if (small.length) say(`less than 24 px for a finger: ${small}`);
  } finally {
    await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: false });
    await devtools.detach();
  }
}

/** Its picture follows the theme of the page. */
async function inTheDark(playground, say) {
  const light = await playground.state();
  await playground.page.emulateMedia({ colorScheme: "dark" });
  await playground.until(({ picture }) => picture !== light.picture, "the picture stays light on a dark page");
  (await barriers(playground.page)).forEach((sentence) => say(`the playground in the dark: ${sentence}`));
  await playground.page.emulateMedia({ colorScheme: "light" });
  (await barriers(playground.page)).forEach((sentence) => say(`the playground: ${sentence}`));
  const back = await playground.until(({ picture }) => picture === light.picture, "the picture stays dark on a light page");
  if (back.steps !== light.steps) say("a change of the theme starts the playground anew");
}
