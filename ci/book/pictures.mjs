// Drawn pictures: a text in them can be told from the shape that it lies on. axe looks at no text in a drawing.

/** The texts of drawings whose contrast with what is behind them is below `least` to 1; a sentence each. */
export const pale = (page, least = 4.5) => page.evaluate((least) => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (css) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = css;
    context.fillRect(0, 0, 1, 1);
    const parts = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const middle = (text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    return new DOMPoint((left + right) / 2, (top + bottom) / 2);
  };
  const paper = getComputedStyle(document.documentElement).backgroundColor;
  const sentences = [];
  for (const text of document.querySelectorAll(".picture svg text")) {
    // What was drawn before the text lies behind it; the last of these is what is seen.
    const behind = [...text.ownerSVGElement.querySelectorAll("rect, path, polygon, circle")].filter((shape) => {
      const before = shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (!before || getComputedStyle(shape).fill === "none") return false;
      return shape.isPointInFill(middle(text).matrixTransform(shape.getScreenCTM().inverse()));
    });
    const back = behind.length > 0 ? getComputedStyle(behind.at(-1)).fill : paper;
    const [a, b] = [getComputedStyle(text).fill, back].map(luminance);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) sentences.push(`"${text.textContent}" is hard to read in a picture, ${ratio.toFixed(1)} : 1`);
  }
  return sentences;
}, least);
