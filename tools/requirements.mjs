// What a machine needs, how it is recognised, and the Debian and Ubuntu package that brings it.
import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { output } from './command.mjs';

const env = process.env;

/** Full path of a program on the PATH, or null. */
export function findProgram(...names) {
  for (const name of names) {
    for (const folder of (env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder: look in the next.
      }
    }
  }
  return null;
}

const prefixes = () => [
  ...(env.CMAKE_PREFIX_PATH ?? '').split(delimiter).filter(Boolean),
  '/usr',
  '/usr/local',
  '/opt/homebrew',
];

const findHeader = (path) =>
  prefixes()
    .map((p) => join(p, 'include', path))
    .find(existsSync) ?? null;

const program = (what, apt, ...names) => ({ what, apt, find: () => findProgram(...names) });
const header = (what, apt, path) => ({ what: `${what} (${path})`, apt, find: () => findHeader(path) });

const wasmCompiler = [
  program('Emscripten (em++)', 'emscripten', 'em++'),
  program('CMake', 'cmake', 'cmake'),
  program('Ninja', 'ninja-build', 'ninja'),
  header('stb', 'libstb-dev', 'stb/stb_image.h'),
  header('Highway', 'libhwy-dev', 'hwy/highway.h'),
];

const nativeCompiler = [
  program('a C++ compiler (g++)', 'g++', 'g++', 'clang++', 'c++'),
  header('CLI11', 'libcli11-dev', 'CLI/CLI.hpp'),
  header('nlohmann/json', 'nlohmann-json3-dev', 'nlohmann/json.hpp'),
  header('protozero', 'libprotozero-dev', 'protozero/pbf_reader.hpp'),
  header('GoogleTest', 'libgtest-dev', 'gtest/gtest.h'),
  header('Google Benchmark', 'libbenchmark-dev', 'benchmark/benchmark.h'),
];

const trainer = [
  header('libtorch', 'libtorch-dev', 'ATen/ATen.h'),
  header('Gloo', 'libgloo-dev', 'gloo/context.h'),
  // Debian's default BLAS is the reference one: 28 times slower.
  { what: 'OpenBLAS with threads', apt: 'libopenblas0-pthread', find: findOpenBlas },
];

const browser = {
  what: 'Chromium',
  apt: 'chromium',
  find: () => findBrowser(),
  // Without it, only the web suite is skipped.
  optional: true,
};

const linters = [
  program('clang-tidy', 'clang-tidy', 'clang-tidy', 'clang-tidy-19', 'clang-tidy-14'),
  { what: 'Python with venv', apt: 'python3-venv', find: findVenv },
];

/** Requirement lists by purpose. */
export const requirements = {
  start: wasmCompiler,
  test: [...wasmCompiler, ...nativeCompiler, ...trainer, browser],
  lint: [...wasmCompiler, ...nativeCompiler, ...trainer, ...linters],
};

/** A Chromium that headless tests can start; a snap cannot be: it is confined and needs snapd. */
export function findBrowser() {
  if (env.OCELLI_CHROMIUM) return existsSync(env.OCELLI_CHROMIUM) ? env.OCELLI_CHROMIUM : null;
  const path = findProgram('chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser');
  return path && !isSnap(path) ? path : null;
}

function isSnap(path) {
  const target = realpathSync(path);
  if (target.startsWith('/snap/') || target.endsWith('/snap')) return true;
  const text = readFileSync(target).subarray(0, 2048).toString('latin1');
  return text.startsWith('#!') && text.includes('/snap/');
}

/** Whether apt's package is a real one: on Ubuntu `chromium` is missing or hands over to snap. */
export function aptHas(name) {
  const policy = output('apt-cache', ['policy', name], { env: { ...env, LC_ALL: 'C' } }) ?? '';
  const candidate = /Candidate: (\S+)/.exec(policy)?.[1];
  return candidate !== undefined && candidate !== '(none)' && !candidate.includes('snap');
}

function findOpenBlas() {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib') : [];
  const paths = folders.map((folder) => join('/usr/lib', folder, 'openblas-pthread/libblas.so.3'));
  return paths.find(existsSync) ?? null;
}

function findVenv() {
  const python = findProgram('python3');
  return python && output(python, ['-c', 'import venv, ensurepip']) !== null ? python : null;
}
