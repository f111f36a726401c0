import createModule from 'ocelli-core';
import { OcelliError } from '../engine/errors.ts';
import type { CoreBytes, CoreCard, CoreCardInfo, CoreModule, CorePhoto, CoreResult } from './core-module.ts';

/** Starts the C++ core from its wasm file. */
export async function startCore(wasmBinary: ArrayBuffer): Promise<CoreModule> {
  return await createModule({ wasmBinary });
}

/** The value of a core's result, or its error thrown. */
export function unwrap<T>(result: CoreResult<T>): T {
  if (result.error !== null) throw new OcelliError(result.error.code, result.error.message);
  return result as T;
}

/** Copies `bytes` into wasm memory for the time of one call. */
export function withBytes<T>(core: CoreModule, bytes: Uint8Array, use: (block: CoreBytes) => T): T {
  const block = new core.Bytes(bytes.byteLength);
  try {
    const view = block.view();
    if (view.byteLength !== bytes.byteLength) {
      throw new OcelliError('image-too-large', `There is no memory for a file of ${bytes.byteLength} bytes.`);
    }
    view.set(bytes);
    return use(block);
  } finally {
    block.delete();
  }
}

/** Reads the model's card; a file without one, and no entries to stand for it, is `card-needed`. */
export function readCard(core: CoreModule, model: ArrayBuffer, overrides: Record<string, string>): CoreCard {
  return withBytes(core, new Uint8Array(model), (onnx) => {
    const { hasCard } = unwrap(core.hasCard(onnx));
    if (!hasCard && Object.keys(overrides).length === 0) {
      throw new OcelliError(
        'card-needed',
        'This model file has no model card: it says nothing of its labels and of how photographs are prepared. ' +
          'Hand them over as the option `card`, for example { "ocelli.task": "multi-class", "ocelli.labels": "cat\\ndog", … }.',
      );
    }
    const complete = hasCard ? overrides : { 'ocelli.version': '1', ...overrides };
    return unwrap(core.readCard(onnx, Object.entries(complete))).card;
  });
}

export type { CoreCard, CoreCardInfo, CoreModule, CorePhoto };
