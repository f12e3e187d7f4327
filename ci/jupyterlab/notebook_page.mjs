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

  /** The code cells: id, execution count, outputs and whether the notebook calls them trusted. */
  cells() {
    return this.page.evaluate(() => {
      const cells = [...window.jupyterapp.shell.currentWidget.content.model.cells];
      return cells.filter((cell) => cell.type === "code").map((cell) => {
        const { id, execution_count, outputs } = cell.toJSON();
        return { id, count: execution_count, state: cell.executionState, outputs, trusted: cell.trusted };
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
    const image = this.page.locator(`[data-check-id="${id}"] .jp-RenderedSVG img`).first();
    await image.waitFor({ state: "visible" });
    await image.scrollIntoViewIfNeeded();
    await this.page.waitForFunction((image) => image.complete, await image.elementHandle());
    const box = await image.boundingBox();
    const { width, height } = this.page.viewportSize();
    const inView = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
    return { ...box, inView, naturalWidth: await image.evaluate((image) => image.naturalWidth) };
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
    const id = await this.page.evaluate(async () => {
      const { content } = window.jupyterapp.shell.currentWidget;
      content.activeCellIndex = content.widgets.length - 1;
      await window.jupyterapp.commands.execute("notebook:insert-cell-below");
      await window.jupyterapp.commands.execute("notebook:enter-edit-mode");
      return content.activeCell.model.id;
    });
    await this.scrollTo(id);
    const cell = this.page.locator(`[data-check-id="${id}"]`);
    await cell.locator(".cm-content").click();
    // One insertion, so that the editor does not close quotes and brackets by itself.
    await this.page.keyboard.insertText(code);
    await this.page.keyboard.press("Shift+Enter");
    const output = cell.locator(".jp-OutputArea-output").first();
    await output.waitFor({ state: "visible", timeout: 60_000 });
    await this.scrollTo(id);
    return output.innerText();
  }

  screenshot(path) {
    return this.page.screenshot({ path });
  }
}
