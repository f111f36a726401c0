// Measures the core, and the library beside transformers.js and a page written by hand; goes through
// 1,000 photographs in a row.
//   npm run bench [-- --only core|pages|soak] [--runs 30]
import { parseArgs } from 'node:util';
import { CommandError, main } from '../../tools/command.mjs';
import { withBenchPages } from './bench-pages.mjs';
import { comparePages } from './compare.mjs';
import { runCoreBenchmarks } from './core.mjs';
import { runSoak } from './soak.mjs';

const { values } = parseArgs({
  options: { only: { type: 'string' }, runs: { type: 'string', default: '30' } },
});
const parts = ['core', 'pages', 'soak'];

await main(async () => {
  const { only } = values;
  const runs = Number(values.runs);
  if (only !== undefined && !parts.includes(only))
    throw new CommandError(`--only: expected ${parts.join(', ')}, got ${only}`, 2);
  if (!Number.isInteger(runs) || runs < 1)
    throw new CommandError(`--runs: expected a whole number, got ${values.runs}`, 2);
  const wanted = (part) => only === undefined || only === part;
  if (wanted('core') || wanted('pages')) {
    await withBenchPages(async (bench) => {
      if (wanted('core')) await runCoreBenchmarks(bench.paths);
      if (wanted('pages')) await comparePages(bench, runs);
    });
  }
  if (wanted('soak')) await runSoak();
  return 0;
});
