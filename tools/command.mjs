// Running programs, and ending a script with a sentence instead of a stack.
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** A failure that the person at the terminal can act on: its message is all they need to see. */
export class CommandError extends Error {
  /** @param {string} message @param {number} exitCode what the script ends with */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a script's body; a CommandError ends the process with its message and exit code. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    console.error(error instanceof CommandError ? `\nocelli: ${error.message}` : error);
    process.exitCode = error instanceof CommandError ? error.exitCode : 1;
  }
}

/** One line about what happens now. */
export function say(text) {
  console.log(`ocelli: ${text}`);
}

/**
 * Runs a program in the repository's root with its output on this terminal.
 * It gets a process group of its own, so that a time-out or Ctrl-C ends its children too; with
 * `interactive` it keeps this terminal instead, as sudo must to ask for a password.
 * @param {{ env?: object, cwd?: string, timeoutMs?: number, interactive?: boolean }} options
 * @returns {Promise<{ code: number, timedOut: boolean }>} code is 128 + signal for a killed program
 */
export function run(program, args, { env = {}, cwd = root, timeoutMs = 0, interactive = false } = {}) {
  return new Promise((resolveRun, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: [interactive ? 'inherit' : 'ignore', 'inherit', 'inherit'],
      detached: !interactive,
    });
    let timedOut = false;
    const end = (signal) => {
      try {
        process.kill(interactive ? child.pid : -child.pid, signal);
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    };
    const giveUp = () => {
      timedOut = true;
      end('SIGKILL');
    };
    const timer = timeoutMs > 0 ? setTimeout(giveUp, timeoutMs) : undefined;
    const forward = (signal) => {
      end(signal);
      process.exit(128 + constants.signals[signal]);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, forward);
    const finish = () => {
      clearTimeout(timer);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(signal, forward);
    };
    child.once('error', (error) => {
      finish();
      reject(new CommandError(`cannot run ${program}: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      finish();
      resolveRun({ code: code ?? 128 + constants.signals[signal], timedOut });
    });
  });
}

/** Like `run`, and throws a CommandError when the program fails. */
export async function runOrFail(program, args, options = {}) {
  const { code, timedOut } = await run(program, args, options);
  if (timedOut) throw new CommandError(`${program} took over ${options.timeoutMs / 1000} s`);
  if (code !== 0) throw new CommandError(`${[program, ...args].join(' ')} failed with exit code ${code}`);
}

/** What a program prints, or null where it is missing or fails. */
export function output(program, args, options = {}) {
  const done = spawnSync(program, args, { cwd: root, encoding: 'utf8', ...options });
  return done.status === 0 ? done.stdout : null;
}
