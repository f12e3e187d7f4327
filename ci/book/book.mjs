// The built book as its checks open it: pages by their names, each visited with an eye on what goes wrong there.

import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

export const WIDE = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

export class Book {
  constructor(folder) {
    this.folder = resolve(folder);
    this.names = readdirSync(this.folder).filter((file) => file.endsWith(".html")).map((file) => file.slice(0, -5)).sort();
    this.problems = [];
  }

  address(name) {
    return pathToFileURL(join(this.folder, `${name}.html`)).href;
  }

  /** Opens a page, and collects what `look` says and what goes wrong while it looks. */
  async visit(page, name, look) {
    const say = (sentence) => this.problems.push(`${name}: ${sentence}`);
    const foreign = (request) => {
      if (!/^(file|data|blob):/.test(request.url())) say(`asks for ${request.url()}`);
    };
    const missing = (request) => say(`cannot load ${request.url()}`);
    const failed = (error) => say(`a script fails: ${error.message}`);
    const said = (message) => message.type() === "error" && say(`the console says: ${message.text()}`);
    const on = { request: foreign, requestfailed: missing, pageerror: failed, console: said };
    for (const [event, listener] of Object.entries(on)) page.on(event, listener);
    try {
      await page.goto(this.address(name));
      await page.evaluate(() => document.fonts.ready);
      await look(say);
    } catch (error) {
      say(error.message);
    } finally {
      for (const [event, listener] of Object.entries(on)) page.off(event, listener);
    }
  }
}
