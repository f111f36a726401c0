// Builds dist/lib and dist/site when something that they are made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runOrFail, say } from './command.mjs';

const inputs = [
  'web',
  'models',
  'package.json',
  'package-lock.json',
  'build/wasm/ocelli-core.mjs',
  'build/wasm/ocelli-core.wasm',
];
const stamp = join(root, 'build/site.stamp');

/**
 * Builds library and page unless they are up to date.
 * @param {string[]} options of tools/build.mjs; with any, it is run whether or not anything changed
 */
export async function buildSite(options = []) {
  const wanted = fingerprint();
  const built = ['dist/lib/ocelli.js', 'dist/site/index.html'].every((file) => existsSync(join(root, file)));
  if (options.length === 0 && built && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(stamp, { force: true });
  say('building the library and the page');
  await runOrFail(process.execPath, ['tools/build.mjs', ...options], { timeoutMs: 10 * 60_000 });
  mkdirSync(join(root, 'build'), { recursive: true });
  // A build for development is not what `npm start` serves.
  if (!options.includes('--dev')) writeFileSync(stamp, wanted);
}

/** Paths, sizes and times of all inputs: cheap enough to ask at every start. */
function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  const visit = (path) => {
    const full = join(root, path);
    const stat = statSync(full, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      for (const name of readdirSync(full).sort()) visit(join(path, name));
    } else {
      hash.update(`${path} ${stat?.size} ${stat?.mtimeMs}\n`);
    }
  };
  const settings = readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name));
  const builders = readdirSync(join(root, 'tools')).filter((name) => /^(build|compress)/.test(name));
  for (const path of [...inputs, ...settings.sort(), ...builders.sort().map((name) => join('tools', name))])
    visit(path);
  return `${hash.digest('hex')}\n`;
}
