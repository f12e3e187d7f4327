// Keys and themes: all of a page without a mouse, and the colours that the reader chose.

import { PHONE, WIDE } from "./book.mjs";

/** Checks them on the page `name`, after which comes `next`. */
export async function checkKeys(book, page, name, next) {
  await book.visit(page, name, async (say) => {
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => document.activeElement.textContent);
    if (!first.startsWith("Skip")) say(`the first stop of the Tab key is "${first}", not the link to the text`);
    await page.keyboard.press("Enter");
    await page.waitForURL(/#text$/).catch(() => say("the link to the text does not lead there"));
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
      const open = () => details.evaluate((summary) => summary.parentElement.open);
      const before = await open();
      await details.focus();
      await page.keyboard.press("Enter");
      if (await open() === before) say("a folded part does not open or close by Enter");
    }
    await page.setViewportSize(PHONE);
    await page.locator(".open-contents").click();
    const listed = page.locator("#contents a[aria-current]");
    await listed.waitFor().catch(() => say("on a phone the contents do not open"));
    await page.keyboard.press("Escape");
    await listed.waitFor({ state: "hidden" }).catch(() => say("on a phone Escape does not close the contents"));
    await page.setViewportSize(WIDE);
  });
  await book.visit(page, name, async (say) => {
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(book.address(next)).catch(() => say("the right arrow does not turn the page"));
  });
}
