// Runs the `ocelli` command for the tests.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = process.env.OCELLI_COMMAND ?? join(root, 'build/native/ocelli');

/** How `ocelli …args` ends: exit code, both outputs, and stdout's JSON where `--json` is given. */
export function ocelli(...args) {
  const done = spawnSync(program, args, { encoding: 'utf8', timeout: 120_000, maxBuffer: 1 << 28 });
  if (done.error) throw done.error;
  const json = args.includes('--json') && done.stdout !== '' ? JSON.parse(done.stdout) : null;
  return { code: done.status, stdout: done.stdout, stderr: done.stderr, json };
}

/** Why tests that run a network are skipped, or false where they run. */
export const noTorch = () =>
  ocelli('--help').stdout.includes('Built without libtorch') && 'built without libtorch (Debian: libtorch-dev)';

/** A folder for one test's files, gone when the test ends. */
export function scratch(t) {
  const folder = mkdtempSync(join(tmpdir(), 'ocelli-cli-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The path of a file in tests/golden/. */
export const golden = (name) => join(root, 'tests/golden', name);

/** A copy of a golden file in `folder`, to be changed. */
export function copyOf(name, folder) {
  const path = join(folder, name.replaceAll('/', '-'));
  cpSync(golden(name), path);
  return path;
}
