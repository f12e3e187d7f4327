// A JupyterLab server on loopback with folders of its own: no setting, kernel or trust of the user is seen or changed.

import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const START_SECONDS = 60;

/**
 * Starts JupyterLab on `root` with the kernels of `prefix`; `trusted` is a notebook in `root`. Kernels see `variables`
 * in their environment.
 */
export async function startServer({ jupyter, prefix, folder, root, trusted, variables }) {
  const env = { ...process.env, ...variables, JUPYTER_PATH: join(prefix, "share", "jupyter") };
  for (const name of ["CONFIG", "DATA", "RUNTIME"]) {
    env[`JUPYTER_${name}_DIR`] = join(folder, name.toLowerCase());
    mkdirSync(env[`JUPYTER_${name}_DIR`], { recursive: true });
  }
  writeSetting(env.JUPYTER_CONFIG_DIR, "notification", { fetchNews: "false", checkForUpdates: false });
  execFileSync(jupyter, ["trust", trusted], { env, stdio: "ignore", timeout: 60_000 });

  const port = await freePort();
  const token = randomBytes(16).toString("hex");
  const log = join(folder, "jupyterlab.log");
  const output = openSync(log, "w");
  const server = spawn(
    jupyter,
    [
      "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1", `--port=${port}`, "--ServerApp.port_retries=0",
      `--IdentityProvider.token=${token}`, `--ServerApp.root_dir=${root}`, "--LabApp.expose_app_in_browser=True",
    ],
    { env, detached: true, stdio: ["ignore", output, output] },
  );
  const stop = () => stopGroup(server);
  const url = `http://127.0.0.1:${port}`;
  try {
    await answers(`${url}/api/status?token=${token}`, server);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}; its log ends:\n${readFileSync(log, "utf8").slice(-2000)}`);
  }
  return { page: (name) => `${url}/lab/tree/${name}?token=${token}`, stop };
}

function writeSetting(config, plugin, values) {
  const folder = join(config, "lab", "user-settings", "@jupyterlab", "apputils-extension");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${plugin}.jupyterlab-settings`), JSON.stringify(values));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function answers(url, server) {
  for (let waited = 0; waited < START_SECONDS * 1000; waited += 200) {
    if (server.exitCode !== null) throw new Error("JupyterLab stopped at its start");
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`JupyterLab did not answer within ${START_SECONDS} s`);
}

/** Ends the server and its kernels: asks first, then kills. */
async function stopGroup(server) {
  const signal = (name) => {
    try {
      process.kill(-server.pid, name);
    } catch {
      // Nobody is left.
    }
  };
  const ended = new Promise((resolve) => server.once("exit", resolve));
  if (server.exitCode === null) {
    signal("SIGTERM");
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000))]);
  }
  signal("SIGKILL");
}
