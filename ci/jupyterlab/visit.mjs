// A visit: a copy of a notebook, opened in a JupyterLab and a browser that are there for nothing else.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

import { NotebookPage, openBrowser } from "./notebook_page.mjs";
import { startServer } from "./server.mjs";

/** What every visit is told; a check adds its own. */
export const OPTIONS = {
  jupyter: { type: "string" }, // the command `jupyter` of an environment with JupyterLab
  prefix: { type: "string" }, // where the kernel is installed: PREFIX/share/jupyter/kernels
  notebook: { type: "string" },
  out: { type: "string", default: "screenshots" },
  chromium: { type: "string", default: "/usr/bin/chromium" },
  seconds: { type: "string", default: "120" }, // for Run All
};

export const expect = (condition, sentence) => {
  if (!condition) throw new Error(sentence);
};

/**
 * Opens a copy of `options.notebook` and gives its page to `check`. The server gets `variables` on top of the
 * environment. When the check fails, the last thing it saw is `failure.png`.
 */
export async function visit(options, variables, check) {
  for (const name of ["jupyter", "prefix", "notebook"]) {
    expect(options[name], `say which: --${name}`);
  }
  const out = resolve(options.out);
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "jupyterlab-"));
  const root = join(folder, "notebooks");
  mkdirSync(root);
  const name = basename(options.notebook);
  copyFileSync(options.notebook, join(root, name));

  let server, browser;
  try {
    const { jupyter, prefix } = options;
    const places = { prefix: resolve(prefix), folder, root, trusted: join(root, name) };
    server = await startServer({ jupyter, variables, ...places });
    browser = await openBrowser(options.chromium, join(folder, "profile"));
    const notebook = new NotebookPage(await browser.newPage());
    try {
      await notebook.open(server.page(name));
      await check(notebook, out);
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

/** Runs a program to its end: 0, or 1 and a sentence. */
export function run(program) {
  // Node ends quietly when nothing is left to wait for, whether or not the check came to its end.
  process.exitCode = 1;
  process.on("beforeExit", () => console.error("JupyterLab check: it ended before it was done"));
  program().then(
    () => process.exit(0),
    (error) => {
      console.error(`JupyterLab check: ${error.message}`);
      process.exit(1);
    },
  );
}
