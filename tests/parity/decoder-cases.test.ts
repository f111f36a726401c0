/** Unusual, damaged and fuzzed files of other projects: decoded or clearly refused, by both builds. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Answer, assertSame, digest } from './answers.ts';
import { type DataFolder, openData, skipWithout } from './data.ts';
import { askNative, root } from './native-core.ts';
import { askWasm, startWasmCore } from './wasm-core.ts';

const DATA = { name: 'decoder-cases', archive: 'decoder-cases.tar.xz' };

const MOST_MILLISECONDS = 1000;
const MOST_MEGABYTES = 512;

/** File to the digest of Pillow's pixels, or null where Pillow refuses it. */
const byPillow: Record<string, string | null> = JSON.parse(
  readFileSync(join(root, 'tests/golden/parity/decoder-cases.json'), 'utf8'),
).files;

interface Case {
  /** Path below the data's folder. */
  name: string;
  native: Answer;
  wasm: Answer;
}

describe('decoder cases', { skip: skipWithout(DATA) }, () => {
  let data: DataFolder;
  let cases: Case[];

  before(async () => {
    data = openData(DATA);
    cases = await askAll(data.path);
  });

  after(() => data.close());

  test('each file decodes or is refused, the same in native and wasm', () => {
    assert.ok(cases.length >= 780);
    for (const { name, native, wasm } of cases) {
      assertSame(native, wasm, name);
      if (native.error !== null)
        assert.match(native.error.code, /^(corrupt-image|truncated-image|unsupported-format)$/);
    }
  });

  test('each takes less than 1 s of processor time and 512 MB, in native and wasm', (t) => {
    for (const { name, native, wasm } of cases) {
      for (const [build, answer] of Object.entries({ native, wasm })) {
        assert.ok(answer.milliseconds < MOST_MILLISECONDS, `${name}, ${build}: ${answer.milliseconds} ms`);
        assert.ok(answer.peakMegabytes < MOST_MEGABYTES, `${name}, ${build}: ${answer.peakMegabytes} MB`);
      }
    }
    const most = (of: (one: Case) => number) => Math.round(Math.max(...cases.map(of)));
    t.diagnostic(`native: at most ${most((c) => c.native.milliseconds)} ms, ${most((c) => c.native.peakMegabytes)} MB`);
    t.diagnostic(`wasm: at most ${most((c) => c.wasm.milliseconds)} ms, ${most((c) => c.wasm.peakMegabytes)} MB`);
  });

  test('the files of PngSuite that must fail do, and all others decode', () => {
    const suite = cases.filter(({ name }) => name.startsWith('pngsuite/'));
    assert.ok(suite.length >= 170);
    for (const { name, native } of suite) {
      assert.equal(native.error !== null, name.startsWith('pngsuite/x'), `${name}: ${native.error?.message}`);
    }
  });

  test('what both read, Pillow and the core, has the same pixels', (t) => {
    const both = cases.filter(({ name, native }) => typeof byPillow[name] === 'string' && native.error === null);
    assert.ok(both.length >= 238);
    for (const { name, native } of both) assert.equal(digest(native.pixels), byPillow[name], name);
    t.diagnostic(`${both.length} files`);
  });
});

async function askAll(folder: string): Promise<Case[]> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
  const native = askNative(paths.map((photo) => ({ photo })));
  const cases: Case[] = [];
  for (const [i, photo] of paths.entries()) {
    // A core of its own for each file: wasm memory only grows.
    const [wasm] = askWasm(await startWasmCore(), [{ photo }]);
    cases.push({ name: relative(folder, photo), native: native[i] as Answer, wasm: wasm as Answer });
  }
  return cases;
}
