// The languages: a Japanese page says that it is one, leads to its English page and back, and stays Japanese where it can.

export async function checkLanguages(book, page) {
  const japanese = book.names.filter((name) => name.endsWith(".ja"));
  if (japanese.length === 0) book.problems.push("no page is in Japanese");
  for (const name of japanese) {
    const english = name.slice(0, -".ja".length);
    await book.visit(page, name, async (say) => {
      const { lang, left } = await page.evaluate(() => ({
        lang: document.documentElement.lang,
        left: [...document.querySelectorAll("summary, .label, button, [aria-label]")]
          .filter((part) => !part.closest("[lang=en], svg, .playground"))
          .map((part) => (part.getAttribute("aria-label") ?? part.textContent).trim())
          .filter((text) => /[a-z]{3}/i.test(text) && !/[\u3040-\u9fff]/.test(text)),
      }));
      if (lang !== "ja") say(`its language is ${lang}`);
      if (left.length) say(`in English is still: ${left.join("; ")}`);
      const away = await page.locator("a[href$='.html'], a[href*='.html#']").evaluateAll((links) => links
        .map((link) => [link.getAttribute("href").replace(/[.]html.*/, ""), link.hreflang]));
      for (const [target, language] of away.filter(([target]) => !target.endsWith(".ja"))) {
        if (book.names.includes(`${target}.ja`) && target !== english) say(`leads to ${target} in English although it is there in Japanese`);
        if (language !== "en") say(`leads to ${target} without saying that it is in English`);
      }
      // The section that is read is the section that is shown in the other language, and back.
      const section = page.locator("main h2[id]").nth(3);
      const id = await section.getAttribute("id");
      await section.evaluate((heading) => heading.scrollIntoView());
      for (const [words, there] of [["English", english], ["日本語", name]]) {
        // By its place: a click on the link would scroll the page, which is what must stay.
        const { x, y, width, height } = await page.locator(".bar").getByRole("link", { name: words, exact: true }).boundingBox();
        await page.mouse.click(x + width / 2, y + height / 2);
        await page.waitForURL(`${book.address(there)}#${encodeURIComponent(id)}`);
        await page.waitForFunction((id) => {
          const { top } = document.getElementById(id).getBoundingClientRect();
          return top >= 0 && top < innerHeight / 3;
        }, id);
      }
      await prefers(page, say, "ja");
      await page.goto(book.address(english));
      await prefers(page, say, "en");
    });
  }
}

/** The search of a page finds pages in its own language first, and the others after them. */
async function prefers(page, say, language) {
  await page.keyboard.press("/");
  await page.locator("dialog.search input").fill("xor");
  await page.waitForFunction(() => document.querySelector("dialog.search ol").dataset.words === "xor");
  const found = await page.locator("dialog.search li").evaluateAll((items) => items.map((item) => item.lang));
  const sorted = [...found].sort((a, b) => (b === language) - (a === language));
  if (found[0] !== language || found.join() !== sorted.join()) say(`the search on a page in ${language} finds ${found.join(" ")}`);
  if (new Set(found).size < 2) say("the search finds XOR in one language only");
  await page.keyboard.press("Escape");
}
