/**
 * The files beside the worker, with their sizes. `tools/build.mjs` writes the values in, because
 * `Content-Length` says nothing about a body that travels compressed.
 */
export interface Asset {
  file: string;
  /** As the file lies on the host. */
  bytes: number;
}

export interface RuntimeAssets {
  script: Asset;
  wasm: Asset;
}

export type RuntimeName = 'jspi' | 'asyncify' | 'wasm';

export interface Assets {
  core: Asset;
  runtimes: Record<RuntimeName, RuntimeAssets>;
  /** Of ONNX Runtime and this library together: verdicts of another version are not trusted. */
  version: string;
}

declare const OCELLI_ASSETS: Assets;

export const assets: Assets = OCELLI_ASSETS;
