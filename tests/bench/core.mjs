// The core's steps: natively by Google Benchmark, and in wasm by a loop of our own in Node.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, say } from '../../tools/command.mjs';
import { compileNative, compileWasm } from '../../tools/compile.mjs';

const target = 'ocelli_core_benchmark';

/** @param {{ small: string, large: string }} photos paths of files */
export async function runCoreBenchmarks({ small, large }) {
  const files = [join(root, 'models/imagenet/model.onnx'), small, large];
  const native = await nativeTimes(files);
  await compileWasm([target]);
  const wasm = wasmTimes(files);
  console.log('\nmicroseconds of CPU time for one run: native by Google Benchmark, wasm in Node\n');
  console.log('| step | native | wasm |\n| --- | ---: | ---: |');
  for (const [name, time] of wasm)
    console.log(`| ${name} | ${native?.get(name)?.toFixed(1) ?? '—'} | ${time.toFixed(1)} |`);
}

/** Null where Google Benchmark is missing. */
async function nativeTimes(files) {
  try {
    await compileNative([target]);
  } catch (error) {
    say(`the native benchmark cannot be built (is Google Benchmark there?): ${error.message}`);
    return null;
  }
  const program = join(root, 'build/native', target);
  if (!existsSync(program)) return null;
  const report = JSON.parse(
    execFileSync(program, [...files, '--benchmark_format=json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  return new Map(report.benchmarks.map(({ name, cpu_time: time }) => [name, time]));
}

function wasmTimes(files) {
  const script = join(root, 'build/wasm', `${target}.cjs`);
  const text = execFileSync(process.execPath, [script, ...files], { encoding: 'utf8' });
  return text
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]);
}
