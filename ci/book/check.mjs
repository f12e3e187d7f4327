// Opens the built book in a real browser, as files and with the network off, and checks what a reader would see.
//
//   node check.mjs --book book/html --out DIR [--pages index,02-perceptron]
//
// On every page nothing is asked of any host and no script fails (book.mjs), nothing scrolls sideways on a phone, and axe
// finds no barrier (pages.mjs). The search, keys and themes, and the playground are used as a reader uses them. Screenshots
// of --pages go to DIR, wide and narrow, light and dark. Ends with 1 and a sentence for each thing that is wrong. Links,
// anchors and headings are checked when the book is built (lessons/src/book/check.rs).

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { openBrowser } from "../jupyterlab/notebook_page.mjs";
import { Book } from "./book.mjs";
import { checkKeys } from "./keys.mjs";
import { checkLanguages } from "./languages.mjs";
import { checkPages, takePictures } from "./pages.mjs";
import { checkPlayground } from "./playground.mjs";
import { checkSearch } from "./search.mjs";

const { values: options } = parseArgs({
  options: {
    book: { type: "string", default: "book/html" },
    out: { type: "string", default: "screenshots" },
    pages: { type: "string", default: "index,how-to-read,00-setup,00-setup.ja,01-map,02-perceptron,02-perceptron.ja,glossary,items" }, // of which pictures are made
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});
const book = new Book(options.book);

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
    await checkPages(book, page);
    await checkSearch(book, page, out);
    await checkKeys(book, page, "02-perceptron", "03-forward");
    await checkLanguages(book, page);
    await checkPlayground(book, page, "index");
    await takePictures(book, page, options.pages.split(","), out);
  } finally {
    await browser?.close().catch(() => {});
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  if (book.problems.length > 0) throw new Error(`\n${[...new Set(book.problems)].join("\n")}`);
  console.log(`${book.names.length} pages of the book were opened without a network; screenshots are in ${options.out}`);
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
