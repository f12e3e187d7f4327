// The search: it finds English and Japanese words on the pages that hold them, and by keys alone.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const WORDS = ["パーセプトロン", "再現性", "softmax", "ＸＯＲ learning"];

/** Every word must be found exactly on the pages whose text holds it, as far as results are shown. */
export async function checkSearch(book, page, out) {
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  await book.visit(page, "how-to-read", async (say) => {
    for (const words of WORDS) {
      await page.keyboard.press("/");
      await page.locator("dialog.search[open]").waitFor();
      await page.locator("dialog.search input").fill(words);
      await page.waitForFunction((words) => document.querySelector("dialog.search ol").dataset.words === words, words);
      const found = await page.locator("dialog.search li a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      await page.screenshot({ path: join(out, `search-${WORDS.indexOf(words)}.png`) });
      await page.keyboard.press("Escape");
      const open = page.locator("dialog.search[open]");
      await open.waitFor({ state: "detached" }).catch(() => say("Escape does not close the search"));
      const pages = new Set(found.map((href) => href.split(/[.]html/)[0]));
      const all = fold(words).split(" ");
      const text = (name) => fold(readFileSync(join(book.folder, `${name}.html`), "utf8")
        .replace(/^[^]*?<main[^>]*>|<\/main>[^]*$/g, "").replace(/<[^>]*>/g, ""));
      const holding = book.names.filter((name) => all.every((word) => text(name).includes(word)));
      if (holding.length === 0 && pages.size === 0) console.log(`no page holds ${words} yet`);
      if (holding.length > 0 && pages.size === 0) say(`the search for ${words} finds nothing; ${holding} hold it`);
      for (const name of pages) {
        if (!holding.includes(name)) say(`the search for ${words} finds ${name}, which does not hold it`);
      }
    }
    // It opens again at once.
    for (let i = 0; i < 5; i += 1) {
      await page.keyboard.press("/");
      await page.locator("dialog.search[open]").waitFor();
      await page.keyboard.press("Escape");
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
