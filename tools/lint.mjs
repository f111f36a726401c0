// Formatting and static checks: `npm run lint`; with `-- --fix` what can be mended is mended.
import './node-version.mjs';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { CommandError, main, root, run, runOrFail, say } from './command.mjs';
import { configureNative } from './compile.mjs';
import { findProgram } from './requirements.mjs';
import { setUp } from './setup.mjs';

// Releases of clang-format lay out the same code differently, so PyPI's wheel pins one for everybody.
const clangFormatVersion = '19.1.7';

const cppFolders = ['src', 'native', 'tests'];

async function clangFormat(fix) {
  const folder = join(root, 'build/lint', `clang-format-${clangFormatVersion}`);
  const program = join(folder, 'bin/clang-format');
  if (!existsSync(program)) {
    say(`installing clang-format ${clangFormatVersion} into ${relative(root, folder)}`);
    await runOrFail('python3', ['-m', 'venv', folder]);
    await runOrFail(join(folder, 'bin/pip'), [
      'install',
      '-q',
      '--disable-pip-version-check',
      `clang-format==${clangFormatVersion}`,
    ]);
  }
  const files = cppFolders.flatMap((name) => cppFiles(name));
  return run(program, [...(fix ? ['-i'] : ['--dry-run', '--Werror']), ...files]);
}

/** C++ files of a folder, relative to the root; tables that scripts write are laid out by them. */
function cppFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => /\.(cpp|h)$/.test(name) && !/(^|\/)(node_modules|golden)\//.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** The core only: sources below src/ that the native build compiles. */
async function clangTidy(fix) {
  await configureNative();
  const database = JSON.parse(readFileSync(join(root, 'build/native/compile_commands.json'), 'utf8'));
  const compiled = new Set(database.map((entry) => relative(root, entry.file)));
  const files = [...compiled].filter((file) => file.startsWith('src/')).sort();
  if (files.length === 0) throw new CommandError('no file of src/ in build/native/compile_commands.json');
  // Each file takes seconds: one process a core; one alone when headers may be rewritten.
  const shares = Array.from({ length: fix ? 1 : availableParallelism() }, () => []);
  files.forEach((file, index) => {
    shares[index % shares.length].push(file);
  });
  const program = findProgram('clang-tidy', 'clang-tidy-19', 'clang-tidy-14');
  const options = ['--quiet', '-p', 'build/native', ...(fix ? ['--fix'] : [])];
  const busy = shares.filter((share) => share.length > 0);
  const exits = await Promise.all(busy.map((share) => run(program, [...options, ...share])));
  return exits.find(({ code }) => code !== 0) ?? { code: 0 };
}

function biome(fix) {
  const args = fix ? ['check', '--write', '.'] : ['check', '--error-on-warnings', '.'];
  return run(join(root, 'node_modules/.bin/biome'), args);
}

async function types() {
  // tsconfig.base.json is only there to be extended.
  const projects = readdirSync(root).filter((name) => /^tsconfig(?!\.base).*\.json$/.test(name));
  const outcomes = [];
  for (const project of projects) {
    outcomes.push(await run(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', project]));
  }
  return outcomes.find(({ code }) => code !== 0) ?? { code: outcomes.length > 0 ? 0 : 1 };
}

const checks = { 'clang-format': clangFormat, 'clang-tidy': clangTidy, biome, types };

await main(async () => {
  const [option, ...rest] = process.argv.slice(2);
  if (rest.length > 0 || (option !== undefined && option !== '--fix')) {
    throw new CommandError(`expected nothing or --fix, got ${process.argv.slice(2).join(' ')}`, 2);
  }
  await setUp('lint');
  const failed = [];
  for (const [name, check] of Object.entries(checks)) {
    say(name);
    const { code } = await check(option === '--fix');
    if (code !== 0) failed.push(name);
  }
  if (failed.length > 0) throw new CommandError(`found something: ${failed.join(', ')}`);
  say('nothing to mend');
});
