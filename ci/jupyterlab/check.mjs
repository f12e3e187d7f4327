// Opens a notebook in a real JupyterLab in a real browser and checks what a new user would see.
//
//   node check.mjs --jupyter VENV/bin/jupyter --prefix KERNEL_PREFIX --notebook NB.ipynb --out DIR
//
// Before anything is run its figures and formulas must show; after Run All every cell must have finished without an
// error, and the figure of cell FIGURE must be in view, in the light and in the dark theme; a wrong cell must get a
// caret under the user's own code. Screenshots of each state go to DIR. Ends with 1 and a sentence when something is
// missing.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { NotebookPage, openBrowser } from "./notebook_page.mjs";
import { startServer } from "./server.mjs";

const { values: options } = parseArgs({
  options: {
    jupyter: { type: "string" }, // the command `jupyter` of an environment with JupyterLab
    prefix: { type: "string" }, // where the kernel is installed: PREFIX/share/jupyter/kernels
    notebook: { type: "string" },
    out: { type: "string", default: "screenshots" },
    figure: { type: "string", default: "and-line" }, // a cell with a decision boundary
    "wrong-code": { type: "string", default: 'let x: i32 = "a";' },
    "wrong-part": { type: "string", default: '"a"' }, // what the caret must stand under
    chromium: { type: "string", default: "/usr/bin/chromium" },
    seconds: { type: "string", default: "120" }, // for Run All
  },
});

const expect = (condition, sentence) => {
  if (!condition) throw new Error(sentence);
};

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

async function main() {
  for (const name of ["jupyter", "prefix", "notebook"]) {
    expect(options[name], `say which: --${name}`);
  }
  const out = resolve(options.out);
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "jupyterlab-check-"));
  const root = join(folder, "notebooks");
  mkdirSync(root);
  const name = basename(options.notebook);
  copyFileSync(options.notebook, join(root, name));

  let server, browser;
  try {
    const { jupyter, prefix } = options;
    server = await startServer({ jupyter, prefix: resolve(prefix), folder, root, trusted: join(root, name) });
    browser = await openBrowser(options.chromium, join(folder, "profile"));
    const notebook = new NotebookPage(await browser.newPage());
    try {
      await notebook.open(server.page(name));
      const cells = await check(notebook, out);
      console.log(`${name}: ${cells} cells ran in JupyterLab; screenshots are in ${options.out}`);
    } catch (error) {
      await notebook.screenshot(join(out, "failure.png")).catch(() => {});
      throw error;
    }
  } finally {
    await browser?.close().catch(() => {});
    await server?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

// Node ends quietly when nothing is left to wait for, whether or not the check came to its end.
process.exitCode = 1;
process.on("beforeExit", () => console.error("JupyterLab check: it ended before it was done"));
main().then(
  () => process.exit(0),
  (error) => {
    console.error(`JupyterLab check: ${error.message}`);
    process.exit(1);
  },
);
