// A notebook page: what a check does and sees in JupyterLab's window.

import { chromium } from "playwright-core";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Opens Chromium with an empty profile in `profile`. */
export function openBrowser(executable, profile) {
  return chromium.launchPersistentContext(profile, {
    executablePath: executable,
    args: FLAGS,
    viewport: { width: 1280, height: 900 },
    timeout: 60_000,
  });
}

export class NotebookPage {
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(20_000);
  }

  /** Opens the address of a notebook and waits until its cells are there and its kernel is idle. */
  async open(address) {
    await this.page.goto(address, { timeout: 60_000 });
    await this.page.waitForSelector(".jp-Notebook .jp-Cell", { timeout: 60_000 });
    await this.page.waitForFunction(() => {
      const kernel = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
      return kernel?.status === "idle";
    }, null, { timeout: 60_000 });
  }

  /** The code cells: id, source, execution count, outputs and whether the notebook calls them trusted. */
  cells() {
    return this.page.evaluate(() => {
      const cells = [...window.jupyterapp.shell.currentWidget.content.model.cells];
      return cells.filter((cell) => cell.type === "code").map((cell) => {
        const { id, source, execution_count, outputs } = cell.toJSON();
        return { id, source, count: execution_count, state: cell.executionState, outputs, trusted: cell.trusted };
      });
    });
  }

  /** Chooses an entry of the menu bar by its words, as a person would. */
  async choose(menu, entry) {
    await this.page.locator(".lm-MenuBar-itemLabel", { hasText: new RegExp(`^${menu}$`) }).click();
    const item = this.page.locator(".lm-Menu-item", { hasText: entry }).first();
    await item.click();
  }

  /** Waits until every code cell has been executed and the kernel is idle. */
  async finished(seconds) {
    await this.page.waitForFunction(() => {
      const { content, sessionContext } = window.jupyterapp.shell.currentWidget;
      const cells = [...content.model.cells].filter((cell) => cell.type === "code");
      const failed = cells.some((cell) => cell.toJSON().outputs.some((output) => output.output_type === "error"));
      const done = cells.every((cell) => cell.executionCount !== null && cell.executionState === "idle");
      return (failed || done) && sessionContext.session.kernel.status === "idle";
    }, null, { timeout: seconds * 1000, polling: 200 });
  }

  /** Empties all outputs and counts, so that what is seen later was made by this run. */
  async clearOutputs() {
    await this.page.evaluate(() => window.jupyterapp.commands.execute("notebook:clear-all-cell-outputs"));
  }

  /** Scrolls to a cell and measures its first SVG figure: size on the page and of the picture itself. */
  async figure(id) {
    await this.scrollTo(id);
    const image = this.cell(id).locator(".jp-RenderedSVG img").first();
    await image.waitFor({ state: "visible" });
    await image.scrollIntoViewIfNeeded();
    await this.page.waitForFunction((image) => image.complete, await image.elementHandle());
    const box = await image.boundingBox();
    const { width, height } = this.page.viewportSize();
    const inView = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
    return { ...box, inView, naturalWidth: await image.evaluate((image) => image.naturalWidth) };
  }

  /** How many formulas are typeset on the page, and how many of them MathJax could not read. */
  async formulas() {
    await this.page.waitForSelector("mjx-container");
    const count = (selector) => this.page.locator(selector).count();
    return { typeset: await count("mjx-container"), wrong: await count("mjx-merror") };
  }

  /** Scrolls to a cell and marks its element, which JupyterLab may build only now. */
  async scrollTo(id) {
    await this.page.evaluate(async (id) => {
      const { content } = window.jupyterapp.shell.currentWidget;
      const index = content.widgets.findIndex((widget) => widget.model.id === id);
      if (index < 0) throw new Error(`the notebook has no cell ${id}`);
      content.activeCellIndex = index;
      await content.scrollToItem(index, "center");
      content.widgets[index].node.dataset.checkId = id;
    }, id);
  }

  /** Switches the theme by JupyterLab's own command. */
  async theme(name) {
    await this.page.evaluate((theme) => window.jupyterapp.commands.execute("apputils:change-theme", { theme }), name);
    await this.page.waitForFunction((name) => document.body.dataset.jpThemeName === name, name);
    await this.page.waitForTimeout(500); // the style sheet is there, the repaint is not
  }

  /** Types code into a new last cell, runs it with Shift+Enter, and returns the text of its outputs. */
  async runNewCell(code) {
    const last = await this.page.evaluate(() => window.jupyterapp.shell.currentWidget.content.widgets.at(-1).model.id);
    return this.text(await this.runCellBelow(last, code));
  }

  /** Types code into a new cell below another one and runs it; returns the new cell's id. */
  async runCellBelow(above, code) {
    await this.scrollTo(above);
    const id = await this.page.evaluate(async () => {
      await window.jupyterapp.commands.execute("notebook:insert-cell-below");
      await window.jupyterapp.commands.execute("notebook:enter-edit-mode");
      return window.jupyterapp.shell.currentWidget.content.activeCell.model.id;
    });
    await this.write(id, code);
    await this.runCell(id);
    return id;
  }

  /** Types code into a cell in place of what it holds. */
  async write(id, code) {
    await this.scrollTo(id);
    await this.cell(id).locator(".cm-content").click();
    await this.page.keyboard.press("Control+A");
    // One insertion, so that the editor does not close quotes and brackets by itself.
    await this.page.keyboard.insertText(code);
  }

  /** Runs a cell with Shift+Enter and waits until it has ended. */
  async runCell(id) {
    await this.scrollTo(id);
    await this.cell(id).locator(".cm-content").click();
    const count = (await this.cells()).find((cell) => cell.id === id).count;
    await this.page.keyboard.press("Shift+Enter");
    await this.page.waitForFunction(([id, count]) => {
      const { content } = window.jupyterapp.shell.currentWidget;
      const cell = [...content.model.cells].find((cell) => cell.id === id);
      return cell.executionCount !== count && cell.executionState === "idle";
    }, [id, count], { timeout: 60_000, polling: 100 });
    await this.scrollTo(id);
  }

  /** The text that a cell's outputs show. */
  async text(id) {
    await this.scrollTo(id);
    const output = this.cell(id).locator(".jp-OutputArea-output").first();
    await output.waitFor({ state: "visible", timeout: 60_000 });
    return output.innerText();
  }

  /** A cell that was scrolled to. */
  cell(id) {
    return this.page.locator(`[data-check-id="${id}"]`);
  }

  screenshot(path) {
    return this.page.screenshot({ path });
  }
}
