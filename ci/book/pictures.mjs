// Drawn pictures: a text in them can be told from the shape that it lies on. axe looks at no text in a drawing.

/** The texts of drawings whose contrast with what is behind them is below `least` to 1; a sentence each. */
export const pale = (page, least = 4.5) => page.evaluate(async (least) => {
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
  // The colour of an image at a point of the page, such as of a heat map's cell.
  const pixels = new Map();
  const imageColor = async (image, point) => {
    if (!pixels.has(image)) {
      const source = new Image();
      source.src = image.getAttribute("href");
      await source.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [source.width, source.height];
      const drawing = canvas.getContext("2d", { willReadFrequently: true });
      drawing.drawImage(source, 0, 0);
      pixels.set(image, drawing);
    }
    const { left, top, width, height } = image.getBoundingClientRect();
    const drawing = pixels.get(image);
    const x = Math.floor((point.x - left) / width * drawing.canvas.width);
    const y = Math.floor((point.y - top) / height * drawing.canvas.height);
    return `rgb(${[...drawing.getImageData(x, y, 1, 1).data].slice(0, 3)})`;
  };
  const lies = (shape, point) => {
    if (shape.tagName === "image") {
      const { left, right, top, bottom } = shape.getBoundingClientRect();
      return left < point.x && point.x < right && top < point.y && point.y < bottom;
    }
    return getComputedStyle(shape).fill !== "none" && shape.isPointInFill(point.matrixTransform(shape.getScreenCTM().inverse()));
  };
  const paper = getComputedStyle(document.documentElement).backgroundColor;
  const sentences = [];
  for (const text of document.querySelectorAll(".picture svg text")) {
    if (text.textContent.trim() === "") continue;
    // What was drawn before the text lies behind it; the last of these is what is seen.
    const point = middle(text);
    const behind = [...text.ownerSVGElement.querySelectorAll("rect, path, polygon, circle, image")].filter((shape) =>
      shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING && lies(shape, point)).at(-1);
    const back = !behind ? paper
      : behind.tagName === "image" ? await imageColor(behind, point) : getComputedStyle(behind).fill;
    const [a, b] = [getComputedStyle(text).fill, back].map(luminance);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) sentences.push(`"${text.textContent}" is hard to read in a picture, ${ratio.toFixed(1)} : 1`);
  }
  return sentences;
}, least);
