import type { BackendReport } from '../engine/types.ts';

/** Tells the service worker which build of ONNX Runtime serves, so that it is there offline too. */
export interface KeepMessage {
  type: 'keep';
  runtime: BackendReport['runtime'];
}

/** Tells a waiting service worker that the person agreed to the new version. */
export interface TakeOverMessage {
  type: 'take-over';
}
