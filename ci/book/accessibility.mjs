// Accessibility: what axe finds on a page, with all that is folded open.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What keeps a reader of the page that is open from a part of it; a sentence each. */
export async function barriers(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    // What axe would preload are style sheets, and a page opened as a file may not read them.
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"], preload: false });
    return violations.map(({ id, impact, help, nodes }) => {
      const [{ html, any, all, none }] = nodes;
      const [why] = [...any, ...all, ...none].map(({ message }) => message);
      return `${help} (axe: ${id}, ${impact}, ${nodes.length} times): ${html.slice(0, 120)}: ${why ?? ""}`;
    });
  });
}
