/** The public types of `import … from 'ocelli'`. Times are milliseconds, sizes pixels or bytes. */

/** Where the network runs. `auto` proves WebGPU against the golden output and times it first. */
export type BackendChoice = 'auto' | 'webgpu' | 'wasm';
export type Backend = 'webgpu' | 'wasm';

/** Card entries, `ocelli.*` keys to text, as `docs/model-card.md` defines them. */
export type CardEntries = Record<string, string>;

/** A Hugging Face folder: its two JSON files and one `.onnx`. */
export interface HubFolder {
  config: Blob | string;
  preprocessorConfig: Blob | string;
  onnx: Blob | ArrayBuffer | string;
}

/** A same-site URL of an `.onnx`, the file itself, or a Hugging Face folder. */
export type ModelSource = string | URL | Blob | ArrayBuffer | HubFolder;

export type Photo =
  | Blob
  | ArrayBuffer
  | string
  | URL
  | ImageData
  | ImageBitmap
  | VideoFrame
  | HTMLImageElement
  | HTMLCanvasElement
  | HTMLVideoElement
  | OffscreenCanvas;

export interface Progress {
  /** What is under way: downloading ONNX Runtime, downloading the model, opening and proving it. */
  phase: 'runtime' | 'model' | 'prepare';
  /** Bytes so far and in all, over everything that this load downloads (uncompressed sizes). */
  loaded: number;
  total: number;
}

export interface ClassifierOptions {
  model: ModelSource;
  /** Entries for a model without a card; they also override those of a card. */
  card?: CardEntries;
  backend?: BackendChoice;
  /** Folder that holds Ocelli's worker, wasm and ONNX Runtime; default: the folder of `ocelli.js`. */
  assets?: string | URL;
  /** Expected size and hash of the model file; a mismatch is an error, never a silent answer. */
  integrity?: { bytes: number; sha256: string };
  limits?: Limits;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

export interface Limits {
  /** Photographs with more pixels are refused by the core; default 100. */
  megapixels?: number;
  /** Photographs that would need more memory are refused by the core; default 512. */
  memoryMegabytes?: number;
}

export interface ClassifyOptions {
  /** How many predictions; default 5. Multi-label answers with all labels above their threshold. */
  topK?: number;
  /** Keep only these labels, or leave these out; scores stay as they are. */
  allow?: readonly string[];
  deny?: readonly string[];
  signal?: AbortSignal;
}

export interface Prediction {
  label: string;
  /** Place of the label in the model's output. */
  index: number;
  /** Calibrated probability, 0 to 1. */
  score: number;
}

export interface Timings {
  decode: number;
  preprocess: number;
  inference: number;
  postprocess: number;
  total: number;
}

export interface ImageInfo {
  /** Of the whole photograph, after orientation. */
  width: number;
  height: number;
  /** `core`: our C++; `browser`: what the core cannot read; `pixels`: handed in as pixels. */
  decoder: 'core' | 'browser' | 'pixels';
  /** 1, 2, 4 or 8: a JPEG decoded at that fraction of its size. */
  shrink: number;
  /** Why the browser's decoder was used, where it was. */
  note?: string;
}

interface ResultBase {
  backend: Backend;
  model: ModelInfo;
  image: ImageInfo;
  /**  also counts reading or downloading the photograph, and not waiting for earlier ones. */
  timings: Timings;
}

export interface MultiClassResult extends ResultBase {
  task: 'multi-class';
  predictions: Prediction[];
  /** The model's best score, before `allow` and `deny`, is below its `ocelli.unsure.below`. */
  unsure: boolean;
}

export interface MultiLabelResult extends ResultBase {
  task: 'multi-label';
  /** Every label at or above its own threshold, best first. */
  predictions: Prediction[];
  unsure: boolean;
}

export interface BinaryResult extends ResultBase {
  task: 'binary';
  /** Both labels, best first. */
  predictions: Prediction[];
  /** The positive label's probability at or above which the answer is positive. */
  threshold: number;
  /** The answer by the threshold. */
  label: string;
  unsure: boolean;
}

export type ClassificationResult = MultiClassResult | MultiLabelResult | BinaryResult;

/** What a model says of itself. */
export interface ModelInfo {
  title: string;
  licence: string;
  task: 'binary' | 'multi-class' | 'multi-label' | 'detection' | 'segmentation' | 'embedding';
  source: string;
  data: string;
  accuracy: string;
  labels: string[];
  /** `height width` of the network's input, in pixels. */
  input: { height: number; width: number };
  /** The part of a whole photograph that the network sees, and how it is brought to size. */
  resize: { mode: 'shortest-edge' | 'exact' | 'letterbox-center' | 'letterbox-top-left' | 'none'; size: number[] };
  crop: { height: number; width: number } | null;
  bytes: number;
}

/** What was found out about the backends when the model was loaded. */
export interface BackendReport {
  backend: Backend;
  /** ONNX Runtime build that serves: `jspi`, `asyncify` (both WebGPU) or `wasm`. */
  runtime: 'jspi' | 'asyncify' | 'wasm';
  adapter: string | null;
  /** Largest difference from the golden output, relative to its largest absolute value. */
  goldenDifference: { webgpu?: number; wasm?: number };
  /** Median milliseconds of one inference. */
  inference: { webgpu?: number; wasm?: number };
  /** One sentence for people: why this backend serves. */
  reason: string;
  threads: number;
}

export interface Classifier {
  readonly model: ModelInfo;
  readonly report: BackendReport;
  classify(photo: Photo, options?: ClassifyOptions): Promise<ClassificationResult>;
  /** Raw outputs of the network for a photograph, for comparisons and tests. */
  logits(photo: Photo, options?: { signal?: AbortSignal }): Promise<Float32Array>;
  /** Frees worker, sessions and handles; calls still waiting reject with code `disposed`. */
  dispose(): void;
}

export type ErrorCode =
  // from the core: see src/result.h
  | 'empty-input'
  | 'unsupported-format'
  | 'corrupt-image'
  | 'truncated-image'
  | 'image-too-large'
  | 'invalid-model'
  | 'invalid-card'
  | 'invalid-argument'
  // from the engine
  | 'card-needed' // a bare .onnx without a card, and no `card` given
  | 'download-failed'
  | 'integrity-failed'
  | 'backend-failed'
  | 'device-lost'
  | 'disposed'
  | 'internal';
