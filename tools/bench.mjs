// Builds everything, then measures it: `npm run bench`. Options go to tests/bench/run.mjs.
import './node-version.mjs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { main, root, run, say } from './command.mjs';
import { compileNative, compileWasm } from './compile.mjs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { setUp } from './setup.mjs';
import { buildSite } from './site.mjs';

await main(async () => {
  const { skipped } = await setUp('test');
  for (const { what, reason } of skipped) say(`without ${what}: ${reason}`);
  // The libraries that we are compared with are of no use to anybody else.
  if (existsSync(join(root, 'tests/bench/package-lock.json'))) await ensureNpmPackages('tests/bench');
  await compileNative(['ocelli']);
  await compileWasm(['ocelli-core']);
  await buildSite();
  const { code } = await run(process.execPath, ['--import=tsx', 'tests/bench/run.mjs', ...process.argv.slice(2)]);
  return code;
});
