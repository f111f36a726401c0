// Installs npm packages from the lock file when they are missing or the lock has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runOrFail, say } from './command.mjs';

/** @param {string} folder relative to the root; holds a package.json and a package-lock.json */
export async function ensureNpmPackages(folder = '.') {
  const cwd = join(root, folder);
  const modules = join(cwd, 'node_modules');
  const stamp = join(root, 'build', `npm-${folder === '.' ? 'root' : folder.replaceAll('/', '-')}.stamp`);
  const lock = readFileSync(join(cwd, 'package-lock.json'));
  const wanted = `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch}\n`;
  if (existsSync(modules) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(`installing npm packages from ${join(folder, 'package-lock.json')}`);
  await runOrFail('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd });
  mkdirSync(join(root, 'build'), { recursive: true });
  writeFileSync(stamp, wanted);
}
