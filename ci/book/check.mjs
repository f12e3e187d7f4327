// Opens the built book in a real browser, as files and with the network off, and checks what a reader would see.
//
//   node check.mjs --book book/html --out DIR [--pages index,02-perceptron]
//
// On every page: nothing is asked of any host, no script fails, no picture is broken, nothing scrolls sideways at 390 px
// but boxes that say so, and every part that can be used can be reached and named. The search finds English and Japanese
// words on the pages that hold them. Keys work, and both themes. Screenshots of --pages go to DIR, wide and narrow, light
// and dark. Ends with 1 and a sentence for each thing that is wrong. Links, anchors and headings are checked when the
// book is built (lessons/src/book/check.rs).

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";

import { openBrowser } from "../jupyterlab/notebook_page.mjs";

const { values: options } = parseArgs({
  options: {
    book: { type: "string", default: "book/html" },
    out: { type: "string", default: "screenshots" },
    pages: { type: "string", default: "index,how-to-read,02-perceptron,glossary,items" }, // of which pictures are made
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const WORDS = ["パーセプトロン", "再現性", "softmax", "ＸＯＲ learning"];

const book = resolve(options.book);
const problems = [];
const address = (name) => pathToFileURL(join(book, `${name}.html`)).href;
const names = readdirSync(book).filter((file) => file.endsWith(".html")).map((file) => file.slice(0, -5)).sort();

/** Opens a page and collects what goes wrong while `look` looks at it. */
async function visit(page, name, look) {
  const say = (sentence) => problems.push(`${name}: ${sentence}`);
  const foreign = (request) => {
    if (!/^(file|data|blob):/.test(request.url())) say(`asks for ${request.url()}`);
  };
  const missing = (request) => say(`cannot load ${request.url()}`);
  const failed = (error) => say(`a script fails: ${error.message}`);
  const said = (message) => message.type() === "error" && say(`the console says: ${message.text()}`);
  const on = { request: foreign, requestfailed: missing, pageerror: failed, console: said };
  for (const [event, listener] of Object.entries(on)) page.on(event, listener);
  try {
    await page.goto(address(name));
    await page.evaluate(() => document.fonts.ready);
    await look(say);
  } catch (error) {
    say(error.message);
  } finally {
    for (const [event, listener] of Object.entries(on)) page.off(event, listener);
  }
}

/** What is wider than the window, although it is in no box that scrolls. */
const sideways = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return null;
  const wide = [...document.querySelectorAll("main *")].find((part) => part.getBoundingClientRect().right > width + 1
    && !part.closest("pre, .table, .formula, .rich, .picture"));
  return wide ? wide.outerHTML.slice(0, 120) : "something outside of the text";
});

/** Parts that a keyboard or a screen reader cannot use. */
const unusable = (page) => page.evaluate(() => {
  const shown = (part) => part.checkVisibility() && !part.closest("[inert], dialog:not([open])");
  const name = (part) => (part.getAttribute("aria-label") ?? part.textContent).trim();
  const mute = [...document.querySelectorAll("a[href], button, summary")].filter((part) => shown(part) && !name(part));
  const stuck = [...document.querySelectorAll("main *")].filter((part) => part.scrollWidth > part.clientWidth + 1
    && ["auto", "scroll"].includes(getComputedStyle(part).overflowX)
    && shown(part) && part.tabIndex < 0 && !part.querySelector("a, button, [tabindex]"));
  const blind = [...document.querySelectorAll("main img")].filter((image) => !image.complete || !image.naturalWidth);
  return [
    ...mute.map((part) => `has no name: ${part.outerHTML.slice(0, 100)}`),
    ...stuck.map((part) => `scrolls, but not by keys: ${part.outerHTML.slice(0, 100)}`),
    ...blind.map((part) => `is a broken picture: ${part.outerHTML.slice(0, 100)}`),
  ];
});

/** Contrast of a page's text with what it stands on, where that is one colour: the lowest, with its text. */
const faintest = (page) => page.evaluate(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const color = (text) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (part) => {
    for (let at = part; at; at = at.parentElement) {
      const found = color(getComputedStyle(at).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255, 255];
  };
  let worst = { ratio: 21, text: "" };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const part = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || !part.checkVisibility() || part.closest("svg, .copy, dialog, script, style")) continue;
    const [a, b] = [light(color(getComputedStyle(part).color)), light(behind(part))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < worst.ratio) worst = { ratio, text: text.slice(0, 40) };
  }
  return worst;
});

async function every(page) {
  for (const name of names) {
    await visit(page, name, async (say) => {
      await page.setViewportSize(PHONE);
      const wide = await sideways(page);
      if (wide) say(`scrolls sideways at ${PHONE.width} px: ${wide}`);
      (await unusable(page)).forEach(say);
      await page.setViewportSize(WIDE);
      if (await sideways(page)) say(`scrolls sideways at ${WIDE.width} px`);
    });
  }
}

async function pictures(page, out) {
  for (const name of options.pages.split(",")) {
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const [size, viewport] of [["wide", WIDE], ["phone", PHONE]]) {
        await page.setViewportSize(viewport);
        await visit(page, name, async (say) => {
          const { ratio, text } = await faintest(page);
          if (ratio < 4.5) say(`in ${scheme} "${text}" has a contrast of ${ratio.toFixed(2)}; 4.5 is the least`);
          await page.screenshot({ path: join(out, `${name}-${size}-${scheme}.png`), fullPage: true });
        });
      }
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(WIDE);
}

/** Every word must be found exactly on the pages whose text holds it, as far as results are shown. */
async function search(page, out) {
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  await visit(page, "how-to-read", async (say) => {
    for (const words of WORDS) {
      await page.keyboard.press("/");
      await page.locator("dialog.search[open]").waitFor();
      await page.locator("dialog.search input").fill(words);
      await page.waitForFunction((words) => document.querySelector("dialog.search ol").dataset.words === words, words);
      const found = await page.locator("dialog.search li a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      await page.screenshot({ path: join(out, `search-${WORDS.indexOf(words)}.png`) });
      await page.keyboard.press("Escape");
      if (await page.locator("dialog.search[open]").count()) say("Escape does not close the search");
      const pages = new Set(found.map((href) => href.split(/[.]html/)[0]));
      const all = fold(words).split(" ");
      const text = (name) => fold(readFileSync(join(book, `${name}.html`), "utf8")
        .replace(/^[^]*?<main[^>]*>|<\/main>[^]*$/g, "").replace(/<[^>]*>/g, ""));
      const holding = names.filter((name) => all.every((word) => text(name).includes(word)));
      if (holding.length === 0 && pages.size === 0) console.log(`no page holds ${words} yet`);
      if (holding.length > 0 && pages.size === 0) say(`the search for ${words} finds nothing; ${holding} hold it`);
      for (const name of pages) {
        if (!holding.includes(name)) say(`the search for ${words} finds ${name}, which does not hold it`);
      }
    }
    // A result leads to its place.
    await page.keyboard.press("/");
    await page.locator("dialog.search input").fill("decision boundary");
    await page.locator("dialog.search li a").first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/html/);
    await page.locator("h1").waitFor();
    if (page.url().includes("how-to-read")) say("Enter in the search does not open the first result");
  });
}

async function keysAndThemes(page) {
  await visit(page, "02-perceptron", async (say) => {
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => document.activeElement.textContent);
    if (!first.startsWith("Skip")) say(`the first stop of the Tab key is "${first}", not the link to the text`);
    await page.keyboard.press("Enter");
    if (!page.url().endsWith("#text")) say("the link to the text does not lead there");
    const outline = await page.evaluate(() => {
      const link = document.querySelector("main a");
      link.focus({ focusVisible: true });
      return getComputedStyle(link).outlineStyle;
    });
    if (outline === "none") say("what has the focus is not marked");

    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const seen = [await paper()];
    for (let i = 0; i < 2; i += 1) {
      await page.locator(".choose-theme").click();
      seen.push(await paper());
    }
    if (seen[0] !== seen[1] || seen[1] === seen[2]) say(`the theme button goes through ${seen.join(", ")}`);
    await page.reload();
    if (await paper() !== seen[2]) say("the chosen theme is lost on the next page");
    await page.locator(".choose-theme").click();

    for (const details of await page.locator("main details > summary").all()) {
      await details.focus();
      await page.keyboard.press("Enter");
      if (!await details.evaluate((summary) => summary.parentElement.open)) say("a folded part does not open by Enter");
    }
    await page.setViewportSize(PHONE);
    await page.locator(".open-contents").click();
    const listed = page.locator("#contents a[aria-current]");
    if (!await listed.isVisible()) say("on a phone the contents do not open");
    await page.keyboard.press("Escape");
    if (await listed.isVisible()) say("on a phone Escape does not close the contents");
    await page.setViewportSize(WIDE);
  });
  await visit(page, "02-perceptron", async (say) => {
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/03-/).catch(() => say("the right arrow does not turn the page"));
  });
}

async function main() {
  const out = resolve(options.out);
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "book-check-"));
  let browser;
  try {
    browser = await openBrowser(options.chromium, join(folder, "profile"));
    await browser.setOffline(true);
    const page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    await every(page);
    await search(page, out);
    await keysAndThemes(page);
    await pictures(page, out);
  } finally {
    await browser?.close().catch(() => {});
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  if (problems.length > 0) throw new Error(`\n${[...new Set(problems)].join("\n")}`);
  console.log(`${names.length} pages of the book were opened without a network; screenshots are in ${options.out}`);
}

// Node ends quietly when nothing is left to wait for, whether or not the check came to its end.
process.exitCode = 1;
process.on("beforeExit", () => console.error("Book check: it ended before it was done"));
main().then(
  () => process.exit(0),
  (error) => {
    console.error(`Book check: ${error.message}`);
    process.exit(1);
  },
);
