/** The messages between page and worker. Times are milliseconds, sizes bytes or pixels. */
import type { PortableError } from '../engine/errors.ts';
import type {
  BackendChoice,
  BackendReport,
  CardEntries,
  ClassificationResult,
  ModelInfo,
  Progress,
} from '../engine/types.ts';

/** Where the worker finds a model: a same-site URL, or the file. */
export type ModelPayload = { kind: 'url'; url: string } | { kind: 'file'; file: Blob };

export interface LoadRequest {
  type: 'load';
  /** Folder that holds core and ONNX Runtime, with a final slash. */
  assets: string;
  model: ModelPayload;
  /** Entries that override the file's card, or stand for a missing one. */
  card: CardEntries;
  backend: BackendChoice;
  integrity: { bytes: number; sha256: string } | null;
  limits: { megapixels: number; memoryMegabytes: number };
  /** Why `auto` may not use WebGPU any more (a device lost twice); null: it may. */
  withoutWebGpu: string | null;
}

/** A photograph on its way to the worker. `rgba` is unpremultiplied, 8 bits, rows from the top. */
export type PhotoPayload =
  | { kind: 'file'; file: Blob }
  | { kind: 'bytes'; bytes: ArrayBuffer }
  | { kind: 'url'; url: string }
  | { kind: 'rgba'; rgba: ArrayBuffer; width: number; height: number }
  | { kind: 'bitmap'; bitmap: ImageBitmap }
  | { kind: 'frame'; frame: VideoFrame };

export interface ClassifyRequest {
  type: 'classify';
  id: number;
  photo: PhotoPayload;
  topK: number;
  allow: string[];
  deny: string[];
}

export interface LogitsRequest {
  type: 'logits';
  id: number;
  photo: PhotoPayload;
}

export type JobRequest = ClassifyRequest | LogitsRequest;

export interface AbortRequest {
  type: 'abort';
  id: number;
}

export type ToWorker = LoadRequest | JobRequest | AbortRequest;

export interface Loaded {
  type: 'loaded';
  model: ModelInfo;
  report: BackendReport;
}

export type FromWorker =
  | { type: 'progress'; progress: Progress }
  | Loaded
  /** `withoutWebGpu`: why the same load may succeed in a new worker on wasm. */
  | { type: 'load-failed'; error: PortableError; withoutWebGpu: string | null }
  /** `memoryBytes`: wasm memory of the core, so that a worker that has grown far is replaced. */
  | { type: 'classified'; id: number; result: ClassificationResult; memoryBytes: number }
  | { type: 'logits'; id: number; logits: Float32Array; memoryBytes: number }
  /** `fatal`: this worker cannot go on, and is to be replaced. */
  | { type: 'failed'; id: number; error: PortableError; fatal: boolean }
  /** The GPU device is gone: nothing that this worker still holds will be answered. */
  | { type: 'device-lost'; reason: string };
