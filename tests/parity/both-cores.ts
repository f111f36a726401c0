/** Asks native and wasm, and insists on one answer. */
import { basename } from 'node:path';
import type { CoreModule } from '../../web/worker/core-module.ts';
import { type Answer, assertSame, type Job } from './answers.ts';
import { askNative } from './native-core.ts';
import { askWasm } from './wasm-core.ts';

/** A job with the answer that both builds gave, to the bit and to the letter. */
export interface Answered {
  /** The file's name. */
  name: string;
  job: Job;
  answer: Answer;
}

export function askBoth(core: CoreModule, jobs: readonly Job[]): Answered[] {
  const wasm = askWasm(core, jobs);
  return askNativeOnly(jobs).map((answered, i) => {
    const { name, job, answer } = answered;
    assertSame(answer, wasm[i] as Answer, job.bytes === undefined ? name : `${name} cut to ${job.bytes} bytes`);
    return answered;
  });
}

/** For what only the native build can be asked. */
export function askNativeOnly(jobs: readonly Job[]): Answered[] {
  const answers = askNative(jobs);
  return jobs.map((job, i) => ({ name: basename(job.photo), job, answer: answers[i] as Answer }));
}
