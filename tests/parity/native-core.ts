/** Asks the native core, by the program that native_answers.cpp is built into. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Job } from './answers.ts';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const cardModel = join(root, 'tests/golden/tiny.onnx');

const program = join(root, 'build/native/ocelli_parity_answers');

/** The answers in the order of the jobs. Throws where the core crashed or hung. */
export function askNative(jobs: readonly Job[]): Answer[] {
  const folder = mkdtempSync(join(tmpdir(), 'ocelli-parity-'));
  try {
    const answers = join(folder, 'answers');
    writeFileSync(join(folder, 'jobs'), jobs.map((job) => `${JSON.stringify(job)}\n`).join(''));
    execFileSync(program, [cardModel, join(folder, 'jobs'), answers], { stdio: ['ignore', 'ignore', 'inherit'] });
    return readAnswers(readFileSync(answers), jobs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readAnswers(file: Buffer, jobs: readonly Job[]): Answer[] {
  let at = 0;
  const take = (count: number) => {
    at += count;
    return new Uint8Array(file.subarray(at - count, at));
  };
  return jobs.map((job) => {
    const end = file.indexOf('\n', at);
    const line = JSON.parse(file.toString('utf8', at, end));
    at = end + 1;
    if (line.signal !== undefined) throw new Error(`${job.photo}: the native core ended by signal ${line.signal}`);
    const { pixelBytes, tensorBytes, ...answer } = line;
    if (pixelBytes > 0) answer.pixels = take(pixelBytes);
    if (tensorBytes > 0) answer.tensor = take(tensorBytes);
    return answer as Answer;
  });
}
