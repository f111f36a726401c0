import { OcelliError } from './errors.ts';

/** A wrong argument: names the parameter, what was expected and what came. */
export function invalid(parameter: string, expected: string, received: unknown): OcelliError {
  return new OcelliError('invalid-argument', `${parameter} should be ${expected}, but is ${show(received)}`);
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (value === null || typeof value !== 'object') return String(value);
  return `a value of type ${value.constructor?.name ?? 'Object'}`;
}

/** A whole number of at least 1. */
export function checkCount(parameter: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw invalid(parameter, 'a whole number of at least 1', value);
}

export function checkPositive(parameter: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw invalid(parameter, 'a number above 0', value);
}

export function checkLabels(parameter: string, value: unknown): string[] {
  if (Array.isArray(value) && value.every((label) => typeof label === 'string')) return [...value];
  throw invalid(parameter, 'a list of labels', value);
}

export function checkSignal(value: unknown): AbortSignal | undefined {
  if (value === undefined || value instanceof AbortSignal) return value;
  throw invalid('signal', 'an AbortSignal', value);
}

export function checkOneOf<T extends string>(parameter: string, choices: readonly T[], value: unknown): T {
  if (choices.includes(value as T)) return value as T;
  throw invalid(parameter, `one of ${choices.join(', ')}`, value);
}

/**
 * The absolute form of an address on this page's own origin; all others are refused, because
 * nothing that Ocelli does may reach another host.
 */
export function checkSameOrigin(parameter: string, value: string | URL): string {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  let url: URL;
  try {
    url = new URL(value, base);
  } catch {
    throw invalid(parameter, 'an address', String(value));
  }
  if (url.origin !== globalThis.location.origin) {
    throw invalid(parameter, `an address on ${globalThis.location.origin}`, url.href);
  }
  return url.href;
}
