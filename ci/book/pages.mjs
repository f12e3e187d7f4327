// Every page by itself: it fits on a phone, its pictures are whole, and nobody is kept from a part of it, in light and dark.

import { join } from "node:path";

import { barriers } from "./accessibility.mjs";
import { PHONE, WIDE } from "./book.mjs";
import { pale } from "./pictures.mjs";

export async function checkPages(book, page) {
  for (const name of book.names) {
    await book.visit(page, name, async (say) => {
      await page.setViewportSize(PHONE);
      const wide = await sideways(page);
      if (wide) say(`scrolls sideways at ${PHONE.width} px: ${wide}`);
      await page.setViewportSize(WIDE);
      if (await sideways(page)) say(`scrolls sideways at ${WIDE.width} px`);
      (await blind(page)).forEach((part) => say(`a picture is broken: ${part}`));
      for (const scheme of ["dark", "light"]) {
        await page.emulateMedia({ colorScheme: scheme });
        const found = [...(await barriers(page)), ...(await pale(page))];
        found.forEach((sentence) => say(`in ${scheme}: ${sentence}`));
      }
    });
  }
}

/** Pictures of pages for a person to look at: wide and narrow, light and dark. */
export async function takePictures(book, page, names, out) {
  for (const name of names) {
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const [size, viewport] of [["wide", WIDE], ["phone", PHONE]]) {
        await page.setViewportSize(viewport);
        await book.visit(page, name, async () => {
          await page.screenshot({ path: join(out, `${name}-${size}-${scheme}.png`), fullPage: true });
        });
      }
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(WIDE);
}

/** What is wider than the window, although it is in no box that scrolls. */
const sideways = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return null;
  const wide = [...document.querySelectorAll("main *")].find((part) => part.getBoundingClientRect().right > width + 1
    && !part.closest("pre, .table, .formula, .rich, .picture"));
  return wide ? wide.outerHTML.slice(0, 120) : "something outside of the text";
});

const blind = (page) => page.evaluate(() => [...document.querySelectorAll("main img")]
  .filter((image) => !image.complete || !image.naturalWidth).map((image) => image.outerHTML.slice(0, 100)));
