import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { aptHas, findBrowser, findProgram } from '../../../tools/requirements.mjs';

const { PATH, OCELLI_CHROMIUM } = process.env;
let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocelli-requirements-'));
  process.env.PATH = folder;
  delete process.env.OCELLI_CHROMIUM;
});

afterEach(() => {
  process.env.PATH = PATH;
  if (OCELLI_CHROMIUM !== undefined) process.env.OCELLI_CHROMIUM = OCELLI_CHROMIUM;
  rmSync(folder, { recursive: true });
});

function program(name, text, mode = 0o755) {
  const path = join(folder, name);
  writeFileSync(path, text, { mode });
  return path;
}

test('a browser on the PATH is found', () => {
  assert.equal(findBrowser(), null);
  const path = program('chromium', '#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"\n');
  assert.equal(findBrowser(), path);
});

test("Ubuntu's chromium-browser, a script that hands over to snap, is none", () => {
  program(
    'chromium-browser',
    '#!/bin/sh\nif ! [ -x /snap/bin/chromium ]; then exit 1; fi\nexec /snap/bin/chromium "$@"\n',
  );
  assert.equal(findBrowser(), null);
});

test('a link to the snap command is no browser', () => {
  mkdirSync(join(folder, 'bin'));
  const snap = program('bin/snap', '#!/bin/sh\n');
  symlinkSync(snap, join(folder, 'chromium'));
  assert.equal(findBrowser(), null);
});

test('OCELLI_CHROMIUM names the browser, and a wrong path is not replaced by another', () => {
  program('chromium', '#!/bin/sh\n');
  process.env.OCELLI_CHROMIUM = program('mine', '#!/bin/sh\n');
  assert.equal(findBrowser(), join(folder, 'mine'));
  process.env.OCELLI_CHROMIUM = join(folder, 'missing');
  assert.equal(findBrowser(), null);
});

test('a file that cannot be executed is no program', () => {
  program('tool', '', 0o644);
  assert.equal(findProgram('tool'), null);
});

test('apt offers a package only with a candidate that is not a snap', () => {
  const policy = (version) => program('apt-cache', `#!/bin/sh\necho "$2:"\necho "  Candidate: ${version}"\n`);
  policy('156.0.8078.73-1~deb12u1');
  assert.equal(aptHas('chromium'), true);
  policy('2:1snap1-0ubuntu2');
  assert.equal(aptHas('chromium'), false);
  policy('(none)');
  assert.equal(aptHas('chromium'), false);
  program('apt-cache', '#!/bin/sh\n');
  assert.equal(aptHas('chromium'), false);
});
