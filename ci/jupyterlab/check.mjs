// Opens a notebook in a real JupyterLab in a real browser and checks what a new user would see.
//
//   node check.mjs --jupyter VENV/bin/jupyter --prefix KERNEL_PREFIX --notebook NB.ipynb --out DIR
//
// Before anything is run its figures and formulas must show; after Run All every cell must have finished without an
// error, and the figure of cell FIGURE must be in view, in the light and in the dark theme; a wrong cell must get a
// caret under the user's own code. Screenshots of each state go to DIR. Ends with 1 and a sentence when something is
// missing.

import { basename, join } from "node:path";
import { parseArgs } from "node:util";

import { OPTIONS, expect, run, visit } from "./visit.mjs";

const { values: options } = parseArgs({
  options: {
    ...OPTIONS,
    figure: { type: "string", default: "and-line" }, // a cell with a decision boundary
    "wrong-code": { type: "string", default: 'let x: i32 = "a";' },
    "wrong-part": { type: "string", default: '"a"' }, // what the caret must stand under
  },
});

async function check(notebook, out) {
  const screenshot = (name) => notebook.screenshot(join(out, `${name}.png`));
  const visibleFigure = async (when) => {
    const figure = await notebook.figure(options.figure);
    const { width, height, naturalWidth, inView } = figure;
    const shown = inView && naturalWidth > 0 && width >= 100 && height >= 100;
    expect(shown, `${when}: the figure of cell ${options.figure} is not visible: ${JSON.stringify(figure)}`);
  };

  const before = await notebook.cells();
  expect(before.length > 0, "the notebook has no code cells");
  expect(before.every((cell) => cell.trusted), "before the run: the notebook is not trusted, so figures are hidden");
  const { wrong } = await notebook.formulas();
  expect(wrong === 0, `before the run: ${wrong} formulas cannot be typeset`);
  await visibleFigure("before the run");
  await screenshot("1-before-run");

  await notebook.clearOutputs();
  await notebook.choose("Run", "Run All Cells");
  await notebook.finished(Number(options.seconds));
  for (const cell of await notebook.cells()) {
    const error = cell.outputs.find((output) => output.output_type === "error");
    expect(!error, `cell ${cell.id} failed: ${error?.ename}: ${error?.evalue}`);
    expect(cell.count !== null, `cell ${cell.id} was not executed`);
  }

  for (const [theme, name] of [["JupyterLab Light", "2-light"], ["JupyterLab Dark", "3-dark"]]) {
    await notebook.theme(theme);
    await visibleFigure(theme);
    await screenshot(name);
  }

  const message = await notebook.runNewCell(options["wrong-code"]);
  await screenshot("4-error");
  expect(caretStandsUnder(message), `no caret under \`${options["wrong-part"]}\` in the error message:\n${message}`);
  return before.length;
}

/** Whether a line with the user's code is followed by a line with a caret right below the wrong part. */
function caretStandsUnder(message) {
  const lines = message.replaceAll("\u00a0", " ").split("\n");
  return lines.some((line, i) => {
    const code = line.indexOf(options["wrong-code"]);
    const column = code + options["wrong-code"].indexOf(options["wrong-part"]);
    return code >= 0 && lines.slice(i + 1, i + 4).some((below) => below[column] === "^");
  });
}

run(() =>
  visit(options, {}, async (notebook, out) => {
    const cells = await check(notebook, out);
    console.log(`${basename(options.notebook)}: ${cells} cells ran in JupyterLab; screenshots are in ${options.out}`);
  }),
);
