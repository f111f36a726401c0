// Brings a machine to where Ocelli can be built: `npm run setup [-- start|test|lint]`.
import './node-version.mjs';
import { pathToFileURL } from 'node:url';
import { CommandError, main, runOrFail, say } from './command.mjs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { aptHas, findProgram, requirements } from './requirements.mjs';

/**
 * Installs what is missing for a purpose, npm packages included; throws where it cannot.
 * @param {'start' | 'test' | 'lint'} purpose
 * @returns {Promise<{ skipped: { what: string, reason: string }[] }>} optional things not to be had
 */
export async function setUp(purpose) {
  const missing = requirements[purpose].filter((requirement) => requirement.find() === null);
  const skipped = missing.length > 0 ? await installSystemPackages(missing) : [];
  await ensureNpmPackages();
  return { skipped };
}

async function installSystemPackages(missing) {
  const apt = findProgram('apt-get');
  if (apt === null) return withoutApt(missing);
  const become = privilege(missing);
  say(`missing: ${missing.map((m) => m.what).join(', ')}`);
  await aptGet(become, ['update', '-qq']);
  const available = missing.filter((m) => aptHas(m.apt));
  const unavailable = missing.filter((m) => !available.includes(m));
  const needed = unavailable.filter((m) => !m.optional);
  if (needed.length > 0) {
    throw new CommandError(`apt has no package for:\n${list(needed)}\nInstall them some other way and run this again.`);
  }
  if (available.length > 0) {
    const names = available.map((m) => m.apt);
    say(`installing with apt: ${names.join(' ')}`);
    await aptGet(become, ['install', '-y', '-qq', '-o', 'Dpkg::Use-Pty=0', '--no-install-recommends', ...names]);
    const still = available.filter((m) => m.find() === null);
    if (still.length > 0) throw new CommandError(`still missing after installing:\n${list(still)}`);
  }
  return unavailable.map((m) => ({
    what: m.what,
    reason: `apt offers no ${m.apt} package here (on Ubuntu it is a snap, which cannot be run headless from a script); set OCELLI_CHROMIUM to a browser's path`,
  }));
}

function withoutApt(missing) {
  const needed = missing.filter((m) => !m.optional);
  if (needed.length > 0) {
    throw new CommandError(
      `there is no apt here, and these are missing:\n${list(needed)}\n` +
        'Put the programs on the PATH (an emsdk brings em++) and the headers under a prefix named in CMAKE_PREFIX_PATH.',
    );
  }
  return missing.map((m) => ({
    what: m.what,
    reason: `there is no ${m.what} here; set OCELLI_CHROMIUM to a browser's path`,
  }));
}

/** What stands before apt-get: nothing for root, sudo for others. */
function privilege(missing) {
  if (process.getuid() === 0) return [];
  const sudo = findProgram('sudo');
  if (sudo !== null) return [sudo];
  const names = missing.map((m) => m.apt).join(' ');
  throw new CommandError(
    `these are missing:\n${list(missing)}\nThis user is not root and there is no sudo. As root, run:\n` +
      `  apt-get install -y --no-install-recommends ${names}`,
  );
}

function aptGet(become, args) {
  const command = [...become, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  return runOrFail(command[0], command.slice(1), { interactive: true });
}

const list = (items) => items.map((m) => `  - ${m.what}, in Debian and Ubuntu the package ${m.apt}`).join('\n');

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    const purpose = process.argv[2] ?? 'start';
    if (!(purpose in requirements) || process.argv.length > 3) {
      throw new CommandError(
        `expected ${Object.keys(requirements).join(', ')}, got ${process.argv.slice(2).join(' ')}`,
        2,
      );
    }
    const { skipped } = await setUp(purpose);
    for (const { what, reason } of skipped) say(`without ${what}: ${reason}`);
    say(`all is here for ${purpose}`);
  });
}
