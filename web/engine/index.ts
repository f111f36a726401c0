/** What `import … from 'ocelli'` gives. */
export { createClassifier } from './create-classifier.ts';
export { OcelliError } from './errors.ts';
export { cardFromHub } from './hub-card.ts';
export type {
  Backend,
  BackendChoice,
  BackendReport,
  BinaryResult,
  CardEntries,
  ClassificationResult,
  Classifier,
  ClassifierOptions,
  ClassifyOptions,
  ErrorCode,
  HubFolder,
  ImageInfo,
  Limits,
  ModelInfo,
  ModelSource,
  MultiClassResult,
  MultiLabelResult,
  Photo,
  Prediction,
  Progress,
  Timings,
} from './types.ts';
