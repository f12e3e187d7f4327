// A learner's way through an exercise in a real JupyterLab: runs the chapter, answers wrong, asks for a hint, answers
// right, reads the solution, and looks at the progress with `manabi check`.
//
//   node learner.mjs --jupyter VENV/bin/jupyter --prefix KERNEL_PREFIX --manabi target/release/manabi
//     --lessons lessons --notebook notebooks/02-perceptron.ipynb --exercise bias --out DIR
//
// The answers are those of the chapter's source and of its wrong answers. Every box must say what it should, be readable
// in the light and in the dark theme, and fit on a narrow window. Screenshots of each state go to DIR. Ends with 1 and a
// sentence when something is not so.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";

import { faintest } from "./contrast.mjs";
import { OPTIONS, expect, run, visit } from "./visit.mjs";

const { values: options } = parseArgs({
  options: {
    ...OPTIONS,
    manabi: { type: "string" }, // the command `manabi`
    lessons: { type: "string" }, // the folder with chapters/ and wrong/
    exercise: { type: "string", default: "bias" },
  },
});

const NARROW = { width: 420, height: 860 };
const STUB = /^( *)todo_exercise!\(\);?$/m;

/** The code of the exercise's first block in a file of the lessons, and what the check must say to it. */
function block(folder, name) {
  const text = readFileSync(join(options.lessons, folder, `${name}.md`), "utf8");
  const fence = new RegExp(`^\`\`\`rust exercise="${options.exercise}"(.*)\n([^]*?)^\`\`\`$`, "m");
  const [, attributes, code] = fence.exec(text) ?? [];
  expect(code, `${folder}/${name}.md has no block of the exercise ${options.exercise}`);
  return { code: code.trimEnd(), diagnosis: /diagnosis="([^"]*)"/.exec(attributes)?.[1] };
}

/** The solution without its indent. */
function solution(name) {
  const [, indent, code] = /^( *)\/\/ BEGIN SOLUTION\n([^]*?)^ *\/\/ END SOLUTION$/m.exec(block("chapters", name).code);
  return code.replaceAll(new RegExp(`^${indent}`, "gm"), "").trimEnd();
}

async function learn(notebook, out, progress) {
  const { exercise, manabi } = options;
  const check = `check-${exercise}`;
  const name = basename(options.notebook, ".ipynb");
  const full = `${name.slice(0, 2)}-${exercise}`;
  const stub = (await notebook.cells()).find((cell) => cell.id === exercise)?.source ?? "";
  expect(STUB.test(stub), `the notebook has no stub ${exercise}`);

  /** Whether a cell's box says these parts, can be read in both themes, and fits. */
  const shows = async (id, picture, parts) => {
    const said = (await notebook.text(id)).replaceAll("\u00a0", " ");
    for (const part of parts) expect(said.includes(part), `${picture}: "${part}" is not in the box: ${said}`);
    for (const theme of ["Dark", "Light"]) {
      await notebook.theme(`JupyterLab ${theme}`);
      await notebook.scrollTo(id);
      const { ratio, text } = await faintest(notebook.page, `[data-check-id="${id}"] .jp-OutputArea-output`);
      expect(ratio >= 4.5, `${picture}: in ${theme} "${text}" has a contrast of ${ratio.toFixed(2)}; 4.5 is the least`);
      await notebook.screenshot(join(out, `${picture}-${theme.toLowerCase()}.png`));
    }
    return said;
  };
  const answer = async (code) => {
    await notebook.write(exercise, stub.replace(STUB, (_, indent) => code.replaceAll(/^(?=.)/gm, indent)));
    await notebook.runCell(exercise);
    await notebook.runCell(check);
  };
  const overview = (...words) => {
    const env = { ...process.env, MANABI_PROGRESS: progress };
    return execFileSync(manabi, ["check", ...words], { env, encoding: "utf8", timeout: 60_000 });
  };

  await notebook.clearOutputs();
  await notebook.choose("Run", "Run All Cells");
  await notebook.finished(Number(options.seconds));
  for (const { id, outputs } of await notebook.cells()) {
    const error = outputs.find((output) => output.output_type === "error");
    expect(!error, `Run All stopped at cell ${id}: ${error?.ename}: ${error?.evalue}`);
  }
  await shows(check, "1-not-attempted", ["Not attempted", "todo_exercise!()", "hint(1)"]);

  const wrong = block("wrong", name);
  await answer(wrong.code);
  await shows(check, "2-not-yet", ["Not yet", "gives", "expected", wrong.diagnosis, "hint(1)"]);

  const hint = await notebook.runCellBelow(check, "hint(1)");
  await shows(hint, "3-hint", ["Hint 1 of 3", "hint(2)"]);

  await notebook.page.setViewportSize(NARROW);
  await notebook.page.evaluate(() => window.jupyterapp.commands.execute("application:toggle-left-area"));
  await shows(check, "4-narrow", [wrong.diagnosis]);
  const wide = await notebook.cell(check).locator(".jp-RenderedHTMLCommon").first()
    .evaluate((box) => box.scrollWidth > box.clientWidth);
  expect(!wide, `the box of ${check} scrolls sideways in a window of ${NARROW.width} px`);
  await notebook.page.setViewportSize({ width: 1280, height: 900 });

  await answer(solution(name));
  await shows(check, "5-passed", ["Passed", "solution()"]);
  const shown = await notebook.runCellBelow(hint, "solution()");
  await shows(shown, "6-solution", [solution(name).split("\n")[0].trim()]);

  const table = overview();
  expect(new RegExp(`✓ ${full} +passed +2 tries, 1 hint`).test(table), `manabi check does not show ${full} as passed:\n${table}`);
  const { chapters, next } = JSON.parse(overview("--json"));
  const exercises = chapters.find((chapter) => chapter.name === name).exercises.map((exercise) => exercise.name);
  const after = exercises[exercises.indexOf(full) + 1];
  expect(!after || next === after, `manabi check says that ${next} is next, and ${after} is`);
  return table;
}

run(async () => {
  for (const name of ["manabi", "lessons"]) expect(options[name], `say which: --${name}`);
  const folder = mkdtempSync(join(tmpdir(), "jupyterlab-learner-"));
  const progress = join(folder, "progress.json");
  try {
    await visit(options, { MANABI_PROGRESS: progress }, async (notebook, out) => {
      const table = await learn(notebook, out, progress);
      console.log(table.trimEnd());
      console.log(`${basename(options.notebook)}: a learner's way in JupyterLab; screenshots are in ${options.out}`);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
