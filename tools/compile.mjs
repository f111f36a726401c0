// Compiles the C++ core through the presets: wasm for the page, native for tests and the command.
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root, runOrFail, say } from './command.mjs';

const compileTimeoutMs = 20 * 60_000;

/** Brings `build/wasm` up to date: the core as a wasm module, in release. */
export function compileWasm(targets = []) {
  return compile('wasm', targets);
}

/** Brings `build/native` up to date: the command, the tests and the benchmarks. */
export function compileNative(targets = []) {
  return compile('native', targets);
}

/** Brings `build/fuzz` up to date: the fuzzers, under the sanitizers. */
export function compileFuzzers(targets = []) {
  return compile('fuzz', targets);
}

/** Writes `build/native/compile_commands.json`, which clang-tidy reads. */
export function configureNative() {
  return configure('native');
}

/** Why build/native has no trainer, or null where it has one. */
export function whyNoTrainer() {
  const cache = readFileSync(join(root, 'build/native/CMakeCache.txt'), 'utf8');
  return /^Torch_DIR:PATH=.*NOTFOUND$/m.test(cache) ? 'libtorch is missing (Debian: libtorch-dev)' : null;
}

async function configure(preset) {
  const folder = join(root, 'build', preset);
  const presets = statSync(join(root, 'CMakePresets.json')).mtimeMs;
  const ninja = statSync(join(folder, 'build.ninja'), { throwIfNoEntry: false });
  // CMake runs again by itself for a changed CMakeLists.txt, but neither for presets nor after a move.
  const moved = isOfAnotherClone(folder);
  if (ninja !== undefined && ninja.mtimeMs > presets && !moved) return;
  say(`configuring build/${preset}`);
  if (moved) rmSync(folder, { recursive: true, force: true });
  await runOrFail('cmake', ['--preset', preset], { timeoutMs: compileTimeoutMs });
}

function isOfAnotherClone(folder) {
  const cache = join(folder, 'CMakeCache.txt');
  if (!existsSync(cache)) return false;
  return /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(readFileSync(cache, 'utf8'))?.[1] !== root;
}

async function compile(preset, targets) {
  const folder = join(root, 'build', preset);
  await configure(preset);
  const jobs = String(Math.min(availableParallelism(), 16));
  const target = targets.length > 0 ? ['--target', ...targets] : [];
  await runOrFail('cmake', ['--build', folder, '-j', jobs, ...target], { timeoutMs: compileTimeoutMs });
}
