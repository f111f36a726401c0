/**
 * The C++ core as Embind shows it (`src/wasm/bindings.cpp`). Handles live in wasm memory: whoever
 * makes one calls `delete()`. Nothing here throws; failures come back as `error`.
 */
import type { ErrorCode } from '../engine/types.ts';

export type CoreResult<T> = ({ error: null } & T) | { error: { code: ErrorCode; message: string } };

/** A block of wasm memory. `view()` dies when memory grows: fill it at once, keep no view. */
export interface CoreBytes {
  view(): Uint8Array;
  delete(): void;
}

export interface CoreCardInfo {
  version: number;
  task: string;
  title: string;
  licence: string;
  source: string;
  data: string;
  accuracy: string;
  labels: string[];
  labelIds: string[];
  inputHeight: number;
  inputWidth: number;
  resizeMode: string;
  resizeSize: number[];
  /** Empty, or [height, width]. */
  cropSize: number[];
  /** All that the file says under `ocelli.`, key to text. */
  entries: [string, string][];
  outputNames: string[];
  hasGolden: boolean;
  goldenTolerance: number;
  thresholds: number[];
  unsureBelow: number;
}

export interface CoreCard {
  info(): CoreCardInfo;
  delete(): void;
}

/** A decoded photograph, oriented, 8-bit RGB, perhaps shrunk. */
export interface CorePhoto {
  /** Of the whole photograph, after orientation. */
  readonly width: number;
  readonly height: number;
  readonly shrink: number;
  readonly format: string;
  /** RGB bytes of the decoded (perhaps shrunk) pixels, copied. */
  pixels(): { width: number; height: number; data: Uint8Array };
  delete(): void;
}

export interface CoreTensor {
  /** Owned by JavaScript. */
  data: Float32Array;
  shape: number[];
}

export interface CorePrediction {
  label: string;
  index: number;
  score: number;
}

export interface CoreAnswer {
  predictions: CorePrediction[];
  unsure: boolean;
  /** Binary only: threshold of the positive label, and the answer by it. */
  threshold: number;
  label: string;
}

export interface CoreLimits {
  megapixels: number;
  memoryMegabytes: number;
}

export interface CoreModule {
  Bytes: new (length: number) => CoreBytes;
  /** Reads `metadata_props`; code `invalid-card` with no `ocelli.version` where there is no card. */
  readCard(onnx: CoreBytes, overrides: [string, string][]): CoreResult<{ card: CoreCard }>;
  /** Whether the file carries a card at all (an `ocelli.version` entry). */
  hasCard(onnx: CoreBytes): CoreResult<{ hasCard: boolean }>;
  /** `card` null: no shrink. Orientation is applied. */
  decode(file: CoreBytes, card: CoreCard | null, limits: CoreLimits): CoreResult<{ photo: CorePhoto }>;
  /** From unpremultiplied 8-bit RGBA, oriented already; alpha is composed over white. */
  fromRgba(pixels: CoreBytes, width: number, height: number): CoreResult<{ photo: CorePhoto }>;
  preprocess(photo: CorePhoto, card: CoreCard): CoreResult<{ tensor: CoreTensor }>;
  /** Softmax or sigmoid, temperature, thresholds, top-k, allow and deny. */
  answer(
    card: CoreCard,
    logits: Float32Array,
    options: { topK: number; allow: string[]; deny: string[] },
  ): CoreResult<{ answer: CoreAnswer }>;
  goldenInput(card: CoreCard): CoreResult<{ tensor: CoreTensor }>;
  /** Largest |difference| over the golden values, relative to the largest absolute golden value. */
  goldenDifference(card: CoreCard, outputs: Float32Array[]): CoreResult<{ difference: number; agrees: boolean }>;
  /** Bytes of wasm memory in use, for tests of leaks. */
  memoryBytes(): number;
}

export type CreateCoreModule = (options: {
  wasmBinary?: ArrayBuffer | Uint8Array;
  locateFile?: (file: string) => string;
}) => Promise<CoreModule>;
