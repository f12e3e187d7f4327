// Contrast of a text with what is behind it, as WCAG defines it: 4.5 is the least for text of usual size.

/** The faintest text below the first element of `selector`: its ratio, and how it begins. */
export function faintest(page, selector) {
  return page.evaluate((selector) => {
    const root = document.querySelector(selector);
    const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    // The browser itself reads a colour, in whatever form it is written.
    const read = (css) => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data];
    };
    const over = (front, back) => {
      const share = front[3] / 255;
      return back.map((part, i) => front[i] * share + part * (1 - share));
    };
    // Backgrounds may be sheer: the page's own lies below all of them.
    const behind = (element) => {
      const layers = [];
      for (let at = element; at; at = at.parentElement) {
        layers.push(read(getComputedStyle(at).backgroundColor));
        if (layers.at(-1)[3] === 255) break;
      }
      return layers.reduceRight((back, layer) => over(layer, back), [255, 255, 255, 255]).with(3, 255);
    };
    const luminance = (colour) => {
      const [r, g, b] = colour.slice(0, 3).map((part) => {
        const value = part / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let worst = { ratio: 21, text: "" };
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      const text = texts.currentNode.textContent.trim();
      if (!text || !element.checkVisibility()) continue;
      let opacity = 1;
      for (let at = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
      const back = behind(element);
      const front = read(getComputedStyle(element).color);
      const seen = over(front.with(3, front[3] * opacity), back);
      const [a, b] = [luminance(seen), luminance(back)];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < worst.ratio) worst = { ratio, text: text.slice(0, 40) };
    }
    return worst;
  }, selector);
}
