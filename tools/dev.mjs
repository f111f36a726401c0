// Serves the page unminified and builds again at every change: `npm run dev [-- --port N --host H]`.
import './node-version.mjs';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { addressOptions } from './address-options.mjs';
import { CommandError, main, root, say } from './command.mjs';
import { compileWasm } from './compile.mjs';
import { setUp } from './setup.mjs';
import { buildSite } from './site.mjs';
import { serveSite } from './site-server.mjs';

/** Editors write a file in several steps: wait this long for the last of them. */
const QUIET_MS = 150;

async function build() {
  const began = performance.now();
  try {
    await compileWasm();
    await buildSite(['--dev']);
    say(`built in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    say(`${error.message}; waiting for a change`);
  }
}

/** Builds once at a time, and once more when something changed meanwhile. */
function onChange() {
  let timer;
  let building = false;
  let again = false;
  const start = async () => {
    again = building;
    if (building) return;
    building = true;
    await build();
    building = false;
    if (again) start();
  };
  return () => {
    clearTimeout(timer);
    timer = setTimeout(start, QUIET_MS);
  };
}

await main(async () => {
  const { help, ...address } = addressOptions(process.argv.slice(2), 'npm run dev --');
  if (help !== null) return console.log(help);
  await setUp('start');
  await build();
  const changed = onChange();
  for (const folder of ['src', 'web', 'models']) watch(join(root, folder), { recursive: true }, changed);
  await serveSite(address);
});
